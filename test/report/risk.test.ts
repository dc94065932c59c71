// Risk as it is read, on the page and in a terminal: no share is promised smaller than the draws allow.

import { describe, expect, it } from "vitest";
import { countOf } from "../../src/metrics/decisions/clopper-pearson.ts";
import { riskBox } from "../../src/report/page/risk.ts";
import { riskText } from "../../src/report/risk-text.ts";
import type { ObjectRisk, RiskData } from "../../src/results/risk.ts";
import type { RunSummary } from "../../src/results/schema.ts";
import { GOLDEN_SUMMARY } from "../support/golden-summary.ts";

const DRAWS = 73;

/** An object whose limits are violated at some of the draws, by one picture. */
function riskOf(object: string, violating: number): ObjectRisk {
  const picture = { sample: `${object}/test/crack/001.png`, anomalous: true };
  return {
    ...{ object, draws: DRAWS, violating: countOf(violating, DRAWS) },
    values: [{ name: "escapes", better: "lower", atRest: 0, mean: 0.1, quantile5: 0.2, worst: 0.5 }],
    pictures: [{ ...picture, violating: countOf(violating, DRAWS) }],
  };
}

function risking(...objects: readonly ObjectRisk[]): RunSummary {
  const data: RiskData = {
    kind: "risk-profile",
    limits: { escapes: { worst: 0.02, relative: false }, falseRejects: null },
    distributions: { theta: { kind: "normal", mean: 0, deviation: 3 } },
    objects,
  };
  const answer = { question: "made-up-risk", title: "what to expect", charts: [], data };
  return { ...GOLDEN_SUMMARY, answers: [answer] };
}

describe("risk", () => {
  it("without a violating draw is less than 1 − 0.05^(1/73) = 4.02%, rounded up", () => {
    const said = "violated at none of 73 draws; less than 4.1% of such draws do (95%).";
    expect(riskText(risking(riskOf("gear", 0)))?.replace(/\s+/g, " ")).toContain(said);
    expect(riskBox(risking(riskOf("gear", 0))).join("")).toContain(said);
  });

  it("of several objects is headed by the one that violates most often, in 80 columns", () => {
    const summary = risking(riskOf("gear", 1), riskOf("<b>", 7));
    expect(riskBox(summary).join("")).toContain(
      "<strong>&lt;b&gt;: a limit is violated at 9.6% of the draws, most often of 2 objects (95%: 3.9–18.8%)",
    );
    const lines = riskText(summary)?.split("\n") ?? [];
    expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThanOrEqual(80);
    expect(lines[1]).toMatch(/^ {2}escapes +0\.0% +10\.0% +20\.0% +50\.0%$/);
    expect([riskBox(GOLDEN_SUMMARY), riskText(GOLDEN_SUMMARY)]).toEqual([[], null]);
  });
});
