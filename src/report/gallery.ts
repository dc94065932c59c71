// The gallery's pictures, from the files of a run folder to PNGs inside the page. The aligned map lies on the picture
// as it was (a map that was not turned back, on the turned one); the worst-case picture itself is shown beside it.

import { join } from "node:path";
import { sameSize } from "../core/acting-size.ts";
import { emptyMask, IGNORED, type Mask, type PictureSize, type RgbImage } from "../core/image.ts";
import { decodeFloat32Npy } from "../core/npy.ts";
import { decodeImage, encodePng } from "../image/codec.ts";
import { readBytes } from "../image/read-bytes.ts";
import { resizeBicubic, resizeMaskNearest } from "../image/resize.ts";
import type { GalleryEntry } from "../results/schema.ts";
import { type MapRange, overlay, rangeOf } from "./overlay.ts";

export interface GalleryPictures {
  readonly entry: GalleryEntry;
  /** PNG data URIs. */
  readonly original: string;
  readonly worst: string;
  /** Null of a detector that gives no maps. */
  readonly maps: { readonly original: string; readonly worst: string } | null;
}

/** Nothing is coloured without a map. */
const NO_RANGE: MapRange = { low: 0, high: 1 };

/** Renders every entry; both maps of an entry share one colour range. */
export async function renderGallery(
  runFolder: string,
  entries: readonly GalleryEntry[],
): Promise<GalleryPictures[]> {
  const rendered: GalleryPictures[] = [];
  for (const entry of entries) {
    const path = (file: string): string => join(runFolder, file);
    const mapOf = async (file: string): Promise<Float32Array> =>
      decodeFloat32Npy(await readBytes(path(file)), path(file)).data;
    const [original, worst] = [
      await decodeImage(path(entry.files.originalPicture)),
      await decodeImage(path(entry.files.worstPicture)),
    ];
    const mask = await galleryMask(path(entry.files.mask));
    const { worstMask } = entry.files;
    const turned = worstMask === undefined ? null : await galleryMask(path(worstMask));
    const outlined = (picture: RgbImage, outline: Mask): Promise<string> =>
      dataUri(overlay(picture, null, maskAt(outline, picture), NO_RANGE));
    const drawMaps = async (originalFile: string, worstFile: string): Promise<GalleryPictures["maps"]> => {
      const [originalMap, worstMap] = [await mapOf(originalFile), await mapOf(worstFile)];
      const range = rangeOf([originalMap, worstMap]);
      const draw = (picture: RgbImage, map: Float32Array, outline: Mask): Promise<string> =>
        dataUri(overlay(picture, mapAt(map, outline, picture), maskAt(outline, picture), range));
      return {
        original: await draw(original, originalMap, mask),
        worst: turned === null ? await draw(original, worstMap, mask) : await draw(worst, worstMap, turned),
      };
    };
    const { originalMap, worstMap } = entry.files;
    rendered.push({
      entry,
      original: await outlined(original, mask),
      worst: await outlined(worst, emptyMask(mask.width, mask.height)),
      maps:
        originalMap === undefined || worstMap === undefined ? null : await drawMaps(originalMap, worstMap),
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
