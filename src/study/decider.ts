// What decides on pictures while a study is planned: the threshold that its calibration pictures give once they are done.

import type { Decider, ThresholdRule } from "../core/thresholds.ts";
import { thresholdFor } from "../metrics/decisions/threshold.ts";
import type { PlannedSample, PlanView } from "./questions/question.ts";
import { CALIBRATION } from "./questions/roles.ts";

/**
 * What decides on the pictures of an object by a rule, from the object's own of the calibration pictures; null as long as
 * one of these is not done. The same as the operating point of the finished study.
 */
export function deciderOf(
  rule: ThresholdRule,
  object: string,
  { calibration, record }: Pick<PlanView, "record"> & { readonly calibration: readonly PlannedSample[] },
): Decider | null {
  if (rule.kind !== "false-rejects") return { image: rule.kind === "score" ? rule.image : null };
  const own = calibration.filter((sample) => sample.object === object);
  const scores = own.flatMap(({ id }) => record(id, CALIBRATION)?.points[0]?.imageScore ?? []);
  if (scores.length === 0 || scores.length < own.length) return null;
  return { image: thresholdFor(rule.rate, scores).threshold };
}
