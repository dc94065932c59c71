// Verdicts on the page and in tables: the worst first, in words beside the colours, with what they are made of.

import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import { bindingText } from "../../src/report/acceptance-words.ts";
import { acceptanceSection } from "../../src/report/page/acceptance.ts";
import { reportPage } from "../../src/report/page/page.ts";
import { tablesOf } from "../../src/report/tables/index.ts";
import { tableCsv, tableText } from "../../src/report/tables/writers.ts";
import type { ObjectAcceptance } from "../../src/results/acceptance.ts";
import type { RunSummary } from "../../src/results/schema.ts";
import {
  ACCEPTED,
  judging,
  REJECTED,
  REJECTED_AT_REST,
  TWELVE,
  UNSEARCHED,
  WITHIN,
} from "../support/golden-acceptance.ts";
import { deciding, GEAR } from "../support/golden-decisions.ts";
import { GOLDEN_SUMMARY } from "../support/golden-summary.ts";

const ALL = [ACCEPTED, WITHIN, TWELVE, UNSEARCHED, REJECTED, REJECTED_AT_REST];

/** Verdicts beside the decisions that their study makes too. */
function judgingAndDeciding(summary: RunSummary): RunSummary {
  return { ...summary, answers: [...summary.answers, ...deciding(GEAR).answers.slice(-1)] };
}

/** What stands above all else on their page. */
function sectionOf(...objects: readonly ObjectAcceptance[]): string {
  return acceptanceSection(judging(...objects)).join("\n");
}

function textsOf(page: string, selector: string): string[] {
  const { document } = parseHTML(`<main>${page}</main>`);
  return Array.from(document.querySelectorAll(selector), ({ textContent }) => (textContent ?? "").trim());
}

