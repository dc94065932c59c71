// What a report says of decisions, word for word: in sentences, in a terminal, in tables and on the page.

import { describe, expect, it } from "vitest";
import { metricFacts } from "../../src/metrics/registry.ts";
import { decisionFindings, decisionLines } from "../../src/report/decisions-sentences.ts";
import { decisionsText } from "../../src/report/decisions-text.ts";
import { reportPage } from "../../src/report/page/page.ts";
import { decisionsAgreementTable } from "../../src/report/tables/decisions-agreement.ts";
import { decisionsFlipsTable } from "../../src/report/tables/decisions-flips.ts";
import { diagnosesOf, furtherTablesOf, tablesOf } from "../../src/report/tables/index.ts";
import { tableCsv, tableText } from "../../src/report/tables/writers.ts";
import { summaryText } from "../../src/report/write.ts";
import type { ObjectDecisions } from "../../src/results/decisions.ts";
import type { MetricSet, RunSummary } from "../../src/results/schema.ts";
import { CAP, deciding, GEAR, GOOD_ALONE } from "../support/golden-decisions.ts";
import { GOLDEN_SUMMARY } from "../support/golden-summary.ts";

const ALL = "theta+hue+saturation";
const RANGES = "turned by −10° to 20°, hue ±90°, saturation 0 to 0.25";

describe("decisions in sentences", () => {
  it("say of one kind of part k of n at each stage, with what they hold for", () => {
    expect(decisionLines(deciding(GEAR))).toEqual([
      `1 of 25 defective parts escapes at rest and 11 at their own worst; 2 of 30 good parts are rejected at rest and 9 at their own worst (${RANGES})`,
      "Threshold: a part is rejected above the image score 0.412, chosen from 49 good pictures (train/good), promising at most 2% false rejects at rest. Frozen before any shift.",
      "At rest 1 of 25 defective parts escapes (4.0%, 95%: 0.1 to 20.4%); under one random draw a picture: 3; at the worst setting common to all: 6 (δh −71.62°, δs +0.25); each at its own worst: 11 of 25 parts were seen to escape somewhere in the range, at least 26.9% of such parts can (95%).",
      "At rest 2 of 30 good parts are rejected (6.7%, 95%: 0.8 to 22.1%); under one random draw a picture: 2; at the worst setting common to all: 4 (δh +28.65°, δs 0.00); each at its own worst: 9 of 30 parts were seen to be rejected somewhere in the range, at least 16.6% of such parts can (95%).",
      "A pixel of the map changes by 0.034 under one random draw and 0.121 at the worst found, on average over pictures.",
      "Rates are of this test set's mixture of defects, not of production's.",
    ]);
  });

  it("add several kinds up without an interval, and name the one that it happens to most", () => {
    const lines = decisionLines(deciding(GEAR, CAP));
    expect(lines.slice(1, 4)).toEqual([
      "Threshold: a part is rejected above the image score 0.412 (gear) and 0.388 (cap), chosen from 49 good pictures (train/good), promising at most 2% false rejects at rest. Frozen before any shift.",
      "At rest 1 of 45 defective parts escapes (2.2%); under one random draw a picture: 3; at each object's worst setting common to its pictures: 6; each at its own worst: 11 were seen to escape.",
      "Most often gear: 11 of 25 defective parts were seen to escape somewhere in the range, at least 26.9% of such parts can (95%).",
    ]);
  });

  it("say of none that none was seen, not that there is none", () => {
    expect(decisionLines(deciding(CAP))[2]).toBe(
      "At rest 0 of 20 defective parts escape (0.0%, 95%: 0.0 to 16.8%); under one random draw a picture: 0; at the worst setting common to all: 0; each at its own worst: none of 20 was seen to escape, and what was not tried is not known.",
    );
  });

  it("say nothing of escapes where nothing is defective, and what too few pictures promise", () => {
    expect(decisionLines(deciding(GOOD_ALONE)).slice(0, 4)).toEqual([
      `1 of 12 good parts is rejected at rest and 5 at their own worst (${RANGES})`,
      "Threshold: a part is rejected above the image score 0.412, chosen from 12 good pictures (good test pictures, which are not evaluated). Frozen before any shift.",
      "Too few calibration pictures: 12 promise a false-reject rate of 7.69% at best, 2% needs 49; the threshold is their largest score.",
      "At rest 1 of 12 good parts is rejected (8.3%, 95%: 0.2 to 38.5%); under one random draw a picture: 2; at the worst setting common to all: 3 (δh +28.65°, δs 0.00); each at its own worst: 5 of 12 parts were seen to be rejected somewhere in the range, at least 18.1% of such parts can (95%).",
    ]);
  });

  it("name the objects of what is not true of all, and a rule that needs no pictures", () => {
    const own: ObjectDecisions = {
      ...CAP,
      thresholds: {
        ...{ rule: { kind: "detector" }, image: null, pixel: null, pictures: null, promised: null },
        ...{ from: "the detector's own decision", notes: [] },
      },
      limits: ["cap alone."],
    };
    const findings = decisionFindings(deciding(GEAR, own));
    expect(findings?.sentences[0]).toContain(
      "Threshold: a part is rejected above the image score 0.412 (gear), chosen",
    );
    expect(findings?.sentences[1]).toBe("Decisions of cap: the detector's own; it rejects a part by itself.");
    expect(findings?.limits).toEqual([
      "gear: Rates are of this test set's mixture of defects, not of production's.",
      "cap: cap alone.",
    ]);
  });
});

