// What a search makes worse is its objective's affair: the published order, or any other.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Level, Objective, Order } from "../../src/core/objective.ts";
import { publishedOrder, TRIFLE } from "../../src/core/order.ts";
import { keptOf } from "../../src/search/kept.ts";
import { openLedger } from "../../src/search/ledger.ts";
import { STRATEGIES, strategyNamed } from "../../src/search/registry.ts";
import { orderOf } from "../../src/search/search.ts";
import { amount, hills, settings } from "../support/search.ts";

const PUBLISHED = publishedOrder("published");

/** The higher the image score, the worse. */
const byScore: Order = {
  criterion: "high-score",
  isWorse: (candidate, best) => (candidate.imageScore ?? 0) > (best.imageScore ?? 0),
  height: ({ imageScore = 0 }) => -imageScore,
  isClearlyWorse: (level, than) => (level.imageScore ?? 0) > (than.imageScore ?? 0) + 0.1,
};

/** The more the map changes, the worse. */
const byChange: Order = {
  criterion: "change",
  isWorse: (candidate, best) => (candidate.mapChange ?? 0) > (best.mapChange ?? 0),
  height: ({ mapChange = 0 }) => -mapChange,
  isClearlyWorse: (level, than) => (level.mapChange ?? 0) > (than.mapChange ?? 0) + 0.1,
};

/** Image score and map change peak where pAUROC does not. */
const ordered = (order?: Order): Objective => {
  const evaluate: Objective = async (points, wanted) =>
    (await hills({ theta: 60, hue: -2, saturation: 0.4 })(points, wanted)).map((evaluation) => ({
      ...evaluation,
      imageScore: 1 - ((amount(evaluation.point, "theta") + 40) / 180) ** 2,
      mapChange: 1 - (amount(evaluation.point, "saturation") + 0.3) ** 2,
    }));
  return order === undefined ? evaluate : Object.assign(evaluate, { order });
};

describe("the published order", () => {
  const level = fc.record({
    pauroc: fc.option(fc.integer({ min: 0, max: 9 }).map((value) => value / 9)),
    loss: fc.integer({ min: -9, max: 9 }).map((value) => value / 9),
  });

  it("is one of height too: what is worse is lower, of levels that can be compared", () => {
    fc.assert(
      fc.property(level, level, (one, other) => {
        fc.pre((one.pauroc === null) === (other.pauroc === null));
        if (PUBLISHED.isWorse(one, other))
          expect(PUBLISHED.height(one)).toBeLessThan(PUBLISHED.height(other));
      }),
    );
  });

  it("knows no height where the unshifted picture has a pAUROC and the level has none", () => {
    const without: Level = { pauroc: null, loss: 2 };
    expect(PUBLISHED.height(without, { pauroc: 0.9, loss: 0 })).toBe(Number.POSITIVE_INFINITY);
    expect(PUBLISHED.height(without, { pauroc: null, loss: 0 })).toBe(-2);
    expect(PUBLISHED.height(without)).toBe(-2);
    expect(PUBLISHED.height({ pauroc: 0.5, loss: 2 }, without)).toBeCloseTo(0.4998, 12);
  });

  it("calls a level clearly worse by a point of pAUROC, or a thousandth of the loss where both have none", () => {
    const clearly = (level: Level, than: Level): boolean => PUBLISHED.isClearlyWorse(level, than);
    expect(TRIFLE).toEqual({ pauroc: 0.01, loss: 0.001 });
    expect(clearly({ pauroc: 0.48, loss: 0 }, { pauroc: 0.5, loss: 0 })).toBe(true);
    expect(clearly({ pauroc: 0.495, loss: 9 }, { pauroc: 0.5, loss: 0 })).toBe(false);
    expect(clearly({ pauroc: null, loss: 0.5 }, { pauroc: null, loss: 0.498 })).toBe(true);
    expect(clearly({ pauroc: null, loss: 0.5 }, { pauroc: null, loss: 0.4995 })).toBe(false);
    expect(clearly({ pauroc: null, loss: 9 }, { pauroc: 0.5, loss: 0 })).toBe(false);
  });

  it("is that of an objective that does not say", () => {
    expect(orderOf(ordered()).isWorse).toBe(PUBLISHED.isWorse);
    expect(orderOf(ordered(byScore))).toBe(byScore);
  });
});

describe.each(Object.keys(STRATEGIES))("%s", (name) => {
  it("returns the worst by the objective's own order", async () => {
    const { best, trace, flags } = await strategyNamed(name)(ordered(byScore), settings());
    expect(best.imageScore).toBe(Math.max(...trace.map(({ imageScore }) => imageScore)));
    const worst = [flags.worstByGradient?.imageScore ?? 0, flags.worstByValue?.imageScore ?? 0];
    expect(Math.max(...worst)).toBe(best.imageScore);
    const changed = await strategyNamed(name)(ordered(byChange), settings());
    expect(changed.best.mapChange).toBe(Math.max(...changed.trace.map(({ mapChange }) => mapChange ?? 0)));
  });
});

describe("a strategy by values", () => {
  it.each(["simplex", "surrogate", "surrogate-simplex", "draft-simplex"])(
    "goes where the order says: %s",
    async (name) => {
      const given = settings({ budget: 100 });
      const scored = await strategyNamed(name)(ordered(byScore), given);
      expect(scored.best.point["theta"]).toBeCloseTo(-40, -1);
      const changed = await strategyNamed(name)(ordered(byChange), given);
      expect(changed.best.point["saturation"]).toBeCloseTo(-0.3, 1);
    },
  );

  it("values visits by the order's height, and not at all where it has none", async () => {
    const holed: Order = { ...byScore, height: ({ imageScore = 0 }) => (imageScore > 0.9 ? Number.NaN : 1) };
    const ledger = openLedger(ordered(holed), settings());
    const visits = await ledger.visit([
      [50 / 180, 0.5, 0.5],
      [1, 0.5, 0.5],
    ]);
    expect(visits.map(({ value }) => value)).toEqual([Number.POSITIVE_INFINITY, 1]);
    expect(ledger.result().best.imageScore).toBeLessThan(0.9);
  });
});

it("keeps the next worst by the search's own order", async () => {
  const given = settings();
  const { best, trace } = await strategyNamed("grid")(ordered(byChange), given);
  const [, second] = keptOf(trace, best, { box: given.box, order: byChange }, 2);
  const apart = trace.filter((entry) => {
    const offset = (shift: string): number =>
      Math.abs(amount(entry.point, shift) - amount(best.point, shift));
    return offset("theta") > 14.4 || offset("hue") > 0.08 * 2 * Math.PI || offset("saturation") > 0.08;
  });
  expect(second?.mapChange).toBe(Math.max(...apart.map(({ mapChange }) => mapChange ?? 0)));
});
