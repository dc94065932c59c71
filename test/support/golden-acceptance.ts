// Verdicts made up: every one of the five on an object of its own, and a folder of twelve good pictures. Counts and limits
// are exact, so that each verdict is the one that its counts give.

import { rangesOf, type ShiftBox, scaledBox } from "../../src/core/shift.ts";
import type { Thresholds } from "../../src/core/thresholds.ts";
import { countOf, lowerLimit, upperLimit } from "../../src/metrics/decisions/clopper-pearson.ts";
import { partsNeeded } from "../../src/metrics/decisions/parts-needed.ts";
import { leastVerdict } from "../../src/metrics/decisions/verdict.ts";
import type {
  AcceptanceData,
  Binding,
  ObjectAcceptance,
  Side,
  Verdict,
} from "../../src/results/acceptance.ts";
import type { DecisionCounts } from "../../src/results/decisions.ts";
import type { RunSummary } from "../../src/results/schema.ts";
import { boxOf, shiftFacts, stationBox } from "../../src/shift/registry.ts";
import { GEAR, TOO_FEW } from "./golden-decisions.ts";
import { GOLDEN_SUMMARY } from "./golden-summary.ts";

const LIMITS: Readonly<Record<Side, number>> = { escapes: 0.02, falseRejects: 0.05 };

/** What is asked: a part and a station at moderate shifts. */
export const ASKED_BOX: ShiftBox = stationBox({ hasColour: true });

const RANGES = rangesOf(ASKED_BOX);

const thresholds: Thresholds = {
  ...GEAR.thresholds,
  ...{ pictures: 60, from: "60 good pictures (calibration)" },
};

/** k of the defective parts escape, and k of the good ones are rejected. */
type Ks = readonly [escapes: number, falseRejects: number];

interface Made {
  readonly verdict: Verdict;
  /** Defective and good parts. */
  readonly parts: readonly [number, number];
  readonly rest: Ks;
  readonly typical: Ks;
  readonly common: Ks;
  readonly worst: Ks;
  readonly binding: Side;
}

function judged(object: string, made: Made, more: Partial<ObjectAcceptance> = {}): ObjectAcceptance {
  const [defective, good] = made.parts;
  const counts = ([escapes, falseRejects]: Ks): DecisionCounts => ({
    ...{ escapes: countOf(escapes, defective), falseRejects: countOf(falseRejects, good) },
  });
  const common = counts(made.common);
  return {
    ...{ object, verdict: made.verdict, atRestAlready: false, within: null, alone: {}, aloneBy: "limits" },
    binding: bound(made.binding, common, {
      exposure: -0.42,
      "colour-temperature": 41,
      defocus: 0.4,
      noise: 0.021,
    }),
    ...{ thresholds, atRest: counts(made.rest), typical: counts(made.typical), common },
    worst: counts(made.worst),
    picturesNeeded: {
      escapes: partsNeeded(common.escapes, LIMITS.escapes),
      falseRejects: partsNeeded(common.falseRejects, LIMITS.falseRejects),
    },
    search: { units: 184, draws: 59, second: null },
    ...{ holdsTogether: true, actions: [], notes: [] },
    ...more,
  };
}

/** Where most parts fail: at these amounts of the station. */
function bound(side: Side, counts: DecisionCounts, point: Binding["point"]): Binding {
  const { k, n } = counts[side];
  const limits = { lower: lowerLimit(k, n), upper: upperLimit(k, n), limit: LIMITS[side] };
  return { side, k, n, ...limits, point };
}

const action = (what: string): ObjectAcceptance["actions"][number] => ({ what, measured: null });

const [theta, exposure, temperature, defocus, noise] = Object.values(RANGES);

/** Every limit holds over all that is asked. */
export const ACCEPTED: ObjectAcceptance = judged(
  "nut",
  {
    ...{ verdict: "accept", parts: [150, 60], binding: "escapes" },
    ...{ rest: [0, 0], typical: [0, 0], common: [0, 0], worst: [0, 0] },
  },
  {
    within: { factor: 1, box: RANGES },
    alone: RANGES,
    search: { units: 184, draws: 59, second: { strategy: "evolution", flips: 0 } },
    notes: ["Rates are of this test set's mixture of defects, not of production's."],
  },
);

