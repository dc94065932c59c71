// Pictures that are not square through the whole chain: what pad and tile see is what squash sees of their parts.

import { describe, expect, it } from "vitest";
import type { RgbImage } from "../../src/core/image.ts";
import type { Evaluation } from "../../src/core/objective.ts";
import { type ShiftPoint, UNSHIFTED } from "../../src/core/shift.ts";
import type { Aspect } from "../../src/detector/framing.ts";
import { framingOf } from "../../src/detector/framing.ts";
import { openNodeEngine } from "../../src/graph/session-node.ts";
import { pixelAuroc } from "../../src/metrics/pixel-auroc.ts";
import { openChain } from "../../src/objective/chain.ts";
import { expectClose } from "../support/closeness.ts";
import { openTiny, tinyDetector } from "../support/tiny.ts";

const SIZE = 64;

/** Soft waves: smooth enough for finite differences. */
function waves(width: number, height: number): RgbImage {
  const data = Float32Array.from({ length: 3 * width * height }, (_, at) => {
    const [row, column] = [Math.floor(at / width) % height, at % width];
    return 0.5 + 0.3 * Math.sin(row * 0.21 + Math.floor(at / (width * height))) * Math.cos(column * 0.17);
  });
  return { width, height, data };
}

async function evaluate(
  aspect: Aspect,
  image: RgbImage,
  points: readonly ShiftPoint[],
  gradient = false,
): Promise<readonly Evaluation[]> {
  const tiny = await openTiny("tiny-gelu");
  const engine = await openNodeEngine({ device: "cpu", threads: 1, weightsFolder: tiny.checkpoint.folder });
  try {
    const chain = openChain({
      ...{ detector: tinyDetector(tiny, engine, aspect), preset: "paper", pixelAuroc, batch: 2 },
    });
    const { width, height } = image;
    const mask = Uint8Array.from({ length: width * height }, (_, at) => (at % width < width / 3 ? 1 : 0));
    const objective = await chain.objective({
      ...{ image, mask: { width, height, data: mask } },
      ...{ object: "hazelnut", className: "hazelnut", anomalous: true },
    });
    return await objective(points, { gradient, map: true });
  } finally {
    await engine.close();
  }
}

/** A square of a picture from `left` and `top`, edges repeated beyond it. */
function square(image: RgbImage, top: number, left: number): RgbImage {
  const { width, height, data } = image;
  const inside = (place: number, length: number): number => Math.min(length - 1, Math.max(0, place));
  return {
    width: SIZE,
    height: SIZE,
    data: Float32Array.from({ length: 3 * SIZE * SIZE }, (_, at) => {
      const [channel, row, column] = [Math.floor(at / SIZE ** 2), Math.floor(at / SIZE) % SIZE, at % SIZE];
      return data[(channel * height + inside(top + row, height)) * width + inside(left + column, width)] ?? 0;
    }),
  };
}

const mapOf = ([evaluation]: readonly Evaluation[]): Float32Array => evaluation?.map ?? new Float32Array();

describe("tile", () => {
  const image = waves(150, SIZE);
  const { parts } = framingOf("tile", image, { width: SIZE, height: SIZE });

  it("has each tile's own map where tiles do not overlap, and the highest image score", async () => {
    expect(parts.map(({ left }) => left)).toEqual([0, 43, 86]);
    const whole = await evaluate("tile", image, [UNSHIFTED]);
    const alone: (readonly Evaluation[])[] = [];
    for (const { top, left } of parts)
      alone.push(await evaluate("squash", square(image, top, left), [UNSHIFTED]));
    for (const [columns, part, left] of [
      [[0, 20, 42], 0, 0],
      [[110, 130, 149], 2, 86],
    ] as const) {
      const places = columns.flatMap((column) => [0, 31, 63].map((row) => ({ row, column })));
      expectClose(
        places.map(({ row, column }) => mapOf(whole)[row * 150 + column] ?? Number.NaN),
        places.map(({ row, column }) => mapOf(alone[part] ?? [])[row * SIZE + column - left] ?? Number.NaN),
        { absolute: 1e-5, what: `tile ${part}` },
      );
    }
    expect(whole[0]?.imageScore).toBeCloseTo(
      Math.max(...alone.map(([evaluation]) => evaluation?.imageScore ?? Number.NaN)),
      5,
    );
  });
});

describe("pad", () => {
  it("has the padded picture's map, cut to the picture", async () => {
    const image = waves(SIZE, 40);
    const padded = mapOf(await evaluate("squash", square(image, -12, 0), [UNSHIFTED]));
    expectClose(mapOf(await evaluate("pad", image, [UNSHIFTED])), padded.slice(12 * SIZE, 52 * SIZE), {
      absolute: 1e-5,
      what: "padded map",
    });
  });
});

describe.each([
  ["tile", waves(100, SIZE)],
  ["pad", waves(SIZE, 40)],
] as const)("%s", (aspect, image) => {
  it("has a derivative that finite differences agree with", async () => {
    const theta = 7;
    const step = 0.05;
    const [exact, above, below] = await evaluate(
      aspect,
      image,
      [theta, theta + step, theta - step].map((value) => ({ theta: value })),
      true,
    );
    const slope = ((above?.loss ?? 0) - (below?.loss ?? 0)) / (2 * step);
    expect(exact?.gradient?.theta).toBeCloseTo(slope, 4);
    expect(Math.abs(slope)).toBeGreaterThan(1e-5);
  });
});