it("a terminal of 80 columns shows them before the metrics", () => {
  const text = decisionsText(deciding(GEAR, CAP));
  expect(text.split("\n").slice(0, 3)).toEqual([
    "gear             at rest       typical       worst common  per picture",
    "  escapes        1/25 (0–20%)  3/25 (3–31%)  6/25 (9–45%)  11/25 (24–65%)",
    "  false rejects  2/30 (1–22%)  2/30 (1–22%)  4/30 (4–31%)  9/30 (15–49%)",
  ]);
  const longest = (lines: string): number => Math.max(...lines.split("\n").map((line) => [...line].length));
  expect(longest(text)).toBeLessThanOrEqual(80);
  const many = { k: 118, n: 2125, low: 0.046, high: 0.166 };
  const rows = { escapes: many, falseRejects: many };
  const { common } = GEAR;
  const large: ObjectDecisions = {
    ...{ ...GEAR, atRest: rows, typical: { [ALL]: rows }, worst: { [ALL]: rows } },
    common: Object.fromEntries(Object.entries(common).map(([name, own]) => [name, { ...own, ...rows }])),
  };
  const wide = decisionsText(deciding(large));
  expect(wide.split("\n")[1]).toBe(
    "  escapes        118/2125 (5–17%)  118/2125  118/2125      118/2125 (5–17%)",
  );
  expect(longest(wide)).toBeLessThanOrEqual(80);
  const whole = summaryText(deciding(GEAR));
  expect(whole.indexOf("1 of 25 defective parts escapes")).toBeLessThan(whole.indexOf("Mean pAUROC falls"));
});

