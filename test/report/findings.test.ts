// The sentences of a report, word for word, on either side of every threshold.

import { describe, expect, it } from "vitest";
import { present } from "../../src/core/errors.ts";
import { findingsOf } from "../../src/report/findings.ts";
import { reportPage } from "../../src/report/page/page.ts";
import { findingLines, headline, sentences } from "../../src/report/sentences.ts";
import type { Intervals, MetricSet, RunSummary, SampleSummary } from "../../src/results/schema.ts";
import { ofShifts } from "../support/golden-summary.ts";
import { SUMMARY as FINISHED } from "../support/summary.ts";

const SUMMARY = ofShifts(FINISHED, ["theta", "hue", "saturation"]);

const theta = <Kind>(value: Kind): Readonly<Record<string, Kind>> => ({ theta: value });
const [SAMPLE] = SUMMARY.samples;

/** The mean's original, but for its pAUROC. */
function withPauroc(pauroc: number | null): MetricSet {
  return { values: { ...SUMMARY.mean.original.values, pauroc } };
}

/** Samples that fall from one pAUROC to another. */
function falling(changes: readonly (readonly [number | null, number | null])[]): SampleSummary[] {
  const sample = present(SAMPLE, "sample");
  const bound = present(sample.bounds["theta"], "bound");
  return changes.map(([from, to], number) => ({
    ...sample,
    sample: `gear/test/chip/${number}.png`,
    original: { ...sample.original, pauroc: from },
    bounds: theta({ ...bound, pauroc: to, flags: { ...bound.flags, atBorder: false } }),
  }));
}

/** A run whose mean falls from one pAUROC to another. */
function run(from: number | null, to: number | null, changes: Partial<RunSummary> = {}): RunSummary {
  const set = (pauroc: number | null): MetricSet => withPauroc(pauroc);
  const worst = { bounds: theta(set(to)), nested: theta(set(to)), objectBounds: theta(set(to)) };
  return { ...SUMMARY, mean: { ...SUMMARY.mean, original: set(from), ...worst }, ...changes };
}

const said = (summary: RunSummary): string[] => sentences(present(findingsOf(summary), "findings"));
const head = (from: number | null, to: number | null): string =>
  headline(present(findingsOf(run(from, to)), "findings"));

describe("the headline", () => {
  it.each<[number | null, number | null, string]>([
    [0.925, 0.45, "Mean pAUROC falls from 92.5% to 45.0%: −47.5 points, −51% relative"],
    [0.9, 0.899, "Mean pAUROC falls from 90.0% to 89.9%: −0.1 points"],
    [0.9, 0.8996, "Mean pAUROC stays at 90.0%"],
    [0.9, 0.9, "Mean pAUROC stays at 90.0%"],
    [0.9, 0.9004, "Mean pAUROC stays at 90.0%"],
    [0.9, 0.901, "Mean pAUROC stays at 90.0% or above: 90.1%, +0.1 points"],
  ])("from %d to %d", (from, to, words) => {
    expect(head(from, to)).toBe(`${words} (turned by up to ±90°)`);
  });

  it("says that nothing can be said", () => {
    const words = "Mean pAUROC is undefined: no object has both normal and anomalous pixels";
    expect(head(null, 0.4)).toBe(`${words} (turned by up to ±90°)`);
    expect(head(0.9, null)).toBe(`${words} (turned by up to ±90°)`);
  });

  it("of a sweep drops at its worst value, or stays", () => {
    const swept: RunSummary = { ...SUMMARY, combinations: [] };
    expect(findingLines(swept)).toEqual([
      "Mean pAUROC drops from 92.5% to 45.0% at θ −90.0°: −47.5 points, −51% relative (turned by up to ±90°)",
    ]);
    const { mean } = SUMMARY;
    const flat = [0.925, 0.95].map((pauroc, value) => ({ value, metrics: withPauroc(pauroc) }));
    const others = [
      { shift: "hue", points: flat },
      { shift: "saturation", points: flat.slice(1) },
    ];
    expect(findingLines({ ...swept, mean: { ...mean, sweeps: others } })).toEqual([
      "Mean pAUROC stays at 92.5% (hue ±180°)",
      "Mean pAUROC stays at 92.5% or above: 95.0% at δs +1.00, +2.5 points (saturation ±0.5)",
    ]);
    expect(findingLines({ ...swept, mean: { ...mean, sweeps: [] } })).toEqual([]);
  });
});

