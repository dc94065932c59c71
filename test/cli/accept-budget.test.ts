// A time becomes draws, budget and shared design: draws first, for nothing is accepted without enough of them.

import { describe, expect, it } from "vitest";
import {
  type AcceptBudget,
  type AcceptWork,
  budgetNeeded,
  budgetWithin,
  isEnough,
  secondsOf,
} from "../../src/cli/accept-budget.ts";
import { durationFlag } from "../../src/cli/duration.ts";
import { stationBox } from "../../src/shift/registry.ts";

/** Ten milliseconds an evaluation, all workers together. */
const WORK: AcceptWork = {
  ...{ pictures: 210, box: stationBox({ hasColour: true }), steps: 10 },
  ...{ canHold: true, secondsEach: 0.01 },
};

describe("the budget of a verdict", () => {
  it("keeps within the time, and takes more of everything where there is more", () => {
    let last: AcceptBudget = { draws: 0, budget: 0, common: 0 };
    for (const minutes of [15, 20, 60, 240]) {
      const chosen = budgetWithin(60 * minutes, WORK);
      expect(secondsOf(chosen, WORK).most).toBeLessThanOrEqual(60 * minutes);
      expect(chosen.draws).toBeGreaterThanOrEqual(last.draws);
      expect(chosen.budget).toBeGreaterThan(last.budget);
      expect(chosen.common).toBeGreaterThanOrEqual(last.common);
      last = chosen;
    }
    expect(last.draws).toBe(299);
  });

  it("takes draws first: below 59 nothing is accepted, however long the searches are", () => {
    const needed = budgetNeeded(WORK);
    expect(needed).toEqual({ draws: 59, budget: 5, common: 4 });
    // As soon as the asked box alone fits: what lies within may take longer.
    const { least, most } = secondsOf(needed, WORK);
    expect(most).toBeGreaterThan(3 * least);
    expect(budgetWithin(least, WORK)).toEqual(needed);
    const less = budgetWithin(least - 1, WORK);
    expect(less.draws).toBeLessThan(59);
    expect(isEnough(less, WORK)).toBe(false);
  });

  it("spends on the asked box what so few pictures that no limit can hold leave", () => {
    const few: AcceptWork = { ...WORK, canHold: false };
    expect(budgetWithin(600, few).budget).toBeGreaterThan(budgetWithin(600, WORK).budget);
    expect(secondsOf(budgetWithin(600, few), few).most).toBeLessThanOrEqual(600);
  });

  it("leaves what is given as it is, even where it takes longer", () => {
    expect(budgetWithin(600, WORK, { budget: 77 })).toMatchObject({ budget: 77 });
    expect(budgetWithin(1, WORK, { draws: 500 })).toEqual({ draws: 500, budget: 2, common: 2 });
  });

  it("is the least there is where no time is enough", () => {
    expect(budgetWithin(1, WORK)).toEqual({ draws: 8, budget: 2, common: 2 });
  });
});

describe("a duration", () => {
  it("is written in hours, minutes and seconds", () => {
    const seconds = ["90s", "30min", "2h", "1h30min", "0.5h", "10 min"].map((text) =>
      durationFlag.parse(text),
    );
    expect(seconds).toEqual([90, 1800, 7200, 5400, 1800, 600]);
  });

  it("is refused in any other form", () => {
    for (const text of ["", "10", "min", "0s", "10minutes", "-5min", "1h 5"])
      expect(durationFlag.safeParse(text).success, text).toBe(false);
  });
});
