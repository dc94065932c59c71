// One drawn picture under one shift, for tests that state what a shift does in general.

import { present } from "../../src/core/errors.ts";
import type { RgbImage } from "../../src/core/image.ts";
import { random } from "../../src/core/random.ts";
import { parameter } from "../../src/graph/value.ts";
import { transformImages } from "../../src/shift/compose.ts";
import type { ShiftDefinition } from "../../src/shift/define.ts";
import { evaluate, floats } from "./graph.ts";

/** Blotches of 3 pixels and fine grain, in colour; a tenth of the values is 0. */
export function drawnPicture(width: number, height: number): RgbImage {
  const source = random("drawn picture", width, height);
  const blotches = Array.from({ length: 3 * width * height }, () => source.next());
  const data = Float32Array.from({ length: 3 * width * height }, (_, at) => {
    const [plane, row, column] = [
      Math.floor(at / (width * height)),
      Math.floor(at / width) % height,
      at % width,
    ];
    const blotch = (plane * height + 3 * Math.floor(row / 3)) * width + 3 * Math.floor(column / 3);
    return source.next() < 0.1 ? 0 : 0.8 * (blotches[blotch] ?? 0) + 0.2 * source.next();
  });
  return { width, height, data };
}

/** The picture at each amount, all in one batch. */
export async function shifted(
  shift: ShiftDefinition,
  picture: RgbImage,
  amounts: readonly number[],
): Promise<Float32Array[]> {
  const { width, height, data } = picture;
  const pictures = parameter("pictures", [1, 3, height, width]);
  const amount = parameter("amount", [amounts.length]);
  const results = await evaluate(
    { output: transformImages(pictures, [shift], { [shift.name]: amount }) },
    {
      pictures: floats(pictures.shape, data),
      amount: floats(amount.shape, amounts),
      ...shift.feeds?.(picture, 1),
    },
  );
  const output = present(results["output"], "output").data;
  return amounts.map((_, index) => output.slice(index * data.length, (index + 1) * data.length));
}

/** Root of the mean squared difference. */
export function rmsDistance(left: Float32Array, right: Float32Array): number {
  const squares = left.reduce((total, value, at) => total + (value - (right[at] ?? Number.NaN)) ** 2, 0);
  return Math.sqrt(squares / left.length);
}

/** Rows and columns exchanged. */
export function transposed({ width, height, data }: RgbImage): RgbImage {
  const turned = data.map((_, at) => {
    const [plane, column, row] = [
      Math.floor(at / (width * height)),
      Math.floor(at / height) % width,
      at % height,
    ];
    return data[(plane * height + row) * width + column] ?? Number.NaN;
  });
  return { width: height, height: width, data: turned };
}
