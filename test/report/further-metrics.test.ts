// What main tables have no room for: every other metric, with what must be said of it.

import { describe, expect, it } from "vitest";
import type { MetricFacts } from "../../src/core/metric-set.ts";
import { furtherMetricsTable } from "../../src/report/tables/further-metrics.ts";
import type { MetricSet, RunSummary } from "../../src/results/schema.ts";
import { GOLDEN_SUMMARY } from "../support/golden-summary.ts";

const facts = (name: string, shown = false): MetricFacts => ({
  ...{ name, title: `the ${name}`, unit: "fraction", decimals: 1, better: "higher", shown },
});

/** The golden run with these further values in every set. */
function withFurther(added: MetricSet): RunSummary {
  const { objects, mean, metrics } = GOLDEN_SUMMARY;
  const further = (set: MetricSet): MetricSet => ({
    values: { ...set.values, ...added.values },
    reasons: { ...set.reasons, ...added.reasons },
    notes: { ...added.notes },
  });
  const each = <Kind extends Pick<RunSummary["mean"], "original" | "bounds">>(kind: Kind): Kind => ({
    ...kind,
    original: further(kind.original),
    bounds: Object.fromEntries(Object.entries(kind.bounds).map(([name, set]) => [name, further(set)])),
  });
  return {
    ...GOLDEN_SUMMARY,
    metrics: [...metrics.filter(({ shown }) => shown), facts("sharpness"), facts("patience")],
    objects: objects.map(each),
    mean: each(mean),
  };
}

describe("the table of further metrics", () => {
  it("has a row per object and combination, of what has a value anywhere", () => {
    const table = furtherMetricsTable(
      withFurther({
        values: { sharpness: 0.25, patience: null },
        reasons: { patience: "no operating point" },
        notes: { sharpness: "not resolved" },
      }),
    );
    const { objects, combinations } = GOLDEN_SUMMARY;
    expect(table?.columns.map(({ label }) => label)).toEqual([
      ...["object", "worst over", "the sharpness", "ranges"],
    ]);
    expect(table?.rows).toHaveLength((objects.length + 1) * (combinations.length + 1));
    expect(table?.rows[0]?.slice(0, 3)).toEqual([objects[0]?.object, "original", 0.25]);
    expect(table?.notes.slice(0, 2)).toEqual([
      "the sharpness: not resolved.",
      "the patience: no operating point.",
    ]);
  });

  it("is left out where none has one", () => {
    expect(furtherMetricsTable(withFurther({ values: { sharpness: null, patience: null } }))).toBeNull();
  });
});
