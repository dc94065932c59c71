// Documents of a run folder that ended in a TypeError or RangeError.

import type { LargeInput } from "../corpus.ts";

export const large: readonly LargeInput[] = [
  { name: "schema 2 alone", make: () => Buffer.from('{"schema":2}') },
  { name: "schema 3 alone", make: () => Buffer.from('{"schema":3}') },
  { name: "10 MB of brackets", make: () => Buffer.alloc(10_000_000, "[") },
  {
    name: "a value 100,000 levels deep",
    make: () => Buffer.from(`{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}`),
  },
];
