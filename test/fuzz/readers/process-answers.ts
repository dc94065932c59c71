// What a program that is a detector writes to its standard output, in pieces of any size. The first byte of an input says
// what is asked for and how long the pieces are.

import { encodeNpy } from "../../../src/core/npy.ts";
import type { Random } from "../../../src/core/random.ts";
import { tensor } from "../../../src/core/tensor.ts";
import { ANSWERS, answerReader } from "../../../src/detector/process/protocol.ts";
import { pick, shortLength } from "../draw.ts";
import type { FuzzedReader } from "../reader.ts";

const MAP = encodeNpy(tensor([2, 3], [1, 2, 3, 4, 5, 6]));
const SCORE = encodeNpy(tensor([], [0.5]));
const KINDS = [["map"], ["score"], ["map", "score"], ANSWERS] as const;
const PIECES = [1, 7, 64, 65_536];

const DESCRIPTIONS = ["<f4", ">f8", "|b1", "<i8", "<u2", "|O", "<f2", "<c16", "\u0007", "<f4".repeat(500)];
const SHAPES = [
  "()",
  "(1,)",
  "(2, 3)",
  "(1, 2, 3)",
  "(0, 3)",
  "(99999, 99999)",
  "(1e3,)",
  "(-1, 2)",
  `(${"9".repeat(400)},)`,
];

export const processAnswers: FuzzedReader = {
  name: "process-answers",
  seeds: async () =>
    [[MAP], [SCORE], [MAP, SCORE], [MAP, SCORE, SCORE]].map((arrays, at) =>
      Buffer.from([at, ...Buffer.concat(arrays)]),
    ),
  make: (random) => {
    const arrays = Array.from({ length: random.integer(4) }, () => madeArray(random));
    return Buffer.from([random.integer(16), ...Buffer.concat(arrays)]);
  },
  words: [...DESCRIPTIONS, ...SHAPES, "'descr'", "'fortran_order': True", "\u0093NUMPY", "epoch 1: loss"],
  read: (input) => {
    const [asked = 0] = input;
    const bytes = input.subarray(1);
    const length = PIECES[(asked >> 2) % PIECES.length] ?? 1;
    const reader = answerReader(KINDS[asked % KINDS.length] ?? ANSWERS, null);
    for (let at = 0; at < bytes.length; at += length) {
      if (reader.take(bytes.subarray(at, at + length)) !== null) return;
    }
  },
};

function madeArray(random: Random): Uint8Array {
  const order = pick(["False", "False", "True"], random);
  const text = `{'descr': '${pick(DESCRIPTIONS, random)}', 'fortran_order': ${order}, 'shape': ${pick(SHAPES, random)}, }\n`;
  const start = Buffer.from(`\u0093NUMPY\u0001\u0000\u0000\u0000${text}`, "latin1");
  start.writeUInt16LE(Math.min(65_535, text.length + pick([0, 0, 0, 1, 60_000], random)), 8);
  return Buffer.concat([
    start,
    Buffer.alloc(pick([0, 1, 8, 24, 48, shortLength(400, random)], random), random.integer(256)),
  ]);
}
