// One pass of the three-pass rotation (Unser et al. 1995): each line is moved by its own amount, periodic and
// band-limited. The shift is a phase on the line's real Fourier spectrum; both transforms are matrix products, which
// every provider has. Padding and cropping are folded into the constant matrices.

import { type Tensor, tensor } from "../core/tensor.ts";
import {
  add,
  concat,
  cos,
  floor,
  matmul,
  multiply,
  offset,
  reshape,
  scale,
  sin,
  slice,
  subtract,
} from "../graph/ops/index.ts";
import { constant, type Value } from "../graph/value.ts";

export type Padding = "replicate" | "zero";

export interface LineShift {
  /** Length of a line before padding. */
  readonly length: number;
  readonly padding: Padding | "none";
  /** True to return the part of the line that was there before padding. */
  readonly crop: boolean;
  /** True to move the other way. */
  readonly backwards: boolean;
}

/** ⌊extent/2⌋ pixels are added on each side. */
export function paddedLength(extent: number): number {
  return extent + 2 * Math.floor(extent / 2);
}

/**
 * lines [P or 1, C, R, length or padded] moved by shifts [P, 1, R, 1] pixels (positive: towards larger indices, or
 * smaller ones if `backwards`).
 * `length` is the unpadded extent: with padding "none" the lines are padded already.
 */
export function shiftLines(
  lines: Value,
  shifts: Value,
  { length, padding, crop, backwards }: LineShift,
): Value {
  const period = paddedLength(length);
  const frequencies = Math.floor(period / 2) + 1;
  const spectrum = matmul(lines, constant(analysis(length, period, padding)));
  const axis = spectrum.shape.length - 1;
  const cosinePart = slice(spectrum, axis, 0, frequencies);
  const sinePart = slice(spectrum, axis, frequencies, 2 * frequencies);
  const phase = scale(nearestTurn(multiply(shifts, constant(frequenciesInTurns(period)))), 2 * Math.PI);
  const cosPhase = cos(phase);
  const sinPhase = sin(phase);
  const along = multiply(cosinePart, cosPhase);
  const across = multiply(sinePart, sinPhase);
  const turned = multiply(cosinePart, sinPhase);
  const kept = multiply(sinePart, cosPhase);
  const moved = backwards
    ? [add(along, across), subtract(kept, turned)]
    : [subtract(along, across), add(kept, turned)];
  return matmul(concat(moved, axis), constant(synthesis(length, period, crop)));
}

/** A 0/1 matrix [padded, extent] that repeats the first and last row beyond them when multiplied from the left. */
export function repeatedRows(extent: number): Tensor {
  const padded = paddedLength(extent);
  const matrix = new Float32Array(padded * extent);
  for (let row = 0; row < padded; row++) {
    matrix[row * extent + (sourceIndex(row, extent, "replicate") ?? 0)] = 1;
  }
  return tensor([padded, extent], matrix);
}

/** Shifts [P, 1, R, 1] = slope [P] × (line − ⌈padded/2⌉), for the lines `first` … `first + count − 1`. */
export function lineShifts(slope: Value, padded: number, first: number, count: number): Value {
  const centre = Math.ceil(padded / 2);
  const distances = Float32Array.from({ length: count }, (_, index) => first + index - centre);
  return multiply(
    reshape(slope, [slope.shape[0] ?? 1, 1, 1, 1]),
    constant(tensor([1, 1, count, 1], distances)),
  );
}

function sourceIndex(padded: number, extent: number, padding: Padding): number | null {
  const index = padded - Math.floor(extent / 2);
  if (padding === "zero") return index >= 0 && index < extent ? index : null;
  return Math.min(extent - 1, Math.max(0, index));
}

/** [length, 2·F] (or [period, 2·F] for padded lines): cosine sums, then sine sums, of the padded line. */
function analysis(length: number, period: number, padding: LineShift["padding"]): Tensor {
  const frequencies = Math.floor(period / 2) + 1;
  const rows = padding === "none" ? period : length;
  const sums = new Float64Array(rows * 2 * frequencies);
  for (let position = 0; position < period; position++) {
    const row = padding === "none" ? position : sourceIndex(position, length, padding);
    if (row === null) continue;
    for (let frequency = 0; frequency < frequencies; frequency++) {
      const [cosine, sine] = circle(frequency * position, period);
      const at = row * 2 * frequencies + frequency;
      sums[at] = (sums[at] ?? 0) + cosine;
      sums[at + frequencies] = (sums[at + frequencies] ?? 0) + sine;
    }
  }
  return tensor([rows, 2 * frequencies], Float32Array.from(sums));
}

/** [2·F, period] (or [2·F, length] for the cropped line): the inverse of the real transform. */
function synthesis(length: number, period: number, crop: boolean): Tensor {
  const frequencies = Math.floor(period / 2) + 1;
  const columns = crop ? length : period;
  const first = crop ? Math.floor(length / 2) : 0;
  const matrix = new Float32Array(2 * frequencies * columns);
  for (let frequency = 0; frequency < frequencies; frequency++) {
    const single = frequency === 0 || 2 * frequency === period;
    const gain = (single ? 1 : 2) / period;
    for (let column = 0; column < columns; column++) {
      const [cosine, sine] = circle(frequency * (first + column), period);
      matrix[frequency * columns + column] = gain * cosine;
      matrix[(frequencies + frequency) * columns + column] = gain * sine;
    }
  }
  return tensor([2 * frequencies, columns], matrix);
}

/** [1, 1, 1, F]: f/period */
function frequenciesInTurns(period: number): Tensor {
  const count = Math.floor(period / 2) + 1;
  const values = Float32Array.from({ length: count }, (_, frequency) => frequency / period);
  return tensor([1, 1, 1, count], values);
}

/** Turns brought to [−½, ½): providers promise accurate sines near zero only. */
function nearestTurn(turns: Value): Value {
  return subtract(turns, floor(offset(turns, 0.5)));
}

/** cos and sin of 2π·turns/period, exact zeros and ones at the quarters. */
function circle(turns: number, period: number): [number, number] {
  const rest = turns % period;
  const quarter = (4 * rest) / period;
  if (Number.isInteger(quarter)) return [[1, 0, -1, 0][quarter] ?? 1, [0, 1, 0, -1][quarter] ?? 0];
  const angle = (2 * Math.PI * rest) / period;
  return [Math.cos(angle), Math.sin(angle)];
}
