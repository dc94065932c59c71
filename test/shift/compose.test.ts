// Which values act, and the transform as a function of pictures.

import { afterAll, describe, expect, it } from "vitest";
import { effectivePoint, type ShiftPoint } from "../../src/core/shift.ts";
import { openNodeEngine } from "../../src/graph/session-node.ts";
import { boxOf } from "../../src/shift/registry.ts";
import { imageTransformer } from "../../src/shift/transformer.ts";
import { expectClose } from "../support/closeness.ts";

/** The values that act for some hues, in a range, under a rule. */
function acting(
  hues: readonly number[],
  range: readonly [number, number],
  circle?: "wrapped" | "clipped",
): number[] {
  const box = boxOf({ hue: range });
  return hues.map((hue) => effectivePoint({ hue }, box, circle).hue ?? Number.NaN);
}

describe("a hue beyond its range", () => {
  const turn = 2 * Math.PI;

  it("goes round the circle, then to the nearer end of a part of it", () => {
    const hues = [0.5, turn + 0.5, 0.5 - 2 * turn, 3, turn - 0.25, -3];
    expectClose(acting(hues, [-1, 1]), [0.5, 0.5, 0.5, 1, -0.25, -1], { absolute: 1e-12 });
    expectClose(acting([3.5, -3.5], [-1, 2]), [-1, 2], { absolute: 1e-12 });
  });

  it("goes round the whole circle, and is cut where the preset says so", () => {
    expectClose(acting([9, -4], [-Math.PI, Math.PI]), [9 - turn, turn - 4], { absolute: 1e-12 });
    const cut = acting([9, -4, 1], [-Math.PI, Math.PI], "clipped");
    expectClose(cut, [Math.PI, -Math.PI, 1], { absolute: 1e-12 });
    expectClose(acting([turn + 0.5], [-1, 1], "clipped"), [1], { absolute: 1e-12 });
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
  const at = async (point: ShiftPoint): Promise<number[]> => {
    const result = await imageTransformer(engine)({ width, height, data }, point);
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

  it("goes round: a hue and a whole turn more are one", async () => {
    expectClose(await at({ hue: 4 }), await at({ hue: 4 - 2 * Math.PI }), { absolute: 1e-5 });
  });

  it("is left bit for bit by what is not named, and clamped alone at no shift", async () => {
    const overshot = { width, height, data: data.map((value) => 1.25 * value - 0.125) };
    const transform = imageTransformer(engine);
    const clamped = [...overshot.data].map((value) => Math.min(1, Math.max(0, value)));
    expect([...(await transform(overshot, {})).data]).toEqual(clamped);
    // Colours of thirds are not the same after a way through HSV: turned without a named colour, they are.
    const thirds = { width, height, data: data.map((_, index) => Math.fround((index % 7) / 7 + 0.01)) };
    expect([...(await transform(thirds, {})).data]).toEqual([...thirds.data]);
    const turned = await transform(thirds, { theta: 0 });
    expectClose(turned.data, thirds.data, { absolute: 1e-6 });
  });

  it("takes shifts in canonical order, whatever the order they are named in", async () => {
    const [one, other] = [await at({ theta: 20, hue: 1 }), await at({ hue: 1, theta: 20 })];
    expect(one).toEqual(other);
  });

  it("is refused for a shift that is not known", async () => {
    await expect(at({ thet: 1 })).rejects.toThrow(/unknown shift "thet"; did you mean "theta"/);
  });
});
