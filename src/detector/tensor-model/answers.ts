// What a run gave, picture by picture.

import { InputError, present } from "../../core/errors.ts";
import type { PictureSize } from "../../core/image.ts";
import { elementCount } from "../../core/tensor.ts";
import type { ForeignTensor, ForeignTensors } from "../../graph/foreign/tensors.ts";
import { checkPicks, givenOutputs, type OutputPick } from "./outputs.ts";
import { mapLayout, nameInWords, namesInWords, shapeInWords } from "./roles.ts";
import type { Settled } from "./understanding.ts";

/** A picture's answer; fits the detector contract's ScoredPicture where the map needs no further place. */
export interface Answer {
  /** [H, W] at mapSize, row by row; null where the model gives scores alone. */
  readonly map: Float32Array | null;
  readonly mapSize: PictureSize | null;
  /** The map's maximum where the model gives no score. */
  readonly imageScore: number;
  /** True = rejected; absent where the model does not decide. */
  readonly label?: boolean;
}

/** What of an understanding answers are read by. `mapSize` is what maps must have, null = any. */
export type Reading = Pick<Settled, "model" | "feed" | "outputs" | "mapSize">;

/** A picture of the run: the `picture`-th of `count`, from 0. */
interface Place {
  readonly model: string;
  readonly picture: number;
  readonly count: number;
  /** Rows of the outputs, copies included. */
  readonly rows: number;
}

/**
 * The answers to the first `count` pictures of a run; rows beyond are of copies. InputError naming output, picture (from 1)
 * and value where one is no finite number, and naming the output where it is absent or of another shape.
 */
export function answersOf(answer: ForeignTensors, reading: Reading, count: number): readonly Answer[] {
  const { model, feed, outputs } = reading;
  const rows = feed.batch ?? count;
  checkPicks(givenOutputs(model, answer, rows), outputs);
  return Array.from({ length: count }, (_, picture) => {
    const place = { model, picture, count, rows };
    const map = outputs.map === null ? null : mapOf(answer, outputs.map, place, reading.mapSize);
    const score = outputs.score === null ? null : scoreOf(answer, outputs.score, place);
    const label = outputs.label === null ? null : labelOf(answer, outputs.label, place);
    return {
      ...{ map: map?.values ?? null, mapSize: map?.size ?? null },
      imageScore: score ?? present(map, "map or score").largest,
      ...(label === null ? {} : { label }),
    };
  });
}

interface ReadMap {
  readonly values: Float32Array;
  readonly size: PictureSize;
  readonly largest: number;
}

function mapOf(
  answer: ForeignTensors,
  { name, index }: OutputPick,
  place: Place,
  expected: PictureSize | null,
): ReadMap {
  const { data, shape } = outputOf(answer, name, place);
  const { width, height, row, channel, pixel } = mapLayout(shape, place.rows);
  if (expected !== null && (width !== expected.width || height !== expected.height))
    throw new InputError(
      `invalid answer of ${place.model}: the map ${nameInWords(name)} is ${width}x${height} pixels; ` +
        `expected ${expected.width}x${expected.height}, as it was when it was asked first`,
    );
  const values = pixelsOf(data, place.picture * row + (index ?? 0) * channel, pixel, width * height);
  let largest = -Infinity;
  for (let at = 0; at < values.length; at++) {
    const value = values[at] as number;
    // NaN and the infinities alone are not 0 away from themselves.
    if (value - value !== 0)
      throw notFinite(name, value, place, ` at x ${at % width}, y ${Math.trunc(at / width)}`);
    if (value > largest) largest = value;
  }
  return { values, size: { width, height }, largest };
}

/** A copy, so that one picture's map does not keep those of all the run. */
function pixelsOf(data: ForeignTensor["data"], start: number, step: number, count: number): Float32Array {
  if (data instanceof Float32Array && step === 1) return data.slice(start, start + count);
  const values = new Float32Array(count);
  for (let at = 0; at < count; at++) values[at] = Number(data[start + at * step]);
  return values;
}

function scoreOf(answer: ForeignTensors, { name, index }: OutputPick, place: Place): number {
  const { data } = outputOf(answer, name, place);
  const score = Number(data[(place.picture * data.length) / place.rows + (index ?? 0)]);
  if (!Number.isFinite(score)) throw notFinite(name, score, place, "");
  return score;
}

function labelOf(answer: ForeignTensors, name: string, place: Place): boolean {
  const { data, shape } = outputOf(answer, name, place);
  const refused = (why: string): InputError =>
    new InputError(`invalid answer of ${place.model}: the label ${nameInWords(name)} ${why}`);
  if (data.length !== place.rows)
    throw refused(`has shape ${shapeInWords(shape)}; expected one value for each of ${place.rows} pictures`);
  const label = Number(data[place.picture]);
  if (label !== 0 && label !== 1)
    throw refused(`of picture ${place.picture + 1} of ${place.count} is ${label}; expected 0 or 1`);
  return label === 1;
}

function outputOf(answer: ForeignTensors, name: string, { model }: Place): ForeignTensor {
  const tensor = Object.hasOwn(answer, name) ? answer[name] : undefined;
  const refused = (why: string): InputError =>
    new InputError(`invalid answer of ${model}: output ${nameInWords(name)} ${why}`);
  if (tensor === undefined) throw refused(`is missing; it gave ${namesInWords(Object.keys(answer))}`);
  const { shape, data } = tensor;
  if (data.length !== elementCount(shape))
    throw refused(`has shape ${shapeInWords(shape)} and ${data.length} values`);
  return tensor;
}

function notFinite(name: string, value: number, { model, picture, count }: Place, where: string): InputError {
  return new InputError(
    `invalid answer of ${model}: output ${nameInWords(name)} is ${value}${where} of picture ${picture + 1} of ${count}; ` +
      "what is no finite number cannot be ranked",
  );
}
