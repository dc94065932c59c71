// What only running a model tells: whether it repeats itself, whether pictures of a batch influence each other, and what of
// a picture it never looks at. A handful of runs on fixed pictures.

import { InputError } from "../../core/errors.ts";
import type { PictureSize } from "../../core/image.ts";
import { type Tensor, tensor } from "../../core/tensor.ts";
import type { ForeignTensor, ForeignTensors } from "../../graph/foreign/tensors.ts";
import { type Answer, answersOf } from "./answers.ts";
import { feedOf } from "./feed.ts";
import type { TensorModel } from "./model.ts";
import { type Border, cropBorder } from "./placement.ts";
import { plausibility, probePictures } from "./probe.ts";
import type { Settled } from "./understanding.ts";
import { type Side, unseenBorder } from "./unseen-border.ts";

/** What was found; JSON. */
export interface Probed {
  /** Two runs on one picture gave the same bits. */
  readonly repeats: boolean;
  /** Pictures together gave what each gives alone, or among copies of itself; null where a run takes one picture. */
  readonly batches: boolean | null;
  /** Of pictures of the probe's size, the crop in front of the model included; null where it was not looked for. */
  readonly border: Border | null;
  /** What looks like a wrong description. */
  readonly doubts: readonly string[];
}

/** How far answers in a batch may be from those alone, relative to their size where that is above 1. */
export const BATCH_TOLERANCE = 1e-5;

export interface ProbeSettings {
  readonly settled: Settled;
  readonly size: PictureSize;
  /** The answer to the first probe picture. */
  readonly alone: ForeignTensors;
  /** The interval that the model clips its map to itself. */
  readonly clip: readonly [number, number] | null;
  /** Whether to look for a crop: where the answer to the size of pictures holds for all of them. */
  readonly findsBorder: boolean;
}

/** Runs a model on the probe pictures of `size`. InputError where it fails. */
export async function probe(model: TensorModel, settings: ProbeSettings): Promise<Probed> {
  const { settled, size, alone, clip, findsBorder } = settings;
  const run = (pictures: Tensor): Promise<ForeignTensors> =>
    model.run(feedOf(pictures, settled.feed), settled.asked);
  const [plain, spot] = pictureRows(probePictures(size));
  const repeats = equalBits(alone, await run(plain));
  const other = await run(spot);
  const takesOne = settled.feed.batch === 1;
  const both = takesOne ? null : await run(probePictures(size)).catch(failed);
  const isCropFree = settled.mapSize === null || !findsBorder || !repeats;
  return {
    repeats,
    batches: takesOne ? null : both !== null && agrees(both, [alone, other], settled.feed.batch),
    border: isCropFree
      ? null
      : await borderOf(settings, async (picture) => equalBits(alone, await run(picture))),
    doubts: doubtsOf(settled, [alone, other], clip),
  };
}

/** A model may declare any number of pictures and take one. Whatever else is wrong shows in the next run. */
function failed(error: unknown): null {
  if (error instanceof InputError) return null;
  throw error;
}

/** The two pictures, each [1, 3, H, W]. */
function pictureRows({ shape, data }: Tensor): readonly [Tensor, Tensor] {
  const length = data.length / 2;
  const row = (at: number): Tensor =>
    tensor([1, ...shape.slice(1)], data.subarray(at * length, (at + 1) * length));
  return [row(0), row(1)];
}

async function borderOf(
  { settled: { feed, mapSize }, size }: ProbeSettings,
  isSame: (picture: Tensor) => Promise<boolean>,
): Promise<Border> {
  const outer = feed.crop === null ? NOTHING : cropBorder(size, feed.crop);
  const seen = {
    width: size.width - outer.left - outer.right,
    height: size.height - outer.top - outer.bottom,
  };
  const [plain] = pictureRows(probePictures(size));
  const guess = mapSize === null ? 0 : Math.round((seen.width - mapSize.width) / 2);
  const inner = await unseenBorder(seen, guess > 0 ? guess : null, async (side, width) => {
    return !(await isSame(otherwise(plain, side, outer[side] + width)));
  });
  return {
    top: outer.top + inner.top,
    bottom: outer.bottom + inner.bottom,
    left: outer.left + inner.left,
    right: outer.right + inner.right,
  };
}

const NOTHING: Border = { top: 0, bottom: 0, left: 0, right: 0 };

/** The picture with black where the outermost pixels of a side were bright, and white where they were dark. */
function otherwise({ shape, data }: Tensor, side: Side, width: number): Tensor {
  const [rows = 0, columns = 0] = shape.slice(2);
  const [top, bottom] = side === "bottom" ? [rows - width, rows] : [0, side === "top" ? width : rows];
  const [left, right] =
    side === "right" ? [columns - width, columns] : [0, side === "left" ? width : columns];
  const changed = data.slice();
  for (let plane = 0; plane < data.length; plane += rows * columns) {
    for (let row = Math.max(0, top); row < Math.min(rows, bottom); row++) {
      for (let column = Math.max(0, left); column < Math.min(columns, right); column++) {
        const at = plane + row * columns + column;
        changed[at] = Number((data[at] ?? 0) < 0.5);
      }
    }
  }
  return tensor(shape, changed);
}

/** Of the outputs that the later run gave: the first may have been asked for more. */
function equalBits(left: ForeignTensors, right: ForeignTensors): boolean {
  return Object.entries(right).every(([name, { data }]) => {
    const other = left[name]?.data;
    return other !== undefined && bytesOf(data).equals(bytesOf(other));
  });
}

function bytesOf({ buffer, byteOffset, byteLength }: ForeignTensor["data"]): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

/** The rows of a run of several pictures against the first row of a run of each. */
function agrees(together: ForeignTensors, alone: readonly ForeignTensors[], rows: number | null): boolean {
  return Object.entries(together).every(([name, { data }]) =>
    alone.every((one, picture) => {
      const values = one[name]?.data ?? [];
      const length = data.length / (rows ?? alone.length);
      if (values.length !== length * (rows ?? 1)) return false;
      for (let at = 0; at < length; at++)
        if (!isClose(Number(values[at]), Number(data[picture * length + at]))) return false;
      return true;
    }),
  );
}

function isClose(value: number, other: number): boolean {
  return Object.is(value, other) || Math.abs(value - other) <= BATCH_TOLERANCE * Math.max(1, Math.abs(value));
}

function doubtsOf(
  settled: Settled,
  runs: readonly ForeignTensors[],
  clip: readonly [number, number] | null,
): readonly string[] {
  try {
    const answers = runs.flatMap((run) => answersOf(run, { ...settled, mapSize: null }, 1));
    return [...plausibility(answers), ...(clip === null ? [] : beyondInWords(answers, clip))];
  } catch (error) {
    // No number for a picture made up here may yet be one for a photograph.
    if (error instanceof InputError) return [`the probe picture: ${error.message}`];
    throw error;
  }
}

/**
 * Times its own range that a whole map lies beyond it. To a detector of parts the probe pictures are as anomalous as can be: the
 * exports tested here reach 7; fed 0–255 in place of [0, 1], most of them reach 100 and more.
 */
const FAR = 20;

function beyondInWords(answers: readonly Answer[], [low, high]: readonly [number, number]): string[] {
  const nearest = answers.map(({ map, imageScore }) => {
    const values = map ?? Float32Array.of(imageScore);
    return (values.reduce((least, value) => Math.min(least, value), Infinity) - low) / (high - low);
  });
  const times = Math.max(...nearest);
  if (times < FAR) return [];
  return [
    `All of its map lies ${Math.floor(times)} times its own range above it: --range, --mean and --std say what it expects.`,
  ];
}
