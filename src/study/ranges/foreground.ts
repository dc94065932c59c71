// The part apart from its background: what differs from the colour of the picture's border, in one piece.

import type { RgbImage } from "../../core/image.ts";

/** Why there is no single part that stands out. */
export type NoPart = "border" | "pale" | "size" | "several" | "cut" | "unclear";

export interface Foreground extends Outline {
  readonly width: number;
  readonly height: number;
  /** 1 on what is surely background. */
  readonly background: Uint8Array;
  /** How far each pixel's colour lies from the background's, [height, width]. */
  readonly distance: Float32Array;
  /** False where another threshold would find another outline: some of the part looks like the background. */
  readonly isClear: boolean;
  /** Pixels of the part at the threshold, a lower and a higher one; NaN where there is none. */
  readonly areas: readonly number[];
}

interface Outline {
  /** 1 on the part, its holes filled; [height, width]. */
  readonly mask: Uint8Array;
  /** Pixels of the part. */
  readonly area: number;
  /** The part's middle in pixels: pixel (column, row) has its centre at (x, y). */
  readonly x: number;
  readonly y: number;
}

/** Width of the border that shows the background, as a share of the shorter side. */
const BORDER = 0.03;
/** Of the border's pixels, how many the part may cover. */
const COVERED_BORDER = 0.05;
/** The least difference between part and background, of full scale. */
const CONTRAST = 0.05;
/** The part's share of the picture. */
const AREA = { least: 0.01, most: 0.75 };
/** A second piece of this share of the largest is another part. */
const SECOND_PIECE = 0.25;
/** Other thresholds, and how far the part's middle (in roots of its area) and area may move under the lower one. */
const [LOWER, HIGHER] = [0.7, 1.3];
const [ELSEWHERE, LARGER] = [0.08, 0.35];

/** The part of a picture that was smoothed a little, or why none can be told. */
export function findForeground(image: RgbImage): Foreground | NoPart {
  const { width, height } = image;
  const border = borderPixels(width, height);
  const distance = colourDistance(image, border);
  const threshold = otsuThreshold(distance);
  const [high, low] = [meanWhere(distance, (d) => d > threshold), meanWhere(distance, (d) => d <= threshold)];
  if (!(high - low >= CONTRAST)) return "pale";
  const covered = border.filter((at) => (distance[at] as number) > threshold).length / border.length;
  if (covered > COVERED_BORDER) return "border";
  const outline = outlineAt(distance, threshold, width, height);
  if (typeof outline === "string") return outline;
  const [lower, higher] = [
    outlineAt(distance, LOWER * threshold, width, height),
    outlineAt(distance, HIGHER * threshold, width, height),
  ];
  const isClear = typeof lower === "string" || isAlike(outline, lower);
  const background = Uint8Array.from(distance, (d, at) =>
    Number(d < threshold / 2 && outline.mask[at] === 0),
  );
  const areas = [outline, lower, higher].map((each) => (typeof each === "string" ? Number.NaN : each.area));
  return { width, height, ...outline, background, distance, isClear, areas };
}

function outlineAt(
  distance: Float32Array,
  threshold: number,
  width: number,
  height: number,
): Outline | NoPart {
  const raised = Uint8Array.from(distance, (d) => Number(d > threshold));
  // Rings and rims are one piece with what they enclose.
  const { pieces, sizes } = connected(filled(raised, width, height), width, height);
  const [largest = 0, second = 0] = sizes.toSorted((left, right) => right - left);
  if (second > SECOND_PIECE * largest) return "several";
  const label = sizes.indexOf(largest) + 1;
  const mask = Uint8Array.from(pieces, (piece) => Number(piece === label));
  const share = mask.reduce((sum, value) => sum + value, 0) / mask.length;
  if (share < AREA.least || share > AREA.most) return "size";
  if (touchesEdge(mask, width, height)) return "cut";
  return { mask, ...moments(mask, width) };
}

/** True where two outlines have about the same middle and size. */
function isAlike(outline: Outline, other: Outline): boolean {
  const apart = Math.hypot(other.x - outline.x, other.y - outline.y) / Math.sqrt(outline.area);
  return apart < ELSEWHERE && other.area < (1 + LARGER) * outline.area;
}

function borderPixels(width: number, height: number): number[] {
  const thickness = Math.max(1, Math.round(BORDER * Math.min(width, height)));
  const pixels: number[] = [];
  for (let at = 0; at < width * height; at++) {
    const [column, row] = [at % width, Math.floor(at / width)];
    if (Math.min(column, row, width - 1 - column, height - 1 - row) < thickness) pixels.push(at);
  }
  return pixels;
}

