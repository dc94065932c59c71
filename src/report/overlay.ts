// A picture with its anomaly map laid over it and the defect's outline, as one PNG.

import { IGNORED, type Mask, type RgbImage } from "../core/image.ts";

/** Colours at even steps from 0 to 1, as bytes. */
export type ColourStops = readonly (readonly [number, number, number])[];

/** Inferno, sampled at ninths: dark is normal, bright is anomalous; its lightness rises evenly, also in grey. */
export const INFERNO: ColourStops = [
  [0, 0, 4],
  [27, 12, 65],
  [74, 12, 107],
  [120, 28, 109],
  [165, 44, 96],
  [207, 68, 70],
  [237, 105, 37],
  [251, 155, 6],
  [247, 209, 61],
  [252, 255, 164],
];

const OPACITY = 0.62;
const OUTLINE: readonly [number, number, number] = [0, 1, 0.85];

/** Stripes over what counts nowhere: light on dark and dark on light, so that they show on any picture. */
const HATCH_PERIOD = 8;
const HATCH: readonly [light: number, dark: number] = [0.92, 0.12];

/** The map's range that the colours span; the same for two maps that are to be compared. */
export interface MapRange {
  readonly low: number;
  readonly high: number;
}

/** The range of several maps together. */
export function rangeOf(maps: readonly Float32Array[]): MapRange {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const map of maps) {
    for (const value of map) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  return { low, high };
}

/**
 * Picture, map [H, W] and mask of one size → the overlay, enlarged by whole pixels to at least `smallest` wide;
 * what the mask ignores is hatched.
 */
export function overlay(
  picture: RgbImage,
  map: Float32Array | null,
  mask: Mask,
  { low, high }: MapRange,
  smallest = 192,
): RgbImage {
  const zoom = Math.max(1, Math.ceil(smallest / picture.width));
  const [width, height] = [picture.width * zoom, picture.height * zoom];
  const data = new Float32Array(3 * width * height);
  const source = picture.width * picture.height;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const at = Math.floor(row / zoom) * picture.width + Math.floor(column / zoom);
      const outlined = isOutline(mask, row, column, zoom);
      const stripe = mask.data[at] === IGNORED ? hatchAt(row, column) : null;
      const heat =
        map === null ? null : colourOf(((map[at] as number) - low) / (high > low ? high - low : 1));
      for (let channel = 0; channel < 3; channel++) {
        const base = picture.data[channel * source + at] as number;
        const shown =
          heat === null ? base : (1 - OPACITY) * base + (OPACITY * (heat[channel] as number)) / 255;
        data[channel * width * height + row * width + column] = outlined
          ? (OUTLINE[channel] as number)
          : (stripe ?? shown);
      }
    }
  }
  return { width, height, data };
}

/** True on the enlarged pixels just outside the mask's regions. */
function isOutline(mask: Mask, row: number, column: number, zoom: number): boolean {
  const at = (r: number, c: number): boolean => {
    const [y, x] = [Math.floor(r / zoom), Math.floor(c / zoom)];
    return y >= 0 && x >= 0 && y < mask.height && x < mask.width && mask.data[y * mask.width + x] === 1;
  };
  if (at(row, column)) return false;
  return at(row - 1, column) || at(row + 1, column) || at(row, column - 1) || at(row, column + 1);
}

/** Grey of the diagonal stripes at an enlarged pixel; null between them. */
function hatchAt(row: number, column: number): number | null {
  const phase = (row + column) % HATCH_PERIOD;
  return phase < 2 ? HATCH[0] : phase < 3 ? HATCH[1] : null;
}

/** The colour of a fraction (clamped to [0, 1]), red, green and blue within [0, 255]. */
export function colourOf(fraction: number, stops: ColourStops = INFERNO): readonly number[] {
  const position = Math.min(1, Math.max(0, fraction)) * (stops.length - 1);
  const index = Math.min(stops.length - 2, Math.floor(position));
  const [from, to] = [stops[index] ?? [0, 0, 0], stops[index + 1] ?? [0, 0, 0]];
  return from.map((value, channel) => value + (position - index) * ((to[channel] ?? 0) - value));
}
