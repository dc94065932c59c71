// The search led by drafts, and the valley that it looks into.

import { isDeepStrictEqual } from "node:util";
import { describe, expect, it } from "vitest";
import type { Objective } from "../../src/core/objective.ts";
import { random } from "../../src/core/random.ts";
import type { ShiftPoint } from "../../src/core/shift.ts";
import { keptOf } from "../../src/search/kept.ts";
import { ledgerSearch } from "../../src/search/ledger.ts";
import { strategyNamed } from "../../src/search/registry.ts";
import { orderOf, type Search, type TraceEntry } from "../../src/search/search.ts";
import { evenStarts } from "../../src/search/starts.ts";
import { stillValley } from "../../src/search/still-valley.ts";
import { amount, boxOver, hills, settings } from "../support/search.ts";

describe("the search led by drafts", () => {
  const search = strategyNamed("draft-simplex");
  const objective = hills({ theta: 60, hue: -2, saturation: 0.4 });
  const drafting =
    (bias: number): Objective =>
    async (points, wanted) => {
      const exact = await objective(points, wanted);
      if (wanted?.draft !== true) return exact;
      return exact.map((each) => ({ ...each, pauroc: (each.pauroc ?? 0) - bias, draft: true as const }));
    };

  it("reports and keeps exact values alone, however good the drafts look", async () => {
    const given = settings({ budget: 200 });
    const { best, trace, flags, units } = await search(drafting(0.3), given);
    const [exact] = await objective([best.raw]);
    expect(best.draft).toBeUndefined();
    expect(best.pauroc).toBe(exact?.pauroc);
    const kept = keptOf(trace, best, { box: given.box, order: orderOf(objective) });
    expect(kept.every(({ draft }) => draft === undefined)).toBe(true);
    expect(flags.drafts).toBe(trace.filter(({ draft }) => draft === true).length);
    expect(flags.drafts).toBeGreaterThan(0.85 * units);
    expect(units).toBeLessThanOrEqual(0.75 * 2 * given.budget + 1);
    expect(flags).toMatchObject({ exactForDrafts: 0, beforeLastTenth: null });
  });

  it("finds as much as without drafts where they are close", async () => {
    const led = await search(drafting(0.01), settings({ budget: 200 }));
    const plain = await strategyNamed("surrogate-simplex")(objective, settings({ budget: 200 }));
    expect(led.best.pauroc ?? 1).toBeLessThan((plain.best.pauroc ?? 1) + 0.01);
  });

  it("knows exactly what a pool of samples would choose: the highest loss, the highest and the lowest score", async () => {
    const scored: Objective = async (points, wanted) =>
      (await drafting(0)(points, wanted)).map((each) => ({
        ...each,
        imageScore: amount(each.point, "hue") / 10 + 0.5,
      }));
    const { trace } = await search(scored, settings({ budget: 200 }));
    const drafts = trace.filter(({ draft }) => draft === true);
    const known = (merit: (entry: TraceEntry) => number): boolean => {
      const most = drafts.reduce((best, each) => (merit(each) > merit(best) ? each : best));
      return trace.some((each) => each.draft === undefined && isDeepStrictEqual(each.raw, most.raw));
    };
    const merits = [
      ({ loss }: TraceEntry) => loss ?? Number.NaN,
      ({ imageScore }: TraceEntry) => imageScore,
      ({ imageScore }: TraceEntry) => -imageScore,
    ];
    expect(merits.map(known)).toEqual([true, true, true]);
  });

  it("looks into the valley at no rotation", async () => {
    const { trace } = await search(drafting(0), settings({ budget: 200 }));
    const still = trace.filter(({ raw, draft }) => draft === true && raw["theta"] === 0 && raw["hue"] !== 0);
    expect(still.length).toBeGreaterThan(1);
  });

  it("is exact throughout where the objective gives no drafts, and says how often", async () => {
    const { flags, units } = await search(objective, settings({ budget: 200 }));
    expect(flags.drafts).toBe(0);
    expect(units).toBeGreaterThan(0.9 * 400);
    expect(flags.exactForDrafts).toBeGreaterThan(0.8 * units);
  });
});

describe("the valley at no rotation", () => {
  /** Falls with colour, and much deeper within a few tenths of a degree of θ = 0. */
  const valley: Objective = async (points) =>
    points.map((point) => {
      const colour = Math.exp(-((amount(point, "hue") + 1) ** 2));
      const pauroc = 1 - colour * (0.2 + 0.6 * Math.exp(-((amount(point, "theta") / 0.15) ** 2)));
      return { point, loss: 1 - pauroc, pauroc, imageScore: 0.5 };
    });
  const fromAfar = (units: number): Search =>
    ledgerSearch(async (ledger) => {
      const starts = evenStarts(20, ledger.axes, random(1));
      await ledger.visit(starts.filter(([theta = 0]) => Math.abs(theta - 0.5) > 0.1));
      await stillValley(ledger, { units });
    });

  it("is found from places that are turned far", async () => {
    const { best, units } = await fromAfar(30)(valley, settings());
    expect(Math.abs(amount(best.point, "theta"))).toBeLessThan(0.1);
    expect(best.point["hue"]).toBeCloseTo(-1, 0);
    expect(best.pauroc).toBeLessThan(0.25);
    expect(units).toBeLessThanOrEqual(51);
  });

  it("is looked into at the best five places, then by a simplex of small edges from the best of them", async () => {
    const calls: ShiftPoint[][] = [];
    const heard: Objective = (points, wanted) => {
      calls.push([...points]);
      return valley(points, wanted);
    };
    const { trace } = await fromAfar(30)(heard, settings());
    const first = calls.findIndex(
      (points) => points.length > 1 && points.every((point) => Math.abs(amount(point, "theta")) < 1e-9),
    );
    const moved = calls[first] ?? [];
    expect(moved.length).toBe(5);
    for (const [index, one] of moved.entries()) {
      for (const other of moved.slice(index + 1)) {
        const apart = Math.hypot(
          (amount(one, "hue") - amount(other, "hue")) / (2 * Math.PI),
          amount(one, "saturation") - amount(other, "saturation"),
        );
        expect(Math.min(apart, Math.abs(1 - apart))).toBeGreaterThan(0.08);
      }
    }
    const start = moved.reduce((best, each) =>
      Math.abs(amount(each, "hue") + 1) < Math.abs(amount(best, "hue") + 1) ? each : best,
    );
    const edges = (calls[first + 1] ?? []).map((corner) =>
      ["theta", "hue", "saturation"].map((name) => amount(corner, name) - amount(start, name)),
    );
    expect(edges.map((edge) => Number(Math.hypot(...edge).toFixed(9)))).toEqual([0.3, 0.3, 0.1]);
    expect(trace.every(({ restart }) => restart === 0)).toBe(true);
  });

  it("is left alone where θ is not searched, or not around 0", async () => {
    const turned = boxOver(undefined, { theta: [5, 40] });
    for (const given of [settings({ box: boxOver(["hue", "saturation"]) }), settings({ box: turned })]) {
      const without = await fromAfar(0)(valley, given);
      expect((await fromAfar(30)(valley, given)).units).toBe(without.units);
    }
  });
});
