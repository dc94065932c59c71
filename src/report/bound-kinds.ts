// The three kinds of worst case that a run holds of a combination, in the order of their rows.

export const BOUND_KINDS = [
  ["bounds", "per sample"],
  ["nested", "nested"],
  ["objectBounds", "object-level"],
] as const;

export type BoundKind = (typeof BOUND_KINDS)[number][0];
