// Which studies a reproduction makes, and what they cost.

import { describe, expect, it } from "vitest";
import { KEPT } from "../../src/search/kept.ts";
import { PUBLISHED_STRATEGY } from "../../src/search/registry.ts";
import { addCosts, costOf } from "../../src/study/reproduce/cost.ts";
import { experimentsOf } from "../../src/study/reproduce/plan.ts";
import { type ReproducedStudy, studiesOf, studyFolder } from "../../src/study/reproduce/settings.ts";

const SETTINGS = {
  budget: null,
  seed: 0,
  samplesPerObject: null,
  preset: "paper",
} as const;

const costs = (bestStrategy: string): { forwards: number; gradientSteps: number }[] =>
  studiesOf({ ...SETTINGS, bestStrategy }).map(({ config }) => addCosts(experimentsOf(config).map(costOf)));

/** The searches of a study: what is searched from what, how. */
const searches = ({ config }: ReproducedStudy): unknown[] =>
  experimentsOf(config).flatMap((experiment) => {
    if (experiment.kind !== "search") return [];
    const { box, strategy, budget, criterion, from } = experiment;
    return [[Object.keys(box).join("+"), strategy, budget, criterion, from]];
  });

describe("the studies of a reproduction", () => {
  it("are the paper's alone where the published search is the best", () => {
    const studies = studiesOf({ ...SETTINGS, bestStrategy: PUBLISHED_STRATEGY });
    expect(studies.map(({ strategy }) => strategy)).toEqual(["adam-restarts"]);
  });

  it("search every combination exactly as published: none starts from another's points", () => {
    const [paper] = studiesOf({ ...SETTINGS, bestStrategy: "surrogate" });
    const over = ["theta", "hue", "saturation", "theta+hue", "theta+saturation", "hue+saturation"];
    expect(paper === undefined ? [] : searches(paper)).toEqual(
      [...over, "theta+hue+saturation"].map((each) => [each, "adam-restarts", 200, "pauroc", []]),
    );
  });

  it("keep the published search, and set the best one over all three shifts beside it in a folder of its own", () => {
    const [paper, best] = studiesOf({ ...SETTINGS, bestStrategy: "surrogate" });
    expect(paper?.strategy).toBe("adam-restarts");
    expect(best === undefined ? [] : [best.strategy, ...searches(best)]).toEqual([
      "surrogate",
      ["theta+hue+saturation", "surrogate", 200, "pauroc", []],
    ]);
    expect(studyFolder("visa", "ViT-B/16+", "adam-restarts")).toBe("studies/visa-ViT-B-16-");
    expect(studyFolder("visa", "ViT-B/16+", "surrogate")).toBe("studies/visa-ViT-B-16--surrogate");
  });

  it("cost the same in units: a gradient step counts two forwards", () => {
    const [paper, best] = costs("surrogate");
    expect(paper).toEqual({ items: 12, forwards: 2 + 13 + 13 + 11 + 7 * KEPT, gradientSteps: 7 * 200 });
    expect(best).toEqual({ items: 3, forwards: 2 + 2 * 200 + KEPT, gradientSteps: 0 });
  });
});
