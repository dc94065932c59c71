// What a run says of searches that share: what they took, phase by phase, beside what independent ones would have.

import { expect, it } from "vitest";
import { present } from "../../src/core/errors.ts";
import { searchText } from "../../src/report/search-text.ts";
import { metricLines } from "../../src/report/sentences.ts";
import { sharedSearchesTable } from "../../src/report/tables/shared-searches.ts";
import type { RunSummary } from "../../src/results/schema.ts";
import { sharedCost } from "../../src/results/shared-cost.ts";
import { SUMMARY } from "../support/summary.ts";

/** The run as if its search had gone on from the object's other pictures, further for its first sample. */
const SHARED: RunSummary = {
  ...SUMMARY,
  provenance: { ...SUMMARY.provenance, searches: "shared" },
  samples: SUMMARY.samples.map((sample, index) => {
    const phases = index === 0 ? [4, 6] : [4, 2];
    const theta = { ...present(sample.bounds["theta"], "search"), phases, units: index === 0 ? 10 : 6 };
    return { ...sample, bounds: { theta } };
  }),
};

const MEAN = (10 + 6 * (SUMMARY.samples.length - 1)) / SUMMARY.samples.length;

it("the cost is the mean over the pictures, beside two units a step of an independent search", () => {
  const theta = { combination: "theta", phases: [4, MEAN - 4], units: MEAN, independent: 20 };
  expect(sharedCost(SHARED)).toEqual({ combinations: [theta], units: MEAN, independent: 20 });
  expect(sharedCost(SUMMARY)).toBeNull();
});

it("the page and the terminal say how they were planned and what they took", () => {
  expect(searchText(SHARED.provenance)).toBe(
    "searches that share, begun by adam-restarts, each at a part of the cost of 10 gradient steps per sample and combination",
  );
  expect(metricLines(SHARED)).toContain(
    `The searches shared what they found: a picture took ${MEAN.toFixed(0)} forward evaluations in all; independent searches would have taken 20.`,
  );
  expect(metricLines(SUMMARY).join("\n")).not.toContain("shared what they found");
});

it("the table has a column for each phase, a row for each combination and one for all", () => {
  const { columns, rows } = present(sharedSearchesTable(SHARED), "table");
  expect(columns.map(({ key }) => key)).toEqual([
    ...["worst_over", "phase_1", "phase_2", "units", "independent_units", "share_percent", "ranges"],
  ]);
  const cells = [4, MEAN - 4, MEAN, 20, MEAN / 20];
  expect(rows.map((row) => row.slice(1, -1))).toEqual([cells, cells]);
  expect(rows.at(-1)?.[0]).toBe("all");
  expect(sharedSearchesTable(SUMMARY)).toBeNull();
});
