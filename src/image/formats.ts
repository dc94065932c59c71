// The formats that are read, once: readers, metrics, refusals and help all name these.

import { extname } from "node:path";

/** Name of a format and its files' endings, as parts of a pattern. */
const PICTURES: Readonly<Record<string, readonly string[]>> = {
  PNG: ["png"],
  JPEG: ["jpe?g"],
  BMP: ["bmp"],
  TIFF: ["tiff?"],
  WebP: ["webp"],
  NumPy: ["npy"],
};

const MAPS = ["NumPy", "TIFF"];

/** "PNG, JPEG, …": what pictures and masks may be. */
export const PICTURE_FORMATS: string = Object.keys(PICTURES).join(", ");

/** What maps of scores may be. */
export const MAP_FORMATS: string = MAPS.join(", ");

/** The endings of pictures and masks, in any case. */
export const PICTURE_ENDING: RegExp = endingOf(Object.keys(PICTURES));

/** The endings of maps. */
export const MAP_ENDING: RegExp = endingOf(MAPS);

/** True for the name of a NumPy file. */
export function isNpy(path: string): boolean {
  return extname(path).toLowerCase() === ".npy";
}

function endingOf(formats: readonly string[]): RegExp {
  return new RegExp(`\\.(${formats.flatMap((format) => PICTURES[format] ?? []).join("|")})$`, "i");
}