describe("tables of decisions", () => {
  const named = (summary: RunSummary, name: string): string => {
    const table = [...tablesOf(summary), ...furtherTablesOf(summary)].find((each) => each.name === name);
    return table === undefined ? "" : tableText(table);
  };

  it("have every stage of every combination, and what all objects come to", () => {
    const text = named(deciding(GEAR, CAP), "decisions");
    expect(text).toMatch(/worst common +θ \+ δh \+ δs +6 of 25 +24\.0 +9\.4 +45\.1 +δh −71\.62°, δs \+0\.25/);
    expect(text).toMatch(/all objects +at rest +1 of 45 +2\.2 +2 of 60 +3\.3\n/);
    expect(text).toContain("(Clopper–Pearson)");
    expect(named(deciding(GOOD_ALONE), "decisions")).not.toMatch(/escape/i);
  });

  it("have types of defect, missed regions and map change, of those that there are", () => {
    const summary = deciding(GEAR);
    expect(named(summary, "decisions-defects")).toMatch(
      /gear +crack +1 of 15 +6\.7 +0\.2 +31\.9 +11 of 15 +73\.3/,
    );
    expect(named(summary, "decisions-regions")).toMatch(/gear +0\.350 +2 of 40 .* 17 of 40 +42\.5/);
    expect(named(summary, "decisions-maps")).toMatch(/gear +0\.0340 +0\.1210/);
    expect(tablesOf(deciding(GOOD_ALONE)).map(({ name }) => name)).not.toContain("decisions-defects");
    expect(tablesOf(deciding(GOOD_ALONE)).map(({ name }) => name)).not.toContain("decisions-regions");
  });

  it("list what turned, escapes first, and say how many a page leaves out", () => {
    const [flip] = GEAR.flips;
    const many = Array.from({ length: 23 }, () => ({ ...flip })) as ObjectDecisions["flips"];
    const shown = decisionsFlipsTable(deciding({ ...GEAR, flips: many }));
    expect(shown?.rows).toHaveLength(20);
    expect(shown?.notes[0]).toContain("3 more are in tables/decisions-flips.csv");
    expect(decisionsFlipsTable(deciding({ ...GEAR, flips: many }), "all")?.rows).toHaveLength(23);
    const text = named(deciding(GEAR), "decisions-flips");
    const [, , , , first, , last] = text.split("\n");
    expect(first).toMatch(
      /gear\/test\/crack\/002\.png +crack +escapes +θ \+ δh \+ δs +0\.412 +0\.520 +0\.200 +θ \+18\.0°, δh −71\.62°, δs \+0\.10/,
    );
    expect(last).toMatch(/good +is rejected/);
  });

  it("name the AIAG limits, and what is compared", () => {
    const table = decisionsAgreementTable(deciding(GEAR));
    const text = table === null ? "" : tableText(table);
    expect(text).toMatch(/effectiveness +48 of 55 +87\.3% +75\.5 to 94\.7% +marginal +90% \(80%\)/);
    expect(text).toMatch(/kappa +0\.75 +0\.57 to 0\.92/);
    expect(text).toContain('AIAG manual "Measurement Systems Analysis" (MSA)');
    expect(text).toContain("never the worst case");
  });

  it("give machines k, n and the sweep's values", () => {
    const sweeps = furtherTablesOf(deciding(GEAR)).find(({ name }) => name === "decisions-sweeps");
    const [head, first] = (sweeps === undefined ? "" : tableCsv(sweeps)).split("\n");
    expect(head).toMatch(
      /^object,shift,value,escapes_of,escapes,escapes_defective_parts,escapes_percent,escapes_low_percent,escapes_high_percent,false_rejects_of,/,
    );
    expect(first).toMatch(/^gear,θ,-10,4 of 25,4,25,16,4\.537945,36\.082845,4 of 30,/);
  });
});

describe("a page with decisions", () => {
  it("begins with them, ends with their words, and refers F1-max to them", () => {
    const page = reportPage(deciding(GEAR), []);
    const order = [
      '<div class="verdict"><p><strong>1 of 25 defective parts escapes',
      '<div class="verdict below"><p><strong>Mean pAUROC falls',
      "<h2>Decisions</h2>",
      "<h2>Results</h2>",
      "F1-max chooses its threshold anew for each row, as in the paper, and so hides",
      "stands above, under Decisions.",
      '<dt>escape <span lang="de">(Schlupf)</span></dt>',
    ].map((text) => page.indexOf(text));
    expect(order).toEqual(order.toSorted((left, right) => left - right));
    expect(order).not.toContain(-1);
  });

  it("tells one without them what to run, and needs no words for it", () => {
    const page = reportPage(GOLDEN_SUMMARY, []);
    expect(page).toContain("No threshold was frozen in this run: <code>--operating-point</code>");
    expect(page).not.toMatch(/Schlupf|<h2>Decisions/);
  });

  it("escapes every name", () => {
    const nasty = "<b>gear</b>";
    const flips = GEAR.flips.map((flip) => ({ ...flip, sample: `${nasty}.png`, defect: nasty }));
    const defects = GEAR.defects.map((each) => ({ ...each, defect: nasty }));
    const page = reportPage(deciding({ ...GEAR, object: nasty, flips, defects, limits: [nasty] }, CAP), []);
    expect(page).toContain("&lt;b&gt;gear&lt;/b&gt;");
    expect(page).not.toContain(nasty);
  });
});

