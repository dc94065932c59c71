// Nesting as a query over records: per sample, more shifts are never better for the detector than fewer.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rangesOf, type ShiftPoint } from "../../src/core/shift.ts";
import { CRITERIA } from "../../src/objective/criteria/registry.ts";
import type { ItemRecord } from "../../src/results/record.ts";
import type { PointOutcome } from "../../src/results/schema.ts";
import { boxOf, paperBox } from "../../src/shift/registry.ts";
import { headroomOf, knownWithin, nestedCandidate } from "../../src/study/candidates.ts";
import { combinationsWithin } from "../../src/study/combination.ts";
import { boundRole, ORIGINAL, sweepRole } from "../../src/study/questions/roles.ts";
import type { SampleRecords, SearchedCombination } from "../../src/study/searched.ts";
import { recordOf, searchOver } from "../support/records.ts";
import { memorySample } from "../support/study.ts";

const PAUROC = CRITERIA.named("pauroc");
const FULL = rangesOf(paperBox());
const ALL = combinationsWithin(Object.keys(FULL));
const { isWorse } = PAUROC.order(true);

const outcomeOf = (pauroc: number | null, loss = 0, point: ShiftPoint = {}): PointOutcome => ({
  ...{ point, imageScore: 0.5 },
  ...{ pauroc, loss },
});

/** The ranges of these shifts, whole where nothing else is said. */
const rangesOver = (over: readonly string[], ranges = FULL) =>
  rangesOf(boxOf(Object.fromEntries(over.map((name) => [name, ranges[name] ?? [0, 0]]))));

const combination = (over: readonly string[], ranges = FULL): SearchedCombination => ({
  ...{ name: over.join("+"), role: boundRole(over.join("+")), over, criterion: PAUROC },
  ranges: rangesOver(over, ranges),
});

type Recorded = readonly [role: string, record: ItemRecord];

const searched = (over: readonly string[], ...points: PointOutcome[]): Recorded => {
  const role = boundRole(over.join("+"));
  return [role, recordOf(role, { experiment: searchOver(rangesOver(over)), points })];
};

const original = (outcome: PointOutcome): Recorded => [ORIGINAL, recordOf(ORIGINAL, { points: [outcome] })];

const sweep = (shift: string, pauroc: number, values = [-1, 1]): Recorded => {
  const points = values.map((value) => ({ [shift]: value }));
  const experiment = { kind: "points", points } as const;
  const role = sweepRole(shift);
  return [role, recordOf(role, { experiment, points: points.map((point) => outcomeOf(pauroc, 0, point)) })];
};

const sampleWith = (...records: readonly Recorded[]): SampleRecords => ({
  sample: memorySample("nut", "crack", 0),
  records: new Map(records),
});

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

const recordsOf = ([first = outcomeOf(1), ...found]: readonly PointOutcome[]): Recorded[] => [
  original(first),
  ...ALL.map((over, index) => searched(over, found[index] ?? first)),
];

describe("the nested bound", () => {
  it("over three shifts is at least as bad as over any two, over two as over any one, over one as the original", () => {
    fc.assert(
      fc.property(outcomes, (drawn) => {
        const sample = sampleWith(...recordsOf(drawn));
        const nested = (over: readonly string[]): PointOutcome => nestedCandidate(sample, combination(over));
        for (const over of ALL) {
          for (const within of ALL.filter((set) => set.every((shift) => over.includes(shift)))) {
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
      original(outcomeOf(0.9)),
      searched(["theta"], outcomeOf(0.5)),
      searched(["hue"], outcomeOf(0.4)),
      searched(["theta", "hue"], outcomeOf(0.5)),
      searched(["theta", "saturation"], outcomeOf(0.1)),
    ];
    const nested = (known: readonly Recorded[], over: readonly string[]) =>
      nestedCandidate(sampleWith(...known), combination(over));
    expect(nested(records, ["theta", "hue"])).toMatchObject({ pauroc: 0.4, from: "bound hue" });
    expect(nested(records.toSpliced(2, 1), ["theta", "hue"]).from).toBe("bound theta+hue");
    expect(nested(records.slice(0, 1), ["theta"]).from).toBe("original");
  });
});

describe("empirical headroom", () => {
  it("takes in the sweeps of the searched shifts, and those alone", () => {
    const records = [...recordsOf([outcomeOf(0.9)]), sweep("theta", 0.6), sweep("hue", 0.2)];
    const found = knownWithin(sampleWith(...records), combination(["theta"]));
    const known = found.map(({ from, pauroc }) => [from, pauroc]);
    expect(known).toContainEqual(["sweep theta", 0.6]);
    expect(known.some(([from]) => from === "sweep hue")).toBe(false);
    expect(known.filter(([from]) => from === "sweep theta")).toHaveLength(2);
  });

  it("leaves out what lies beyond the ranges that were searched", () => {
    const records = [
      ...[original(outcomeOf(0.9)), searched(["theta"], outcomeOf(0.5, 0, { theta: 5 }))],
      sweep("theta", 0.1, [-30, 5, 30]),
    ];
    const narrow = combination(["theta"], { theta: [-10, 10] });
    const known = knownWithin(sampleWith(...records), narrow).map(({ point }) => point);
    expect(known).toEqual([{ theta: 5 }, {}]);
  });

  it("is in pAUROC, without one in loss, and never below 0", () => {
    const headroom = (found: PointOutcome, known: PointOutcome): number =>
      headroomOf(found, known, PAUROC, true);
    expect(headroom(outcomeOf(0.75), outcomeOf(0.5))).toBe(0.25);
    expect(headroom(outcomeOf(0.5), outcomeOf(0.75))).toBe(0);
    expect(headroom(outcomeOf(0.5, 0), outcomeOf(0.5, 1))).toBe(0);
    expect(headroom(outcomeOf(null, 0.25), outcomeOf(null, 0.5))).toBe(0.25);
  });

  it("is in the criterion's own value, whichever way that is worse", () => {
    const scored = (imageScore: number): PointOutcome => ({ ...outcomeOf(0.5), imageScore });
    const byScore = CRITERIA.named("image-score");
    expect(headroomOf(scored(0.5), scored(0.25), byScore, true)).toBe(0.25);
    expect(headroomOf(scored(0.5), scored(0.25), byScore, false)).toBe(0);
    expect(headroomOf(scored(0.25), scored(0.5), byScore, false)).toBe(0.25);
    const byLoss = CRITERIA.named("loss");
    expect(headroomOf(outcomeOf(0.1, 0.25), outcomeOf(0.9, 0.5), byLoss, true)).toBe(0.25);
  });
});

describe("what is known within a search", () => {
  it("is its winner, the original, and every other point that it kept, each place once", () => {
    const at = (theta: number, pauroc: number): PointOutcome => outcomeOf(pauroc, 0, { theta });
    const sample = sampleWith(
      original(outcomeOf(0.9)),
      searched(["theta"], at(10, 0.5), at(20, 0.6), at(10, 0.5), at(30, 0.7)),
    );
    const known = knownWithin(sample, combination(["theta"]));
    expect(known.map(({ point, from, index }) => [point["theta"], from, index])).toEqual([
      [10, "bound theta", 0],
      [undefined, "original", 0],
      [20, "bound theta", 1],
      [30, "bound theta", 3],
    ]);
  });
});
