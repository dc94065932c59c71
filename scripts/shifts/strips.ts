// Strips: what a shift makes of one picture, side by side, as 8-bit pictures.

import sharp from "sharp";
import type { RgbImage } from "../../src/core/image.ts";
import type { ShiftFacts } from "../../src/core/shift.ts";
import type { ImageTransformer } from "../../src/shift/transformer.ts";
import { tilesOf } from "./tiles.ts";

/** White pixels between two pictures. */
export const GAP = 8;

/** The strip of a shift, each of its pictures as `faultline augment` writes it. */
export async function drawStrip(
  facts: ShiftFacts,
  part: RgbImage,
  transform: ImageTransformer,
): Promise<RgbImage> {
  const tiles: RgbImage[] = [];
  for (const { severity, amount } of tilesOf(facts))
    tiles.push(severity === undefined ? part : await transform(part, { [facts.name]: amount }));
  return sideBySide(tiles, part);
}

function sideBySide(tiles: readonly RgbImage[], { width, height }: RgbImage): RgbImage {
  const whole = tiles.length * (width + GAP) - GAP;
  const data = new Float32Array(3 * whole * height).fill(1);
  for (const [index, tile] of tiles.entries()) {
    for (let row = 0; row < 3 * height; row++)
      data.set(tile.data.subarray(row * width, (row + 1) * width), row * whole + index * (width + GAP));
  }
  return { width: whole, height, data };
}

/** PNG of values in [0, 1], rounded to 8 bits as `augment` does, as small as it gets. */
export async function smallPng({ width, height, data }: RgbImage): Promise<Buffer> {
  const pixels = width * height;
  const interleaved = new Uint8Array(3 * pixels);
  for (const [at, value] of data.entries()) {
    const level = Math.round(255 * Math.min(1, Math.max(0, value)));
    interleaved[3 * (at % pixels) + Math.floor(at / pixels)] = level;
  }
  return await sharp(interleaved, { raw: { width, height, channels: 3 } })
    .png({ compressionLevel: 9, adaptiveFiltering: true })
    .toBuffer();
}
