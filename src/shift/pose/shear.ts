// One pass of the three-pass rotation (Unser et al. 1995): each line is moved by its own amount, periodic and
// band-limited. The shift is a phase on the line's real Fourier spectrum; both transforms are matrix products, which
// every provider has. Padding and cropping are folded into the constant matrices.

import { type Tensor, tensor } from "../../core/tensor.ts";
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
} from "../../graph/ops/index.ts";
import { constant, type Value } from "../../graph/value.ts";

export type Padding = "replicate" | "zero";

export interface LineShift {
  /** Length of a line before padding. */
  readonly length: number;
  readonly padding: Padding | "none";
  /** True to return the part of the line that was there before padding. */
  readonly crop: boolean;
  /** True to move the other way. */
  readonly backwards: boolean;
  /** How often the first and the last line stand again before and after the others: `shifts` has a row for each. */
  readonly repeat?: number;
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
  { length, padding, crop, backwards, repeat = 0 }: LineShift,
): Value {
  const period = paddedLength(length);
  const axis = lines.shape.length - 1;
  const parts = spectrumParts(period).map((frequencies, parity) => {
    const folded = padding === "none" && period % 2 === 0;
    const source = folded ? foldedLines(lines, parity) : lines;
    const given = matmul(source, constant(analysis(length, period, padding, frequencies)));
    const spectrum = repeatedEdges(given, repeat);
    const moved = movedSpectrum(spectrum, shifts, frequencies, period, backwards);
    return matmul(concat(moved, axis), constant(synthesis(length, period, crop, frequencies)));
  });
  const [even, odd] = parts as [Value, Value?];
  if (odd === undefined) return even;
  return crop ? add(even, odd) : concat([add(even, odd), subtract(even, odd)], axis);
}

/**
 * The frequencies of a real line: of an even period the even ones, which its two halves share, then the odd ones, in
 * which they differ in sign alone. Each needs half of the products.
 */
function spectrumParts(period: number): number[][] {
  const all = Array.from({ length: Math.floor(period / 2) + 1 }, (_, frequency) => frequency);
  if (period % 2 !== 0) return [all];
  return [0, 1].map((parity) => all.filter((frequency) => frequency % 2 === parity));
}

/** The sum (parity 0) or difference of the two halves of every line. */
function foldedLines(lines: Value, parity: number): Value {
  const axis = lines.shape.length - 1;
  const period = lines.shape[axis] ?? 0;
  const [first, second] = [slice(lines, axis, 0, period / 2), slice(lines, axis, period / 2, period)];
  return parity === 0 ? add(first, second) : subtract(first, second);
}

/** Cosine and sine parts of a spectrum after its lines have moved. */
function movedSpectrum(
  spectrum: Value,
  shifts: Value,
  frequencies: readonly number[],
  period: number,
  backwards: boolean,
): Value[] {
  const axis = spectrum.shape.length - 1;
  const count = frequencies.length;
  const cosinePart = slice(spectrum, axis, 0, count);
  const sinePart = slice(spectrum, axis, count, 2 * count);
  const turns = multiply(shifts, constant(frequenciesInTurns(frequencies, period)));
  const phase = scale(nearestTurn(turns), 2 * Math.PI);
  const cosPhase = cos(phase);
  const sinPhase = sin(phase);
  const along = multiply(cosinePart, cosPhase);
  const across = multiply(sinePart, sinPhase);
  const turned = multiply(cosinePart, sinPhase);
  const kept = multiply(sinePart, cosPhase);
  return backwards
    ? [add(along, across), subtract(kept, turned)]
    : [subtract(along, across), add(kept, turned)];
}

/** The first and the last line of [.., lines, F] repeated `count` times beyond them. */
function repeatedEdges(lines: Value, count: number): Value {
  if (count === 0) return lines;
  const axis = lines.shape.length - 2;
  const last = lines.shape[axis] ?? 0;
  const copies = constant(tensor([count, 1], new Float32Array(count).fill(1)));
  const edge = (at: number): Value => multiply(slice(lines, axis, at, at + 1), copies);
  return concat([edge(0), lines, edge(last - 1)], axis);
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

/**
 * [length, 2·F] for lines to be padded, [period, 2·F] for padded ones, [period/2, 2·F] for folded ones: cosine sums, then
 * sine sums, of the padded line at the frequencies.
 */
function analysis(
  length: number,
  period: number,
  padding: LineShift["padding"],
  frequencies: readonly number[],
): Tensor {
  const positions = padding === "none" && period % 2 === 0 ? period / 2 : period;
  const rows = padding === "none" ? positions : length;
  const count = frequencies.length;
  const sums = new Float64Array(rows * 2 * count);
  for (let position = 0; position < positions; position++) {
    const row = padding === "none" ? position : sourceIndex(position, length, padding);
    if (row === null) continue;
    for (const [index, frequency] of frequencies.entries()) {
      const [cosine, sine] = circle(frequency * position, period);
      const at = row * 2 * count + index;
      sums[at] = (sums[at] ?? 0) + cosine;
      sums[at + count] = (sums[at + count] ?? 0) + sine;
    }
  }
  return tensor([rows, 2 * count], Float32Array.from(sums));
}

/**
 * [2·F, length] for the cropped line, else [2·F, period], of an even period its first half: the inverse of the real
 * transform, as far as the frequencies go.
 */
function synthesis(length: number, period: number, crop: boolean, frequencies: readonly number[]): Tensor {
  const whole = period % 2 === 0 ? period / 2 : period;
  const columns = crop ? length : whole;
  const first = crop ? Math.floor(length / 2) : 0;
  const count = frequencies.length;
  const matrix = new Float32Array(2 * count * columns);
  for (const [index, frequency] of frequencies.entries()) {
    const single = frequency === 0 || 2 * frequency === period;
    const gain = (single ? 1 : 2) / period;
    for (let column = 0; column < columns; column++) {
      const [cosine, sine] = circle(frequency * (first + column), period);
      matrix[index * columns + column] = gain * cosine;
      matrix[(count + index) * columns + column] = gain * sine;
    }
  }
  return tensor([2 * count, columns], matrix);
}

/** [1, 1, 1, F]: f/period */
function frequenciesInTurns(frequencies: readonly number[], period: number): Tensor {
  const values = Float32Array.from(frequencies, (frequency) => frequency / period);
  return tensor([1, 1, 1, frequencies.length], values);
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
