// What is judged from a search's notes, and what cannot be told.

import { describe, expect, it } from "vitest";
import type { Level } from "../../src/core/objective.ts";
import { publishedOrder, TRIFLE } from "../../src/core/order.ts";
import { CRITERIA } from "../../src/objective/criteria/registry.ts";
import { CHECKED_POINTS } from "../../src/objective/guard.ts";
import type { SearchNotes } from "../../src/results/record.ts";
import type { PointOutcome, SampleFlags } from "../../src/results/schema.ts";
import { flagsOf as flagsBy } from "../../src/study/flags.ts";

const flagsOf = (best: Level, notes: SearchNotes, values: readonly PointOutcome[]): SampleFlags =>
  flagsBy(best, notes, values, publishedOrder("pauroc"));

const NOTES: SearchNotes = {
  ...{
    evaluations: 40,
    steps: 40,
    units: 80,
    finalEvaluations: 6,
    zeroGradientShare: 0,
    nonFinite: 0,
    atBorder: false,
  },
  beforeLastTenth: { pauroc: 0.5, loss: 0 },
  worstByGradient: { pauroc: 0.5, loss: 0 },
  worstByValue: null,
  ...{ drafts: 0, exactForDrafts: 0 },
  restarts: [],
};

const seen = (pauroc: number | null, loss = 0): PointOutcome => ({
  ...{ point: {}, imageScore: 0.5, pauroc, loss },
});

