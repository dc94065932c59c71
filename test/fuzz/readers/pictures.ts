// PNG, JPEG and WebP as pictures: PNG chunk by chunk with right checksums, the others by changed bytes.

import { deflateSync } from "node:zlib";
import sharp from "sharp";
import type { Random } from "../../../src/core/random.ts";
import { decodeImage, pictureSize } from "../../../src/image/codec.ts";
import { pngChunk } from "../../support/png-chunk.ts";
import { pick, shortLength } from "../draw.ts";
import type { FuzzedReader } from "../reader.ts";
import { readAsFile } from "./as-files.ts";

const SIDES = [0, 1, 7, 255, 8000, 8001, 20_000, 0x7fffffff, 0xffffffff];

/** A PNG of drawn header, chunks and rows. */
function png(random: Random): Uint8Array {
  const small = random.integer(4) !== 0;
  const side = (): number => (small ? 1 + random.integer(8) : pick(SIDES, random));
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side());
  header.writeUInt32BE(side(), 4);
  header.set(
    [pick([1, 2, 4, 8, 16, 3], random), pick([0, 2, 3, 4, 6, 1], random), 0, 0, random.integer(3)],
    8,
  );
  const noise = (most: number): Uint8Array =>
    Uint8Array.from({ length: shortLength(most, random) }, () => random.integer(256));
  const optional = (): Uint8Array => {
    const type = pick(
      ["PLTE", "tRNS", "gAMA", "cHRM", "iCCP", "sBIT", "pHYs", "acTL", "fcTL", "eXIf"],
      random,
    );
    const data = type === "iCCP" ? Buffer.concat([Buffer.from("a\0\0"), deflateSync(noise(64))]) : noise(64);
    return pngChunk(type, data);
  };
  const rows = deflateSync(
    random.integer(4) === 0
      ? Buffer.alloc(shortLength(4e6, random))
      : Buffer.from(noise(600).map((value) => value % 5)),
  );
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    pngChunk("IHDR", header),
    ...Array.from({ length: random.integer(3) }, optional),
    pngChunk("IDAT", rows),
    ...(random.integer(4) === 0 ? [] : [pngChunk("IEND", new Uint8Array())]),
  ]);
}

const PIXELS = Uint8Array.from({ length: 8 * 6 * 4 }, (_, at) => (at % 4 === 3 ? 255 : (at * 37) % 256));
const drawn = (): ReturnType<typeof sharp> => sharp(PIXELS, { raw: { width: 8, height: 6, channels: 4 } });

export const pictures: FuzzedReader = {
  name: "pictures",
  seeds: async () =>
    await Promise.all(
      [
        drawn().png(),
        drawn().png({ palette: true }),
        drawn().png({ progressive: true }),
        drawn().toColourspace("rgb16").png(),
        drawn().removeAlpha().toColourspace("b-w").png(),
        drawn().jpeg(),
        drawn().jpeg({ progressive: true, chromaSubsampling: "4:4:4" }),
        drawn().withMetadata({ orientation: 6 }).jpeg(),
        drawn().toColourspace("cmyk").jpeg(),
        drawn().webp(),
        drawn().webp({ lossless: true }),
      ].map((picture) => picture.toBuffer()),
    ),
  make: (random, seeds) => (random.integer(3) === 0 ? png(random) : flipped(pick(seeds, random), random)),
  words: ["IHDR", "acTL", "VP8X", "ANIM", "Exif\0\0", "ICC_PROFILE", "\xff\xd8\xff", "<svg>", "%PDF-"],
  read: (bytes, folder) => readAsFile(bytes, folder, "a.png", [decodeImage, pictureSize]),
};

/** A few bytes behind the signature changed. */
function flipped(seed: Uint8Array, random: Random): Uint8Array {
  const bytes = Uint8Array.from(seed);
  for (let change = random.integer(4); change >= 0; change--)
    bytes[12 + random.integer(Math.max(1, bytes.length - 12))] = pick(
      [0, 1, 0x7f, 0x80, 0xff, random.integer(256)],
      random,
    );
  return bytes;
}
