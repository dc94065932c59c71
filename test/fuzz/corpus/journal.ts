// Journals that took a time that grew with the square of their size, or ended in a SyntaxError.

import { createHash } from "node:crypto";
import type { LargeInput } from "../corpus.ts";

function lineAround(json: string): Uint8Array {
  const text = `5 ${json}`;
  return Buffer.from(`${createHash("sha256").update(text).digest("hex").slice(0, 16)} ${text}\n`);
}

export const large: readonly LargeInput[] = [
  { name: "64 MB without an end of a line", make: () => Buffer.alloc(64_000_000, "a") },
  { name: "no JSON under a right checksum", make: () => lineAround("{bad") },
  { name: "null under a right checksum", make: () => lineAround("null") },
  { name: "a million brackets under a right checksum", make: () => lineAround("[".repeat(1_000_000)) },
  {
    name: "five million objects under a right checksum",
    make: () => lineAround(`[${"{},".repeat(5_000_000)}{}]`),
  },
];
