// A picture at a point under a frozen threshold: rejected or passed, right or wrong, and which of several points is worst.

import { InputError, present } from "../../core/errors.ts";
import type { Order } from "../../core/objective.ts";
import type { Thresholds } from "../../core/thresholds.ts";
import { imageScore } from "../../objective/criteria/image-score.ts";
import type { PointOutcome } from "../../results/schema.ts";

/** What decides: the image threshold, or the detector itself. */
export type Decider = Pick<Thresholds, "image">;

/** True = rejected: the score is above the threshold. InputError where the detector should have decided and did not. */
export function isRejected({ imageScore: score, label }: PointOutcome, { image }: Decider): boolean {
  if (image !== null) return score > image;
  if (label === undefined)
    throw new InputError(
      "invalid --operating-point detector: it gave no decision of its own; expected false-rejects=2% or score=VALUE",
    );
  return label;
}

/** True where a defective picture passes, or a good one is rejected. */
export function isWrong(outcome: PointOutcome, anomalous: boolean, decider: Decider): boolean {
  return isRejected(outcome, decider) !== anomalous;
}

/** Wrong decisions first, then by the image score: the lower of a defective picture, the higher of a good one. */
export function decisionOrder(anomalous: boolean, decider: Decider): Pick<Order, "isWorse"> {
  const { isWorse } = imageScore.order(anomalous);
  return {
    isWorse: (left, right) => {
      const [leftWrong, rightWrong] = [left, right].map((each) => isWrong(outcomeOf(each), anomalous, decider));
      return leftWrong === rightWrong ? isWorse(left, right) : leftWrong === true;
    },
  };
}
