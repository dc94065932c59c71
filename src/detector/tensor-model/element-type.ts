// The element types that pictures can be fed as.

/** Floats take [0, 1] and integers 0–255 unless told otherwise. */
export const FEED_TYPES = ["float32", "float16", "float64", "uint8", "int8", "int32"] as const;

export type FeedType = (typeof FEED_TYPES)[number];

export function isFeedType(type: string): type is FeedType {
  return FEED_TYPES.some((known) => known === type);
}

export function isFloatType(type: string): boolean {
  return type.startsWith("float");
}

/** The least and the largest value of an integer type; none of floats. */
export function limitsOf(type: FeedType): readonly [number, number] | null {
  switch (type) {
    case "uint8":
      return [0, 255];
    case "int8":
      return [-128, 127];
    case "int32":
      return [-(2 ** 31), 2 ** 31 - 1];
    default:
      return null;
  }
}
