// Pictures on their way into a model and its answers on their way out, over all layouts, orders, types and batches.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { tensor } from "../../../src/core/tensor.ts";
import { answersOf, type Reading } from "../../../src/detector/tensor-model/answers.ts";
import { FEED_TYPES } from "../../../src/detector/tensor-model/element-type.ts";
import { feedOf } from "../../../src/detector/tensor-model/feed.ts";
import type { PictureFeed } from "../../../src/detector/tensor-model/understanding.ts";
import type { ForeignTensor } from "../../../src/graph/foreign/tensors.ts";
import { counting, floats } from "./models.ts";

const PLAIN: PictureFeed = {
  ...{ input: "x", type: "float32", layout: "NCHW", channels: "RGB", batched: true, batch: null },
  ...{ range: [0, 1], mean: [0, 0, 0], std: [1, 1, 1], crop: null },
};

function fed(pictures: Parameters<typeof feedOf>[0], changes: Partial<PictureFeed>): ForeignTensor {
  const { x } = feedOf(pictures, { ...PLAIN, ...changes });
  if (x === undefined) throw new Error("no feed");
  return x;
}

/** 8-bit pictures [count, 3, height, width] as [0, 1]. */
const bytes = (count: number, height: number, width: number) =>
  fc
    .uint8Array({ minLength: count * 3 * height * width, maxLength: count * 3 * height * width })
    .map((levels) =>
      tensor(
        [count, 3, height, width],
        Float32Array.from(levels, (level) => level / 255),
      ),
    );

describe("the feed", () => {
  it("lets pictures through that a model takes as they are", () => {
    const pictures = tensor(
      [2, 3, 1, 2],
      Array.from({ length: 12 }, (_, at) => at / 12),
    );
    expect(fed(pictures, {}).data).toBe(pictures.data);
    expect(fed(pictures, { batch: 2 }).data).toBe(pictures.data);
  });

  it("puts every value where the layout, the order of channels and the crop have it", () => {
    const sizes = fc.record({
      count: fc.integer({ min: 1, max: 3 }),
      height: fc.integer({ min: 2, max: 6 }),
      width: fc.integer({ min: 2, max: 6 }),
    });
    const cases = sizes.chain((size) =>
      fc.record({
        size: fc.constant(size),
        pictures: bytes(size.count, size.height, size.width),
        layout: fc.constantFrom("NCHW" as const, "NHWC" as const),
        channels: fc.constantFrom("RGB" as const, "BGR" as const),
        type: fc.constantFrom(...FEED_TYPES),
        spare: fc.integer({ min: 0, max: 2 }),
        crop: fc.record({
          width: fc.integer({ min: 1, max: size.width }),
          height: fc.integer({ min: 1, max: size.height }),
        }),
      }),
    );
    fc.assert(
      fc.property(cases, ({ size, pictures, layout, channels, type, spare, crop }) => {
        const [range, mean, std] = type.startsWith("float")
          ? [[0, 2] as const, [0.5, 0.25, 0.125], [0.5, 0.25, 2]]
          : [type === "int8" ? ([-128, 127] as const) : ([0, 255] as const), [0, 0, 0], [1, 1, 1]];
        const batch = size.count + spare;
        const { shape, data } = fed(pictures, { layout, channels, type, range, mean, std, batch, crop });
        expect(shape).toEqual(
          layout === "NCHW" ? [batch, 3, crop.height, crop.width] : [batch, crop.height, crop.width, 3],
        );
        const evenHalf = (cut: number): number => (cut % 4 === 1 ? (cut - 1) / 2 : Math.ceil(cut / 2));
        const [top, left] = [evenHalf(size.height - crop.height), evenHalf(size.width - crop.width)];
        for (let row = 0; row < batch; row++)
          for (let channel = 0; channel < 3; channel++)
            for (let y = 0; y < crop.height; y++)
              for (let x = 0; x < crop.width; x++) {
                const plane =
                  Math.min(row, size.count - 1) * 3 + (channels === "BGR" ? 2 - channel : channel);
                const from =
                  pictures.data[(plane * size.height + top + y) * size.width + left + x] ?? Number.NaN;
                const inOrder = (row * 3 + channel) * crop.height * crop.width + y * crop.width + x;
                const interleaved = ((row * crop.height + y) * crop.width + x) * 3 + channel;
                const value = Number(data[layout === "NCHW" ? inOrder : interleaved]);
                const right =
                  (range[0] + from * (range[1] - range[0]) - (mean[channel] ?? 0)) / (std[channel] ?? 1);
                if (type.startsWith("float")) expect(value).toBeCloseTo(right, 6);
                else expect(value).toBe(Math.round(right));
              }
      }),
      { numRuns: 60 },
    );
  });

  it("rounds halves to the even number and clamps what overshoots, in every integer type", () => {
    const levels = [0.5, 1.5, 2.5, 254.5, -3, 300];
    const pictures = tensor(
      [1, 3, 1, 2],
      levels.map((level) => level / 256),
    );
    for (const type of ["uint8", "int32"] as const)
      expect([...fed(pictures, { type, range: [0, 256] }).data].map(Number)).toEqual([
        0,
        2,
        2,
        254,
        0,
        type === "uint8" ? 255 : 256,
      ]);
  });

  it("has PIL's grey in 8 bits, and the same not rounded in floats", () => {
    // PIL: (19595 R + 38470 G + 7471 B + 2^15) >> 16. The first picture is one of its ties.
    const colours = fc.tuple(
      fc.integer({ min: 0, max: 255 }),
      fc.integer({ min: 0, max: 255 }),
      fc.integer({ min: 0, max: 255 }),
    );
    fc.assert(
      fc.property(colours, ([red, green, blue]) => {
        const pixel = tensor(
          [1, 3, 1, 1],
          [red, green, blue].map((level) => level / 255),
        );
        const grey = { channels: "grey", mean: [0], std: [1] } as const;
        const [level] = fed(pixel, { ...grey, type: "uint8", range: [0, 255] }).data;
        expect(level).toBe((19595 * red + 38470 * green + 7471 * blue + 2 ** 15) >> 16);
        const { shape, data } = fed(pixel, grey);
        expect(shape).toEqual([1, 1, 1, 1]);
        expect(Number(data[0])).toBeCloseTo((0.299 * red + 0.587 * green + 0.114 * blue) / 255, 4);
      }),
      { numRuns: 500, examples: tiesOfGrey() },
    );
  });

  it("has no batch axis where the input has none", () => {
    expect(
      fed(tensor([1, 3, 2, 2], new Float32Array(12)), { batched: false, batch: 1, layout: "NHWC" }).shape,
    ).toEqual([2, 2, 3]);
  });
});

