// What a page says of a run beside its baseline, and what it says where nothing could be compared.

import { expect, it } from "vitest";
import { comparisonLines } from "../../src/report/comparison.ts";
import { reportPage } from "../../src/report/page/page.ts";
import { comparisonTables } from "../../src/report/tables/comparison.ts";
import { tableText } from "../../src/report/tables/writers.ts";
import type { Comparison } from "../../src/results/comparison.ts";
import type { RunSummary } from "../../src/results/schema.ts";
import { GOLDEN_SUMMARY } from "../support/golden-summary.ts";

const COMPARISON: Comparison = {
  baseline: { name: "old <one>", digest: "0".repeat(64) },
  verdicts: [
    { object: "gear", at: "worst theta", parts: 40, worse: 9, better: 1, p: 0.021484, adjusted: 0.064453 },
  ],
  values: [
    {
      ...{ object: "gear", at: "at rest", value: "pAUROC", unit: "fraction", parts: 30, change: 0 },
      ...{ interval: { low: 0, high: 0 }, p: null, adjusted: null },
    },
    {
      ...{ object: "gear", at: "worst theta", value: "pAUROC", unit: "fraction", parts: 30, change: -0.123 },
      ...{ interval: { low: -0.2, high: -0.05 }, p: 1e-7, adjusted: 2e-7 },
    },
    {
      ...{ object: "gear", at: "at rest", value: "image score", unit: "number", parts: 9, change: 0.0123 },
      ...{ interval: null, p: 0.5, adjusted: 0.5 },
    },
  ],
  regressions: ["gear, worst theta: pAUROC is worse"],
  limits: ["Something is not compared."],
};

const beside = (change: Partial<Comparison> = {}): RunSummary => ({
  ...{ ...GOLDEN_SUMMARY, answers: [], comparison: { ...COMPARISON, ...change } },
});

it("verdicts and each of the values are a table of tests, which it explains", () => {
  const tables = comparisonTables(beside());
  expect(tables.map(({ name }) => name)).toEqual([
    ...["comparison-verdicts", "comparison-values-1", "comparison-values-2"],
  ]);
  const [verdicts = "", fractions = "", scores = ""] = tables.map(tableText);
  expect(verdicts).toMatch(/gear +worst θ +40 +9 +1 +0\.0215 +0\.0645\n/);
  expect(fractions).toMatch(/gear +at rest +30 +0\.0 +0\.0 +0\.0 +– +–\n/);
  expect(fractions).toMatch(/worst θ +30 +−12\.3 +−20\.0 +−5\.0 +<0\.0001 +<0\.0001\n/);
  expect(scores).toMatch(/gear +at rest +9 +\+0\.0123 +– +– +0\.5000 +0\.5000\n/);
  expect(verdicts).toContain("McNemar's exact test");
  expect(fractions).toContain("Wilcoxon's signed-rank test");
  expect(scores).toContain("It covers the sampling of pictures, not what the searches missed.");
  expect(scores).toContain("Holm's correction over the 3 tests of this comparison");
});

it("what is worse stands first on its section of the page, what is not compared below", () => {
  const page = reportPage(beside(), []);
  const section = page.slice(page.indexOf("<h2>Beside the baseline</h2>"));
  expect(section).toContain("<strong>Worse than the baseline old &lt;one&gt; in 1 of 3 tests (");
  expect(section).toContain("<li>gear, worst theta: pAUROC is worse.</li>");
  expect(section).toContain("<li>Something is not compared.</li>");
  expect(reportPage(GOLDEN_SUMMARY, [])).not.toContain("Beside the baseline");
});

it("is no all-clear where nothing is significant, or nothing could be compared", () => {
  expect(comparisonLines(beside({ regressions: [], limits: [] }))).toEqual([
    "Beside the baseline old <one>, none of 3 tests says that this run is worse (Holm-adjusted p ≤ 0.05): a small change may go unseen in so many pictures.",
  ]);
  expect(comparisonLines(beside({ verdicts: [], values: [], regressions: [] }))).toEqual([
    "Nothing could be compared with the baseline old <one>.",
    "Something is not compared.",
  ]);
  expect(comparisonLines(GOLDEN_SUMMARY)).toEqual([]);
});
