// While a study is planned, the same decides as at its end: a threshold from calibration pictures, once all are done.

import { expect, it } from "vitest";
import type { ItemRecord } from "../../src/results/record.ts";
import { deciderOf } from "../../src/study/decider.ts";

const SCORES = [0.1, 0.4, 0.2, 0.3];
const calibration = [...SCORES.keys()].map((index) => ({
  ...{ id: `c${index}`, object: "nut", defect: "good", anomalous: false },
}));

/** The records of the first so many calibration pictures. */
const done = (count: number) => (sample: string) => {
  const index = calibration.findIndex(({ id }) => id === sample);
  const point = { point: {}, loss: null, pauroc: null, imageScore: SCORES[index] ?? 0 };
  return index < count ? ({ points: [point] } as unknown as ItemRecord) : undefined;
};

it("waits for every calibration picture of the object", () => {
  const rule = { kind: "false-rejects", rate: 0.25 } as const;
  expect(deciderOf(rule, "nut", { calibration, record: done(3) })).toBeNull();
  expect(deciderOf(rule, "nut", { calibration, record: done(4) })).toEqual({ image: 0.4 });
  expect(deciderOf(rule, "bolt", { calibration, record: done(4) })).toBeNull();
});

it("is there at once where nothing is calibrated", () => {
  const none = { calibration: [], record: () => undefined };
  expect(deciderOf({ kind: "detector" }, "nut", none)).toEqual({ image: null });
  expect(deciderOf({ kind: "score", image: 0.5, pixel: null }, "nut", none)).toEqual({ image: 0.5 });
});
