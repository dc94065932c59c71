// The gallery's pictures, from the files of a run folder to PNGs inside the page. The aligned map lies on the picture
// as it was (a map that was not turned back, on the turned one); the worst-case picture itself is shown beside it.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { sameSize } from "../core/acting-size.ts";
import { emptyMask, IGNORED, type Mask, type PictureSize, type RgbImage } from "../core/image.ts";
import { decodeFloat32Npy } from "../core/npy.ts";
import { decodeImage, encodePng } from "../image/codec.ts";
import { resizeBicubic, resizeMaskNearest } from "../image/resize.ts";
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
    const mask = await galleryMask(path(entry.files.mask));
    const { worstMask } = entry.files;
    const turned = worstMask === undefined ? null : await galleryMask(path(worstMask));
    const range = rangeOf([originalMap, worstMap]);
    const draw = (picture: RgbImage, map: Float32Array | null, outline: Mask): Promise<string> => {
      const onPicture = map === null ? null : mapAt(map, outline, picture);
      return dataUri(overlay(picture, onPicture, maskAt(outline, picture), range));
    };
    rendered.push({
      entry,
      original: await draw(original, null, mask),
      originalMap: await draw(original, originalMap, mask),
      worst: await draw(worst, null, emptyMask(mask.width, mask.height)),
      worstMap: turned === null ? await draw(original, worstMap, mask) : await draw(worst, worstMap, turned),
    });
  }
  return rendered;
}

/** A map of the mask's size at that of a picture, which may be the camera's own. */
function mapAt(map: Float32Array, { width, height }: PictureSize, picture: PictureSize): Float32Array {
  if (sameSize({ width, height }, picture)) return map;
  const enlarged = resizeBicubic({ width, height, data: map, isGrey: true }, picture.width, picture.height);
  return enlarged.data.subarray(0, picture.width * picture.height);
}

function maskAt(mask: Mask, picture: PictureSize): Mask {
  return sameSize(mask, picture) ? mask : resizeMaskNearest(mask, picture.width, picture.height);
}

/** Pictures of the run folder as PNG data URIs, by their file. */
export async function renderPictures(
  runFolder: string,
  files: readonly string[],
): Promise<Map<string, string>> {
  const rendered = new Map<string, string>();
  for (const file of new Set(files))
    rendered.set(file, await dataUri(await decodeImage(join(runFolder, file))));
  return rendered;
}

async function dataUri(picture: RgbImage): Promise<string> {
  return `data:image/png;base64,${(await encodePng(picture)).toString("base64")}`;
}

/** A mask of the gallery: black is normal, white anomalous, the grey between counts nowhere. InputError naming the file. */
export async function galleryMask(path: string): Promise<Mask> {
  const { width, height, data } = await decodeImage(path);
  const grey = data.subarray(0, width * height);
  return {
    width,
    height,
    data: Uint8Array.from(grey, (value) => (value < 0.25 ? 0 : value > 0.75 ? 1 : IGNORED)),
  };
}