/** They hold within a part of it. */
export const WITHIN: ObjectAcceptance = judged(
  "gear",
  {
    ...{ verdict: "accept-within", parts: [150, 60], binding: "escapes" },
    ...{ rest: [0, 0], typical: [1, 0], common: [2, 1], worst: [9, 3] },
  },
  {
    within: { factor: 0.4, box: rangesOf(scaledBox(ASKED_BOX, 0.4)) },
    alone: {
      theta: [-6, theta?.[1] ?? 0],
      exposure: [-0.2, exposure?.[1] ?? 0],
      "colour-temperature": temperature ?? [0, 0],
      defocus: [0, 0.5 * (defocus?.[1] ?? 0)],
      noise: [0, 0.4 * (noise?.[1] ?? 0)],
    },
    holdsTogether: false,
    actions: [
      action(
        "Hold the exposure within −0.2 to 0.5 stops: a lamp that is regulated, or a reference patch in view.",
      ),
      action("Evaluate 1271 defective parts: at the rate seen that many would hold the limit."),
    ],
    notes: ["Rates are of this test set's mixture of defects, not of production's."],
  },
);

/** A limit is surely violated. */
export const REJECTED: ObjectAcceptance = judged(
  "capsule",
  {
    ...{ verdict: "reject", parts: [150, 60], binding: "escapes" },
    ...{ rest: [0, 1], typical: [5, 2], common: [31, 9], worst: [44, 14] },
  },
  {
    alone: {
      theta: [-1, 1],
      exposure: [0, 0],
      "colour-temperature": [0, 12],
      defocus: [0, 0],
      noise: [0, 0],
    },
    actions: [action("Lower the threshold: it lets fewer defective parts pass and rejects more good ones.")],
  },
);

/** It is violated before anything is shifted. */
export const REJECTED_AT_REST: ObjectAcceptance = judged(
  "weave",
  {
    ...{ verdict: "reject", parts: [150, 60], binding: "falseRejects" },
    ...{ rest: [1, 13], typical: [2, 15], common: [6, 22], worst: [9, 30] },
  },
  {
    atRestAlready: true,
    alone: { theta: null, exposure: null, "colour-temperature": null, defocus: null, noise: null },
    actions: [action("Choose the threshold from more calibration pictures.")],
  },
);

/** Less was evaluated than a verdict needs. */
export const UNSEARCHED: ObjectAcceptance = judged(
  "screw",
  {
    ...{ verdict: "not-enough-search", parts: [150, 60], binding: "escapes" },
    ...{ rest: [0, 0], typical: [0, 0], common: [1, 0], worst: [2, 1] },
  },
  {
    search: { units: 24, draws: 20, second: null },
    alone: {
      theta,
      exposure,
      "colour-temperature": temperature,
      defocus,
      noise,
    } as ObjectAcceptance["alone"],
    actions: [action("Give it more time: 60 units and 59 draws a picture need about 25 min.")],
  },
);

/** Good pictures alone, and few of them. */
export const TWELVE: ObjectAcceptance = judged(
  "bracket",
  {
    ...{ verdict: "too-few-pictures", parts: [0, 12], binding: "falseRejects" },
    ...{ rest: [0, 0], typical: [0, 1], common: [0, 1], worst: [0, 3] },
  },
  {
    thresholds: TOO_FEW,
    aloneBy: "seen",
    alone: { theta: [-4, 7], exposure: exposure ?? [0, 0], noise: noise ?? [0, 0] },
    actions: [
      action(
        "Evaluate more good parts: 12 cannot show that the limit of 5% holds, 59 without a failure would.",
      ),
    ],
    notes: ["There is no defective part: nothing can be said of escapes."],
  },
);

/** The answer over some objects, with the least of their verdicts. */
export function acceptanceData(...objects: readonly ObjectAcceptance[]): AcceptanceData {
  const verdict = leastVerdict(objects.map((object) => object.verdict));
  const shifts = new Set(objects.flatMap(({ alone }) => Object.keys(alone)));
  return {
    ...{ kind: "acceptance", verdict },
    limits: { escapes: { worst: 0.02, relative: false }, falseRejects: { worst: 0.05, relative: false } },
    ranges: Object.fromEntries(Object.entries(RANGES).filter(([name]) => shifts.has(name))),
    objects,
  };
}

/** A made-up run that judged some objects. */
export function judging(...objects: readonly ObjectAcceptance[]): RunSummary {
  const data = acceptanceData(...objects);
  const growth = {
    ...({ kind: "curve", title: "Escapes, worst found as everything shifts further" } as const),
    x: { label: "share of the asked range", unit: "" },
    y: { label: "escapes", unit: "fraction" },
    series: [{ name: "one setting for all", points: [0, 0.5, 1].map((x) => ({ x, y: x / 10 })) }],
  };
  const answer = { question: "made-up-acceptance", title: "Accepted or not", charts: [growth], data };
  return {
    ...GOLDEN_SUMMARY,
    shifts: shiftFacts().filter(({ name }) => data.ranges[name] !== undefined),
    provenance: { ...GOLDEN_SUMMARY.provenance, ranges: rangesOf(boxOf(data.ranges)) },
    answers: [answer],
  };
}
