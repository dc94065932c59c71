// Intervals in tables, and what stands in their place where pictures are too few; each kind of worst case in its row.

import { describe, expect, it } from "vitest";
import { present } from "../../src/core/errors.ts";
import type { MetricFacts } from "../../src/core/metric-set.ts";
import { picturesNeeded, standardDeviation } from "../../src/metrics/pictures-needed.ts";
import { reportPage } from "../../src/report/page/page.ts";
import { spreadOf } from "../../src/report/spread.ts";
import { boundTable } from "../../src/report/tables/bound.ts";
import { dropsTable } from "../../src/report/tables/drops.ts";
import { hardestTable } from "../../src/report/tables/hardest.ts";
import { intervalsTable } from "../../src/report/tables/intervals.ts";
import { objectLevelTable } from "../../src/report/tables/object-level.ts";
import type { Table } from "../../src/report/tables/table.ts";
import { worstTenthTable } from "../../src/report/tables/worst-tenth.ts";
import { TABLE_WRITERS } from "../../src/report/tables/writers.ts";
import { summaryText } from "../../src/report/write.ts";
import { GOLDEN_SUMMARY, ofShifts } from "../support/golden-summary.ts";
import { SUMMARY as FINISHED } from "../support/summary.ts";

const SUMMARY = ofShifts(FINISHED, ["theta"]);

const ALL = "theta+hue+saturation";

const metricOf = (name: string): MetricFacts =>
  present(
    GOLDEN_SUMMARY.metrics.find((metric) => metric.name === name),
    name,
  );

/** The rows of a table's CSV that begin so, as cells. */
function csvRows(table: Table | null, start: string): string[][] {
  const lines = TABLE_WRITERS.csv(present(table, "table")).trimEnd().split("\n");
  return lines.filter((line) => line.startsWith(start)).map((line) => line.split(","));
}

describe("how many pictures an interval of ±5 points takes", () => {
  it("is (1.96·s/0.05)², at least ten", () => {
    expect(standardDeviation([0.2, 0.4, 0.9])).toBeCloseTo(0.360555, 6);
    expect(picturesNeeded([0.3])).toBe(139); // 138.2976
    expect(picturesNeeded([0.05 / 1.96])).toBe(10);
    expect(picturesNeeded([(0.05 * 4) / 1.96])).toBe(16);
    expect(picturesNeeded([0.01])).toBe(10);
  });

  it("is per object, with the mean over objects in mind", () => {
    expect(picturesNeeded([0.3, 0.3])).toBe(70); // half of 138.2976
    expect(picturesNeeded([0.3, 0.1])).toBe(39); // 1536.64 · 0.1 / 4 = 38.416
  });

  it("cannot be told from a single picture, nor from pictures that are all alike", () => {
    expect(standardDeviation([0.4])).toBeNull();
    expect(standardDeviation([])).toBeNull();
    expect(picturesNeeded([null])).toBeNull();
    expect(picturesNeeded([0.3, null])).toBeNull();
    expect(picturesNeeded([0])).toBeNull();
    expect(picturesNeeded([])).toBeNull();
  });
});

describe("with too few pictures", () => {
  it("the ends are the lowest and the highest of the samples' own values, of the object or of all", () => {
    const [gear] = GOLDEN_SUMMARY.objects;
    const entry = present(gear, "object");
    const at = { kind: "bounds", combination: ALL } as const;
    const rounded = (
      summary: typeof GOLDEN_SUMMARY,
      ...[object, of, metric]: [string | null, Parameters<typeof spreadOf>[3], "pauroc" | "aupro"]
    ): unknown =>
      JSON.parse(JSON.stringify(spreadOf(summary, object, entry, of, metricOf(metric))), (_, value) =>
        typeof value === "number" ? Number(value.toFixed(9)) : value,
      );
    expect(rounded(GOLDEN_SUMMARY, "gear", null, "pauroc")).toEqual({
      ...{ value: { low: 0.95, high: 0.98 }, change: null },
    });
    expect(rounded(GOLDEN_SUMMARY, "gear", at, "pauroc")).toEqual({
      ...{ value: { low: 0.4, high: 0.6 }, change: { low: -0.58, high: -0.35 } },
    });
    expect(rounded(GOLDEN_SUMMARY, null, at, "pauroc")).toEqual({
      ...{ value: { low: 0.4, high: 0.85 }, change: { low: -0.58, high: 0.05 } },
    });
    expect(rounded(GOLDEN_SUMMARY, null, { kind: "nested", combination: ALL }, "pauroc")).toEqual({
      ...{ value: { low: 0.39, high: 0.84 }, change: { low: -0.59, high: 0.04 } },
    });
    expect(rounded(GOLDEN_SUMMARY, null, { kind: "objectBounds", combination: ALL }, "pauroc")).toEqual({
      ...{ value: { low: 0.37, high: 0.82 }, change: { low: -0.61, high: 0.02 } },
    });
    expect(spreadOf(GOLDEN_SUMMARY, "gear", entry, at, metricOf("aupro"))).toEqual({
      value: null,
      change: null,
    });
  });

  it("every output says so where it would print an interval", () => {
    const words = "too few pictures for an interval";
    for (const table of [boundTable(GOLDEN_SUMMARY), intervalsTable(GOLDEN_SUMMARY)]) {
      const rows = TABLE_WRITERS.csv(present(table, "table")).trimEnd().split("\n").slice(1);
      for (const row of rows) expect(row).toContain(words);
      for (const format of ["txt", "md", "tex"] as const)
        expect(TABLE_WRITERS[format](present(table, "table")), format).toContain(words);
    }
    expect(reportPage(GOLDEN_SUMMARY, [])).toContain(words);
    expect(summaryText(GOLDEN_SUMMARY)).toMatch(/too few pictures for an interval/i);
    expect(`${summaryText(GOLDEN_SUMMARY)}${reportPage(GOLDEN_SUMMARY, [])}`).not.toMatch(/95%|bootstrap/);
    expect(present(boundTable(GOLDEN_SUMMARY), "table").notes.join("\n")).toContain(
      "Pictures with a defect, and how many (per object) would give ±5 points: gear 2, about 140; cap 2, cannot be told; mean 2, cannot be told.",
    );
  });

  it("in some objects alone, rows of both kinds stand apart", () => {
    const [gear, nasty] = SUMMARY.objects;
    const few = present(nasty, "object");
    const none = { reason: "too few pictures with a defect", pictures: 2, picturesNeeded: 31 } as const;
    const mixed = {
      ...SUMMARY,
      objects: [present(gear, "object"), { ...few, object: "nut", intervals: { ...few.intervals, none } }],
    };
    const kinds = (start: string): (string | undefined)[] =>
      csvRows(boundTable(mixed), start).map((row) => row.at(-2));
    expect(kinds("gear,")).toEqual(["95% interval", "95% interval", "95% interval"]);
    expect(kinds("nut,")).toEqual(new Array(3).fill("too few pictures for an interval"));
    const notes = present(boundTable(mixed), "table").notes.join("\n");
    expect(notes).toContain("95% percentile bootstrap over test pictures (1000 draws");
    expect(notes).toContain("would give ±5 points: nut 2, about 31.");
  });
});

