// Decisions at a frozen threshold, made up: of two kinds of part, and of good parts alone. Every count has its exact
// interval, and rest ≤ common ≤ worst.

import type { Thresholds } from "../../src/core/thresholds.ts";
import { agreementOf } from "../../src/metrics/decisions/attribute-agreement.ts";
import { countOf } from "../../src/metrics/decisions/clopper-pearson.ts";
import type { DecisionCounts, DecisionsData, Flip, ObjectDecisions } from "../../src/results/decisions.ts";
import type { RunSummary } from "../../src/results/schema.ts";
import { GOLDEN_SUMMARY } from "./golden-summary.ts";

const ALL = "theta+hue+saturation";

/** k of the defective parts escape, and k of the good ones are rejected. */
type Ks = readonly [escapes: number, falseRejects: number];

const THRESHOLDS: Thresholds = {
  rule: { kind: "false-rejects", rate: 0.02 },
  ...{ image: 0.412, pixel: 0.35, promised: 0.02, pictures: 49 },
  ...{ from: "49 good pictures (train/good)", notes: [] },
};

/** Twelve calibration pictures promise no 2%. */
export const TOO_FEW: Thresholds = {
  ...{ ...THRESHOLDS, promised: 1 / 13, pictures: 12 },
  from: "12 good pictures (good test pictures, which are not evaluated)",
  notes: [
    "Too few calibration pictures: 12 promise a false-reject rate of 7.69% at best, 2% needs 49; the threshold is their largest score.",
  ],
};

const flip = (object: string, number: number, anomalous: boolean): Flip => ({
  ...{ object, sample: `${object}/test/${anomalous ? "crack" : "good"}/00${number}.png` },
  ...{ defect: anomalous ? "crack" : "good", anomalous, combination: ALL },
  ...{ scoreAtRest: anomalous ? 0.5 + number / 100 : 0.3, score: anomalous ? 0.2 : 0.6 + number / 100 },
  point: { theta: 20 - number, hue: -1.25, saturation: 0.1 },
});

/** Of an object with so many defective and so many good parts. */
function decided(
  object: string,
  [defective, good]: readonly [number, number],
  of: { readonly rest: Ks; readonly typical: Ks; readonly common: Ks; readonly worst: Ks },
): ObjectDecisions {
  const counts = ([escapes, falseRejects]: Ks): DecisionCounts => ({
    ...{ escapes: countOf(escapes, defective), falseRejects: countOf(falseRejects, good) },
  });
  const both = <Value>(value: Value): Readonly<Record<string, Value>> => ({ theta: value, [ALL]: value });
  const between = (share: number): Ks => [
    Math.round(of.rest[0] + share * (of.worst[0] - of.rest[0])),
    Math.round(of.rest[1] + share * (of.worst[1] - of.rest[1])),
  ];
  const pictures = defective + good;
  const atRest = Array.from({ length: pictures }, (_, at) => at < pictures / 2);
  const has = defective > 0;
  return {
    ...{ object, thresholds: THRESHOLDS, atRest: counts(of.rest) },
    sweeps: [
      {
        shift: "theta",
        points: [-10, 0, 10, 20].map((value) => ({ value, ...counts(between(Math.abs(value) / 40)) })),
      },
      { shift: "hue", points: [-1, 0, 1].map((value) => ({ value, ...counts(between(value / 4 + 0.25)) })) },
    ],
    typical: { theta: counts(of.rest), [ALL]: counts(of.typical) },
    common: {
      [ALL]: {
        ...counts(of.common),
        points: {
          escapes: { hue: -1.25, saturation: 0.25 },
          falseRejects: { hue: 0.5, saturation: 0 },
        },
      },
    },
    worst: { theta: counts(of.typical), [ALL]: counts(of.worst) },
    defects: has
      ? [
          {
            ...{ defect: "crack", atRest: countOf(of.rest[0], defective - 10) },
            worst: {
              theta: countOf(of.typical[0], defective - 10),
              [ALL]: countOf(of.worst[0], defective - 10),
            },
          },
          { defect: "stain", atRest: countOf(0, 10), worst: both(countOf(0, 10)) },
        ]
      : [],
    missedRegions: has
      ? { atRest: countOf(2, 40), worst: { theta: countOf(5, 40), [ALL]: countOf(17, 40) } }
      : null,
    mapChange: { typical: { theta: 0.011, [ALL]: 0.034 }, worst: { theta: 0.05, [ALL]: 0.121 } },
    agreement: both(
      agreementOf(
        atRest,
        atRest.map((rejected, at) => (at % 9 === 0 ? !rejected : rejected)),
      ),
    ),
    flips: has ? [1, 2, 3].map((number) => flip(object, number, number < 3)) : [flip(object, 1, false)],
    verdicts: [],
    limits: has
      ? ["Rates are of this test set's mixture of defects, not of production's."]
      : ["There is no defective part: nothing can be said of escapes."],
  };
}

export const GEAR: ObjectDecisions = decided("gear", [25, 30], {
  ...{ rest: [1, 2], typical: [3, 2], common: [6, 4], worst: [11, 9] },
});

export const CAP: ObjectDecisions = {
  ...decided("cap", [20, 30], { rest: [0, 0], typical: [0, 1], common: [0, 1], worst: [0, 3] }),
  thresholds: { ...THRESHOLDS, image: 0.388 },
};

/** Good parts alone, at a threshold from too few pictures. */
export const GOOD_ALONE: ObjectDecisions = {
  ...decided("gear", [0, 12], { rest: [0, 1], typical: [0, 2], common: [0, 3], worst: [0, 5] }),
  thresholds: TOO_FEW,
};

/** The made-up run with an operating point. */
export function deciding(...objects: readonly ObjectDecisions[]): RunSummary {
  const data: DecisionsData = { kind: "decisions", objects };
  const answer = { question: "made-up-decisions", title: "Decisions", charts: [], data };
  return { ...GOLDEN_SUMMARY, answers: [...GOLDEN_SUMMARY.answers, answer] };
}
