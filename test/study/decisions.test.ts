// Decisions at a frozen threshold as a query over records: who is counted at which point, and that nothing that is worse is
// counted as better.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { present } from "../../src/core/errors.ts";
import { rangesOf, type ShiftPoint } from "../../src/core/shift.ts";
import { parseShiftBox } from "../../src/core/shift-grammar.ts";
import type { Thresholds } from "../../src/core/thresholds.ts";
import { CRITERIA } from "../../src/objective/criteria/registry.ts";
import type { DecisionCounts, ObjectDecisions } from "../../src/results/decisions.ts";
import type { ItemRecord } from "../../src/results/record.ts";
import type { PointOutcome } from "../../src/results/schema.ts";
import { shiftFacts } from "../../src/shift/registry.ts";
import type { MapReadings } from "../../src/study/decisions/maps.ts";
import { objectDecisions } from "../../src/study/decisions/object.ts";
import { type DecidedPicture, decidedPicture } from "../../src/study/decisions/pictures.ts";
import { boundRole, commonRole, ORIGINAL, sweepRole, typicalRole } from "../../src/study/questions/roles.ts";
import type { SearchedCombination } from "../../src/study/searched.ts";
import { recordOf, searchOver } from "../support/records.ts";

const AT_HALF: Thresholds = {
  ...{ rule: { kind: "score", image: 0.5, pixel: null }, image: 0.5, pixel: null },
  ...{ from: "the command line", pictures: null, promised: null, notes: [] },
};
const ITSELF: Thresholds = { ...AT_HALF, rule: { kind: "detector" }, image: null };

const boxOf = (text: string) => parseShiftBox([text], "--shift", shiftFacts());

/** "theta=10,exposure=1" */
const combination = (text: string): SearchedCombination => {
  const ranges = rangesOf(boxOf(text));
  const over = Object.keys(ranges);
  const name = over.join("+");
  return { name, role: boundRole(name), over, ranges, criterion: CRITERIA.named("image-score") };
};
const TURN = combination("theta=10");
const BOTH = combination("theta=10,exposure=1");

/** A point with the image score there. */
type Scored = readonly [point: ShiftPoint, score: number, changes?: Partial<PointOutcome>];

const outcome = ([point, imageScore, changes]: Scored): PointOutcome => ({
  ...{ point, imageScore, loss: 0, pauroc: 0.9 },
  ...changes,
});

const points = (...scored: readonly Scored[]): ItemRecord =>
  recordOf("points", {
    experiment: { kind: "points", points: scored.map(([point]) => point) },
    points: scored.map(outcome),
  });

const search = ({ ranges }: SearchedCombination, ...scored: readonly Scored[]): ItemRecord =>
  recordOf("search", {
    experiment: searchOver(ranges, { criterion: "image-score" }),
    points: scored.map(outcome),
  });

interface Made {
  readonly atRest: number;
  readonly part?: string;
  readonly records?: Readonly<Record<string, ItemRecord>>;
  readonly label?: boolean;
}

const picture = (id: string, defect: string, { atRest, part = id, records = {}, label }: Made) => ({
  sample: { id, object: "nut", defect, anomalous: defect !== "good" },
  part,
  records: new Map([
    [ORIGINAL, points([{}, atRest, label === undefined ? {} : { label }])],
    ...Object.entries(records),
  ]),
});

function decisionsOf(
  pictures: readonly ReturnType<typeof picture>[],
  combinations: readonly SearchedCombination[] = [BOTH],
  thresholds = AT_HALF,
): ObjectDecisions {
  const decided = pictures.map((each) => decidedPicture(each, combinations, thresholds));
  const readings = new Map<DecidedPicture, MapReadings>();
  return objectDecisions({ object: "nut", pictures: decided, combinations, thresholds, readings });
}

/** [escapes, false rejects] as k/n. */
const shares = (counts: DecisionCounts | undefined): string[] =>
  [counts?.escapes, counts?.falseRejects].map((count) => `${count?.k}/${count?.n}`);