describe("the samples hit hardest", () => {
  it("stand by their drop, a loss negative, at the shift that does it", () => {
    const rows = csvRows(hardestTable(GOLDEN_SUMMARY), "");
    expect(rows.slice(1).map(([sample, , ...values]) => [sample, ...values.slice(0, 4).map(Number)])).toEqual(
      [
        ["gear/test/crack/001.png", 98, 40, -58, 20],
        ["gear/test/crack/002.png", 95, 60, -35, 19.9],
        ["cap/test/crack/002.png", 70, 69.5, -0.5, 8],
        ["cap/test/crack/001.png", 80, 85, 5, 4],
      ],
    );
  });
});

describe("the worst tenth of the pictures", () => {
  it("is the mean over a tenth, rounded up, beside the mean over all; all objects' pictures together last", () => {
    const rows = csvRows(worstTenthTable(GOLDEN_SUMMARY), "");
    const values = rows.slice(1).map(([object, over, ...numbers]) => [object, over, ...numbers.slice(0, 4)]);
    expect(values).toEqual(
      expect.arrayContaining([
        ["gear", "original", "2", "1", "95", "96.5"],
        ["gear", "θ + δh + δs", "2", "1", "40", "50"],
        ["cap", "θ + δh + δs", "2", "1", "69.5", "77.25"],
        ["all objects", "original", "4", "1", "70", "85.75"],
        ["all objects", "θ + δh + δs", "4", "1", "40", "63.625"],
      ]),
    );
    const [sample] = GOLDEN_SUMMARY.samples;
    const eleven = { ...GOLDEN_SUMMARY, samples: new Array(11).fill(sample) };
    expect(csvRows(worstTenthTable(eleven), "gear,original")[0]?.slice(2, 4)).toEqual(["11", "2"]);
  });
});

describe("each kind of worst case", () => {
  it("has its own values in its own row", () => {
    const rows = csvRows(boundTable(GOLDEN_SUMMARY), "gear,");
    const [original, ...others] = rows.map(([, over, kind, pauroc, low, high, aupro, f1max]) => [
      ...[over, kind, Number(pauroc), Number(low), Number(high), Number(aupro), Number(f1max)],
    ]);
    expect(original).toEqual(["original", "", 97, 95, 98, 91, 62]);
    expect(others.filter(([over]) => over === "θ + δh + δs")).toEqual([
      ["θ + δh + δs", "per sample", 52, 40, 60, 21, 13],
      ["θ + δh + δs", "nested", 51, 39, 59, 20, 12],
      ["θ + δh + δs", "object-level", 50, 37, 57, 19, 11],
    ]);
    expect(others.map(([over, kind]) => `${over} ${kind}`)).toEqual([
      ...["θ per sample", "θ object-level", "δh per sample", "δh object-level"],
      ...["θ + δh + δs per sample", "θ + δh + δs nested", "θ + δh + δs object-level"],
    ]);
  });

  it("is compared with the original by sign: a loss is negative, a gain positive", () => {
    const change = (object: string): unknown =>
      csvRows(dropsTable(GOLDEN_SUMMARY), `${object},`)[0]?.slice(1, 5).map(Number);
    expect(change("gear")).toEqual([97, 52, -45, expect.closeTo((-45 / 97) * 100, 5)]);
    expect(change("cap")).toEqual([81, 84, 3, expect.closeTo((3 / 81) * 100, 5)]);
    const lower = csvRows(objectLevelTable(GOLDEN_SUMMARY), "gear,θ + δh + δs")[0];
    expect(lower?.slice(2, 8).map(Number)).toEqual([52, 51, 50, -2, 12, 1]);
  });
});
