// Two runs compared.

import { describe, expect, it } from "vitest";
import { diffRuns, diffTables } from "../../src/report/diff.ts";
import { SUMMARY } from "../support/summary.ts";

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
        samples: [],
      },
    });
    expect(diffTables(difference)).toEqual([]);
  });

  it("names what was asked differently, by its path", () => {
    const { provenance } = SUMMARY;
    const right = {
      ...SUMMARY,
      provenance: { ...provenance, seed: 99, model: { ...provenance.model, name: "other" } },
    };
    expect(diffRuns(SUMMARY, right).provenance).toEqual([
      { field: "model.name", left: provenance.model.name, right: "other" },
      { field: "seed", left: String(provenance.seed), right: "99" },
    ]);
  });

  it("says how far metrics and samples moved, and which samples only one has", () => {
    const [first, ...others] = SUMMARY.samples;
    const mean = { ...SUMMARY.mean, original: { ...SUMMARY.mean.original, pauroc: 0.5 } };
    const right = { ...SUMMARY, mean, samples: others };
    const { metrics, onlyLeft, onlyRight, identical } = diffRuns(SUMMARY, right);
    expect(identical).toBe(false);
    expect(metrics).toEqual([
      { object: "mean", at: "original", metric: "pAUROC", left: SUMMARY.mean.original.pauroc, right: 0.5 },
    ]);
    expect(onlyLeft).toEqual([first?.sample]);
    expect(onlyRight).toEqual([]);
  });
});
