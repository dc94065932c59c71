// Answers in few numbers: what drift is measured by, and what of it stands in a digest.

import { describe, expect, it } from "vitest";
import { DRIFT, type ScoredPicture } from "../../../src/detector/detector.ts";
import {
  answerNumbers,
  driftBetween,
  roundedAnswers,
} from "../../../src/detector/tensor-model/fingerprint.ts";

const judged = (raised = 0): ScoredPicture[] => [
  {
    map: Float32Array.from({ length: 1000 }, (_, at) => at / 1000 + raised),
    imageScore: 12.34 + raised,
    label: true,
  },
  { map: null, imageScore: -0.126 + raised },
];

describe("the answers to the probe pictures", () => {
  it("are scores, labels, and of maps the ends, the mean and 256 values", () => {
    const numbers = answerNumbers(judged());
    expect(numbers).toHaveLength(2 + 3 + 256 + 1);
    expect(numbers.slice(0, 3)).toEqual([12.34, 1, 0]);
    expect(numbers[4]).toBeCloseTo(0.4995, 6);
  });

  it("show a map that moved by more than DRIFT anywhere", () => {
    const [first, second] = [judged(), judged(2 * DRIFT)].map(answerNumbers);
    expect(driftBetween(first ?? [], second ?? [])).toBeGreaterThan(DRIFT);
    expect(driftBetween(first ?? [], answerNumbers(judged(DRIFT / 4)))).toBeLessThan(DRIFT);
  });

  it("stand in a digest in steps that rounding errors do not cross", () => {
    expect(roundedAnswers(judged())).toEqual([12, 1, 0, 1, 0.5, -0.13]);
    expect(roundedAnswers(judged(DRIFT))).toEqual(roundedAnswers(judged()));
    expect(roundedAnswers(judged(0.02))).not.toEqual(roundedAnswers(judged()));
  });
});
