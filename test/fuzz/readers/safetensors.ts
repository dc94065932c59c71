// Safetensors files: headers that are nearly right around values of the right length.

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readTensorFile } from "../../../src/clip/tensor-file.ts";
import type { Random } from "../../../src/core/random.ts";
import { pick, shortLength } from "../draw.ts";
import type { FuzzedReader } from "../reader.ts";

const TYPES = ["F64", "F32", "F16", "BF16", "I64", "U8", "BOOL", "F8_E4M3", "toString", ""];
const WIDTHS = [8, 4, 2, 2, 8, 1, 1, 1, 1, 1];
const NAMES = ["a", "b", "visual.proj", "__metadata__", "__proto__", "constructor", "é\n\u001b[2J", ""];
const STRANGE = [
  "null",
  "[]",
  "{}",
  "-1",
  "1e999",
  "0.5",
  "9007199254740993",
  `"x"`,
  "[[[[1]]]]",
  `{"a":{"b":[]}}`,
];

/** The file of a header's text; `data` bytes follow it. */
export function safetensorsBytes(header: string, data: number): Uint8Array {
  const json = Buffer.from(header, "utf8");
  const bytes = Buffer.alloc(8 + json.length + data);
  bytes.writeBigUInt64LE(BigInt(json.length), 0);
  json.copy(bytes, 8);
  return bytes;
}

/** Tensors one after another; of one in eight something is strange. */
function made(random: Random): Uint8Array {
  let at = 0;
  const entries = Array.from({ length: shortLength(20, random) }, (_, index) => {
    const kind = random.integer(random.integer(4) === 0 ? TYPES.length : 7);
    const shape = Array.from({ length: random.integer(4) }, () => random.integer(5));
    const length = shape.reduce((all, extent) => all * extent, WIDTHS[kind] ?? 1);
    const fields = [
      `"dtype":${JSON.stringify(TYPES[kind])}`,
      `"shape":${JSON.stringify(shape)}`,
      `"data_offsets":[${at},${at + length}]`,
    ];
    at += length;
    const name = JSON.stringify(random.integer(4) === 0 ? pick(NAMES, random) : `t${index}`);
    if (random.integer(8) !== 0) return `${name}:{${fields.join(",")}}`;
    const strange = random.integer(fields.length);
    fields[strange] = `${(fields[strange] ?? "").split(":", 1)[0]}:${pick(STRANGE, random)}`;
    return pick([`${name}:${pick(STRANGE, random)}`, `${name}:{${fields.join(",")}}`], random);
  });
  if (random.integer(3) === 0)
    entries.push(`"__metadata__":${pick([`{"format":"pt"}`, ...STRANGE], random)}`);
  return safetensorsBytes(`{${entries.join(",")}}`, at);
}

export const safetensors: FuzzedReader = {
  name: "safetensors",
  seeds: async () => [
    safetensorsBytes(
      `{"a":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},"__metadata__":{"format":"pt"}}`,
      8,
    ),
    safetensorsBytes(
      `{"b":{"dtype":"BF16","shape":[3],"data_offsets":[4,10]},"c":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}  `,
      10,
    ),
    safetensorsBytes("{}", 0),
  ],
  make: made,
  words: [
    `"dtype":`,
    `"shape":[`,
    `"data_offsets":[`,
    `"__metadata__":{`,
    `"__proto__":`,
    `"F16"`,
    "[[[[",
    "{}",
    "\\u0061",
    "9007199254740993",
  ],
  read: async (bytes, folder) => {
    const path = join(folder, "m.safetensors");
    await writeFile(path, bytes);
    await readTensorFile(path);
  },
};
