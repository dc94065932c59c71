// The arithmetic of the benchmark of whole studies, on pictures made by hand.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { earlierStudies } from "../../bench/study/earlier.ts";
import { COMBINATIONS } from "../../bench/study/plans.ts";
import { comparisonsOf, curveOf, figuresOf, seedsTogether, wholeStudies } from "../../bench/study/summary.ts";
import type { Mode, PictureResult, StudyResult } from "../../bench/study/types.ts";
import { present } from "../../src/core/errors.ts";
import { scratchFolder } from "../support/scratch.ts";

const PRICES = { "": 0, theta: 0.01, "theta+hue": 0.02 };

function picture(id: string, searched: number, pauroc: number): PictureResult {
  return {
    id,
    units: { sweep: 100, search: searched },
    forwards: { theta: 100, "theta+hue": searched },
    searching: 1,
    pauroc: Object.fromEntries(COMBINATIONS.map((name) => [name, pauroc])),
  };
}

function study(mode: Mode, object: string, pictures: readonly PictureResult[]): StudyResult {
  return { model: "demo", object, study: { mode, seed: 0, budget: 200 }, pictures };
}

describe("whole studies", () => {
  const studies = wholeStudies([
    study("alone", "nut", [picture("nut/0", 900, 0.5)]),
    study("alone", "gear", [picture("gear/0", 900, 0.3)]),
    study("shared", "nut", [picture("nut/0", 150, 0.52)]),
    study("shared", "gear", [picture("gear/0", 250, 0.26)]),
  ]);
  const figures = studies.map((whole) => figuresOf(whole, PRICES));

  it("cost their sweeps and searches, at the price of an evaluation", () => {
    expect(figures.map(({ units, searchUnits }) => [units, searchUnits])).toEqual([
      [1000, 900],
      [300, 200],
    ]);
    expect(figures.map(({ seconds }) => seconds)).toEqual([20, 6]);
  });

  it("are compared combination by combination, the worst picture first", () => {
    const [comparison] = comparisonsOf(studies, figures);
    expect(comparison).toMatchObject({ other: "alone", unitsShare: 0.3, secondsShare: 0.3 });
    expect(comparison?.meanDifference).toBeCloseTo(-0.01);
    expect(comparison?.combinations[0]?.worst.map((each) => each.picture)).toEqual(["nut/0", "gear/0"]);
  });

  it("are compared with those of an earlier run's figures, whatever the order of their pictures", async () => {
    const file = join(await scratchFolder(), "before.json");
    const before = { model: "demo", mode: "alone", seed: 0, budget: 200 };
    const pictureFigures = [
      { ...before, picture: "gear/0", pauroc: picture("", 0, 0.36).pauroc },
      { ...before, picture: "nut/0", pauroc: picture("", 0, 0.6).pauroc },
      { ...before, mode: "shared", picture: "nut/0", pauroc: {} },
    ];
    const study = { ...present(figures[0], "study"), pauroc: picture("", 0, 0.48).pauroc };
    writeFileSync(file, JSON.stringify({ studies: [study, { ...study, mode: "shared" }], pictureFigures }));
    const earlier = earlierStudies([file]);
    expect(earlier.whole).toHaveLength(1);
    const comparisons = comparisonsOf(
      [...studies.slice(1), ...earlier.whole],
      [...figures.slice(1), ...earlier.figures],
    );
    expect(comparisons).toHaveLength(1);
    expect(comparisons[0]?.combinations[0]?.worst).toEqual([
      { picture: "nut/0", difference: expect.closeTo(-0.08) },
      { picture: "gear/0", difference: expect.closeTo(-0.1) },
    ]);
    expect(seedsTogether([...comparisons, ...comparisons])).toMatchObject([
      { model: "demo", other: "alone", seeds: 2, unitsShare: 0.3, meanDifference: expect.closeTo(-0.09) },
    ]);
  });

  it("make a point of the curve for every way and budget", () => {
    expect(curveOf(figures).map(({ mode, units, seeds }) => [mode, units, seeds])).toEqual([
      ["alone", 1000, 1],
      ["shared", 300, 1],
    ]);
  });
});
