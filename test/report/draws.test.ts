// What uniform draws beside searches, and searches that left nothing out, allow to be said.

import { describe, expect, it } from "vitest";
import { drawsLine, drawsLines, EXHAUSTED } from "../../src/report/draws-text.ts";
import { searchText } from "../../src/report/search-text.ts";
import { metricLines } from "../../src/report/sentences.ts";
import { boundJson } from "../../src/results/contract-json.ts";
import type { RunSummary, SearchOutcome } from "../../src/results/schema.ts";
import { GOLDEN_SUMMARY } from "../support/golden-summary.ts";

/** The run with something said of every search over its largest combination. */
function withSearches(changes: (picture: number) => Partial<SearchOutcome>): RunSummary {
  const name = LARGEST;
  return {
    ...GOLDEN_SUMMARY,
    samples: GOLDEN_SUMMARY.samples.map((sample, picture) => {
      const own = sample.bounds[name];
      if (own === undefined) return sample;
      return { ...sample, bounds: { ...sample.bounds, [name]: { ...own, ...changes(picture) } } };
    }),
  };
}

const LARGEST = GOLDEN_SUMMARY.combinations.at(-1) ?? "";

describe("draws of which none is worse", () => {
  it("leave less than 5% of the box with 59 of them, 1% with 299", () => {
    const beside = { pictures: 1, worse: 0 };
    expect(drawsLines({ ...beside, count: 59 })).toEqual([
      "Of 59 uniform draws a picture none is worse than what was found for the picture: less than 5.0% of such a picture's box is (95% confidence).",
    ]);
    expect(drawsLines({ ...beside, count: 299 })[0]).toContain("less than 1.0% of such a picture's box");
    expect(drawsLine({ count: 59, worse: 0 })).toBe(
      "none of 59 uniform draws is worse: less than 5.0% of the box is (95% confidence)",
    );
  });

  it("leave more where many pictures are spoken of at once: 1 − (0.05/N)^(1/n), rounded up", () => {
    expect(drawsLines({ count: 59, pictures: 150, worse: 2 })).toEqual([
      "Of 59 uniform draws a picture none is worse than what was found for 148 of 150 pictures: less than 5.0% of such a picture's box is (95% confidence for each by itself; 12.7% for all at once, for which 5.0% takes 157 draws).",
      "For 2 of 150 pictures a draw is worse than what the search found; a larger budget would probably find worse points.",
    ]);
    expect(drawsLine({ count: 59, worse: 1 })).toMatch(/^1 of 59 uniform draws was worse/);
  });
});

describe("a run", () => {
  it("says in text and JSON how many pictures a draw is worse for, and nothing without draws", () => {
    const drawn = withSearches((picture) => ({ draws: { count: 59, worse: picture === 0 ? 3 : 0 } }));
    const { length } = GOLDEN_SUMMARY.samples;
    const lines = metricLines(drawn).join("\n");
    expect(lines).toContain(`none is worse than what was found for ${length - 1} of ${length} pictures`);
    expect(lines).toContain(`For 1 of ${length} pictures a draw is worse`);
    expect(boundJson(drawn, LARGEST)["draws"]).toEqual({ count: 59, pictures: length, worse: 1 });
    expect(metricLines(GOLDEN_SUMMARY).join("\n")).not.toMatch(/uniform draw|exact/);
    expect(boundJson(GOLDEN_SUMMARY, LARGEST)).not.toHaveProperty("draws");
  });

  it("calls its bound exact only where every picture's listed amounts were exhausted", () => {
    const all = withSearches(() => ({ exhausted: true }));
    const some = withSearches((picture) => (picture === 0 ? {} : { exhausted: true }));
    expect(metricLines(all)).toContain(EXHAUSTED);
    expect(metricLines(some)).not.toContain(EXHAUSTED);
    expect([all, some].map((run) => boundJson(run, LARGEST)["exhausted"])).toEqual([true, undefined]);
    const how = { strategy: "exhaustive", budget: 200, exhausted: true } as const;
    expect(searchText(how)).toBe("every combination of the listed amounts");
  });
});
