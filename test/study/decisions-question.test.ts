// What the question of decisions plans, where its typical draws lie, and what it reads from maps.

import { describe, expect, it } from "vitest";
import { IGNORED } from "../../src/core/image.ts";
import { parseShiftBox } from "../../src/core/shift-grammar.ts";
import { shiftFacts } from "../../src/shift/registry.ts";
import { meanChange, missedRegions } from "../../src/study/decisions/maps.ts";
import { typicalPoint } from "../../src/study/decisions/typical.ts";
import { planRound } from "../../src/study/plan.ts";
import { parseAsk } from "../../src/study/questions/registry.ts";
import { CALIBRATION, ORIGINAL, typicalRole } from "../../src/study/questions/roles.ts";
import { CONFIG, memorySample, planContext } from "../support/study.ts";

const boxOf = (text: string) => parseShiftBox([text], "--shift", shiftFacts());

describe("a typical draw", () => {
  const sample = { id: "nut/test/crack/000.png", object: "nut", defect: "crack", anomalous: true };

  it("is the picture's own, within the box, each shift from a stream of its own", () => {
    const box = boxOf("theta=-3..12,exposure=1,jpeg");
    const drawn = Array.from({ length: 200 }, (_, at) =>
      typicalPoint(box, { ...sample, id: `${at}.png` }, 0),
    );
    expect(new Set(drawn.map(({ theta }) => theta)).size).toBe(200);
    const thetas = drawn.map(({ theta = Number.NaN }) => theta);
    expect([Math.min(...thetas), Math.max(...thetas)].map(Math.round)).toEqual([-3, 12]);
    expect(drawn.every(({ jpeg = Number.NaN }) => Number.isInteger(jpeg))).toBe(true);
    const alone = typicalPoint(boxOf("theta=-3..12"), sample, 0);
    expect(typicalPoint(box, sample, 0)).toMatchObject(alone);
    expect(typicalPoint(boxOf("theta=-3..12"), sample, 1)).not.toEqual(alone);
  });
});

describe("the question", () => {
  const SETTINGS = {
    operatingPoint: "false-rejects=5%",
    combinations: [["exposure", "theta"]],
    ranges: { theta: [-10, 10] },
  };

  it("plans the calibration pictures at rest, and of the others one draw in the box beside it", () => {
    const asks = [{ question: "operating-point", settings: SETTINGS }];
    const [first, second] = [memorySample("nut", "crack", 0), memorySample("nut", "good", 1)];
    const { samples, ...context } = planContext([first, second], { ...CONFIG, asks });
    const items = planRound(
      { ...context, samples: samples.slice(0, 1), calibration: samples.slice(1) },
      new Map(),
    );
    expect(items.map(({ sample, role }) => [sample.defect, role])).toEqual([
      ["good", CALIBRATION],
      ["crack", ORIGINAL],
      ["crack", typicalRole("theta+exposure")],
    ]);
    expect(items[0]?.experiment).toEqual(items[1]?.experiment);
    const box = boxOf("theta=10,exposure");
    expect(items[2]?.experiment).toEqual({ kind: "points", points: [typicalPoint(box, first, CONFIG.seed)] });
  });

  it("says how thresholds are chosen, or leaves that to the detector", () => {
    const { question, settings } = parseAsk({ question: "operating-point", settings: SETTINGS });
    expect(question.calibrates?.(settings)).toEqual({ kind: "false-rejects", rate: 0.05 });
    const usual = parseAsk({ question: "operating-point", settings: {} });
    expect(usual.question.calibrates?.(usual.settings)).toBeNull();
  });
});

describe("maps", () => {
  const mask = { width: 4, height: 2, data: Uint8Array.of(1, 0, 0, 1, 0, 1, 0, IGNORED) };

  it("miss a region that has no pixel above the threshold; corners connect", () => {
    expect(missedRegions(Float32Array.of(0, 9, 9, 0.5, 0, 0.6, 0, 9), mask, 0.5)).toEqual({
      missed: 1,
      regions: 2,
    });
    expect(missedRegions(new Float32Array(8), mask, 0.5)).toEqual({ missed: 2, regions: 2 });
  });

  it("change by what the counted pixels do on average", () => {
    const rest = new Float32Array(8);
    expect(meanChange(Float32Array.of(0.7, 0, 0, -0.7, 0, 0, 0, 99), rest, mask)).toBeCloseTo(0.2, 6);
  });
});