/** Colours whose grey lies halfway between two levels. */
function tiesOfGrey(): [[number, number, number]][] {
  const found: [[number, number, number]][] = [];
  for (let red = 0; red < 256; red++)
    for (let green = 0; green < 256; green++)
      for (let blue = 0; blue < 256 && found.length < 40; blue++)
        if ((19595 * red + 38470 * green + 7471 * blue) % 65536 === 32768) found.push([[red, green, blue]]);
  return found;
}

describe("answers", () => {
  const reading = (changes: Partial<Reading["outputs"]>, feed: Partial<PictureFeed> = {}): Reading => ({
    ...{ model: "spot.onnx", feed: { ...PLAIN, ...feed }, mapSize: null },
    outputs: { map: null, score: null, label: null, ...changes },
  });
  const map = { name: "m", index: null };
  const score = { name: "s", index: null };

  it("are the same in every layout of the map", () => {
    const sizes = fc.record({
      rows: fc.integer({ min: 1, max: 3 }),
      height: fc.integer({ min: 2, max: 5 }),
      width: fc.integer({ min: 2, max: 5 }),
    });
    fc.assert(
      fc.property(sizes, ({ rows, height, width }) => {
        const right = Array.from({ length: rows }, (_, row) =>
          Float32Array.from({ length: height * width }, (_, at) => row * height * width + at),
        );
        const shapes = [
          [rows, height, width],
          [rows, 1, height, width],
          [rows, height, width, 1],
          ...(rows === 1
            ? [
                [height, width],
                [height, width, 1],
              ]
            : []),
        ];
        for (const shape of shapes) {
          const answers = answersOf({ m: counting(...shape) }, reading({ map }), rows);
          expect(answers.map((answer) => answer.map)).toEqual(right);
          expect(answers.map(({ imageScore }) => imageScore)).toEqual(right.map((values) => values.at(-1)));
          expect(answers[0]?.mapSize).toEqual({ width, height });
        }
      }),
    );
  });

  it("take the channel and the column that were told, wherever the axis is", () => {
    const outputs = { map: { name: "m", index: 1 }, score: { name: "s", index: 1 } };
    const first = answersOf({ m: counting(2, 2, 3, 3), s: counting(2, 2) }, reading(outputs), 2);
    expect(first.map((answer) => [answer.map?.[0], answer.imageScore])).toEqual([
      [9, 1],
      [27, 3],
    ]);
    const last = answersOf({ m: counting(2, 3, 3, 2), s: counting(2, 2) }, reading(outputs), 2);
    expect(last.map((answer) => [...(answer.map ?? [])].slice(0, 2))).toEqual([
      [1, 3],
      [19, 21],
    ]);
  });

  it("drop the rows of copies, and read scores of every rank", () => {
    const batch = answersOf({ s: counting(4, 1) }, reading({ score }, { batch: 4 }), 3);
    expect(batch.map(({ imageScore }) => imageScore)).toEqual([0, 1, 2]);
    for (const shape of [[], [1], [1, 1]])
      expect(answersOf({ s: floats(shape, [0.25]) }, reading({ score }), 1)[0]?.imageScore).toBe(0.25);
  });

  it("decide by labels of any type", () => {
    const labels: ForeignTensor[] = [
      { type: "bool", shape: [2], data: Uint8Array.of(0, 1) },
      { type: "int64", shape: [2, 1], data: BigInt64Array.of(0n, 1n) },
      { type: "float32", shape: [2], data: Float32Array.of(0, 1) },
    ];
    for (const l of labels)
      expect(
        answersOf({ s: counting(2), l }, reading({ score, label: "l" }), 2).map(({ label }) => label),
      ).toEqual([false, true]);
    expect(() =>
      answersOf({ s: counting(2), l: floats([2], [0, 0.7]) }, reading({ score, label: "l" }), 2),
    ).toThrow(/^invalid answer of spot\.onnx: the label l of picture 2 of 2 is 0\.699\d+; expected 0 or 1$/);
  });

  it("are never NaN or infinite, and may be negative", () => {
    const values = Float32Array.from({ length: 18 }, (_, at) => -1 - at);
    expect(answersOf({ m: floats([2, 3, 3], values) }, reading({ map }), 2)[1]?.imageScore).toBe(-10);
    values[14] = Number.NaN;
    expect(() => answersOf({ m: floats([2, 3, 3], values) }, reading({ map }), 2)).toThrow(
      "invalid answer of spot.onnx: output m is NaN at x 2, y 1 of picture 2 of 2; what is no finite number cannot be ranked",
    );
    expect(() => answersOf({ s: floats([1], [-Infinity]) }, reading({ score }), 1)).toThrow(
      "output s is -Infinity of picture 1 of 1",
    );
  });

  it("are refused in another shape than the first", () => {
    const settled = { ...reading({ map }), mapSize: { width: 3, height: 3 } };
    expect(() => answersOf({ m: counting(2, 4, 3) }, settled, 2)).toThrow(
      "invalid answer of spot.onnx: the map m is 3x4 pixels; expected 3x3, as it was when it was asked first",
    );
    expect(() => answersOf({ m: counting(1, 3, 3) }, settled, 2)).toThrow(
      "expected [N, H, W] or [N, 1, H, W] of 2 pictures",
    );
    expect(() => answersOf({ m: floats([2, 3, 3], [1]) }, settled, 2)).toThrow(
      "invalid answer of spot.onnx: output m has shape [2, 3, 3] and 1 values",
    );
    expect(() => answersOf({ n: counting(2, 3, 3) }, settled, 2)).toThrow(
      "output m is missing; it gave n float32 [2, 3, 3]",
    );
  });
});
