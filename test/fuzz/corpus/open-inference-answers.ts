// Answers of services that once ended in an error of JavaScript's own, by what was wrong with them.

import type { LargeInput } from "../corpus.ts";

const answer =
  (body: string): (() => Uint8Array) =>
  () =>
    Buffer.from(`\n${body}`);
const output = (datatype: string, data: string): string =>
  `{"outputs":[{"name":"anomaly_map","datatype":"${datatype}","shape":[1,1],"data":${data}}]}`;
const nested = (levels: number): string => `${"[".repeat(levels)}1${"]".repeat(levels)}`;

export const large: readonly LargeInput[] = [
  { name: "data nested 100,000 deep", make: answer(output("FP32", nested(100_000))) },
  { name: "a value that is nested 20,000 deep", make: answer(output("FP32", `[${nested(20_000)}]`)) },
  { name: "infinity as INT64", make: answer(output("INT64", "[1e999]")) },
  { name: "an error nested 20,000 deep", make: answer(`{"error":${nested(20_000)}}`) },
  { name: "a message that is no text", make: answer('{"detail":[{"msg":{"toString":1}}]}') },
  { name: "10 MB of [", make: answer("[".repeat(1e7)) },
  { name: "9 million values", make: answer(output("FP32", `[${"1,".repeat(9e6)}1]`)) },
];
