// Which studies a reproduction makes, and what they cost.

import { describe, expect, it } from "vitest";
import { SHIFT_NAMES } from "../../src/core/shift.ts";
import { KEPT } from "../../src/search/kept.ts";
import { PUBLISHED_STRATEGY } from "../../src/search/registry.ts";
import { experimentsOf } from "../../src/study/plan.ts";
import { addCosts, costOf } from "../../src/study/reproduce/cost.ts";
import { studiesOf, studyFolder } from "../../src/study/reproduce/settings.ts";

const SETTINGS = {
  budget: null,
  seed: 0,
  samplesPerObject: null,
  preset: "paper",
  aspect: "squash",
} as const;

const costs = (bestStrategy: string): { forwards: number; gradientSteps: number }[] =>
  studiesOf({ ...SETTINGS, bestStrategy }).map((config) => addCosts(experimentsOf(config).map(costOf)));

describe("the studies of a reproduction", () => {
  it("are the paper's alone where the published search is the best", () => {
    const studies = studiesOf({ ...SETTINGS, bestStrategy: PUBLISHED_STRATEGY });
    expect(studies.map(({ strategy, combinations }) => [strategy, combinations.length])).toEqual([
      ["adam-restarts", 7],
    ]);
  });

  it("keep the published search, and set the best one over all three shifts beside it in a folder of its own", () => {
    const [paper, best] = studiesOf({ ...SETTINGS, bestStrategy: "surrogate" });
    expect(paper?.strategy).toBe("adam-restarts");
    expect(best).toMatchObject({
      strategy: "surrogate",
      combinations: [SHIFT_NAMES],
      sweeps: [],
      budget: 200,
    });
    expect(studyFolder("visa", "ViT-B/16+", "adam-restarts")).toBe("studies/visa-ViT-B-16-");
    expect(studyFolder("visa", "ViT-B/16+", "surrogate")).toBe("studies/visa-ViT-B-16--surrogate");
  });

  it("cost the same in units: a gradient step counts two forwards", () => {
    const [paper, best] = costs("surrogate");
    expect(paper).toEqual({ items: 11, forwards: 1 + 13 + 13 + 11 + 7 * KEPT, gradientSteps: 7 * 200 });
    expect(best).toEqual({ items: 2, forwards: 1 + 2 * 200 + KEPT, gradientSteps: 0 });
  });
});
