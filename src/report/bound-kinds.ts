// What the rows of a table are taken at: the unshifted pictures, and the three kinds of worst case that a run holds of a
// combination, in the order of their rows.

export const BOUND_KINDS = [
  ["bounds", "per sample"],
  ["nested", "nested"],
  ["objectBounds", "object-level"],
] as const;

export type BoundKind = (typeof BOUND_KINDS)[number][0];

/** What the unshifted pictures are called: as the field of a summary that holds their values. */
export const UNSHIFTED: string = Object.keys({ original: null }).join();
