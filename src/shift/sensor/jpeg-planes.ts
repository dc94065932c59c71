// Between RGB pictures and the planes that JPEG codes: brightness, and two colour differences at half the size.

import {
  add,
  broadcastTo,
  clamp,
  concat,
  floor,
  matmul,
  offset,
  reshape,
  scale,
  slice,
  transpose,
} from "../../graph/ops/index.ts";
import { constant, type Value } from "../../graph/value.ts";
import { BLOCK } from "./jpeg-transform.ts";
import { type Matrix, repeatedDiagonally, tensorOf } from "./jpeg-whole.ts";

/** Pixels that one block of a colour difference covers along each side. */
const COVERED = 2 * BLOCK;
/** Factors have 16 bits behind the point. */
const BITS = 16;

/** Whole numbers around 0, [N, channels, rows, columns]; sides are multiples of 8. */
export interface Planes {
  /** [N, 1, rows, columns] */
  readonly luma: Value;
  /** [N, 2, rows/2, columns/2] */
  readonly chroma: Value;
}

const TO_LUMA: Matrix = [[19595, 38470, 7471]];
const TO_CHROMA: Matrix = [
  [-11059, -21709, 32768],
  [32768, -27439, -5329],
];
const FROM_CHROMA: Matrix = [
  [0, 91881],
  [-22554, -46802],
  [116130, 0],
];

/** Bytes [N, 3, H, W] to planes in −128 … 127, whose edges are repeated to whole blocks. */
export function planesOf(bytes: Value): Planes {
  const [, , height = 1, width = 1] = bytes.shape;
  const [rows, columns] = [wholeBlocks(height), wholeBlocks(width)];
  const wide = repeatedEdge(bytes, 3, columns);
  const even = repeatedEdge(wide, 2, 2 * Math.ceil(height / 2));
  // 128 is taken off at once, and put back at the very end: it is whole, so that no floor between notices.
  const luma = floor(offset(mixed(even, TO_LUMA), 0.5 - 128));
  const chroma = floor(offset(mixed(even, TO_CHROMA), 32767 / 2 ** BITS));
  // Below the picture it is the halved colours that are repeated, not the colours.
  return { luma: repeatedEdge(luma, 2, rows), chroma: repeatedEdge(halved(chroma), 2, rows / 2) };
}

/** Decoded planes to bytes [N, 3, height, width]. */
export function bytesOf({ luma, chroma }: Planes, height: number, width: number): Value {
  const full = doubled(cropped(chroma, Math.ceil(height / 2), Math.ceil(width / 2)));
  const colours = floor(offset(mixed(cropped(full, height, width), FROM_CHROMA), 0.5));
  return clamp(add(colours, offset(cropped(luma, height, width), 128)), 0, 255, 0);
}

/** ⌊(sum of 2 × 2 + 1 or 2)/4⌋, the bias by the parity of the column. */
function halved(planes: Value): Value {
  const [count = 1, channels = 1, rows = 1, columns = 1] = planes.shape;
  const pairs = reshape(planes, [count, channels, rows / 2, 2 * columns]);
  const sums = add(slice(pairs, 3, 0, columns), slice(pairs, 3, columns, 2 * columns));
  const pair = repeatedDiagonally([[1 / 4], [1 / 4]], BLOCK);
  const lines = reshape(sums, [count * channels, ((rows / 2) * columns) / COVERED, COVERED]);
  const bias = Array.from({ length: BLOCK }, (_, column) => (column % 2 === 0 ? 1 / 4 : 2 / 4));
  const means = floor(add(matmul(lines, constant(tensorOf(pair))), constant(tensorOf([bias]))));
  return reshape(means, [count, channels, rows / 2, columns / 2]);
}

/**
 * Twice as large: each new sample is three parts of the one it lies in and one part of the nearer neighbour, along both
 * axes, rounded once. Pictures of four columns or less are only repeated, as libjpeg does.
 */
function doubled(planes: Value): Value {
  const [count = 1, channels = 1, rows = 1, columns = 1] = planes.shape;
  const isRepeated = columns <= 2;
  const [above, below] = isRepeated ? [planes, planes] : neighbours(planes, 2);
  const threefold = scale(planes, 3);
  // Two rows one after the other are one row of twice the width.
  const tall = reshape(concat([add(threefold, above), add(threefold, below)], 3), [
    ...[count, channels, 2 * rows, columns],
  ]);
  const [left, right] = isRepeated ? [tall, tall] : neighbours(tall, 3);
  const wide = scale(tall, 3 / 16);
  const even = floor(offset(add(wide, scale(left, 1 / 16)), 8 / 16));
  const odd = floor(offset(add(wide, scale(right, 1 / 16)), 7 / 16));
  const pairs = reshape(concat([even, odd], 3), [count * channels, 2 * rows, 2, columns]);
  return reshape(transpose(pairs, [0, 1, 3, 2]), [count, channels, 2 * rows, 2 * columns]);
}

/** The values before and after each along an axis, at the ends its own. */
function neighbours(planes: Value, axis: number): [Value, Value] {
  const extent = planes.shape[axis] ?? 1;
  if (extent === 1) return [planes, planes];
  const before = [slice(planes, axis, 0, 1), slice(planes, axis, 0, extent - 1)];
  const after = [slice(planes, axis, 1, extent), slice(planes, axis, extent - 1, extent)];
  return [concat(before, axis), concat(after, axis)];
}

/** Channels [N, from, H, W] to M · channels / 2¹⁶. */
function mixed(pictures: Value, matrix: Matrix): Value {
  const [count = 1, channels = 1, rows = 1, columns = 1] = pictures.shape;
  const weights = tensorOf(matrix.map((row) => row.map((entry) => entry / 2 ** BITS)));
  const flat = reshape(pictures, [count, channels, rows * columns]);
  return reshape(matmul(constant(weights), flat), [count, matrix.length, rows, columns]);
}

/** The last values along an axis repeated up to an extent. */
function repeatedEdge(planes: Value, axis: number, extent: number): Value {
  const own = planes.shape[axis] ?? 1;
  if (own === extent) return planes;
  const shape = planes.shape.map((size, at) => (at === axis ? extent - own : size));
  return concat([planes, broadcastTo(slice(planes, axis, own - 1, own), shape)], axis);
}

function cropped(planes: Value, rows: number, columns: number): Value {
  const [, , height, width] = planes.shape;
  const short = height === rows ? planes : slice(planes, 2, 0, rows);
  return width === columns ? short : slice(short, 3, 0, columns);
}

function wholeBlocks(extent: number): number {
  return Math.ceil(extent / COVERED) * COVERED;
}
