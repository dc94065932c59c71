// The graph against libjpeg: the fixture's files, and every quality through sharp, to the last level.

import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { present, UsageError } from "../../src/core/errors.ts";
import { parseAmount, shownAmount } from "../../src/core/shift-amount.ts";
import type { Tensor } from "../../src/core/tensor.ts";
import { gradients } from "../../src/graph/gradient.ts";
import { multiply } from "../../src/graph/ops/index.ts";
import { constant, parameter } from "../../src/graph/value.ts";
import { transformImages } from "../../src/shift/compose.ts";
import { jpeg } from "../../src/shift/sensor/jpeg.ts";
import { fixtureBytes, fixtureFloats, fixtureJson, fixtureTensors } from "../support/fixtures.ts";
import { evaluate, floats } from "../support/graph.ts";

const { cases } = fixtureJson<{
  cases: Record<string, { shape: [3, number, number]; amounts: readonly number[] }>;
}>("shifts/jpeg");
const tensors = fixtureTensors("shifts/jpeg");

/** One picture at every amount, or each at its own: [amounts, 3, H, W]. */
async function codedAt(pictures: Tensor, amounts: readonly number[]): Promise<Float32Array> {
  const amount = parameter("amount", [amounts.length]);
  const output = transformImages(parameter("pictures", pictures.shape), [jpeg], { jpeg: amount });
  const results = await evaluate({ output }, { pictures, amount: floats([amounts.length], amounts) });
  return present(results["output"], "output").data as Float32Array;
}

/** Levels [3, H, W] as sharp gives them back, coded at a quality. */
async function bySharp(
  levels: Uint8Array,
  height: number,
  width: number,
  quality: number,
): Promise<number[]> {
  const interleaved = Uint8Array.from(
    levels,
    (_, at) => levels[(at % 3) * height * width + Math.floor(at / 3)] ?? 0,
  );
  const file = await sharp(interleaved, { raw: { width, height, channels: 3 } })
    .jpeg({ quality, chromaSubsampling: "4:2:0", mozjpeg: false })
    .toBuffer();
  const decoded = await sharp(file).raw().toBuffer();
  return Array.from(
    levels,
    (_, at) => decoded[(at % (height * width)) * 3 + Math.floor(at / (height * width))] ?? 0,
  );
}

describe("JPEG equals its fixture", () => {
  it.each(Object.entries(cases))("case %s, to the last level", async (name, { shape, amounts }) => {
    const input = fixtureFloats(tensors, `${name}.input`);
    const pictures = floats(
      [amounts.length, ...shape],
      amounts.flatMap(() => [...input]),
    );
    const found = await codedAt(pictures, amounts);
    const decoded = fixtureBytes(tensors, `${name}.decoded`);
    // At 0 the picture stays what it is, between the levels too.
    const wanted = Float32Array.from(decoded, (level, at) =>
      at < input.length ? (input[at] ?? 0) : level / 255,
    );
    expect(found).toEqual(wanted);
  });
});

describe("JPEG equals libjpeg", () => {
  const amounts = Array.from({ length: 90 }, (_, index) => index + 1);

  it.each([
    { height: 17, width: 31, contrast: 1 },
    { height: 34, width: 23, contrast: 0.3 },
    { height: 5, width: 3, contrast: 1 },
    { height: 1, width: 50, contrast: 2 },
  ])("at every quality: $height × $width", async ({ height, width, contrast }) => {
    const levels = noise(height, width, contrast);
    const found = await codedAt(pictureOf(levels, height, width), amounts);
    for (const [index, amount] of amounts.entries()) {
      const own = found.subarray(index * levels.length, (index + 1) * levels.length);
      const wanted = await bySharp(levels, height, width, 100 - amount);
      expect(
        Array.from(own, (value) => Math.round(value * 255)),
        `quality ${100 - amount}`,
      ).toEqual(wanted);
    }
  });
});

describe("JPEG as a shift", () => {
  it("passes the derivative straight to the picture", async () => {
    const pictures = parameter("pictures", [1, 3, 9, 11]);
    const output = transformImages(pictures, [jpeg], { jpeg: parameter("amount", [2]) });
    const weights = floats(
      [2, 3, 9, 11],
      Array.from({ length: 2 * 3 * 99 }, (_, at) => at % 13),
    );
    const [byInput] = gradients(multiply(output, constant(weights)), [pictures]);
    const feeds = { pictures: pictureOf(noise(9, 11, 0.3), 9, 11), amount: floats([2], [0, 40]) };
    const results = await evaluate({ byInput: present(byInput, "gradient") }, feeds);
    const both = Array.from({ length: 297 }, (_, at) => (at % 13) + ((at + 297) % 13));
    expect([...present(results["byInput"], "gradient").data]).toEqual(both);
  });

  it("takes the nearest quality; what is nearest to 100 is not coded", async () => {
    // Between the levels.
    const picture = floats(
      [1, 3, 8, 8],
      pictureOf(noise(8, 8, 1), 8, 8).data.map((value) => value * 0.999),
    );
    const found = await codedAt(picture, [0.4, 24.6, 25, 25.4]);
    const [below, ...near] = [0, 1, 2, 3].map((at) => found.subarray(at * 192, (at + 1) * 192));
    expect(below).toEqual(picture.data);
    for (const each of near) expect(each).toEqual(near[1]);
  });

  it("differs more the lower the quality", async () => {
    const picture = pictureOf(noise(40, 40, 0.2), 40, 40);
    const { mild, moderate, severe } = jpeg.severities;
    const found = await codedAt(picture, [0, mild[1], moderate[1], severe[1]]);
    const distances = [0, 1, 2, 3].map((at) =>
      picture.data.reduce(
        (total, value, index) => total + (value - (found[at * picture.data.length + index] ?? 0)) ** 2,
        0,
      ),
    );
    expect(distances[0]).toBe(0);
    expect(distances).toEqual([...new Set(distances)].sort((left, right) => left - right));
  });

  it("is written and shown as a quality", () => {
    const refusal = (why: string): UsageError => new UsageError(why);
    expect(parseAmount(jpeg, "q75", refusal).value).toBe(25);
    expect(parseAmount(jpeg, "25", refusal).value).toBe(25);
    expect(shownAmount(jpeg, 25)).toBe("q75");
  });
});

/** Levels [3, H, W] as a picture [1, 3, H, W]. */
function pictureOf(levels: Uint8Array, height: number, width: number): Tensor {
  return floats(
    [1, 3, height, width],
    Float32Array.from(levels, (level) => level / 255),
  );
}

/** Waves and noise around grey; beyond a contrast of 1 most values are black or white. */
function noise(height: number, width: number, contrast: number): Uint8Array {
  let state = 1;
  const levels = Uint8ClampedArray.from({ length: 3 * height * width }, (_, at) => {
    state = (state * 48271) % 2147483647;
    return 128 + contrast * (255 * (state / 2147483647 - 0.5) + 60 * Math.sin(at / 7));
  });
  return Uint8Array.from(levels);
}
