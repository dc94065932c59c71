// Two runs compared.

import { describe, expect, it } from "vitest";
import { present } from "../../src/core/errors.ts";
import { diffRuns, diffTables } from "../../src/report/diff.ts";
import type { MetricSet, SampleSummary } from "../../src/results/schema.ts";
import { ofShifts } from "../support/golden-summary.ts";
import { SUMMARY as FINISHED } from "../support/summary.ts";

const SUMMARY = ofShifts(FINISHED, ["theta"]);

/** The mean's original with other values. */
const original = (values: Readonly<Record<string, number>>): MetricSet => ({
  values: { ...SUMMARY.mean.original.values, ...values },
});

describe("diff", () => {
  it("finds nothing between a run and itself", () => {
    const difference = diffRuns(SUMMARY, structuredClone(SUMMARY));
    expect(difference).toEqual({
      ...{
        identical: true,
        ranges: "turned by up to ±90°",
        provenance: [],
        onlyLeft: [],
        onlyRight: [],
        metrics: [],
        leading: "pAUROC",
        samples: [],
      },
    });
    expect(diffTables(difference)).toEqual([]);
  });

  it("names what was asked differently, by its path", () => {
    const { provenance } = SUMMARY;
    const right = {
      ...SUMMARY,
      provenance: { ...provenance, seed: 99, detector: { ...provenance.detector, name: "other" } },
    };
    expect(diffRuns(SUMMARY, right).provenance).toEqual([
      { field: "detector.name", left: provenance.detector.name, right: "other" },
      { field: "seed", left: String(provenance.seed), right: "99" },
    ]);
  });

  it("says how far metrics and samples moved, and which samples only one has", () => {
    const [first, ...others] = SUMMARY.samples;
    const mean = { ...SUMMARY.mean, original: original({ pauroc: 0.5 }) };
    const right = { ...SUMMARY, mean, samples: others };
    const { metrics, onlyLeft, onlyRight, identical } = diffRuns(SUMMARY, right);
    expect(identical).toBe(false);
    expect(metrics).toEqual([
      {
        ...{ object: "mean", at: "original", label: "original", metric: "pAUROC", unit: "fraction" },
        ...{ left: 0.925, right: 0.5 },
      },
    ]);
    expect(onlyLeft).toEqual([first?.sample]);
    expect(onlyRight).toEqual([]);
    expect(diffRuns(right, SUMMARY)).toMatchObject({ onlyLeft: [], onlyRight: [first?.sample] });
  });

  it("counts from left to right: a lower right is a negative change", () => {
    const mean = { ...SUMMARY.mean, original: original({ pauroc: 0.5, loss: 0.25 }) };
    const tables = diffTables(diffRuns(SUMMARY, { ...SUMMARY, mean }));
    expect(tables.map(({ name, rows }) => [name, rows])).toEqual([
      ["metrics", [["mean", "original", "pAUROC", 0.925, 0.5, expect.closeTo(-0.425, 12)]]],
      ["loss", [["mean", "original", "loss", 0.01, 0.25, 0.24]]],
    ]);
  });

  it("names the samples that moved most, up or down, the furthest first, ten at most", () => {
    const [template] = SUMMARY.samples;
    const at = (number: number, pauroc: number): SampleSummary => {
      const sample = present(template, "sample");
      const bound = { ...present(sample.bounds["theta"], "bound"), pauroc };
      return { ...sample, sample: `${number}`, bounds: { theta: bound } };
    };
    const moves = [0.01, -0.3, 0.2, 0, -0.05, 0.06, 0.07, 0.08, 0.09, 0.1, 0.11, 0.12, -0.13];
    const left = { ...SUMMARY, samples: moves.map((_, number) => at(number, 0.5)) };
    const right = { ...SUMMARY, samples: moves.map((move, number) => at(number, 0.5 + move)).toReversed() };
    const { samples } = diffRuns(left, right);
    expect(samples.map(({ sample }) => sample)).toEqual([
      ...["1", "2", "12", "11", "10", "9", "8", "7", "6", "5"],
    ]);
    expect(samples[0]).toEqual({
      ...{ sample: "1", combination: "theta", label: "θ", left: 0.5, right: 0.2 },
    });
    const table = diffTables(diffRuns(left, right)).find(({ name }) => name === "samples");
    expect(table?.rows[0]?.slice(2)).toEqual([0.5, 0.2, expect.closeTo(-0.3, 12)]);
  });

  it("says nothing of a search that one run did not make", () => {
    const { provenance } = SUMMARY;
    const swept = { ...SUMMARY, provenance: { ...provenance, strategy: null, budget: null } };
    expect(diffRuns(swept, SUMMARY).provenance).toEqual([
      { field: "strategy", left: "–", right: "adam-restarts" },
      { field: "budget", left: "–", right: "10" },
    ]);
    expect(diffRuns(swept, swept).provenance).toEqual([]);
  });
});
