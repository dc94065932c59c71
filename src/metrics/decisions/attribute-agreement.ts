// Attribute agreement as the AIAG manual "Measurement Systems Analysis" reports it: effectiveness, miss rate and false
// alarm rate with its limits (90 / 2 / 5%, marginal 80 / 5 / 10%), beside Cohen's kappa.

import { invariant } from "../../core/errors.ts";
import { countOf, type ExactCount } from "./clopper-pearson.ts";
import { cohensKappa } from "./kappa.ts";

export type AiagVerdict = "acceptable" | "marginal" | "unacceptable";

/** A proportion with its exact interval and the manual's verdict on the proportion itself. */
export interface AgreementRate extends ExactCount {
  readonly verdict: AiagVerdict;
}

export interface AttributeAgreement {
  /** Right decisions among all. */
  readonly effectiveness: AgreementRate;
  /** Bad parts passed, of all decisions on bad parts; null without one. */
  readonly miss: AgreementRate | null;
  /** Good parts rejected, of all decisions on good parts; null without one. */
  readonly falseAlarm: AgreementRate | null;
  /** Parts of which every trial was right. */
  readonly partsAlwaysRight: ExactCount;
  /** Parts of which every trial was the same. */
  readonly partsAlwaysAlike: ExactCount;
}

/** Decisions at rest against those under a draw. */
export interface PairedAgreement {
  /** Rows: at rest passed, rejected; columns: under the draw passed, rejected. */
  readonly table: readonly [readonly [number, number], readonly [number, number]];
  readonly kappa: number | null;
  readonly kappaInterval: readonly [number, number] | null;
  readonly effectiveness: AgreementRate;
  readonly miss: AgreementRate | null;
  readonly falseAlarm: AgreementRate | null;
}

/**
 * Decisions (a row a part, a column a trial; true = rejected) against a reference (true = bad part). The intervals take
 * all trials as independent. An InvariantError without a part, or where the lengths differ.
 */
export function attributeAgreement(
  reference: readonly boolean[],
  decisions: readonly (readonly boolean[])[],
): AttributeAgreement {
  const parts = reference.length;
  invariant(
    parts > 0 && parts === decisions.length,
    `invalid decisions on ${decisions.length} of ${parts} parts`,
  );
  const trials = decisions.map((row, part) => ({
    bad: reference[part] === true,
    right: row.filter((rejected) => rejected === reference[part]).length,
    of: row.length,
  }));
  const total = (of: (trial: (typeof trials)[number]) => number): number =>
    trials.reduce((sum, trial) => sum + of(trial), 0);
  const wrong = (bad: boolean): number => total((trial) => (trial.bad === bad ? trial.of - trial.right : 0));
  const all = (bad: boolean): number => total((trial) => (trial.bad === bad ? trial.of : 0));
  return {
    effectiveness: rateOf(
      total(({ right }) => right),
      total(({ of }) => of),
      effectivenessVerdict,
    ),
    miss: all(true) === 0 ? null : rateOf(wrong(true), all(true), atMost(0.02, 0.05)),
    falseAlarm: all(false) === 0 ? null : rateOf(wrong(false), all(false), atMost(0.05, 0.1)),
    partsAlwaysRight: countOf(trials.filter(({ right, of }) => right === of).length, parts),
    partsAlwaysAlike: countOf(trials.filter(({ right, of }) => right === of || right === 0).length, parts),
  };
}

/**
 * Decisions under one draw a picture (true = rejected) against those at rest, which stand as the reference: how far a
 * detector agrees with itself. Not a statement about the worst case. An InvariantError without a picture.
 */
export function agreementOf(atRest: readonly boolean[], underDraw: readonly boolean[]): PairedAgreement {
  const { effectiveness, miss, falseAlarm } = attributeAgreement(
    atRest,
    underDraw.map((rejected) => [rejected]),
  );
  const cell = (rest: boolean, drawn: boolean): number =>
    atRest.filter((rejected, picture) => rejected === rest && underDraw[picture] === drawn).length;
  const table = [
    [cell(false, false), cell(false, true)],
    [cell(true, false), cell(true, true)],
  ] as const;
  const { kappa, interval } = cohensKappa(table);
  return { table, kappa, kappaInterval: interval, effectiveness, miss, falseAlarm };
}

function rateOf(k: number, n: number, verdict: (rate: number) => AiagVerdict): AgreementRate {
  return { ...countOf(k, n), verdict: verdict(k / n) };
}

function effectivenessVerdict(rate: number): AiagVerdict {
  return rate >= 0.9 ? "acceptable" : rate >= 0.8 ? "marginal" : "unacceptable";
}

function atMost(acceptable: number, marginal: number): (rate: number) => AiagVerdict {
  return (rate) => (rate <= acceptable ? "acceptable" : rate <= marginal ? "marginal" : "unacceptable");
}
