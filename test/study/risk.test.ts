// Risk: what is drawn, what is counted at each draw, and that the exact intervals hold what they promise on violating regions
// of known volume.

import { describe, expect, it } from "vitest";
import type { RateLimits } from "../../src/core/acceptance.ts";
import { present } from "../../src/core/errors.ts";
import type { ShiftPoint } from "../../src/core/shift.ts";
import { parseShifts } from "../../src/core/shift-grammar.ts";
import type { Thresholds } from "../../src/core/thresholds.ts";
import type { Experiment, ItemRecord } from "../../src/results/record.ts";
import type { ObjectRisk, RiskData } from "../../src/results/risk.ts";
import type { PointOutcome } from "../../src/results/schema.ts";
import { shiftFacts } from "../../src/shift/registry.ts";
import { planRound, type WorkItem } from "../../src/study/plan.ts";
import type { Answered, PlannedSample } from "../../src/study/questions/question.ts";
import { ORIGINAL, riskRole } from "../../src/study/questions/roles.ts";
import { riskAnswer } from "../../src/study/risk/answer.ts";
import { type Distributions, distributionsOf, drawnShifts } from "../../src/study/risk/distributions.ts";
import { plannedRisk } from "../../src/study/risk/draws.ts";
import { type DrawnPicture, riskProfile } from "../../src/study/risk/profile.ts";
import { recordOf } from "../support/records.ts";
import { CONFIG, memorySample, planContext } from "../support/study.ts";

const AT_HALF: Thresholds = {
  ...{ rule: { kind: "score", image: 0.5, pixel: null }, image: 0.5, pixel: null },
  ...{ from: "as given", pictures: null, promised: null, notes: [] },
};

const drawn = (text: string): Distributions => distributionsOf(parseShifts([text], "--shift", shiftFacts()));

const SAMPLES = [
  memorySample("nut", "crack", 0),
  memorySample("nut", "crack", 1),
  memorySample("nut", "good", 2),
  memorySample("nut", "good", 3),
];

interface Drawing {
  readonly draws?: number;
  readonly seed?: number;
  readonly limit?: string;
}

const asked = (text: string, { draws = 299, limit = "escapes=2%,false-rejects=5%" }: Drawing) => ({
  ...{ distributions: drawn(text), draws, limit, parts: {} },
});

/** What is planned of the four pictures. */
function planned(text: string, drawing: Drawing = {}): readonly WorkItem[] {
  const asks = [{ question: "risk", settings: { ...asked(text, drawing), operatingPoint: "score=0.5" } }];
  return planRound(planContext(SAMPLES, { ...CONFIG, asks, seed: drawing.seed ?? 0 }), new Map());
}

const pointsOf = ({ experiment }: { readonly experiment: Experiment }): readonly ShiftPoint[] =>
  experiment.kind === "points" ? experiment.points : [];

/** The draws of a picture, record by record. */
const drawsOfSample = (sample: PlannedSample, text: string, { draws: count = 299, seed = 0 }: Drawing) =>
  plannedRisk(drawnShifts(drawn(text)), sample, { count, seed });

/** All draws of each of the four pictures. */
const drawsOf = (text: string, drawing: Drawing = {}): (readonly ShiftPoint[])[] =>
  SAMPLES.map((sample) => drawsOfSample(sample, text, drawing).flatMap(pointsOf));

/** The answer under a detector that is wrong exactly where it is said, and right at rest. */
function answerWhere(text: string, isWrong: (point: ShiftPoint) => boolean, drawing: Drawing): Answered {
  const records = new Map<string, ItemRecord>();
  for (const sample of SAMPLES) {
    const scored = (point: ShiftPoint): PointOutcome => {
      const imageScore = isWrong(point) === sample.anomalous ? 0.1 : 0.9;
      return { point, imageScore, loss: 0, pauroc: null };
    };
    records.set(`${sample.id} ${ORIGINAL}`, recordOf("rest", { points: [scored({})] }));
    for (const { role, experiment } of drawsOfSample(sample, text, drawing)) {
      const points = pointsOf({ experiment }).map(scored);
      records.set(`${sample.id} ${role}`, recordOf(role, { experiment, points }));
    }
  }
  return riskAnswer(asked(text, drawing), {
    ...{ samples: SAMPLES, thresholds: () => AT_HALF },
    record: (sample, role) => present(records.get(`${sample} ${role}`), role),
  });
}

const riskWhere = (...where: Parameters<typeof answerWhere>): ObjectRisk =>
  present((answerWhere(...where).data as RiskData).objects[0], "object");

