// Finite sets of amounts are exhausted: what is found worst is the worst there is.

import { describe, expect, it } from "vitest";
import type { Objective } from "../../src/core/objective.ts";
import type { ShiftBox, ShiftPoint } from "../../src/core/shift.ts";
import { exhaustiveUnits } from "../../src/search/exhaustive.ts";
import { affordedStrategy, checkStrategy, STRATEGIES, strategyNamed } from "../../src/search/registry.ts";
import { boxOver, settings, testShift } from "../support/search.ts";

const QUALITY = { facts: testShift("quality", { values: "integers" }), range: [0, 6] as const };
const STEPS = { facts: testShift("steps", { values: [-1.5, 0, 0.25, 2] }), range: [-2, 1] as const };
const FIXED = { facts: testShift("fixed"), range: [0, 0] as const };
const FINITE: ShiftBox = [QUALITY, STEPS, FIXED];

/** Ragged, so that nothing but trying each finds the worst; counts what it is asked. */
function ragged(): { objective: Objective; asked: ShiftPoint[] } {
  const asked: ShiftPoint[] = [];
  const objective: Objective = async (points) =>
    points.map((point) => {
      asked.push(point);
      const loss = Math.sin(37 * (point["quality"] ?? 0) + 11 * (point["steps"] ?? 0) + 1);
      return { point, loss, pauroc: 0.5 - loss / 2, imageScore: 0.5 };
    });
  return { objective, asked };
}

describe("exhaustion", () => {
  it("evaluates every combination once, that at rest first, and finds the worst of brute force", async () => {
    const { objective, asked } = ragged();
    const { best, evaluations, units, flags } = await strategyNamed("exhaustive")(
      objective,
      settings({ box: FINITE, budget: 11 }),
    );
    const grid = [0, 1, 2, 3, 4, 5, 6].flatMap((quality) =>
      [-1.5, 0, 0.25].map((steps) => ({ quality, steps, fixed: 0 })),
    );
    expect(asked[0]).toEqual({ quality: 0, steps: 0, fixed: 0 });
    expect(new Set(asked.map((point) => JSON.stringify(point)))).toEqual(
      new Set(grid.map((point) => JSON.stringify(point))),
    );
    expect([asked.length, evaluations, units]).toEqual([21, 21, 21]);
    const all = await ragged().objective(grid);
    expect(best.loss).toBe(Math.max(...all.map(({ loss }) => loss ?? 0)));
    expect(flags.beforeLastTenth).toBeNull();
  });

  it("is what a budget affords that pays for all of a finite box, whatever strategy was named", () => {
    expect(exhaustiveUnits(FINITE)).toBe(21);
    expect(affordedStrategy("surrogate", FINITE, 11)).toBe("exhaustive");
    expect(affordedStrategy("surrogate", FINITE, 10)).toBe("surrogate");
    expect(affordedStrategy("surrogate", [...FINITE, ...boxOver(["theta"])], 1e9)).toBe("surrogate");
    expect(Object.keys(STRATEGIES)).not.toContain("exhaustive");
  });

  it("refuses what it cannot do: any amount, and a budget that leaves some out", async () => {
    const open = [...FINITE, ...boxOver(["theta", "hue"])];
    expect(() => checkStrategy("exhaustive", open)).toThrow(/exhaustive: theta, hue take any amount/);
    const { objective, asked } = ragged();
    const few = strategyNamed("exhaustive")(objective, settings({ box: FINITE, budget: 10 }));
    await expect(few).rejects.toThrow(/budget 10: .* 21 combinations .* at least 11 steps/);
    expect(asked).toEqual([]);
  });
});
