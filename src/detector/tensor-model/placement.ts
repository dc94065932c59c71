// Where a map of the middle of a picture lies in the whole picture: models that crop look at a part of it alone.

import { InputError, invariant } from "../../core/errors.ts";
import type { PictureSize } from "../../core/image.ts";
import { limitOf } from "../../core/limits.ts";

/** Pixels at each side of a picture that the model never looks at. */
export interface Border {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

export interface Placement {
  /** Of the plane that covers the whole picture, at the map's own scale. */
  readonly plane: PictureSize;
  /** Share of the picture that lies outside of the map. */
  readonly unseenShare: number;
  /** The map [H, W] in its place; around it its own least value. */
  place(map: Float32Array): Float32Array;
}

/**
 * The place of maps of `mapSize` that show `picture` without its `border`. Where the map is of another scale than the
 * picture, its place is rounded to whole pixels of the map. InputError, naming `model`, where the maps show so little of a
 * picture, so finely, that one of all of it would be too large.
 */
export function placementOf(
  mapSize: PictureSize,
  picture: PictureSize,
  border: Border,
  model = "model",
): Placement {
  const seen = {
    width: picture.width - border.left - border.right,
    height: picture.height - border.top - border.bottom,
  };
  invariant(seen.width > 0 && seen.height > 0, "a border leaves nothing of the picture");
  const across = mapSize.width / seen.width;
  const down = mapSize.height / seen.height;
  const left = Math.round(border.left * across);
  const top = Math.round(border.top * down);
  const plane = {
    width: Math.max(left + mapSize.width, Math.round(picture.width * across)),
    height: Math.max(top + mapSize.height, Math.round(picture.height * down)),
  };
  if (plane.width * plane.height > limitOf("pixels"))
    throw new InputError(
      `invalid ${model}: its maps of ${sizeInWords(mapSize)} show ${sizeInWords(seen)} of pictures of ${sizeInWords(picture)} alone; expected maps of the picture's size`,
    );
  return {
    plane,
    unseenShare: 1 - (seen.width * seen.height) / (picture.width * picture.height),
    place: (map) => placed(map, mapSize, plane, { left, top }),
  };
}

function sizeInWords({ width, height }: PictureSize): string {
  return `${width}×${height} px`;
}

function placed(
  map: Float32Array,
  { width, height }: PictureSize,
  plane: PictureSize,
  { left, top }: { readonly left: number; readonly top: number },
): Float32Array {
  if (plane.width === width && plane.height === height) return map;
  const least = map.reduce((low, value) => Math.min(low, value), Infinity);
  const values = new Float32Array(plane.width * plane.height).fill(least);
  for (let row = 0; row < height; row++)
    values.set(map.subarray(row * width, (row + 1) * width), (top + row) * plane.width + left);
  return values;
}

/** What a centre crop cuts off; offsets are round((size − crop) / 2), halves to the even number, as torchvision has them. */
export function cropBorder(picture: PictureSize, crop: PictureSize): Border {
  const [left, right] = cutOff(picture.width, crop.width);
  const [top, bottom] = cutOff(picture.height, crop.height);
  return { top, bottom, left, right };
}

function cutOff(size: number, kept: number): readonly [number, number] {
  invariant(kept <= size, `a crop of ${kept} out of ${size} pixels`);
  const half = (size - kept) / 2;
  const before = half % 1 === 0.5 ? 2 * Math.round(half / 2) : half;
  return [before, size - kept - before];
}