describe("what is drawn", () => {
  it("is one station for all pictures of an object, and each picture's own pose", () => {
    const [first = [], ...others] = drawsOf("theta=normal(0,3),exposure=mild", { draws: 120 });
    expect(first).toHaveLength(120);
    const lamps = first.map(({ exposure }) => exposure);
    expect(new Set(lamps).size).toBe(120);
    for (const other of others) {
      expect(other.map(({ exposure }) => exposure)).toEqual(lamps);
      expect(other.filter(({ theta }, draw) => theta === first[draw]?.theta)).toEqual([]);
    }
  });

  it("is normal about its mean, redrawn beyond the shift's range, a listed amount where there are such", () => {
    const thetas = drawsOf("theta=normal(5,3)", { draws: 500 })
      .flat()
      .map(({ theta = Number.NaN }) => theta);
    const mean = thetas.reduce((sum, theta) => sum + theta, 0) / thetas.length;
    expect(mean).toBeCloseTo(5, 0);
    const below = thetas.filter((theta) => theta < 5 - 3 * 1.6449).length / thetas.length;
    expect(below).toBeGreaterThan(0.035);
    expect(below).toBeLessThan(0.065);
    // Half of all amounts would be below 0.
    const noises = drawsOf("noise=normal(0,0.1)", { draws: 200 }).flatMap((own) =>
      own.map(({ noise = Number.NaN }) => noise),
    );
    expect(noises.every((noise) => noise >= 0 && noise <= 0.1)).toBe(true);
    const jpegs = drawsOf("jpeg=normal(20,5)", { draws: 20 }).flat();
    expect(jpegs.every(({ jpeg }) => Number.isInteger(jpeg))).toBe(true);
  });

  it("comes in records of a hundred without maps, which more draws leave as they are", () => {
    const keysOf = (draws: number) => planned("theta=mild", { draws }).map(({ role, key }) => [role, key]);
    const [few, many] = [keysOf(150), keysOf(250)];
    const first = riskRole("theta", 1);
    expect(many.filter(([role]) => role === first)).toEqual(few.filter(([role]) => role === first));
    expect(planned("theta=mild", { draws: 250 }).map((item) => [item.role, pointsOf(item).length])).toEqual(
      SAMPLES.flatMap(() => [
        [ORIGINAL, 1],
        ...[100, 100, 50].map((count, chunk) => [riskRole("theta", chunk + 1), count]),
      ]),
    );
    const kept = planned("theta=mild").filter(({ role }) => role !== ORIGINAL);
    expect(
      kept.every(({ experiment }) => experiment.kind === "points" && experiment.keeps === "numbers"),
    ).toBe(true);
  });
});

describe("the exact interval contains the true share in at least 91 of 100 seeds", () => {
  const SEEDS = Array.from({ length: 100 }, (_, seed) => seed);
  const holds = (
    { low, high }: { readonly low: number | null; readonly high: number | null },
    share: number,
  ) => (low ?? 1) <= share && share <= (high ?? 0);

  it.each([
    // A twentieth of the lamp's range: all pictures are wrong at once.
    ["exposure=-1..1", ({ exposure = 0 }) => exposure > 0.9, 0.05, 0.05],
    // A corner of three tenths by two: each picture at its own pose, so that one of four is wrong more often.
    [
      "theta=-10..10,exposure=-1..1",
      ({ theta = 0, exposure = 0 }) => theta > 4 && exposure > 0.6,
      0.06,
      0.2 * (1 - 0.7 ** 4),
    ],
    // Beyond 1.645 deviations of a normal pose.
    ["theta=normal(0,3)", ({ theta = 0 }) => theta > 3 * 1.6448536, 0.05, 1 - 0.95 ** 4],
    // A half-normal: noise is never below 0.
    ["noise=normal(0,0.01)", ({ noise = 0 }) => noise > 0.01 * 1.6448536, 0.1, 0.1],
  ] as const satisfies readonly (readonly [string, (point: ShiftPoint) => boolean, number, number])[])(
    "%s",
    (text, isWrong: (point: ShiftPoint) => boolean, ofPicture, ofDraw) => {
      const risks = SEEDS.map((seed) =>
        riskWhere(text, isWrong, { seed, limit: "escapes=0,false-rejects=0" }),
      );
      expect(
        risks.filter(({ violating }) => violating !== null && holds(violating, ofDraw)).length,
      ).toBeGreaterThanOrEqual(91);
      for (const [at] of SAMPLES.entries()) {
        const own = risks.filter(({ pictures }) =>
          holds(present(pictures[at], "picture").violating, ofPicture),
        );
        expect(own.length, `picture ${at}`).toBeGreaterThanOrEqual(91);
      }
    },
  );
});