describe("a search's flags", () => {
  it("take a point of pAUROC, or 0.001 of loss, for a trifle", () => {
    expect(TRIFLE).toEqual({ pauroc: 0.01, loss: 0.001 });
  });

  it("are down for a search that has nothing to hide", () => {
    expect(flagsOf({ pauroc: 0.5, loss: 0 }, NOTES, [seen(0.9)])).toEqual({
      ...{ zeroGradient: false, notFinite: false, valuesBeatGradient: false },
      ...{ atBorder: false, stillImproving: false, draftsRefused: null },
    });
  });

  it("go up one by one", () => {
    const best = { pauroc: 0.5, loss: 0 };
    expect(flagsOf(best, { ...NOTES, zeroGradientShare: 0.1 }, []).zeroGradient).toBe(true);
    expect(flagsOf(best, { ...NOTES, nonFinite: 1 }, []).notFinite).toBe(true);
    expect(flagsOf(best, { ...NOTES, atBorder: true }, []).atBorder).toBe(true);
    expect(flagsOf(best, NOTES, [seen(0.9), seen(0.4)]).valuesBeatGradient).toBe(true);
    const byValue = { ...NOTES, worstByValue: { pauroc: 0.4, loss: 0 } };
    expect(flagsOf(best, byValue, []).valuesBeatGradient).toBe(true);
    expect(flagsOf({ pauroc: 0.4, loss: 0 }, NOTES, []).stillImproving).toBe(true);
  });

  it("tell whether drafts were refused, where any were asked for", () => {
    const flag = (drafts: number, exactForDrafts: number): boolean | null =>
      flagsOf({ pauroc: 0.5, loss: 0 }, { ...NOTES, drafts, exactForDrafts }, []).draftsRefused;
    expect([flag(300, 8), flag(0, 360), flag(0, 8), flag(0, 0)]).toEqual([false, true, null, null]);
  });

  it("stay down for a trifle: within a point of pAUROC, within 0.001 of loss", () => {
    expect(flagsOf({ pauroc: 0.495, loss: 0 }, NOTES, [seen(0.495)])).toMatchObject({
      ...{ valuesBeatGradient: false, stillImproving: false, draftsRefused: null },
    });
    const normal = { ...NOTES, beforeLastTenth: { pauroc: null, loss: 0.1 } };
    expect(flagsOf({ pauroc: null, loss: 0.1005 }, normal, []).stillImproving).toBe(false);
    expect(flagsOf({ pauroc: null, loss: 0.12 }, normal, []).stillImproving).toBe(true);
    // A trifle itself is one.
    const from = (pauroc: number | null): SearchNotes => ({ ...NOTES, beforeLastTenth: { pauroc, loss: 0 } });
    expect(flagsOf({ pauroc: null, loss: TRIFLE.loss }, from(null), []).stillImproving).toBe(false);
    expect(flagsOf({ pauroc: 0, loss: 0 }, from(TRIFLE.pauroc), []).stillImproving).toBe(false);
    // What has a pAUROC and what has none are not held against each other.
    expect(flagsOf({ pauroc: null, loss: 9 }, from(0.5), []).stillImproving).toBe(false);
    expect(flagsOf({ pauroc: 0.5, loss: 9 }, from(null), []).stillImproving).toBe(false);
  });

  it.each<[number, number, boolean]>([
    [0.5, 0.4901, false],
    [0.5, 0.4899, true],
    [0.5, 0.52, false],
  ])("go up by more than a point of pAUROC, downwards alone: from %d to %d", (than, level, raised) => {
    const notes = { ...NOTES, beforeLastTenth: { pauroc: than, loss: 0 } };
    expect(flagsOf({ pauroc: level, loss: 0 }, notes, []).stillImproving).toBe(raised);
    expect(flagsOf({ pauroc: 0.3, loss: 0 }, NOTES, [seen(level)]).valuesBeatGradient).toBe(raised);
  });

  it.each<[number, boolean]>([
    [0.1009, false],
    [0.1011, true],
    [0.05, false],
  ])("go up by more than 0.001 of loss, upwards alone, without a pAUROC: from 0.1 to %d", (loss, raised) => {
    const before = { pauroc: null, loss: 0.1 };
    const notes = { ...NOTES, beforeLastTenth: before, worstByGradient: before };
    expect(flagsOf({ pauroc: null, loss }, notes, []).stillImproving).toBe(raised);
    expect(flagsOf({ pauroc: null, loss }, notes, [seen(null, loss)]).valuesBeatGradient).toBe(raised);
  });

  it("stay down by loss where one of the two has a pAUROC", () => {
    const notes = { ...NOTES, beforeLastTenth: { pauroc: null, loss: 0 } };
    expect(flagsOf({ pauroc: 0.1, loss: 9 }, notes, [seen(null, 9)])).toMatchObject({
      ...{ stillImproving: false, valuesBeatGradient: false },
    });
  });

  it("go up at the least of zero gradients and of values that are not finite", () => {
    const best = { pauroc: 0.5, loss: 0 };
    expect(flagsOf(best, { ...NOTES, zeroGradientShare: 1e-9 }, []).zeroGradient).toBe(true);
    expect(flagsOf(best, { ...NOTES, nonFinite: 1 }, []).notFinite).toBe(true);
    expect(flagsOf(best, { ...NOTES, steps: 1 }, []).zeroGradient).toBe(false);
  });

  it("tell drafts refused from drafts not asked for by the points that are always checked", () => {
    const flag = (exactForDrafts: number): boolean | null =>
      flagsOf({ pauroc: 0.5, loss: 0 }, { ...NOTES, drafts: 0, exactForDrafts }, []).draftsRefused;
    expect([flag(CHECKED_POINTS), flag(CHECKED_POINTS + 1)]).toEqual([null, true]);
  });

  it("say nothing of gradients where none was taken", () => {
    const values: SearchNotes = {
      ...NOTES,
      steps: 0,
      worstByGradient: null,
      worstByValue: NOTES.worstByGradient,
    };
    expect(
      flagsOf({ pauroc: 0.5, loss: 0 }, { ...values, beforeLastTenth: null }, [seen(0.1)]),
    ).toMatchObject({
      ...{ zeroGradient: null, valuesBeatGradient: null, stillImproving: null, draftsRefused: null },
    });
  });

  it("are by the search's own criterion", () => {
    const order = CRITERIA.named("image-score").order(true);
    const level = (imageScore: number): PointOutcome => ({ ...seen(0.5), imageScore });
    const notes = { ...NOTES, beforeLastTenth: level(0.5), worstByGradient: level(0.5) };
    expect(flagsBy(level(0.2), notes, [level(0.6)], order)).toMatchObject({
      ...{ stillImproving: true, valuesBeatGradient: false },
    });
    expect(flagsBy(level(0.5), notes, [level(0.2)], order)).toMatchObject({
      ...{ stillImproving: false, valuesBeatGradient: true },
    });
  });
});
