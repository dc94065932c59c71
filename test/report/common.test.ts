// What the report says of one lamp for all pictures: between the original and the worst found.

import { describe, expect, it } from "vitest";
import { findingLines } from "../../src/report/sentences.ts";
import { commonTable, sweepWorstTable } from "../../src/report/tables/common.ts";
import { tablesOf } from "../../src/report/tables/index.ts";
import { tableText } from "../../src/report/tables/writers.ts";
import type { MetricSet, RunSummary } from "../../src/results/schema.ts";
import { NASTY, SUMMARY } from "../support/summary.ts";

const metrics = (pauroc: number): MetricSet => ({ values: { pauroc, loss: 0 } });

/** The finished run over hue, with what is common to all pictures of an object. */
function withCommon(): RunSummary {
  const renamed = <Value>({ theta }: Readonly<Record<string, Value>>): Record<string, Value> =>
    theta === undefined ? {} : { hue: theta };
  const entry = <Of extends RunSummary["mean"]>(
    of: Of,
    values: readonly [number, number],
    at: number | null,
  ) => ({
    ...of,
    ...{ bounds: renamed(of.bounds), nested: renamed(of.nested), objectBounds: renamed(of.objectBounds) },
    controls: {},
    common: { hue: { point: at === null ? null : { hue: at }, metrics: metrics(values[0]) } },
    sweeps: of.sweeps.map(({ points }) => ({
      ...{ shift: "hue", points },
      worst: { perPicture: metrics(values[1]), common: { value: at, metrics: metrics(values[0]) } },
    })),
  });
  return {
    ...SUMMARY,
    combinations: ["hue"],
    objects: SUMMARY.objects.map((object, index) =>
      entry(object, index === 0 ? [0.8, 0.7] : [0.5, 0.4], 1 + index),
    ),
    mean: entry(SUMMARY.mean, [0.65, 0.55], null),
  };
}

describe("the worst common value", () => {
  it("stands between the original and the worst found, with the lamp that it is at", () => {
    const table = commonTable(withCommon());
    const rows = table?.rows.map((row) =>
      row.slice(0, 6).map((cell) => (typeof cell === "number" ? Number(cell.toFixed(3)) : cell)),
    );
    expect(table?.columns.slice(2, 6).map(({ label }) => label)).toEqual([
      ...["original", "worst common", "change", "worst found"],
    ]);
    expect(rows).toEqual([
      ["gear", "δh", 0.95, 0.8, -0.15, 0.65],
      [NASTY, "δh", 0.9, 0.5, -0.4, 0.15],
      ["mean", "δh", 0.925, 0.65, -0.275, 0.4],
    ]);
    expect(table?.rows.map((row) => row[6] !== "")).toEqual([true, true, false]);
    expect(table === null ? "" : tableText(table)).toContain(
      "one lamp and one lens for all pictures of an object",
    );
    expect(findingLines(withCommon()).join("\n")).toContain(
      "Worst common (one lamp for all pictures of an object, each picture at its own pose): mean pAUROC 65.0%, −27.5 points from the original.",
    );
  });

  it("of a sweep stands beside every picture at its own value", () => {
    const table = sweepWorstTable(withCommon());
    expect(table?.rows.map((row) => [row[0], row[3], row[5]])).toEqual([
      ["gear", 0.8, 0.7],
      [NASTY, 0.5, 0.4],
      ["mean", 0.65, 0.55],
    ]);
  });

  it("is in no table and no sentence of a run that does not tell it", () => {
    expect(tablesOf(SUMMARY).map(({ name }) => name)).not.toContain("common");
    expect(sweepWorstTable(SUMMARY)).toBeNull();
    expect(findingLines(SUMMARY).join("\n")).not.toContain("common");
  });
});
