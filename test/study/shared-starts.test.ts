// What a search that goes on tries first: its own picture's larger combinations, then the object's other pictures.

import { describe, expect, it } from "vitest";
import type { ShiftPoint } from "../../src/core/shift.ts";
import { CRITERIA } from "../../src/objective/criteria/registry.ts";
import type { ItemRecord } from "../../src/results/record.ts";
import { visitTable } from "../../src/results/visits.ts";
import { rankedWinners, startsFor } from "../../src/study/shared-starts.ts";
import { outcomeAt, recordOf } from "../support/records.ts";
import { boxOver } from "../support/search.ts";

const BOX = boxOver(["theta"]);
const SEARCH = { box: BOX, criterion: CRITERIA.named("pauroc") };
const OWN = foundAt("own", { theta: 0 }, 0.9);

/** A picture whose worst point is known. */
function foundAt(name: string, point: ShiftPoint, pauroc: number): ItemRecord {
  return recordOf(name, { points: [outcomeAt(point, pauroc)] });
}

describe("where larger combinations were worst", () => {
  const around = recordOf("around", {
    points: [outcomeAt({ theta: 60, hue: 1 }, 0.5), outcomeAt({ theta: 60.5, hue: 2 }, 0.51)],
    visits: visitTable(
      [
        outcomeAt({ theta: -80, hue: 0.5 }, 0.8),
        outcomeAt({ theta: -40, hue: 0.5 }, 0.7),
        outcomeAt({ theta: 20, hue: 0.5 }, 0.6),
      ],
      ["theta", "hue"],
    ),
  });

  it("is tried without their other shifts, the three worst of those that lie apart, the worst first", () => {
    const starts = startsFor(SEARCH, { record: OWN, around: [around], winners: [], most: 10 });
    expect(starts).toEqual([{ theta: 60 }, { theta: 20 }, { theta: -40 }]);
  });

  it("is not tried where the search has been", () => {
    const visits = visitTable([outcomeAt({ theta: 20.5 }, 0.95)], ["theta"]);
    const record = { ...OWN, visits };
    const starts = startsFor(SEARCH, { record, around: [around], winners: [], most: 10 });
    expect(starts).toEqual([{ theta: 60 }, { theta: -40 }, { theta: -80 }]);
  });

  it("comes before other pictures' worst points, within what there is room for", () => {
    const winners = rankedWinners([OWN, foundAt("other", { theta: -60 }, 0.4)], BOX);
    const starts = (most: number) => startsFor(SEARCH, { record: OWN, around: [around], winners, most });
    expect(starts(1)).toEqual([{ theta: 60 }]);
    expect(starts(10)).toEqual([{ theta: 60 }, { theta: 20 }, { theta: -40 }, { theta: -60 }]);
  });
});

describe("other pictures' worst points", () => {
  it("are ranked by how many others lie near, and a picture's own is never a start", () => {
    const records = [
      foundAt("far", { theta: 80 }, 0.1),
      foundAt("near", { theta: -10 }, 0.5),
      foundAt("own", { theta: -10.5 }, 0.5),
      foundAt("nearer", { theta: -11 }, 0.5),
    ];
    const winners = rankedWinners(records, BOX);
    expect(winners.map(({ point }) => point["theta"])).toEqual([-10, -10.5, -11, 80]);
    const record = foundAt("own", { theta: -10.5 }, 0.5);
    expect(startsFor(SEARCH, { record, around: [], winners, most: 10 })).toEqual([
      { theta: -10 },
      { theta: 80 },
    ]);
  });

  it("are those of the first hundred pictures", () => {
    const records = Array.from({ length: 101 }, (_, index) => foundAt(`${index}`, { theta: index / 2 }, 0.5));
    const thetas = rankedWinners(records, BOX).map(({ point }) => point["theta"] ?? 0);
    expect(thetas).toHaveLength(100);
    expect(Math.max(...thetas)).toBe(49.5);
  });
});
