// How far shifts may go, on the page: bars within what was asked, and what they say, before decisions and metrics.

import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import { countOf } from "../../src/metrics/decisions/clopper-pearson.ts";
import { reportPage } from "../../src/report/page/page.ts";
import { toleranceSection } from "../../src/report/page/tolerance.ts";
import { toleranceText } from "../../src/report/tolerance-text.ts";
import type { RunSummary } from "../../src/results/schema.ts";
import type { ObjectTolerance, ToleranceData, ToleranceShift } from "../../src/results/tolerance.ts";
import { deciding, GEAR } from "../support/golden-decisions.ts";
import { GOLDEN_SUMMARY } from "../support/golden-summary.ts";

/** A shift that was asked for so far, or all of them, with what holds. */
function shiftOf(
  shift: string,
  range: readonly [number, number] | null,
  held: Partial<ToleranceShift>,
): ToleranceShift {
  const counts = { escapes: countOf(1, 25), falseRejects: countOf(0, 30) };
  return {
    ...{ shift, alone: range !== null, symmetric: null, low: null, high: null },
    confirmed: { inside: true, outside: null },
    curve: [{ factor: 1, range, ...counts, perPicture: counts, pauroc: null }],
    ...held,
  };
}

const HELD: ObjectTolerance = {
  object: "<b>gear</b>",
  shifts: [
    shiftOf("theta", [-10, 20], { symmetric: 4, low: -4, high: 20 }),
    shiftOf("hue", [-Math.PI / 2, Math.PI / 2], { symmetric: 0, low: 0, high: 0 }),
    shiftOf("theta+hue", null, { symmetric: 0.2 }),
  ],
  breaking: [{ sample: "gear/test/crack/001.png", shift: "theta", anomalous: true, value: -4.5 }],
};

const NOWHERE: ObjectTolerance = {
  object: "cap",
  shifts: ["theta", "hue"].map((name) =>
    shiftOf(name, [-1, 1], { reason: "violated at rest: escapes 1 of 8, above 2%" }),
  ),
  breaking: [],
};

function tolerating(...objects: readonly ObjectTolerance[]): RunSummary {
  const limits = { escapes: { worst: 0.02, relative: false }, falseRejects: null };
  const data: ToleranceData = { kind: "tolerances", limits, objects };
  const answer = { question: "made-up-tolerance", title: "how far", charts: [], data };
  return { ...GOLDEN_SUMMARY, answers: [...deciding(GEAR).answers, answer] };
}

function textsOf(html: string, selector: string): string[] {
  const { document } = parseHTML(`<main>${html}</main>`);
  return Array.from(document.querySelectorAll(selector), ({ textContent }) => textContent ?? "");
}

describe("a page with tolerances", () => {
  const sectionOf = (object: ObjectTolerance): string => toleranceSection(tolerating(object)).join("\n");

  it("has a bar a shift within what was asked, and says what it is", () => {
    const html = sectionOf(HELD);
    expect(textsOf(html, ".reach > div > span")).toEqual(["−4° to 20°", "not at all"]);
    const { document } = parseHTML(`<main>${html}</main>`);
    const bars = Array.from(document.querySelectorAll(".track i"), (bar) => bar.getAttribute("style"));
    expect(bars.slice(0, 3)).toEqual(["left:20%;width:80%", "left:26.67%;width:20%", "left:33.33%"]);
    expect(textsOf(html, ".judged strong")).toEqual(["20.0% of the asked range"]);
    expect(textsOf(html, ".judged li").join("\n")).toContain("First to break: crack/001.png at θ −4.5°.");
  });

  it("says how far tolerances were asked for, whatever else the run went through", () => {
    const run = tolerating(HELD);
    const ranges = { ...run.provenance.ranges, theta: [-45, 45], exposure: [-1, 1] } as const;
    const wider = { ...run, provenance: { ...run.provenance, ranges } };
    expect(toleranceSection(wider)).toEqual(toleranceSection(run));
    expect(toleranceText(wider)).toContain(
      "Together: 20.0% of the asked range (turned by −2° to 4°, hue ±18°).",
    );
  });

  it("says why there is none", () => {
    const html = sectionOf(NOWHERE);
    expect(textsOf(html, ".judged strong, .reach")).toEqual([]);
    expect(html).toContain("No range: violated at rest: escapes 1 of 8, above 2%.");
  });

  it("begins with them and escapes names; one without has nothing of it", () => {
    const page = reportPage(tolerating(HELD, NOWHERE), []);
    expect(page.indexOf('<details class="judged" open>')).toBeLessThan(page.indexOf('class="verdict below"'));
    expect(page).not.toContain("<b>gear");
    expect(toleranceSection(GOLDEN_SUMMARY)).toEqual([]);
  });
});
