// TIFF as maps, masks and pictures: directories of drawn tags, in both orders of bytes, around blocks of every compression.

import { deflateSync } from "node:zlib";
import sharp from "sharp";
import type { Random } from "../../../src/core/random.ts";
import { decodeImage, decodeMap, decodeMask } from "../../../src/image/codec.ts";
import { tiffFile } from "../../support/raw-pictures.ts";
import { pick, shortLength } from "../draw.ts";
import type { FuzzedReader } from "../reader.ts";
import { readAsFile } from "./as-files.ts";

/** Values of tags, by tag: those that are read, and numbers at the edge. */
const VALUES: Readonly<Record<number, readonly number[]>> = {
  256: [1, 3, 4, 9000, 1 << 20],
  257: [1, 2, 4, 9000, 1 << 20],
  258: [1, 8, 16, 32, 64, 12, 0],
  259: [1, 5, 7, 8, 32_773, 32_946, 34_887, 50_000],
  262: [0, 1, 2, 3, 5, 6],
  273: [8, 0, 100],
  274: [1, 3, 6, 8, 9],
  277: [1, 3, 4, 0, 65_535],
  278: [1, 2, 4, 0xffffffff],
  279: [16, 48, 0, 1],
  284: [1, 2],
  317: [1, 2, 3, 9],
  322: [16, 1, 0, 1 << 30],
  323: [16, 1, 0, 1 << 30],
  324: [8, 0],
  325: [16, 48, 0],
  338: [0, 1, 2],
  339: [1, 2, 3, 4, 5, 6],
};
const EDGES = [0, 1, 255, 65_535, 0x7fffffff, 0xffffffff];

/** A directory behind a block: most tags fit each other, some do not. */
function made(random: Random): Uint8Array {
  const [little, isTiled] = [random.integer(2) === 0, random.integer(3) === 0];
  const samples = Uint8Array.from({ length: shortLength(64, random) }, () => random.integer(256));
  const block = pick([samples, deflateSync(samples), deflateSync(Buffer.alloc(1 << 20))], random);
  const tags = Object.keys(VALUES)
    .map(Number)
    .filter((tag) => random.integer(40) !== 0 && (tag < 322 || tag > 325 || isTiled));
  const bytes = Buffer.alloc(8 + block.length + 2 + 12 * tags.length + 4);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  bytes.write(little ? "II" : "MM");
  view.setUint16(2, pick([42, 42, 42, 43], random), little);
  view.setUint32(4, 8 + block.length, little);
  bytes.set(block, 8);
  let at = 8 + block.length;
  view.setUint16(at, tags.length, little);
  at += 2;
  for (const tag of tags) {
    const short = random.integer(2) === 0;
    const count = random.integer(40) === 0 ? pick([...EDGES, 3], random) : 1;
    const value = random.integer(40) === 0 ? pick(EDGES, random) : pick(VALUES[tag] ?? EDGES, random);
    view.setUint16(at, tag, little);
    view.setUint16(at + 2, short ? 3 : pick([1, 4, 4, 4, 13, 16], random), little);
    view.setUint32(at + 4, count, little);
    if (short && count === 1) view.setUint16(at + 8, value, little);
    else view.setUint32(at + 8, tag === 325 || tag === 279 ? Math.min(value, block.length) : value, little);
    at += 12;
  }
  view.setUint32(at, random.integer(10) === 0 ? pick([8, 8 + block.length, 0xffffffff], random) : 0, little);
  return bytes;
}

const FLOATS = Float32Array.of(0, 0.25, 0.5, 1);
const PIXELS = Uint8Array.from({ length: 48 }, (_, at) => (at * 37) % 256);

export const tiff: FuzzedReader = {
  name: "tiff",
  seeds: async () => [
    tiffFile(FLOATS, { width: 2, height: 2 }),
    tiffFile(Float64Array.from(FLOATS), { width: 4, height: 1, bigEndian: true, orientation: 6 }),
    tiffFile(Int16Array.of(0, 1, 2, 300), { width: 2, height: 2 }),
    tiffFile(FLOATS, {
      ...{ width: 2, height: 2, compression: 8 },
      strip: deflateSync(new Uint8Array(FLOATS.buffer)),
    }),
    ...(await Promise.all(
      (["none", "lzw", "deflate", "jpeg", "packbits"] as const).map((compression) =>
        sharp(PIXELS, { raw: { width: 4, height: 4, channels: 3 } })
          .tiff({ compression, tile: compression === "deflate", tileWidth: 16, tileHeight: 16 })
          .toBuffer(),
      ),
    )),
  ],
  make: made,
  words: ["II*\0", "MM\0*", "II+\0", "\0\0\x01\x01"],
  read: (bytes, folder) => readAsFile(bytes, folder, "a.tif", [decodeMap, decodeMask, decodeImage]),
};