/** The largest difference of a channel from the median of the border. */
function colourDistance({ width, height, data }: RgbImage, border: readonly number[]): Float32Array {
  const plane = width * height;
  const distance = new Float32Array(plane);
  for (let channel = 0; channel < 3; channel++) {
    const values = Float32Array.from(border, (at) => data[channel * plane + at] as number).sort();
    const level = values[values.length >> 1] as number;
    for (let at = 0; at < plane; at++) {
      const difference = Math.abs((data[channel * plane + at] as number) - level);
      if (difference > (distance[at] as number)) distance[at] = difference;
    }
  }
  return distance;
}

/** The threshold that parts values into two classes of the least variance (Otsu 1979), at 1/255. */
function otsuThreshold(values: Float32Array): number {
  const counts = new Float64Array(256);
  for (const value of values) {
    const bin = Math.min(255, Math.floor(value * 255));
    counts[bin] = (counts[bin] as number) + 1;
  }
  const total = counts.reduce((sum, count, bin) => sum + count * bin, 0);
  let [below, sumBelow, best, threshold] = [0, 0, -1, 0];
  for (let bin = 0; bin < 255; bin++) {
    below += counts[bin] as number;
    sumBelow += bin * (counts[bin] as number);
    const above = values.length - below;
    if (below === 0 || above === 0) continue;
    const between = below * above * (sumBelow / below - (total - sumBelow) / above) ** 2;
    if (between > best) [best, threshold] = [between, (bin + 1) / 255];
  }
  return threshold;
}

function meanWhere(values: Float32Array, holds: (value: number) => boolean): number {
  let [sum, count] = [0, 0];
  for (const value of values) {
    if (!holds(value)) continue;
    sum += value;
    count += 1;
  }
  return sum / count;
}

interface Pieces {
  /** 0 where nothing is, else 1 + the piece's index. */
  readonly pieces: Int32Array;
  readonly sizes: readonly number[];
}

/** The pieces of a mask whose pixels touch along an edge. */
function connected(mask: Uint8Array, width: number, height: number): Pieces {
  const pieces = new Int32Array(width * height);
  const sizes: number[] = [];
  const pending = new Int32Array(width * height);
  for (let start = 0; start < mask.length; start++) {
    if (mask[start] !== 1 || pieces[start] !== 0) continue;
    const label = sizes.length + 1;
    let [size, waiting] = [0, 1];
    pending[0] = start;
    pieces[start] = label;
    while (waiting > 0) {
      const at = pending[--waiting] as number;
      size += 1;
      const column = at % width;
      const visit = (next: number, isInside: boolean): void => {
        if (!isInside || mask[next] !== 1 || pieces[next] !== 0) return;
        pieces[next] = label;
        pending[waiting++] = next;
      };
      visit(at - 1, column > 0);
      visit(at + 1, column < width - 1);
      visit(at - width, at >= width);
      visit(at + width, at < width * (height - 1));
    }
    sizes.push(size);
  }
  return { pieces, sizes };
}

/** A mask whose holes belong to it: all but what is connected with the picture's edge. */
function filled(mask: Uint8Array, width: number, height: number): Uint8Array {
  const { pieces } = connected(
    mask.map((value) => 1 - value),
    width,
    height,
  );
  const outside = new Set<number>();
  for (let at = 0; at < mask.length; at++) {
    const [column, row] = [at % width, Math.floor(at / width)];
    const isEdge = column === 0 || row === 0 || column === width - 1 || row === height - 1;
    if (isEdge && pieces[at] !== 0) outside.add(pieces[at] as number);
  }
  return mask.map((value, at) => (value === 1 || !outside.has(pieces[at] as number) ? 1 : 0));
}

function touchesEdge(mask: Uint8Array, width: number, height: number): boolean {
  return mask.some(
    (value, at) =>
      value === 1 &&
      (at % width === 0 || at % width === width - 1 || at < width || at >= width * (height - 1)),
  );
}

function moments(mask: Uint8Array, width: number): { area: number; x: number; y: number } {
  let [area, x, y] = [0, 0, 0];
  for (let at = 0; at < mask.length; at++) {
    if (mask[at] !== 1) continue;
    area += 1;
    x += at % width;
    y += Math.floor(at / width);
  }
  return { area, x: x / area, y: y / area };
}