describe("charts", () => {
  it("hold every draw once, in bins of whole parts within 0 and 1, and the pictures that are wrong", () => {
    const { charts } = answerWhere("theta=-10..10", ({ theta = 0 }) => theta > 8, { draws: 150 });
    const histograms = charts.flatMap((chart) => (chart.kind === "histogram" ? [chart] : []));
    expect(histograms.map(({ title }) => title)).toEqual([
      "nut: escapes over 150 draws",
      "nut: false rejects over 150 draws",
    ]);
    for (const { edges, counts } of histograms) {
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(150);
      expect(edges).toEqual([0, 0.25, 0.75, 1].slice(0, counts.length + 1));
    }
    const [bars] = charts.flatMap((chart) => (chart.kind === "bars" ? [chart.bars] : []));
    const values = (bars ?? []).map(({ value }) => value ?? 0);
    expect(values).toEqual(values.toSorted((left, right) => right - left));
    expect((bars ?? []).map(({ name }) => name).toSorted()).toEqual([
      "crack/000.png",
      "crack/001.png",
      "good/002.png",
      "good/003.png",
    ]);
  });

  it("leave out what is the same at every draw", () => {
    const { charts } = answerWhere("theta=-10..10", () => false, { draws: 100 });
    expect(charts.map(({ kind }) => kind)).toEqual(["table", "table"]);
  });
});

describe("a profile", () => {
  const outcome = (imageScore: number, changes: Partial<PointOutcome> = {}): PointOutcome => ({
    ...{ point: {}, imageScore, loss: 0, pauroc: 0.9 },
    ...changes,
  });
  const picture = (id: string, defect: string, draws: readonly PointOutcome[], part = id): DrawnPicture => ({
    ...{ sample: { id, object: "nut", defect, anomalous: defect !== "good" }, part, draws },
    atRest: outcome(defect === "good" ? 0.1 : 0.9),
  });
  const profileOf = (pictures: readonly DrawnPicture[], limits: RateLimits = LIMITS): ObjectRisk =>
    riskProfile({ object: "nut", pictures, decider: AT_HALF, limits }).risk;
  const LIMITS = { escapes: { worst: 0.5, relative: false }, falseRejects: null };

  it("counts parts at each draw, and leaves out what was out of view", () => {
    const { values, violating, pictures } = profileOf([
      picture("a", "crack", [outcome(0.2), outcome(0.9), outcome(0.9)], "one part"),
      picture("b", "crack", [outcome(0.9), outcome(0.3), outcome(0.9)], "one part"),
      picture("c", "crack", [outcome(0.9), outcome(0.1, { outOfView: true }), outcome(0.9)]),
    ]);
    // One part of two fails, then the only one that is seen, then none.
    expect(values[0]).toMatchObject({ name: "escapes", atRest: 0, mean: 0.5, worst: 1, better: "lower" });
    expect(values[1]).toMatchObject({ name: "falseRejects", atRest: null, mean: null, worst: null });
    expect(violating).toMatchObject({ k: 1, n: 3 });
    expect(pictures.map(({ violating: { k, n } }) => `${k}/${n}`)).toEqual(["1/3", "1/3", "0/2"]);
  });

  it("takes the quantile on the bad side: 2 of 40 draws are at least as bad", () => {
    const scores = Array.from({ length: 40 }, (_, at) => outcome(0.9, { pauroc: at / 40 }));
    const pauroc = profileOf([picture("a", "crack", scores)]).values[2];
    expect(pauroc).toMatchObject({ name: "pauroc", better: "higher", worst: 0, quantile5: 1 / 40 });
  });

  it("holds limits above the rate at rest, and none without any", () => {
    const escaping = { ...picture("a", "crack", [outcome(0.2), outcome(0.9)]), atRest: outcome(0.2) };
    const pictures = [escaping, picture("b", "crack", [outcome(0.2), outcome(0.9)])];
    const relative = (worst: number) => ({ escapes: { worst, relative: true }, falseRejects: null });
    expect(profileOf(pictures, relative(0.4)).violating).toMatchObject({ k: 1, n: 2 });
    expect(profileOf(pictures, relative(0.5)).violating).toMatchObject({ k: 0, n: 2 });
    expect(profileOf(pictures, { escapes: null, falseRejects: null }).violating).toBeNull();
    expect(profileOf([picture("c", "good", [outcome(0.9)])]).violating).toBeNull();
  });
});
