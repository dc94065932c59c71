// The values that act: clipped to their ranges, a circle wrapped first; on the host as in the graph.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { effectivePoint, IDENTITY, movedShifts, PAPER_RANGES } from "../../src/core/shift.ts";
import { parameter } from "../../src/graph/value.ts";
import { clipShifts } from "../../src/shift/compose.ts";
import { expectClose } from "../support/closeness.ts";
import { evaluate, floats } from "../support/graph.ts";

const TURN = 2 * Math.PI;
const within = (hue: readonly [number, number]) => ({ ...PAPER_RANGES, hue });

describe("the effective point", () => {
  it.each([
    ["a value within is kept", 0.3, [-0.5, 0.5], 0.3],
    ["a value beyond is clipped", 2, [-0.5, 0.5], 0.5],
    ["a turn more is the same hue", TURN - 0.1, [-0.5, 0.5], -0.1],
    ["a turn less is the same hue", 0.1 - TURN, [-0.5, 0.5], 0.1],
    ["beyond π it comes from below, and is clipped there", Math.PI + 0.2, [-0.5, 0.5], -0.5],
    ["a lopsided range too", TURN + 0.4, [-0.1, 0.2], 0.2],
    ["the whole circle has no ends", 4, PAPER_RANGES.hue, 4 - TURN],
    ["the whole circle has no upper border", Math.PI, PAPER_RANGES.hue, -Math.PI],
  ] as const)("of hue: %s", (_, hue, range, expected) => {
    expect(effectivePoint({ ...IDENTITY, hue }, within(range)).hue).toBeCloseTo(expected, 12);
  });

  it("clips a hue without wrapping where the circle is cut open", () => {
    expect(effectivePoint({ ...IDENTITY, hue: TURN - 0.1 }, within([-0.5, 0.5]), "clipped").hue).toBe(0.5);
    expect(effectivePoint({ ...IDENTITY, hue: 4 }, PAPER_RANGES, "clipped").hue).toBe(Math.PI);
  });

  it("clips angles of rotation and saturation to their ranges", () => {
    const ranges = { ...PAPER_RANGES, theta: [-3, 12] } as const;
    const { theta, saturation } = effectivePoint({ theta: -95, hue: 0, saturation: 0.7 }, ranges);
    expect([theta, saturation]).toEqual([-3, 0.5]);
    expect(effectivePoint({ ...IDENTITY, theta: 370 }, ranges).theta).toBe(12);
  });

  it.each(["wrapped", "clipped"] as const)("is the graph's, a circle being %s", async (circle) => {
    const hues = Array.from({ length: 41 }, (_, index) => -8 + 0.4 * index + 0.01);
    for (const range of [PAPER_RANGES.hue, [-0.5, 0.5], [-0.1, 3], [-2, 0]] as const) {
      const values = [
        parameter("theta", [41]),
        parameter("hue", [41]),
        parameter("saturation", [41]),
      ] as const;
      const [theta, hue, saturation] = values;
      const { acting } = await evaluate(
        { acting: clipShifts({ theta, hue, saturation }, within(range), circle).hue },
        { hue: floats([41], hues) },
      );
      const expected = hues.map(
        (raw) => effectivePoint({ ...IDENTITY, hue: raw }, within(range), circle).hue,
      );
      // The graph leaves a whole circle as it is: the colour stage is periodic.
      const brought = (value: number): number =>
        circle === "wrapped" ? effectivePoint({ ...IDENTITY, hue: value }).hue : value;
      expectClose([...(acting?.data ?? [])].map(brought), expected, { absolute: 1e-5 });
    }
  });

  it("is its own effective point", () => {
    const any = fc.double({ min: -500, max: 500, noNaN: true });
    fc.assert(
      fc.property(any, any, fc.double({ min: 0, max: 3, noNaN: true }), (theta, hue, most) => {
        const once = effectivePoint({ theta, hue, saturation: 0 }, within([-most, most]));
        expect(effectivePoint(once, within([-most, most]))).toEqual(once);
      }),
    );
  });
});

it("the moved shifts are those that are not 0", () => {
  expect(movedShifts(IDENTITY)).toEqual([]);
  expect(movedShifts({ theta: -1, hue: 0, saturation: 0.1 })).toEqual(["theta", "saturation"]);
});
