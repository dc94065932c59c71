// A search that goes on from what is known: from its starts, downhill from the best places, and never above them.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Objective } from "../../src/core/objective.ts";
import type { ShiftPoint } from "../../src/core/shift.ts";
import { CONTINUED_STRATEGY, STRATEGIES, strategyNamed } from "../../src/search/registry.ts";
import { type KnownPoint, orderOf, scoresOf } from "../../src/search/search.ts";
import { hills, settings } from "../support/search.ts";

const PEAK = { theta: 50, hue: 1, saturation: 0.3 };
const OBJECTIVE = hills(PEAK);
const search = strategyNamed(CONTINUED_STRATEGY);
const { isWorse } = orderOf(OBJECTIVE);

/** The objective, and what it is asked in order. */
function heard(): { objective: Objective; asked: ShiftPoint[] } {
  const asked: ShiftPoint[] = [];
  const objective: Objective = (points, wanted) => {
    asked.push(...points);
    return OBJECTIVE(points, wanted);
  };
  return { objective, asked };
}

async function known(point: ShiftPoint): Promise<KnownPoint> {
  const [evaluation] = await OBJECTIVE([point]);
  return evaluation === undefined ? expect.fail("no evaluation") : { point, ...scoresOf(evaluation) };
}

describe("a search that goes on", () => {
  it("is nobody's choice", () => {
    expect(Object.keys(STRATEGIES)).not.toContain(CONTINUED_STRATEGY);
  });

  it("evaluates its starts first, in order, and spends its budget", async () => {
    const { objective, asked } = heard();
    const starts = [
      { theta: -45, hue: 2, saturation: -0.25 },
      { theta: 45, hue: 0, saturation: 0.25 },
    ];
    const { units, evaluations } = await search(objective, settings({ budget: 12, starts }));
    expect(asked.slice(0, 3)).toEqual([{ theta: 0, hue: 0, saturation: 0 }, ...starts]);
    expect([units, evaluations]).toEqual([24, 24]);
  });

  it("evaluates as many of them as are paid for", async () => {
    const { objective, asked } = heard();
    const starts = [10, 20, 30].map((theta) => ({ theta, hue: 0, saturation: 0 }));
    await search(objective, settings({ budget: 1, starts }));
    expect(asked).toEqual([{ theta: 0, hue: 0, saturation: 0 }, starts[0]]);
  });

  it("goes down from a place that a hint tells of, and reports what it evaluated itself", async () => {
    const near = await known({ theta: 35, hue: 0.6, saturation: 0.2 });
    const { best, trace } = await search(OBJECTIVE, settings({ budget: 20, hints: [near] }));
    expect(best.known).toBeUndefined();
    expect(isWorse(best, near)).toBe(true);
    expect(trace.every(({ known: isKnown }) => isKnown === undefined)).toBe(true);
    const without = await search(OBJECTIVE, settings({ budget: 6 }));
    expect(isWorse(best, without.best)).toBe(true);
  });

  it("is never above what is known, nor above its starts", async () => {
    const amount = (width: number) => fc.double({ min: -width, max: width, noNaN: true });
    const place = fc.record({ theta: amount(90), hue: amount(Math.PI), saturation: amount(0.5) });
    await fc.assert(
      fc.asyncProperty(place, place, fc.integer({ min: 1, max: 12 }), async (earlier, start, budget) => {
        const before = await known(earlier);
        const given = settings({ budget, known: [before], starts: [start] });
        const { best, trace } = await search(OBJECTIVE, given);
        expect(isWorse(before, best)).toBe(false);
        // A start is evaluated where its place in the cube lies, which rounding moves, unless it is known.
        const near = ({ point: { theta = 0, hue = 0, saturation = 0 } }: KnownPoint) => {
          // Half a turn of hue is the same either way.
          const around = 2 * Math.sin((hue - start.hue) / 2);
          return Math.hypot(theta - start.theta, around, saturation - start.saturation) < 5e-10;
        };
        const evaluated = [before, ...trace.slice(0, 2)].find(near) ?? expect.fail("no start");
        expect(isWorse(evaluated, best)).toBe(false);
      }),
      {
        numRuns: 15,
        examples: [[{ theta: 0, hue: 0, saturation: 0 }, { theta: 0, hue: 0, saturation: 0 }, 1]],
      },
    );
  });
});

describe("strategies that take nothing that is known", () => {
  it("take neither hints nor starts", async () => {
    const hints = [await known({ theta: 50, hue: 1, saturation: 0.3 })];
    const starts = [{ theta: 45, hue: 1, saturation: 0.25 }];
    const plain = strategyNamed("worst-of-k");
    expect(await plain(OBJECTIVE, settings({ budget: 5, hints, starts }))).toEqual(
      await plain(OBJECTIVE, settings({ budget: 5 })),
    );
  });
});
