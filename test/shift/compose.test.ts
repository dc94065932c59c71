// Which values act, and the transform as a function of pictures.

import { afterAll, describe, expect, it } from "vitest";
import { IDENTITY, PAPER_RANGES, type ShiftPoint, type ShiftRanges } from "../../src/core/shift.ts";
import { openNodeEngine } from "../../src/graph/session-node.ts";
import { parameter } from "../../src/graph/value.ts";
import { clipShifts } from "../../src/shift/compose.ts";
import { imageTransformer } from "../../src/shift/transformer.ts";
import { expectClose } from "../support/closeness.ts";
import { evaluate, floats } from "../support/graph.ts";

/** The values that act for some hues, in a range, under a rule. */
async function acting(
  hues: readonly number[],
  hue: readonly [number, number],
  circle?: "wrapped" | "clipped",
): Promise<number[]> {
  const values = {
    theta: parameter("theta", [1]),
    hue: parameter("hue", [hues.length]),
    saturation: parameter("s", [1]),
  };
  const { result } = await evaluate(
    { result: clipShifts(values, { ...PAPER_RANGES, hue }, circle).hue },
    { hue: floats([hues.length], hues) },
  );
  return [...(result?.data ?? [])];
}

describe("a hue beyond its range", () => {
  const turn = 2 * Math.PI;

  it("goes round the circle, then to the nearer end of a part of it", async () => {
    const hues = [0.5, turn + 0.5, 0.5 - 2 * turn, 3, turn - 0.25, -3];
    expectClose(await acting(hues, [-1, 1]), [0.5, 0.5, 0.5, 1, -0.25, -1], { absolute: 1e-5 });
    expectClose(await acting([3.5, -3.5], [-1, 2]), [-1, 2], { absolute: 1e-5 });
  });

  it("is left alone on the whole circle, and cut where the preset says so", async () => {
    expectClose(await acting([9, -4], [-Math.PI, Math.PI]), [9, -4], { absolute: 1e-6 });
    const cut = await acting([9, -4, 1], [-Math.PI, Math.PI], "clipped");
    expectClose(cut, [Math.PI, -Math.PI, 1], { absolute: 1e-6 });
    expectClose(await acting([turn + 0.5], [-1, 1], "clipped"), [1], { absolute: 1e-6 });
  });
});

describe("a picture transformed", async () => {
  const engine = await openNodeEngine({ device: "cpu", threads: 1 });
  afterAll(() => engine.close());
  const [width, height] = [4, 2];
  /** Red on the left, white on the right. */
  const data = Float32Array.from({ length: 3 * width * height }, (_, at) =>
    at < width * height || at % width >= 2 ? 1 : 0,
  );
  const at = async (point: Partial<ShiftPoint>, ranges: ShiftRanges = PAPER_RANGES): Promise<number[]> => {
    const result = await imageTransformer(engine, ranges)({ width, height, data }, { ...IDENTITY, ...point });
    expect([result.width, result.height]).toEqual([width, height]);
    return [...result.data];
  };
  /** The same picture with another colour on the left. */
  const left = (...colour: readonly number[]): number[] =>
    [...data].map((value, index) =>
      index % width < 2 ? (colour[Math.floor(index / (width * height))] ?? 0) : value,
    );

  it("is itself at no shift", async () => {
    expectClose(await at({}), [...data], { absolute: 1e-6 });
  });

  it("has its hue turned and its saturation lowered; white stays white", async () => {
    expectClose(await at({ hue: (2 * Math.PI) / 3 }), left(0, 1, 0), { absolute: 1e-4 });
    expectClose(await at({ hue: -(2 * Math.PI) / 3 }), left(0, 0, 1), { absolute: 1e-4 });
    expectClose(await at({ saturation: -0.5 }), left(1, 0.5, 0.5), { absolute: 1e-4 });
  });

  it("is shifted within the ranges alone", async () => {
    const ranges = { ...PAPER_RANGES, saturation: [-0.25, 0] } as const;
    expectClose(await at({ saturation: -0.5 }, ranges), left(1, 0.25, 0.25), { absolute: 1e-4 });
    const still = { ...ranges, theta: [0, 0] } as const;
    expectClose(await at({ theta: 45 }, still), [...data], { absolute: 1e-6 });
  });
});
