// Texts of a megabyte: a word's merging was quadratic in its length.

import type { LargeInput } from "../corpus.ts";

function megabyteOf(part: string): Uint8Array {
  const bytes = Buffer.from(part);
  const text = Buffer.alloc(1 + bytes.length * Math.floor(1_000_000 / bytes.length));
  text.fill(bytes, 1);
  return text;
}

export const large: readonly LargeInput[] = ["a", "漢", "&#", "a1"].map((part) => ({
  name: `a megabyte of "${part}"`,
  make: () => megabyteOf(part),
}));
