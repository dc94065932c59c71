// Working pictures cut into the detector's squares and their maps joined again, against loops over pixels.

import { describe, expect, it } from "vitest";
import { random } from "../../src/core/random.ts";
import type { Tensor } from "../../src/core/tensor.ts";
import { type Framing, framingOf } from "../../src/detector/framing.ts";
import { cutParts, joinParts, joinScores } from "../../src/detector/parts.ts";
import { upsample } from "../../src/detector/winclip/upsample.ts";
import { parameter } from "../../src/graph/value.ts";
import { expectClose } from "../support/closeness.ts";
import { evaluate, floats } from "../support/graph.ts";

const SIDE = 4;
const SIZE = { width: SIDE, height: SIDE };
const POINTS = 2;
const FRAMINGS: readonly (readonly [string, Framing])[] = [
  ["a wide picture in tiles", framingOf("tile", { width: 10, height: 4 }, SIZE)],
  ["a tall picture in tiles", framingOf("tile", { width: 4, height: 7 }, SIZE)],
  ["a wide picture with edges repeated", framingOf("pad", { width: 4, height: 2 }, SIZE)],
  ["a tall picture with edges repeated", framingOf("pad", { width: 1, height: 4 }, SIZE)],
  ["a square picture", framingOf("pad", { width: 9, height: 9 }, SIZE)],
];

function noise(shape: readonly number[]): Tensor {
  const source = random("parts", ...shape);
  return floats(shape, Array.from({ length: shape.reduce((all, side) => all * side, 1) }, source.next));
}

const inside = (place: number, length: number): number => Math.min(length - 1, Math.max(0, place));

describe.each(FRAMINGS)("%s", (_what, framing) => {
  const { width, height, parts } = framing;
  const places = parts.flatMap((part, number) =>
    Array.from({ length: SIDE * SIDE }, (_, at) => {
      const [row, column] = [Math.floor(at / SIDE), at % SIDE];
      return { number, at, row: part.top + row, column: part.left + column };
    }),
  );

  it("is cut part by part, each of all points, its edge repeated beyond it", async () => {
    const pictures = noise([POINTS, 3, height, width]);
    const given = parameter("pictures", pictures.shape);
    const { cut } = await evaluate({ cut: cutParts(given, framing, SIZE) }, { pictures });
    const expected = parts.flatMap((_part, number) =>
      Array.from({ length: POINTS * 3 }, (__, plane) =>
        places
          .filter((place) => place.number === number)
          .map(({ row, column }) => {
            const pixel = inside(row, height) * width + inside(column, width);
            return pictures.data[plane * width * height + pixel] ?? Number.NaN;
          }),
      ).flat(),
    );
    expect(cut?.shape).toEqual([parts.length * POINTS, 3, SIDE, SIDE]);
    expectClose(cut?.data ?? [], expected, { absolute: 1e-6 });
  });

  it("has a map that is its parts' mean where they overlap", async () => {
    const maps = noise([parts.length * POINTS, 1, SIDE, SIDE]);
    const { whole } = await evaluate(
      { whole: joinParts(parameter("maps", maps.shape), framing, SIZE) },
      { maps },
    );
    const expected = Array.from({ length: POINTS * height * width }, (_, index) => {
      const [point, pixel] = [Math.floor(index / (height * width)), index % (height * width)];
      const here = places.filter(
        ({ row, column }) => row === Math.floor(pixel / width) && column === pixel % width,
      );
      const scores = here.map(
        ({ number, at }) => maps.data[(number * POINTS + point) * SIDE * SIDE + at] ?? Number.NaN,
      );
      return scores.reduce((sum, score) => sum + score, 0) / scores.length;
    });
    expect(whole?.shape).toEqual([POINTS, 1, height, width]);
    expectClose(whole?.data ?? [], expected, { absolute: 1e-6 });
  });

  it("is as anomalous as its most anomalous part", async () => {
    const scores = noise([parts.length * POINTS]);
    const given = parameter("scores", scores.shape);
    const { highest } = await evaluate({ highest: joinScores(given, framing) }, { scores });
    const expected = Array.from({ length: POINTS }, (_, point) =>
      Math.max(...parts.map((__, number) => scores.data[number * POINTS + point] ?? Number.NaN)),
    );
    expect(highest?.shape).toEqual([POINTS]);
    expectClose(highest?.data ?? [], expected, { absolute: 1e-7 });
  });
});

describe("upsampling", () => {
  it.each([
    [2, 5],
    [3, 12],
    [4, 4],
    [1, 3],
  ])(
    "brings a grid of %d to %d pixels by bilinear interpolation between cell centres",
    async (grid, size) => {
      const grids = noise([POINTS, grid * grid]);
      const { map } = await evaluate(
        { map: upsample(parameter("grids", grids.shape), grid, size) },
        { grids },
      );
      const valueAt = (point: number, row: number, column: number): number =>
        grids.data[point * grid * grid + inside(row, grid) * grid + inside(column, grid)] ?? Number.NaN;
      const expected = Array.from({ length: POINTS * size * size }, (_, index) => {
        const point = Math.floor(index / (size * size));
        const [y = 0, x = 0] = [Math.floor(index / size) % size, index % size].map(
          (pixel) => ((pixel + 0.5) * grid) / size - 0.5,
        );
        const [top, left] = [Math.floor(y), Math.floor(x)];
        const between = (low: number, high: number, share: number): number => low + share * (high - low);
        return between(
          between(valueAt(point, top, left), valueAt(point, top, left + 1), x - left),
          between(valueAt(point, top + 1, left), valueAt(point, top + 1, left + 1), x - left),
          y - top,
        );
      });
      expect(map?.shape).toEqual([POINTS, 1, size, size]);
      expectClose(map?.data ?? [], expected, { absolute: 1e-6 });
    },
  );
});
