// Study files that ended the process (the parser recursed, and V8 aborted), or took minutes.

import type { LargeInput } from "../corpus.ts";

const keys = (line: (index: number) => string): Uint8Array =>
  Buffer.from(Array.from({ length: 30_000 }, (_, index) => line(index)).join("\n"));

export const large: readonly LargeInput[] = [
  { name: "a million open brackets: abort", make: () => Buffer.from("[".repeat(1_000_000)) },
  { name: "lists in lists on one line: abort", make: () => Buffer.from("- ".repeat(500_000)) },
  { name: "questions in questions: abort", make: () => Buffer.from("? ".repeat(500_000)) },
  { name: "30,000 keys, compared each with each", make: () => keys((index) => `k${index}: 1`) },
  {
    name: "30,000 aliases, each looked for from the start",
    make: () => keys((index) => `k${index}: &x${index} 1\nl${index}: *x${index}`),
  },
  {
    name: "a million commas, each looking back",
    make: () => Buffer.from(`command: bound\nshift: "(${",".repeat(1_000_000)}"`),
  },
];