describe("good pictures alone", () => {
  const nothing: MetricSet = { values: { imageAuroc: null, pauroc: null } };
  const undefinedIn = <Entry extends Pick<RunSummary["mean"], "bounds" | "nested" | "objectBounds">>(
    entry: Entry,
  ): Entry => {
    const all = Object.fromEntries(Object.keys(entry.bounds).map((name) => [name, nothing]));
    return {
      ...entry,
      original: nothing,
      bounds: all,
      nested: all,
      objectBounds: all,
      sweeps: [],
      controls: {},
    };
  };
  /** The made-up run as of good pictures, whose scores rise. */
  const good = (summary: RunSummary): RunSummary => ({
    ...summary,
    metrics: metricFacts(false),
    provenance: {
      ...summary.provenance,
      dataset: { ...summary.provenance.dataset, unmasked: true },
      criterion: "image-score",
    },
    objects: summary.objects.map((object) => undefinedIn(object)),
    mean: undefinedIn(summary.mean),
    answers: summary.answers.slice(1),
    samples: summary.samples.map((sample, at) => ({
      ...{ ...sample, anomalous: false, defect: "good" },
      original: { ...sample.original, pauroc: null, imageScore: 0.3 },
      bounds: Object.fromEntries(
        Object.entries(sample.bounds).map(([name, found]) => [
          name,
          { ...found, pauroc: null, imageScore: 0.4 + at / 10 },
        ]),
      ),
    })),
  });

  it("make a page of what can be said, without a column or a word of what cannot", () => {
    const summary = good(deciding(GOOD_ALONE));
    const page = reportPage(summary, []);
    expect(page).toContain(
      `<strong>The image score of 4 good pictures changes by +0.250 on average, by +0.400 at most (${RANGES})</strong>`,
    );
    expect(page).toContain(
      "All 4 pictures show good parts: image AUROC tells good parts from defective ones and is undefined; it needs defective parts, and their masks for what compares maps.",
    );
    expect(page).not.toMatch(/Mean image AUROC|pAUROC (falls|drops|stays)|F1-max|NaN|escapes at rest/);
    const names = [...tablesOf(summary), ...diagnosesOf(summary), ...furtherTablesOf(summary)].map(
      ({ name }) => name,
    );
    expect(names).toEqual([
      ...["decisions", "decisions-flips", "decisions-agreement", "decisions-maps"],
      ...["hardest", "headroom", "search-flags", "decisions-sweeps"],
    ]);
  });

  it("say without an operating point that one would count false rejects", () => {
    const lines = summaryText(good({ ...GOLDEN_SUMMARY, answers: [] })).split("\n");
    expect(lines).toContain(
      "No threshold was frozen: with --operating-point the same command counts false rejects.",
    );
    expect(lines.join("\n")).not.toMatch(/undefined: no object|interval/);
  });
});

it("shifts that were swept alone: the worst of them is spoken of, the others stand beside it", () => {
  const { theta } = GEAR.worst;
  const swept: ObjectDecisions = {
    ...{ ...GEAR, common: {} },
    typical: { hue: GEAR.atRest, theta: GEAR.atRest, saturation: GEAR.atRest },
    worst: { hue: GEAR.atRest, theta: theta ?? GEAR.atRest, saturation: GEAR.atRest },
  };
  const lines = decisionLines(deciding(swept));
  expect(lines[0]).toMatch(/^1 of 25 .* and 3 at their own worst; .* \(turned by −10° to 20°\)$/);
  expect(lines).toContain(
    "The above is the worst of several. Each part at its own worst over δh: 1 escapes and 2 are rejected; over θ: 3 escape and 2 are rejected; over δs: 1 escapes and 2 are rejected.",
  );
});