describe("what is said of the samples", () => {
  const ofSamples = (changes: readonly (readonly [number | null, number | null])[]): string[] =>
    said(run(0.9, 0.5, { samples: falling(changes), objects: [] })).filter((line) => /sample/.test(line));

  it("names the hardest hit, by drop, and averages the worst tenth, by level", () => {
    const changes = Array.from({ length: 19 }, (_, at) => [0.99, 0.5 + at / 100] as const);
    expect(ofSamples([...changes, [0.3, 0.1]])).toEqual([
      "Hardest hit sample: gear/test/chip/0.png, 99.0% → 50.0%.",
      // Two of twenty: 10% and 50%.
      "Worst tenth of the samples: 30.0% pAUROC on average.",
      "All 20 samples with a defect lost at least a point.",
    ]);
  });

  it.each([
    [10, "50.0%"],
    [11, "50.5%"],
    [20, "50.5%"],
    [21, "51.0%"],
  ])("of %d samples, rounds a tenth up", (count, level) => {
    const changes = Array.from({ length: count }, (_, at) => [0.99, 0.5 + at / 100] as const);
    expect(ofSamples(changes)).toContain(`Worst tenth of the samples: ${level} pAUROC on average.`);
  });

  it.each<[number, number, string]>([
    [0.9, 0.8901, "1 of 2 samples with a defect lost less than a point."],
    [0.9, 0.95, "1 of 2 samples with a defect lost less than a point."],
    [0.9, 0.89, "All 2 samples with a defect lost at least a point."],
    [0.57, 0.56, "All 2 samples with a defect lost at least a point."],
    [0.9, 0.8899, "All 2 samples with a defect lost at least a point."],
  ])("from %d to %d: who lost less than a point", (from, to, words) => {
    expect(
      ofSamples([
        [0.9, 0.2],
        [from, to],
      ]).at(-1),
    ).toBe(words);
  });

  it("counts a single sample in the singular, and leaves out what has no pAUROC", () => {
    expect(ofSamples([[0.9, 0.5]]).at(-1)).toBe("The one sample with a defect lost at least a point.");
    expect(ofSamples([[0.9, 0.9]]).at(-1)).toBe("1 of 1 sample with a defect lost less than a point.");
    expect(
      ofSamples([
        [0.9, 0.5],
        [null, 0.5],
        [0.9, null],
      ]).at(-1),
    ).toBe("The one sample with a defect lost at least a point.");
  });
});

describe("what is said of the search", () => {
  const flagged = (flag: "atBorder" | "stillImproving", raised: number): string[] => {
    const samples = falling([
      [0.9, 0.5],
      [0.8, 0.5],
      [0.7, 0.5],
    ]).map((sample, at) => {
      const bound = present(sample.bounds["theta"], "bound");
      return { ...sample, bounds: theta({ ...bound, flags: { ...bound.flags, [flag]: at < raised } }) };
    });
    return said(run(0.9, 0.5, { samples, objects: [] }));
  };

  it("counts worst points at the border, and searches that were still improving", () => {
    expect(flagged("atBorder", 2)).toContain(
      "2 of 3 worst points lie at the border of the ranges; wider ranges would probably lower pAUROC further.",
    );
    expect(flagged("stillImproving", 1)).toContain(
      "1 of 3 searches were still improving in the last tenth of their steps; a larger budget would probably find worse points.",
    );
    for (const flag of ["atBorder", "stillImproving"] as const)
      expect(flagged(flag, 0).join("\n")).not.toMatch(/border|still improving/);
  });

  it("counts masks that vanished", () => {
    const samples = falling([[0.9, 0.5]]).map((sample) => ({ ...sample, maskVanished: true }));
    expect(said(run(0.9, 0.5, { samples, objects: [] })).at(-1)).toBe(
      "1 mask vanished in the resize; that sample was searched by loss and counts in the pooled metrics only.",
    );
  });
});

