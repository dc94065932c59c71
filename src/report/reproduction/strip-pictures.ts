// Figure 1's pictures as data URIs: the shifted picture above, below it the aligned map on the unshifted one.

import { join } from "node:path";
import { emptyMask, type RgbImage } from "../../core/image.ts";
import { decodeFloat32Npy } from "../../core/npy.ts";
import { decodeImage, decodeMask, encodePng } from "../../image/codec.ts";
import { readBytes } from "../../image/read-bytes.ts";
import type { Strip } from "../../results/reproduction.ts";
import { overlay, rangeOf } from "../overlay.ts";
import { stripSource } from "./figures/strip.ts";

/** Reads the strip's files below `folder`; one colour range for all maps. */
export async function stripPictures(folder: string, strip: Strip | null): Promise<Map<string, string>> {
  const pictures = new Map<string, string>();
  if (strip === null) return pictures;
  const mask = await decodeMask(join(folder, strip.mask));
  const maps = await Promise.all(
    strip.panels.map(async ({ map }) => {
      const path = join(folder, map);
      return decodeFloat32Npy(await readBytes(path), path).data;
    }),
  );
  const range = rangeOf(maps);
  let original: RgbImage | undefined;
  for (const [index, panel] of strip.panels.entries()) {
    const picture = await decodeImage(join(folder, panel.picture));
    original ??= picture;
    const outline = panel.shift === "theta" ? emptyMask(mask.width, mask.height) : mask;
    const shifted = overlay(picture, null, outline, range);
    const mapped = overlay(original, maps[index] ?? null, mask, range);
    pictures.set(stripSource(index, "picture"), await dataUri(shifted));
    pictures.set(stripSource(index, "map"), await dataUri(mapped));
  }
  return pictures;
}

async function dataUri(image: RgbImage): Promise<string> {
  return `data:image/png;base64,${(await encodePng(image)).toString("base64")}`;
}
