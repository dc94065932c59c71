// Nesting as a query over records: per sample, more shifts are never better for the detector than fewer.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { IDENTITY, type Shift } from "../../src/core/shift.ts";
import type { ItemRecord } from "../../src/results/record.ts";
import type { PointOutcome } from "../../src/results/schema.ts";
import { isWorse } from "../../src/search/search.ts";
import { headroomOf, knownWithin, nestedCandidate } from "../../src/study/candidates.ts";
import { allCombinations, combinationOf } from "../../src/study/combination.ts";
import { recordOf } from "../support/records.ts";

const outcomeOf = (pauroc: number | null, loss = 0): PointOutcome => ({
  ...{ point: IDENTITY, imageScore: 0.5 },
  ...{ pauroc, loss },
});

function searched(over: readonly Shift[], ...points: PointOutcome[]): ItemRecord {
  const experiment = { kind: "bound", over, strategy: "grid", budget: 1, seed: 0 } as const;
  return recordOf(combinationOf(over), { experiment, points });
}

const fraction = fc.integer({ min: 0, max: 6 }).map((value) => value / 6);
/** An anomalous sample's outcomes, a normal one's, or those of a mask that may be turned out of the frame. */
const outcomes = fc
  .constantFrom("anomalous", "normal", "either")
  .chain((kind) =>
    fc.array(
      fc.tuple(
        kind === "normal" ? fc.constant(null) : kind === "either" ? fc.option(fraction) : fraction,
        fraction,
      ),
      { minLength: 8, maxLength: 8 },
    ),
  )
  .map((drawn) => drawn.map(([pauroc, loss]) => outcomeOf(pauroc, loss)));

const recordsOf = ([original = outcomeOf(1), ...found]: readonly PointOutcome[]): ItemRecord[] => [
  recordOf("original", { points: [original] }),
  ...allCombinations().map((over, index) => searched(over, found[index] ?? original)),
];

describe("the nested bound", () => {
  it("over three shifts is at least as bad as over any two, over two as over any one, over one as the original", () => {
    fc.assert(
      fc.property(outcomes, (drawn) => {
        const records = recordsOf(drawn);
        const nested = (over: readonly Shift[]): PointOutcome => nestedCandidate(records, over);
        for (const over of allCombinations()) {
          for (const within of allCombinations().filter((set) =>
            set.every((shift) => over.includes(shift)),
          )) {
            expect(isWorse(nested(within), nested(over))).toBe(false);
            const [fewer, more] = [nested(within).pauroc, nested(over).pauroc];
            if (fewer !== null && more !== null) expect(more).toBeLessThanOrEqual(fewer);
          }
          expect(isWorse(drawn[0] ?? outcomeOf(1), nested(over))).toBe(false);
        }
      }),
    );
  });

  it("names what found it; its own search wins a tie", () => {
    const records = [
      recordOf("original", { points: [outcomeOf(0.9)] }),
      searched(["theta"], outcomeOf(0.5)),
      searched(["hue"], outcomeOf(0.4)),
      searched(["theta", "hue"], outcomeOf(0.5)),
      searched(["theta", "saturation"], outcomeOf(0.1)),
    ];
    expect(nestedCandidate(records, ["theta", "hue"])).toMatchObject({
      pauroc: 0.4,
      from: "hue",
    });
    expect(nestedCandidate(records.toSpliced(2, 1), ["theta", "hue"]).from).toBe("theta+hue");
    expect(nestedCandidate(records.slice(0, 1), ["theta"]).from).toBe("original");
  });
});

describe("empirical headroom", () => {
  it("takes in the sweeps of the searched shifts, and those alone", () => {
    const sweep = (shift: Shift, pauroc: number): ItemRecord =>
      recordOf(`sweep ${shift}`, {
        experiment: { kind: "sweep", shift, values: [-1, 1] },
        points: [-1, 1].map((value) => ({ ...outcomeOf(pauroc), point: { ...IDENTITY, [shift]: value } })),
      });
    const records = [...recordsOf([outcomeOf(0.9)]), sweep("theta", 0.6), sweep("hue", 0.2)];
    const known = knownWithin(records, ["theta"]).map(({ from, pauroc }) => [from, pauroc]);
    expect(known).toContainEqual(["sweep theta", 0.6]);
    expect(known.some(([from]) => from === "sweep hue")).toBe(false);
    expect(known.filter(([from]) => from === "sweep theta")).toHaveLength(2);
    const again = [...records, sweep("theta", 0.6)];
    expect(knownWithin(again, ["theta"])).toHaveLength(known.length);
  });

  it("is in pAUROC, without one in loss, and never below 0", () => {
    expect(headroomOf(outcomeOf(0.75), outcomeOf(0.5))).toBe(0.25);
    expect(headroomOf(outcomeOf(0.5), outcomeOf(0.75))).toBe(0);
    expect(headroomOf(outcomeOf(0.5, 0), outcomeOf(0.5, 1))).toBe(0);
    expect(headroomOf(outcomeOf(null, 0.25), outcomeOf(null, 0.5))).toBe(0.25);
  });
});

describe("what is known within a search", () => {
  it("is its winner, the original, and every other point that it kept, each place once", () => {
    const at = (theta: number, pauroc: number): PointOutcome => ({
      ...outcomeOf(pauroc),
      point: { ...IDENTITY, theta },
    });
    const records = [
      recordOf("original", { points: [at(0, 0.9)] }),
      searched(["theta"], at(10, 0.5), at(20, 0.6), at(10, 0.5), at(30, 0.7)),
    ];
    const known = knownWithin(records, ["theta"]);
    expect(known.map(({ point, from, index }) => [point.theta, from, index])).toEqual([
      [10, "theta", 0],
      [0, "original", 0],
      [20, "theta", 1],
      [30, "theta", 3],
    ]);
  });
});
