// Headers that once took 19 s and 1.2 GB, or would take as much as they claim.

import type { LargeInput } from "../corpus.ts";
import { safetensorsBytes } from "../readers/safetensors.ts";

/** `{` and then the text, as a header of exactly so many bytes. */
function filled(length: number, part: string): Uint8Array {
  const bytes = Buffer.alloc(8 + length, part);
  bytes.writeBigUInt64LE(BigInt(length), 0);
  bytes[8] = "{".charCodeAt(0);
  return bytes;
}

function tensors(count: number): Uint8Array {
  const entry = (_: unknown, index: number): string =>
    `"${index.toString(36)}":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}`;
  return safetensorsBytes(`{${Array.from({ length: count }, entry).join(",")}}`, 0);
}

export const large: readonly LargeInput[] = [
  { name: "10 MB of [", make: () => filled(10_000_000, "[") },
  { name: "7 MB of [", make: () => filled(7_000_000, "[") },
  { name: `7 MB of {"":`, make: () => filled(7_000_000, `"":{`) },
  { name: "7 MB of empty objects", make: () => safetensorsBytes(`{"a":[${"{},".repeat(2_300_000)}0]}`, 0) },
  { name: "a million keys", make: () => safetensorsBytes(`{${`"a":0,`.repeat(1_100_000)}"b":0}`, 0) },
  { name: "7 MB of escapes in a key", make: () => safetensorsBytes(`{"${"\\n".repeat(3_500_000)}":0}`, 0) },
  { name: "7 MB of spaces after a key", make: () => safetensorsBytes(`{"a"${" ".repeat(7_000_000)}:0}`, 0) },
  {
    name: "1.8 million tensors",
    make: () => filled(99_000_000, `"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},`),
  },
  { name: "130,000 tensors", make: () => tensors(130_000) },
  { name: "100,000 tensors", make: () => tensors(100_000) },
  {
    name: "a dtype nested deep",
    make: () =>
      safetensorsBytes(
        `{"a":{"dtype":${"[".repeat(20_000)}${"]".repeat(20_000)},"shape":[],"data_offsets":[0,0]}}`,
        0,
      ),
  },
  { name: "a dtype of 7 MB", make: () => safetensorsBytes(`{"a":{"dtype":"${"x".repeat(7_000_000)}"}}`, 0) },
  {
    name: "a shape of a million extents",
    make: () =>
      safetensorsBytes(`{"a":{"dtype":"U8","shape":[${"1,".repeat(1_000_000)}1],"data_offsets":[0,1]}}`, 1),
  },
];
