// BMP as pictures: headers of every depth, compression and sign.

import type { Random } from "../../../src/core/random.ts";
import { decodeImage, decodeMask, pictureSize } from "../../../src/image/codec.ts";
import { bmpFile } from "../../support/raw-pictures.ts";
import { pick } from "../draw.ts";
import type { FuzzedReader } from "../reader.ts";
import { readAsFile } from "./as-files.ts";

const PALETTE = Array.from({ length: 24 }, (_, at) => at * 10);

function made(random: Random): Uint8Array {
  const side = (): number =>
    random.integer(5) === 0
      ? pick([0, -1, -(2 ** 31), 2 ** 31 - 1, 8001, 65_535], random)
      : 1 + random.integer(4);
  const bits = pick([1, 4, 8, 16, 24, 32, 2, 0], random);
  const file = bmpFile({
    ...{ width: side(), height: side(), bits, compression: pick([0, 0, 0, 1, 2, 3, 4, 5, 6, 99], random) },
    rows: Array.from({ length: 4 }, () => Array.from({ length: 16 }, () => random.integer(256))),
    palette: bits <= 8 ? PALETTE.slice(0, 4 * random.integer(7)) : [],
    masks: random.integer(3) === 0 ? [0xff0000, 0xff00, 0xff, pick([0, -0x1000000, 1, 0x80], random)] : [],
  });
  const view = new DataView(file.buffer);
  if (random.integer(6) === 0) view.setUint32(14, pick([12, 40, 56, 124, 0xffffffff, 0], random), true);
  if (random.integer(6) === 0) view.setUint32(10, pick([0, 14, 54, 0xffffffff], random), true);
  if (random.integer(6) === 0) view.setUint32(46, pick([0, 1, 256, 0xffffffff], random), true);
  return random.integer(8) === 0 ? file.subarray(0, random.integer(file.length)) : file;
}

export const bmp: FuzzedReader = {
  name: "bmp",
  seeds: async () => [
    bmpFile({ width: 2, height: 1, bits: 24, rows: [[1, 2, 3, 4, 5, 6, 0, 0]] }),
    bmpFile({ width: 2, height: -1, bits: 8, palette: PALETTE, rows: [[0, 5, 0, 0]] }),
    bmpFile({
      width: 1,
      height: 1,
      bits: 32,
      compression: 3,
      masks: [0xff0000, 0xff00, 0xff, -0x1000000],
      rows: [[1, 2, 3, 255]],
    }),
  ],
  make: made,
  words: ["BM"],
  read: (bytes, folder) => readAsFile(bytes, folder, "a.bmp", [decodeImage, decodeMask, pictureSize]),
};