describe("a page with verdicts", () => {
  it("begins with what was asked and what came of it, before decisions and metrics", () => {
    const page = reportPage(judgingAndDeciding(judging(WITHIN)), []);
    const order = [
      "<strong>Asked:</strong> escapes 2% and false rejects 5% at most, turned by up to ±10°, exposure ±0.5 stops",
      '<details class="judged accept-within" open>',
      "Accept within 0.4 of the asked range",
      "<h2>Accepted or not</h2>",
      '<div class="verdict below"><p><strong>1 of 25 defective parts escapes',
      '<div class="verdict below"><p><strong>Mean pAUROC falls',
      "<dt>not enough search</dt>",
    ].map((text) => page.indexOf(text));
    expect(order).not.toContain(-1);
    expect(order).toEqual(order.toSorted((left, right) => left - right));
  });

  it("has every object in a line, the worst first, and opens the details of three", () => {
    const page = sectionOf(...ALL);
    expect(textsOf(page, "table.counts td.word")).toEqual([
      ...["✗ Reject", "✗ Reject, at rest already", "? Not enough search", "? Too few pictures"],
      ...["◐ Accept within 0.4 of the asked range", "✓ Accept"],
    ]);
    expect(textsOf(page, "details.judged .name")).toEqual([
      "capsule",
      "weave",
      "screw",
      "bracket",
      "gear",
      "nut",
    ]);
    expect(textsOf(page, "details[open] .name")).toEqual(["capsule", "weave", "screw"]);
    expect(page).toContain("For all 6 objects together (each at 99.2%) these do not hold: gear.");
  });

  it("counts at each stage, and marks what decides and what breaks a limit", () => {
    const page = sectionOf(WITHIN);
    expect(textsOf(page, ".judged table.counts thead th")).toEqual([
      ...["escapes 2% allowed", "false rejects 5% allowed"],
    ]);
    expect(textsOf(page, ".judged table.counts tbody tr")).toEqual([
      ...["at rest0/150 (0.0–2.4%)0/60 (0.0–6.0%)", "typical1/150 (0.0–3.7%)0/60 (0.0–6.0%)"],
      "worst common (decides)2/150 (0.2–4.7%)1/60 (0.0–8.9%)",
      "worst per picture9/150 (2.8–11.1%)3/60 (1.0–13.9%)",
    ]);
    expect(textsOf(page, "td.binds")).toEqual(["2/150 (0.2–4.7%)"]);
    const rest = sectionOf(REJECTED_AT_REST);
    expect(textsOf(rest, ".judged tr.summary th")).toEqual(["at rest (decides)"]);
    expect(textsOf(rest, "td.binds")).toEqual(["13/60 (12.1–34.2%)"]);
  });

  it("draws each shift alone and all together within what was asked, and says it in words", () => {
    const page = sectionOf(WITHIN);
    expect(textsOf(page, ".reach > div > b")).toEqual([
      ...["Rotation", "Exposure", "Colour temperature", "Defocus", "Noise"],
    ]);
    expect(textsOf(page, ".reach > div > span")).toEqual([
      ...["−6° to 10°", "−0.2 stops to 0.5 stops", "4908 K to 9638 K, all that is asked"],
      ...["0% to 0.4%", "0 to 0.012"],
    ]);
    const { document } = parseHTML(`<main>${page}</main>`);
    const [track] = Array.from(document.querySelectorAll(".track > div"));
    expect(Array.from(track?.children ?? [], (bar) => [bar.className, bar.getAttribute("style")])).toEqual([
      ["alone", "left:20%;width:80%"],
      ["together", "left:30%;width:40%"],
      ["zero", "left:50%"],
    ]);
    expect(textsOf(sectionOf(REJECTED), ".reach > div > span")).toEqual([
      ...["±1°", "not at all", "6033 K to 6504 K", "not at all", "not at all"],
    ]);
    expect(sectionOf(REJECTED_AT_REST)).toContain("Nowhere: a limit does not hold at rest already.");
    expect(textsOf(sectionOf(REJECTED_AT_REST), ".reach")).toEqual([]);
  });

  it("says what limits it, how many pictures it takes and what to do", () => {
    const summary = judging(WITHIN);
    const [facts = ""] = textsOf(sectionOf(WITHIN), ".judged dl");
    expect(facts).toContain("holds withinturned by up to ±4°, exposure ±0.2 stops");
    const { binding } = WITHIN;
    expect(facts).toContain(`limited by${binding === null ? "" : bindingText(binding, summary.shifts)}`);
    expect(facts).toContain("parts needed1271 defective and 153 good");
    expect(facts).toContain("decided bya part is rejected above the image score 0.412");
    expect(textsOf(sectionOf(WITHIN), ".judged ul:not(.note) li")[0]).toMatch(/^Hold the exp/);
    expect(sectionOf(ACCEPTED)).toContain("<dt>nearest limit</dt>");
  });

  it("says of twelve good pictures what can be said", () => {
    const page = sectionOf(TWELVE);
    expect(page).toContain("Too few pictures");
    expect(textsOf(page, ".judged tr.summary td")).toEqual(["–", "1/12 (0.2–38.5%)"]);
    expect(page).toContain("by the rates as seen: so few pictures cannot hold a limit");
    expect(textsOf(page, "ul.note li").at(-1)).toBe(
      "There is no defective part: nothing can be said of escapes.",
    );
  });

  it("escapes every name, and has nothing of all this where no verdict was asked for", () => {
    const nasty = "<b>gear</b>";
    const object = { ...WITHIN, object: nasty, notes: [nasty], actions: [{ what: nasty, measured: null }] };
    const page = sectionOf(object, ACCEPTED);
    expect(page).toContain("&lt;b&gt;gear&lt;/b&gt;");
    expect(page).not.toContain(nasty);
    expect(acceptanceSection(GOLDEN_SUMMARY).join("\n")).toBe("");
  });
});

describe("tables of verdicts", () => {
  const named = (name: string): ReturnType<typeof tablesOf> =>
    tablesOf(judging(...ALL)).filter((table) => table.name === name);

  it("have an object a row, with what a program asks for", () => {
    const [csv = ""] = named("acceptance").map(tableCsv);
    const [head, first, ...others] = csv.trimEnd().split("\n");
    expect(head).toMatch(/^object,verdict,verdict_word,within_factor,escapes_common_of,escapes_common,/);
    expect(first).toMatch(
      /^capsule,Reject,reject,,31 of 150,31,150,20\.666667,14\.494882,28\.033429,9 of 60,/,
    );
    expect(others.map((row) => row.split(",")[0])).toEqual(["weave", "screw", "bracket", "gear", "nut"]);
  });

  it("have a shift of an object a row, as text and as numbers in its own unit", () => {
    const [text = ""] = named("acceptance-alone").map(tableText);
    expect(text).toMatch(/gear +θ +turned by −6° to 10° +turned by up to ±10° +limits/);
    expect(text).toMatch(/bracket +θ +turned by −4° to 7° +turned by up to ±10° +seen/);
    const [csv = ""] = named("acceptance-alone").map(tableCsv);
    expect(csv).toMatch(/\ngear,θ,turned by −6° to 10°,-6,10,turned by up to ±10°,-10,10,limits,/);
  });
});
