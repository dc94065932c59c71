// The element types that pictures can be fed as.

/** Floats take [0, 1] and integers 0–255 unless told otherwise. */
export const FEED_TYPES = ["float32", "float16", "float64", "uint8", "int32"] as const;

export type FeedType = (typeof FEED_TYPES)[number];

export function isFeedType(type: string): type is FeedType {
  return (FEED_TYPES as readonly string[]).includes(type);
}

export function isFloatType(type: string): boolean {
  return /^b?float\d/.test(type);
}
