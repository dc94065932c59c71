// Descriptions that ended the process: the parser recursed, and V8 aborted.

import type { LargeInput } from "../corpus.ts";

export const large: readonly LargeInput[] = ["[", "{a: ", "- ", "? "].map((part) => ({
  name: `nested "${part}"`,
  make: () => Buffer.from(part.repeat(Math.floor(60_000 / part.length))),
}));
