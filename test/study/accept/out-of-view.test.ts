// Draws of a picture's place may move its defect out of view: no failure, but drawn and evaluated all the same.

import { expect, it } from "vitest";
import { boxOf } from "../../../src/shift/registry.ts";
import { lookedAt, unseen, withRoles } from "../../../src/study/accept/evidence.ts";
import { evidenceOf } from "../../../src/study/tolerance/growing.ts";
import { recordOf } from "../../support/records.ts";

const BOX = boxOf({ "translate-x": [-0.2, 0.2] });
const DRAWS = "draws";
const SAMPLE = { id: "nut/test/crack/000.png", object: "nut", defect: "crack", anomalous: true };

it("counts a draw that moved the defect out of view as a draw, and not as an escape", () => {
  const passed = { loss: 0, pauroc: null, imageScore: 0.1 };
  const view = {
    source: {},
    finished: () => "a",
    decider: () => ({ image: 0.5 }),
    record: () =>
      recordOf("a", {
        points: [
          { ...passed, point: { "translate-x": 0.19 }, outOfView: true },
          { ...passed, point: { "translate-x": 0.05 }, imageScore: 0.9 },
          { ...passed, point: { "translate-x": 0.01 }, imageScore: 0.9 },
        ],
      }),
  };
  const picture = withRoles(unseen(SAMPLE, {}), [DRAWS], BOX, view);
  expect(picture && evidenceOf([picture]).pictures[0]?.failsFrom).toBe(Number.POSITIVE_INFINITY);
  expect(picture && lookedAt(picture, { box: BOX, factor: 1, draws: DRAWS }, view)).toEqual({
    ...{ units: 3, draws: 3 },
  });
});