describe("decisions", () => {
  const found = decisionsOf([
    picture("crack", "crack", {
      atRest: 0.9,
      records: {
        [sweepRole("exposure")]: points([{ exposure: -1 }, 0.4], [{ exposure: 0 }, 0.9]),
        [typicalRole(BOTH.name)]: points([{ theta: 3, exposure: 0.2 }, 0.8]),
        [boundRole(BOTH.name)]: search(BOTH, [{ theta: -9, exposure: -1 }, 0.2]),
      },
    }),
    picture("hole", "hole", {
      atRest: 0.5,
      records: {
        [sweepRole("exposure")]: points([{ exposure: -1 }, 0.7], [{ exposure: 0 }, 0.5]),
        [typicalRole(BOTH.name)]: points([{ theta: 1, exposure: 0.9 }, 0.6]),
        [boundRole(BOTH.name)]: search(BOTH, [{ theta: 2, exposure: -0.5 }, 0.45]),
      },
    }),
    picture("good", "good", {
      atRest: 0.1,
      records: {
        [sweepRole("exposure")]: points([{ exposure: -1 }, 0.2], [{ exposure: 0 }, 0.1]),
        [typicalRole(BOTH.name)]: points([{ theta: 0, exposure: 0 }, 0.51]),
        [boundRole(BOTH.name)]: search(BOTH, [{ theta: 5, exposure: 1 }, 0.3]),
      },
    }),
  ]);

  it("reject what scores above the threshold, at rest, at each value of a sweep, under the draw, at the worst known", () => {
    expect(shares(found.atRest)).toEqual(["1/2", "0/1"]);
    expect(found.sweeps.map(({ shift, points: values }) => [shift, ...values.map(shares)])).toEqual([
      ["exposure", ["1/2", "0/1"], ["1/2", "0/1"]],
    ]);
    expect(shares(found.typical[BOTH.name])).toEqual(["0/2", "1/1"]);
    // The draw that rejects the good picture is known, whatever the search found.
    expect(shares(found.worst[BOTH.name])).toEqual(["2/2", "1/1"]);
    expect(found.defects.map(({ defect, atRest, worst }) => [defect, atRest.k, worst[BOTH.name]?.k])).toEqual(
      [
        ["crack", 0, 1],
        ["hole", 1, 1],
      ],
    );
    expect(found.limits).toEqual([expect.stringMatching(/^Escapes are of this test set's mixture/)]);
  });

  it("that flip are those that were right at rest, the furthest first", () => {
    expect(found.flips.map(({ sample, scoreAtRest, score }) => [sample, scoreAtRest, score])).toEqual([
      ["crack", 0.9, 0.2],
      ["good", 0.1, 0.51],
    ]);
    expect(found.flips[0]?.point).toEqual({ theta: -9, exposure: -1 });
    expect(found.verdicts[0]).toMatchObject({ atRest: true, worst: { [BOTH.name]: false } });
  });

  it("agree with themselves as the draw does with rest", () => {
    expect(found.agreement[BOTH.name]?.table).toEqual([
      [0, 2],
      [0, 1],
    ]);
    expect(found.agreement[BOTH.name]?.effectiveness).toMatchObject({ k: 1, n: 3, verdict: "unacceptable" });
  });

  it("agree by parts: a part's decision is a wrong one where one photograph has that", () => {
    const drawn = (id: string, defect: string, atRest: number, score: number) =>
      picture(`${defect} ${id}`, defect, {
        ...{ atRest, part: `one ${defect}` },
        records: { [typicalRole(TURN.name)]: points([{ theta: 1 }, score]) },
      });
    const { agreement } = decisionsOf(
      [
        ...[drawn("1", "crack", 0.9, 0.9), drawn("2", "crack", 0.9, 0.4)],
        ...[drawn("1", "good", 0.1, 0.1), drawn("2", "good", 0.6, 0.1)],
      ],
      [TURN],
    );
    // The crack is rejected at rest alone, and so is the good part: each by its one wrong photograph.
    expect(agreement[TURN.name]?.table).toEqual([
      [0, 0],
      [2, 0],
    ]);
  });

  it("are counted by parts: one fails if one of its photographs does", () => {
    const twice = [0.6, 0.4].map((atRest, at) => picture(`a${at}`, "crack", { atRest, part: "a" }));
    const { atRest, limits } = decisionsOf([...twice, picture("b", "crack", { atRest: 0.9 })], []);
    expect(shares(atRest)).toEqual(["1/2", "0/0"]);
    expect(limits.join(" ")).toMatch(/3 pictures show 2 parts/);
  });

  it("of a detector that decides by itself are its labels, whatever the score", () => {
    const records = {
      [boundRole(TURN.name)]: search(
        TURN,
        [{ theta: 9 }, 0.1, { label: true }],
        [{ theta: 2 }, 0.8, { label: false }],
      ),
    };
    const { atRest, worst } = decisionsOf(
      [picture("a", "crack", { atRest: 0.2, label: true, records })],
      [TURN],
      ITSELF,
    );
    expect(shares(atRest)).toEqual(["0/1", "0/0"]);
    expect(shares(worst[TURN.name])).toEqual(["1/1", "0/0"]);
    expect(() => decisionsOf([picture("a", "crack", { atRest: 0.2 })], [], ITSELF)).toThrow(
      /gave no decision/,
    );
  });

  it("leave out what a camera could not see, and say so", () => {
    const gone = { outOfView: true } as const;
    const records = {
      [typicalRole(TURN.name)]: points([{ theta: 9 }, 0, gone]),
      [sweepRole("theta")]: points([{ theta: -10 }, 0, gone], [{ theta: 0 }, 0.9]),
      [boundRole(TURN.name)]: search(TURN, [{ theta: 10 }, 0, gone]),
    };
    const { typical, worst, sweeps, limits } = decisionsOf(
      [picture("a", "crack", { atRest: 0.9, records })],
      [TURN],
    );
    expect(shares(typical[TURN.name])).toEqual(["0/0", "0/0"]);
    expect(shares(worst[TURN.name])).toEqual(["0/1", "0/0"]);
    expect(sweeps[0]?.points.map(shares)).toEqual([
      ["0/0", "0/0"],
      ["0/1", "0/0"],
    ]);
    expect(limits.join(" ")).toMatch(/1 of 1 typical draws moved a defect out of view/);
  });

  it("say what they cannot say", () => {
    const good = decisionsOf([picture("a", "good", { atRest: 0.1 })], [TURN]);
    expect(good.atRest.escapes).toEqual({ k: 0, n: 0, low: null, high: null });
    expect(good.limits.join(" ")).toMatch(
      /Good pictures alone .* nothing of escapes.*theta was not searched/,
    );
    const experiment = searchOver(TURN.ranges, { criterion: "pauroc" });
    const records = { [TURN.role]: recordOf("s", { experiment, points: [outcome([{ theta: 1 }, 0.4])] }) };
    const { limits } = decisionsOf([picture("a", "crack", { atRest: 0.9, records })], [TURN]);
    expect(limits.join(" ")).toMatch(/theta was searched for pauroc, not for decisions/);
  });
});

describe("the worst common value", () => {
  const design = (dark: readonly [number, number], bright: readonly [number, number]): ItemRecord =>
    points(
      ...[dark, bright].flatMap(([still, turned], at): Scored[] => [
        [{ theta: 0, exposure: at === 0 ? -1 : 1 }, still],
        [{ theta: 8, exposure: at === 0 ? -1 : 1 }, turned],
      ]),
    );
  const lit = (id: string, defect: string, atRest: number, ...scores: Parameters<typeof design>) =>
    picture(id, defect, { atRest, records: { [commonRole(BOTH.name)]: design(...scores) } });

  it("is one lamp for all, each side's own, each picture at its worst pose under it", () => {
    const { common, worst } = decisionsOf([
      lit("a", "crack", 0.9, [0.8, 0.4], [0.9, 0.6]),
      lit("b", "crack", 0.9, [0.4, 0.9], [0.4, 0.9]),
      lit("c", "crack", 0.9, [0.8, 0.8], [0.4, 0.7]),
      lit("d", "good", 0.1, [0.1, 0.1], [0.2, 0.6]),
    ]);
    // Two escape in the dark as in the light, three at any lamp of their own; the scores are lower in the light.
    expect(shares(common[BOTH.name])).toEqual(["2/3", "1/1"]);
    expect(common[BOTH.name]?.points).toEqual({ escapes: { exposure: 1 }, falseRejects: { exposure: 1 } });
    expect(shares(worst[BOTH.name])).toEqual(["3/3", "1/1"]);
  });

  it("is of a sweep where nothing else is shared, and of no combination that leaves the station alone", () => {
    const swept = { [sweepRole("exposure")]: points([{ exposure: -1 }, 0.4], [{ exposure: 1 }, 0.9]) };
    const pictures = ["a", "b"].map((id) => picture(id, "crack", { atRest: 0.9, records: swept }));
    const { common } = decisionsOf(pictures, [TURN, combination("exposure=1"), BOTH]);
    expect(Object.entries(common).map(([name, counts]) => [name, ...shares(counts)])).toEqual([
      ["exposure", "2/2", "0/0"],
      [BOTH.name, "2/2", "0/0"],
    ]);
  });
});

describe("whatever was measured", () => {
  const score = fc.integer({ min: 0, max: 10 }).map((value) => value / 10);
  const scores = fc.array(score, { minLength: 9, maxLength: 9 });
  const pictures = fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 2 }), scores), {
    minLength: 1,
    maxLength: 6,
  });

  /** A detector's own decision need not follow its score. */
  const labelOf = (imageScore: number): boolean => Math.round(10 * imageScore) % 3 > 0;

  const measured = ([anomalous, part, [rest = 0, ...at]]: [boolean, number, number[]], index: number) => {
    const next = at[Symbol.iterator]();
    const scored = (point: ShiftPoint): Scored => {
      const imageScore = present(next.next().value, "score");
      return [point, imageScore, { label: labelOf(imageScore) }];
    };
    const defect = anomalous ? "crack" : "good";
    return picture(`${defect}${index}`, defect, {
      ...{ atRest: rest, part: `${defect} part ${part}`, label: labelOf(rest) },
      records: {
        [boundRole(TURN.name)]: search(TURN, scored({ theta: 3 }), scored({ theta: -3 })),
        [boundRole(BOTH.name)]: search(BOTH, scored({ theta: 1, exposure: 0.3 })),
        [commonRole(BOTH.name)]: points(
          scored({ theta: 0, exposure: 1 }),
          scored({ theta: 3, exposure: 1 }),
          scored({ theta: 0, exposure: -1 }),
        ),
        [sweepRole("exposure")]: points(scored({ exposure: -1 })),
        [typicalRole(TURN.name)]: points(scored({ theta: index })),
      },
    });
  };

  it.each([
    ["a threshold", AT_HALF],
    ["the detector itself", ITSELF],
  ])("rest ≤ common ≤ worst, and more shifts are never better than fewer, by %s", (_, thresholds) => {
    fc.assert(
      fc.property(pictures, (drawn) => {
        const { atRest, common, worst } = decisionsOf(drawn.map(measured), [TURN, BOTH], thresholds);
        for (const side of ["escapes", "falseRejects"] as const) {
          const [shared, own] = [common[BOTH.name]?.[side].k ?? Number.NaN, worst[BOTH.name]?.[side].k ?? 0];
          expect(shared).toBeGreaterThanOrEqual(atRest[side].k);
          expect(own).toBeGreaterThanOrEqual(shared);
          expect(own).toBeGreaterThanOrEqual(worst[TURN.name]?.[side].k ?? Number.NaN);
        }
      }),
    );
  });
});
