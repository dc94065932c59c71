// A picture at a point under a frozen threshold: rejected or passed, right or wrong, and which of several points is worst.

import { InputError } from "../../core/errors.ts";
import type { Decider } from "../../core/thresholds.ts";
import { imageScore } from "../../objective/criteria/image-score.ts";
import type { PointOutcome } from "../../results/schema.ts";

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

/**
 * The worst of a picture's points: a wrong decision before a right one, then by the image score, the lower of a defective
 * picture, the higher of a good one; the earliest of equals. Points out of view are none; null of nothing else.
 */
export function worstDecided<Outcome extends PointOutcome>(
  candidates: readonly Outcome[],
  anomalous: boolean,
  decider: Decider,
): Outcome | null {
  const wrong = (outcome: Outcome): boolean => isWrong(outcome, anomalous, decider);
  const { isWorse } = imageScore.order(anomalous);
  const [first = null, ...others] = candidates.filter(({ outOfView }) => outOfView !== true);
  return others.reduce<Outcome | null>((worst, other) => {
    if (worst === null) return other;
    const isOtherWorse = wrong(other) === wrong(worst) ? isWorse(other, worst) : wrong(other);
    return isOtherWorse ? other : worst;
  }, first);
}
