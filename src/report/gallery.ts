// The gallery's pictures, from the files of a run folder to PNGs inside the page. The aligned map lies on the picture
// as it was (a map that was not turned back, on the turned one); the worst-case picture itself is shown beside it.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { emptyMask, type Mask, type RgbImage } from "../core/image.ts";
import { decodeFloat32Npy } from "../core/npy.ts";
import { decodeImage, decodeMask, encodePng } from "../image/codec.ts";
import type { GalleryEntry } from "../results/schema.ts";
import { overlay, rangeOf } from "./overlay.ts";

export interface GalleryPictures {
  readonly entry: GalleryEntry;
  /** PNG data URIs. */
  readonly original: string;
  readonly originalMap: string;
  readonly worst: string;
  readonly worstMap: string;
}

/** Renders every entry; both maps of an entry share one colour range. */
export async function renderGallery(
  runFolder: string,
  entries: readonly GalleryEntry[],
): Promise<GalleryPictures[]> {
  const rendered: GalleryPictures[] = [];
  for (const entry of entries) {
    const path = (file: string): string => join(runFolder, file);
    const mapOf = async (file: string): Promise<Float32Array> =>
      decodeFloat32Npy(await readFile(path(file)), path(file)).data;
    const [original, worst] = [
      await decodeImage(path(entry.files.originalPicture)),
      await decodeImage(path(entry.files.worstPicture)),
    ];
    const [originalMap, worstMap] = [await mapOf(entry.files.originalMap), await mapOf(entry.files.worstMap)];
    const mask = await decodeMask(path(entry.files.mask));
    const range = rangeOf([originalMap, worstMap]);
    const draw = async (picture: RgbImage, map: Float32Array | null, outline: Mask): Promise<string> =>
      `data:image/png;base64,${(await encodePng(overlay(picture, map, outline, range))).toString("base64")}`;
    rendered.push({
      entry,
      original: await draw(original, null, mask),
      originalMap: await draw(original, originalMap, mask),
      worst: await draw(worst, null, emptyMask(mask.width, mask.height)),
      worstMap:
        entry.files.worstMask === undefined
          ? await draw(original, worstMap, mask)
          : await draw(worst, worstMap, await decodeMask(path(entry.files.worstMask))),
    });
  }
  return rendered;
}
