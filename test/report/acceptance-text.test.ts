// The screen of a verdict, as an engineer reads it in a terminal: 80 columns, about thirty lines, every number with its n.

import { describe, expect, it } from "vitest";
import { present } from "../../src/core/errors.ts";
import { countOf } from "../../src/metrics/decisions/clopper-pearson.ts";
import { acceptanceText } from "../../src/report/acceptance-text.ts";
import { findingLines } from "../../src/report/sentences.ts";
import { summaryText } from "../../src/report/write.ts";
import { acceptanceOf, type ObjectAcceptance } from "../../src/results/acceptance.ts";
import {
  ACCEPTED,
  judging,
  REJECTED,
  REJECTED_AT_REST,
  TWELVE,
  UNSEARCHED,
  WITHIN,
} from "../support/golden-acceptance.ts";

function screen(...objects: readonly ObjectAcceptance[]): string {
  const summary = judging(...objects);
  return acceptanceText(present(acceptanceOf(summary), "verdicts"), summary.shifts);
}

const ALL = [ACCEPTED, WITHIN, REJECTED, REJECTED_AT_REST, UNSEARCHED, TWELVE];

describe("the screen of a verdict", () => {
  it("says how far, what limits it, how many parts it takes and what to do", () => {
    expect(screen(WITHIN).split("\n")).toEqual([
      "gear: ACCEPT WITHIN 0.4 OF THE ASKED RANGE",
      "  Every limit holds over a part of the asked range, not over all of it.",
      "",
      "                      escapes            false rejects",
      "  at rest             0/150 (0.0–2.4%)   0/60 (0.0–6.0%)",
      "  typical             1/150 (0.0–3.7%)   0/60 (0.0–6.0%)",
      "  worst common        2/150 (0.2–4.7%)   1/60 (0.0–8.9%)",
      "  each at worst       9/150 (2.8–11.1%)  3/60 (1.0–13.9%)",
      "",
      "                      asked           each alone         all together",
      "  rotation            ±10°            −6 to 10°          ±4°",
      "  exposure            ±0.5 stops      −0.2 to 0.5 stops  ±0.2 stops",
      "  colour temperature  4908 to 9638 K  all                5755 to 7477 K",
      "  defocus             0 to 0.8%       0 to 0.4%          0 to 0.32%",
      "  noise               0 to 0.03       0 to 0.012         0 to 0.012",
      "",
      "  limits              escapes 2% and false rejects 5%, each at 95% confidence",
      "  limited by          escapes: 2 of 150 (δe −0.42 stops, δT 5135 K, r +0.40%, σ",
      "                      +0.021), up to 4.2% cannot be excluded, limit 2%",
      "  parts needed        1271 defective and 153 good in all at the rate seen",
      "  threshold           0.412 from 60 good pictures (calibration), for at most 2%",
      "                      false rejects at rest",
      "  searched            59 draws and 184 units a picture",
      "",
      "What to do:",
      "  - Hold the exposure within −0.2 to 0.5 stops: a lamp that is regulated, or a",
      "    reference patch in view.",
      "  - Evaluate 1271 defective parts: at the rate seen that many would hold the",
      "    limit.",
      "Note:",
      "  - Rates are of this test set's mixture of defects, not of production's.",
    ]);
  });

  it("is one screen of 80 columns whatever the verdict", () => {
    const ends: readonly [number, number] = [-0.3456789, 0.4567891];
    const many = countOf(1234, 1500);
    const wide = {
      ...{ ...REJECTED_AT_REST, alone: { theta: ends, exposure: ends, noise: ends } },
      common: { escapes: many, falseRejects: many },
    };
    const both = screen(wide, { ...wide, object: "a-name-that-is-too-long" });
    expect(Math.max(...both.split("\n").map((line) => [...line].length))).toBeLessThanOrEqual(80);
    expect(both).toMatch(/weave +reject, at rest already +1234\/1500 +1234\/1500\n/);
    for (const object of ALL) {
      const lines = screen(object).split("\n");
      expect(Math.max(...lines.map((line) => [...line].length)), object.object).toBeLessThanOrEqual(80);
      expect(lines.length, object.object).toBeLessThanOrEqual(34);
    }
  });

  it("tells a violated limit from one that so few parts cannot show to hold", () => {
    expect(screen(REJECTED)).toMatch(/^capsule: REJECT\n {2}A limit is surely violated \(95%\), by escapes/);
    expect(screen(REJECTED)).toMatch(/at least 15\.3% of such parts, limit 2%/);
    expect(screen(ACCEPTED)).toMatch(/nearest limit +escapes: 0 of 150, up to 2\.0% cannot be excluded/);
    const twelve = screen(TWELVE);
    expect(twelve).toMatch(/^bracket: TOO FEW PICTURES\n {2}So few parts cannot show/);
    // Good pictures alone: no column of escapes, and what each shift does as seen.
    expect(twelve).toMatch(/\n +false rejects\n {2}at rest/);
    expect(twelve).toMatch(/alone, as seen/);
    expect(twelve).toMatch(/parts needed +149 defective if none fails; no number of good ones would\s+do/);
  });

  it("says what of the pictures is too few, and what is left of a range of nothing", () => {
    const uncalibrated = { ...ACCEPTED, verdict: "too-few-pictures", within: null } as const;
    expect(screen(uncalibrated)).toContain("from so few calibration pictures that nothing");
    const atRest = { ...WITHIN, within: { factor: 0, box: {} } };
    expect(screen(atRest)).toMatch(/ACCEPT AT REST ALONE\n {2}Every limit holds at rest, and in no range/);
  });

  it("speaks of a second search where one was made", () => {
    const second = (flips: number): ObjectAcceptance["search"] => ({
      ...{ units: 184, draws: 59, second: { strategy: "simplex", flips } },
    });
    expect(screen(ACCEPTED)).toMatch(/range, and a second search flipped no\s+verdict\.\n/);
    expect(screen({ ...ACCEPTED, search: { units: 11, draws: 0, second: null } })).toMatch(
      /range, and all of it was\s+evaluated\.\n/,
    );
    expect(screen({ ...WITHIN, search: second(2) })).toMatch(
      /not over all of it\. A\s+second\s+search\s+flipped/,
    );
  });

  it("of several objects has a line each, the worst first and in detail, and which hold together", () => {
    const lines = screen(...ALL).split("\n");
    expect(lines.slice(2, 8).map((line) => line.split(/ {2,}/).slice(0, 2))).toEqual([
      ["capsule", "reject"],
      ["weave", "reject, at rest already"],
      ["screw", "not enough search"],
      ["bracket", "too few pictures"],
      ["gear", "accept within 0.4"],
      ["nut", "accept"],
    ]);
    expect(lines[9]).toBe("For all 6 objects together (each at 99.2%) these do not hold: gear.");
    expect(lines[11]).toBe("capsule: REJECT");
  });

  it("leaves to the page what a screen has no room for", () => {
    const what = "Hold the lamp within what it can be regulated to, and shield the station from daylight.";
    const actions = Array.from({ length: 9 }, (_, at) => ({ what: `${at}: ${what}`, measured: null }));
    const lines = screen({ ...WITHIN, actions }).split("\n");
    expect(lines.at(-1)).toBe("  … 6 more on the page");
    // A heading without anything under it says nothing.
    const few = screen({ ...WITHIN, actions: actions.slice(0, 4).map((each) => ({ ...each, what })) });
    expect(few.split("\n").slice(-2)).toEqual([
      expect.stringMatching(/daylight\.$/),
      "  … 1 more on the page",
    ]);
    expect(lines.length).toBeLessThanOrEqual(36);
  });

  it("heads what the explorer says of a run", () => {
    const further = { ...WITHIN, object: "cap", within: { factor: 0.6, box: {} } };
    expect(findingLines(judging(further, WITHIN, REJECTED_AT_REST)).slice(0, 3)).toEqual([
      "weave: reject, at rest already",
      "gear: accept within 0.4 of the asked range",
      "cap: accept within 0.6 of the asked range",
    ]);
  });

  it("is what any command prints at the end of a run with verdicts", () => {
    expect(summaryText(judging(WITHIN))).toBe(screen(WITHIN));
  });
});
