// What a search's record tells beside its points, as a table and back.

import { describe, expect, it } from "vitest";
import { isRecord } from "../../src/results/record-schema.ts";
import type { PointOutcome } from "../../src/results/schema.ts";
import { isVisitTable, outcomesOf, visitTable } from "../../src/results/visits.ts";
import { notesOf, recordOf, searchOver } from "../support/records.ts";

const OF_MAPS: readonly PointOutcome[] = [
  { point: { theta: 12.3456789, hue: -1 / 3 }, loss: 0.123456789, pauroc: 0.987654321, imageScore: 2 / 3 },
  { point: { theta: -90, hue: 0 }, loss: 1e-9, pauroc: null, imageScore: 1234567.8, mapChange: 0.25 },
];

/** Through a journal's line and back. */
function reread(outcomes: readonly PointOutcome[], shifts: readonly string[]): readonly PointOutcome[] {
  const json: unknown = JSON.parse(JSON.stringify(visitTable(outcomes, shifts)));
  return isVisitTable(json) ? outcomesOf(json) : expect.fail("no table");
}

describe("a table of visits", () => {
  it("gives every place back in order, to six digits", () => {
    expect(reread(OF_MAPS, ["theta", "hue"])).toEqual([
      { point: { theta: 12.3457, hue: -0.333333 }, loss: 0.123457, pauroc: 0.987654, imageScore: 0.666667 },
      { point: { theta: -90, hue: 0 }, loss: 1e-9, pauroc: null, imageScore: 1234570, mapChange: 0.25 },
    ]);
  });

  it("has of detectors of image scores alone neither losses nor curves, and of those that decide their label", () => {
    const scores: readonly PointOutcome[] = [
      { point: { jpeg: 3 }, loss: null, pauroc: null, imageScore: 0.5, label: true },
      { point: { jpeg: 0 }, loss: null, pauroc: null, imageScore: -0.5, label: false },
    ];
    expect(reread(scores, ["jpeg"])).toEqual(scores);
  });

  it("of none is empty", () => {
    expect(reread([], ["theta"])).toEqual([]);
  });
});

describe("what is no table", () => {
  const table = { shifts: ["theta"], levels: ["loss", "label"], rows: [[1, 0.5, true]] };

  it.each<[string, unknown]>([
    ["nothing", null],
    ["a list", []],
    ["a table without rows", { ...table, rows: undefined }],
    ["a shift that is no name", { ...table, shifts: [1] }],
    ["a level of another version", { ...table, levels: ["loss", "aupro"] }],
    ["a short row", { ...table, rows: [[1, 0.5]] }],
    ["a long row", { ...table, rows: [[1, 0.5, true, 2]] }],
    ["an amount that is none", { ...table, rows: [[null, 0.5, true]] }],
    ["a cell that is text", { ...table, rows: [[1, "0.5", true]] }],
    ["a row that is none", { ...table, rows: [1] }],
  ])("is refused: %s", (_what, json) => {
    expect(isVisitTable(json)).toBe(false);
    expect(isVisitTable(table)).toBe(true);
  });
});

it("a record has a table where its search tells its visits, and none elsewhere", () => {
  const visits = visitTable(OF_MAPS, ["theta", "hue"]);
  const search = notesOf(0.5);
  const silent = recordOf("a", { experiment: searchOver({ theta: [-90, 90] }), search });
  const telling = {
    ...silent,
    experiment: searchOver({ theta: [-90, 90] }, { tells: "visits", starts: [{ theta: 3 }] }),
  };
  expect([silent, { ...telling, visits }].map(isRecord)).toEqual([true, true]);
  expect([telling, { ...silent, visits }].map(isRecord)).toEqual([false, false]);
  expect(
    isRecord({ ...telling, visits, experiment: { ...telling.experiment, starts: [{ theta: "3" }] } }),
  ).toBe(false);
});
