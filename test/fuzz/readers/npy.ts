// .npy arrays: headers of any dtype, order and shape, around as much data as they say, or not.

import { decodeNpy } from "../../../src/core/npy.ts";
import type { Random } from "../../../src/core/random.ts";
import { npyFile } from "../../support/raw-pictures.ts";
import { pick, shortLength } from "../draw.ts";
import type { FuzzedReader } from "../reader.ts";

const TYPES = [
  "|u1",
  "<u2",
  ">u2",
  "<i4",
  ">f4",
  "<f4",
  "<f2",
  ">f8",
  "<u8",
  "|b1",
  "<c8",
  "|O",
  "\\u001b[2J",
];
const SHAPES = [
  "()",
  "(0,)",
  "(1,)",
  "(2, 3)",
  "(0, 99999999999)",
  "(4294967296, 4294967296)",
  "(1L, 2)",
  "(-1,)",
  "(1e9,)",
  "(NaN,)",
  `(${"1, ".repeat(40)})`,
];

/** Headers' fields drawn one by one. */
function made(random: Random): Uint8Array {
  const known = random.integer(4) !== 0;
  const extents = Array.from({ length: random.integer(5) }, () => random.integer(5));
  const shape = known ? `(${extents.map((extent) => `${extent}, `).join("")})` : pick(SHAPES, random);
  const descr = pick(TYPES, random);
  const fortran = pick(["True", "False", "True", "None"], random);
  const values = known ? extents.reduce((all, extent) => all * extent, 1) : shortLength(40, random);
  const text = `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': ${shape}, }\n`;
  const version = pick([1, 1, 2, 3], random);
  const length = random.integer(12) === 0 ? pick([0, 1, 65_535, 0xffffffff], random) : text.length;
  const start = version === 1 ? 10 : 12;
  const data =
    values * Math.max(1, Number.parseInt(descr.slice(2), 10) || 0) + (random.integer(12) === 0 ? 1 : 0);
  const bytes = Buffer.alloc(start + text.length + data, random.integer(256));
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0]);
  if (version === 1) bytes.writeUInt16LE(length & 0xffff, 8);
  else bytes.writeUInt32LE(length, 8);
  bytes.write(text, start, "latin1");
  return bytes;
}

export const npy: FuzzedReader = {
  name: "npy",
  seeds: async () => [
    npyFile("<f4", [2, 3], new Float32Array(6)),
    npyFile(">f8", [3, 2], new Float64Array(6), "Fortran"),
    npyFile("|u1", [2, 2, 3], new Uint8Array(12), "Fortran"),
  ],
  make: made,
  words: ["'descr': '", "'shape': (", "'fortran_order': True", ...TYPES, ...SHAPES],
  read: (bytes) => {
    decodeNpy(bytes, "a.npy");
  },
};