describe("what is said of combinations", () => {
  const levels = (values: Readonly<Record<string, number>>): string[] => {
    const sets = Object.fromEntries(
      Object.entries(values).map(([name, pauroc]) => [name, withPauroc(pauroc)]),
    );
    const mean = { ...SUMMARY.mean, bounds: sets, nested: sets, objectBounds: sets };
    return said({ ...SUMMARY, mean, combinations: Object.keys(values), samples: [], objects: [] });
  };

  it("names the most harmful single shift, among two or more", () => {
    expect(levels({ theta: 0.8, hue: 0.7, "theta+hue": 0.5 })).toContain(
      "Most harmful single shift: δh, mean pAUROC 70.0%.",
    );
    expect(levels({ theta: 0.8, "theta+hue": 0.5 }).join("\n")).not.toContain("single shift");
  });

  it("says that a subset was worse than the set, and only of a subset", () => {
    expect(levels({ theta: 0.4, hue: 0.7, "theta+hue": 0.5 }).join("\n")).toContain(
      "θ alone lowers mean pAUROC further, to 40.0%, than θ + δh (50.0%): the larger search missed worse points, or points that are worse for single samples pool better.",
    );
    expect(levels({ theta: 0.5, hue: 0.7, "theta+hue": 0.5 }).join("\n")).not.toContain("alone");
    expect(levels({ saturation: 0.3, "theta+hue": 0.5 }).join("\n")).not.toContain("alone");
  });

  it("says how far the nested and the object-level values are from the per-sample one", () => {
    const set = (pauroc: number): Readonly<Record<string, MetricSet>> => ({
      hue: withPauroc(0.7),
      "theta+hue": withPauroc(pauroc),
    });
    const mean = { ...SUMMARY.mean, bounds: set(0.5), nested: set(0.48), objectBounds: set(0.41) };
    const lines = said({ ...SUMMARY, mean, combinations: ["hue", "theta+hue"], samples: [], objects: [] });
    expect(lines.slice(-2)).toEqual([
      "Nested (each sample at the worst of this search and of those over fewer shifts): mean pAUROC 48.0%, −2.0 points from the per-sample value.",
      "Object-level (at the shifts that are worst for each object as a whole): mean pAUROC 41.0%, −9.0 points from the per-sample value.",
    ]);
  });
});

describe("what is said of the objects", () => {
  it("names the only one, or the most and the least affected by drop", () => {
    const [one, other] = SUMMARY.objects;
    const gear = present(one, "object");
    expect(said({ ...SUMMARY, objects: [gear] })).toContain(
      "Only object: gear, 95.0% → 70.0% (−25.0 points, −26%).",
    );
    const lines = said({ ...SUMMARY, objects: [gear, present(other, "object")] });
    expect(lines.filter((line) => line.includes("affected object"))).toEqual([
      `Most affected object: ${other?.object}, 90.0% → 20.0% (−70.0 points, −78%).`,
      "Least affected object: gear, 95.0% → 70.0% (−25.0 points, −26%).",
    ]);
  });
});

describe("intervals", () => {
  const few = (none: Intervals["none"], objects = SUMMARY.objects): string | undefined => {
    const { intervals } = SUMMARY.mean;
    const mean = { ...SUMMARY.mean, intervals: none === undefined ? intervals : { ...intervals, none } };
    return said({ ...SUMMARY, mean, objects })[0];
  };

  it("stand first where there are enough pictures", () => {
    expect(few(undefined)).toBe(
      "95% interval of the change over test pictures: −52.5 to −42.5 points. It covers the sampling of pictures, not what the search missed.",
    );
  });

  it("give way to the range of the samples' own changes, and to how many pictures would do", () => {
    const reason = "too few pictures with a defect";
    const range = "the samples' own changes range from −82.0 to −0.2 points";
    expect(few({ reason, pictures: 2, picturesNeeded: 140 })).toBe(
      `Too few pictures for an interval (an object has 2 with a defect); ${range}. About 140 with a defect per object would give ±5 points.`,
    );
    expect(few({ reason, pictures: 2, picturesNeeded: null }, SUMMARY.objects.slice(0, 1))).toBe(
      `Too few pictures for an interval (2 with a defect); ${range}. How many would give ±5 points cannot be told from these.`,
    );
    expect(few({ reason: "a single picture without a defect", pictures: 12, picturesNeeded: 30 })).toContain(
      "Too few pictures for an interval (one without a defect); ",
    );
  });
});

describe("a run without a search", () => {
  it("speaks of none on its page", () => {
    const swept = {
      ...{ ...SUMMARY, combinations: [] },
      provenance: { ...SUMMARY.provenance, strategy: null, budget: null },
      mean: { ...SUMMARY.mean, bounds: {}, nested: {}, objectBounds: {} },
    };
    const page = reportPage(swept, []);
    expect(page).toContain("Mean pAUROC drops from 92.5% to 45.0% at θ −90.0°");
    const said = page.slice(page.indexOf("<main>"));
    expect(said).not.toMatch(/search|strategy|budget|gradient step|worst found|lower bound|own worst/i);
    expect(reportPage(SUMMARY, [])).toContain(
      "adam-restarts at the cost of 10 gradient steps per sample and combination",
    );
  });
});
