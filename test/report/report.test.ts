// What a report says of a run, and that no name in the data can break it.

import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import { present } from "../../src/core/errors.ts";
import type { DraftPrecision } from "../../src/core/objective.ts";
import { binEdges, histogram } from "../../src/report/figures/bins.ts";
import { drawFigures } from "../../src/report/figures/index.ts";
import { spreadLabels } from "../../src/report/figures/labels.ts";
import { findingsOf } from "../../src/report/findings.ts";
import { percent, points, relative, signed } from "../../src/report/format.ts";
import { reportPage } from "../../src/report/page/page.ts";
import { headline, sentences } from "../../src/report/sentences.ts";
import { boundTable } from "../../src/report/tables/bound.ts";
import { flagsTable, headroomTable } from "../../src/report/tables/flags.ts";
import { intervalsTable } from "../../src/report/tables/intervals.ts";
import { objectLevelTable } from "../../src/report/tables/object-level.ts";
import { TABLE_WRITERS } from "../../src/report/tables/writers.ts";
import { summaryText, writeReport } from "../../src/report/write.ts";
import type { RunSummary } from "../../src/results/schema.ts";
import { ofShifts } from "../support/golden-summary.ts";
import { scratchFolder } from "../support/scratch.ts";
import { SUMMARY as FINISHED, NASTY } from "../support/summary.ts";

const SUMMARY = ofShifts(FINISHED, ["theta"]);

describe("numbers as people read them", () => {
  it("have a real minus sign, and a dash where undefined", () => {
    expect(percent(0.971)).toBe("97.1");
    expect(percent(null)).toBe("–");
    expect(points(0.971, 0.45)).toBe("−52.1");
    expect(relative(0.971, 0.45)).toBe("−54%");
    expect(relative(0, 0.4)).toBe("–");
    expect(signed(-0.001, 2)).toBe("0.00");
  });
});

describe("findings", () => {
  const findings = findingsOf(SUMMARY);
  if (findings === null) throw new Error("the summary was searched");

  it("say the drop in points and relative", () => {
    expect(headline(findings)).toBe(
      "Mean pAUROC falls from 92.5% to 45.0%: −47.5 points, −51% relative (turned by up to ±90°)",
    );
  });

  it("say how far the drop would move with other pictures, and what is lower still", () => {
    const said = sentences(findings).join("\n");
    expect(said).toContain("95% interval of the change over test pictures: −52.5 to −42.5 points.");
    expect(said).toContain("mean pAUROC 40.0%, −5.0 points from the per-sample value.");
  });

  it("name the most and least affected object, the hardest hit sample, and those that did not move", () => {
    const said = sentences(findings).join("\n");
    expect(said).toContain(`Most affected object: ${NASTY}, 90.0% → 20.0% (−70.0 points, −78%).`);
    expect(said).toContain("Least affected object: gear, 95.0% → 70.0% (−25.0 points, −26%).");
    expect(said).toContain(`Hardest hit sample: ${NASTY}/test/chip/001.png, 92.0% → 10.0%.`);
    expect(said).toContain("1 of 4 samples with a defect lost less than a point.");
  });

  it("are nothing where nothing was searched", () => {
    expect(findingsOf({ ...SUMMARY, combinations: [] })).toBeNull();
  });
});

describe("the page", () => {
  const page = reportPage(SUMMARY, []);
  const { document } = parseHTML(page);

  it("shows names as they are, and runs none of them", () => {
    expect(page).not.toContain(NASTY);
    expect(document.querySelectorAll("td b, li b").length).toBe(0);
    expect(document.body.textContent).toContain(NASTY);
  });

  it("fetches nothing", () => {
    expect(page).toContain("default-src 'none'");
    expect(document.querySelectorAll("script, link, iframe").length).toBe(0);
    expect(page).not.toMatch(/(?:src|href)="(?!data:|#)|url\(|@import/);
  });

  it("gives every figure a name for screen readers and a caption", () => {
    const figures = Array.from(document.querySelectorAll("figure"));
    expect(figures.length).toBeGreaterThanOrEqual(4);
    for (const figure of figures) {
      expect(figure.querySelector("svg")?.getAttribute("aria-label")).toBeTruthy();
      expect(figure.querySelector("figcaption")?.textContent).toBeTruthy();
    }
  });

  it("says how the drafts that led its searches were computed, where any did", () => {
    expect(page).not.toContain("<dt>drafts</dt>");
    const provenance = (drafts: readonly DraftPrecision[]): string =>
      reportPage({ ...SUMMARY, provenance: { ...SUMMARY.provenance, drafts } }, []);
    expect(provenance(["8 bits"])).toContain("<dt>drafts</dt><dd>8 bits, fewer windows</dd>");
    expect(provenance(["float32"])).toContain("<dt>drafts</dt><dd>float32, fewer windows</dd>");
    expect(provenance(["8 bits", "float32"])).toContain(
      "8 bits or float32, by the processor that computed a sample, fewer windows",
    );
  });

  it("is the same bytes for the same run", () => {
    expect(reportPage(SUMMARY, [])).toBe(page);
  });
});

describe("tables", () => {
  const table = boundTable(SUMMARY);
  if (table === null) throw new Error("the summary was searched");

  it("quote names in CSV and keep numbers plain", () => {
    const [head, ...rows] = TABLE_WRITERS.csv(table).trimEnd().split("\n");
    expect(head).toBe(
      [
        "object,worst_over,worst_found,pauroc_percent,pauroc_low_percent,pauroc_high_percent,aupro_percent,f1max_percent,loss",
        "pauroc_change_points,pauroc_change_low_points,pauroc_change_high_points,pauroc_change_relative_percent,pauroc_resampling_points,pauroc_flat_map_percent,interval,ranges",
      ].join(","),
    );
    expect(rows[1]).toBe(
      "gear,θ,per sample,70,65,75,60,35,0.01,-25,-30,-20,-26.315789,-3,50,95% interval,turned by up to ±90°",
    );
    expect(rows[2]).toMatch(/^gear,θ,object-level,65,/);
    expect(rows[3]).toMatch(/^"<b>""nut""<\/b>, 100% & more",original,,90,/);
  });

  it("give the nested bound a row of its own where a smaller set was searched too", () => {
    const both = ["hue", "theta+hue"];
    const sets = Object.fromEntries(both.map((name) => [name, present(SUMMARY.mean.bounds["theta"], name)]));
    const nested = { ...sets, "theta+hue": { values: { ...SUMMARY.mean.original.values, pauroc: 0.3 } } };
    const entry = { bounds: sets, nested, objectBounds: sets };
    const rows = boundTable({
      ...ofShifts(SUMMARY, ["theta", "hue"]),
      combinations: both,
      objects: SUMMARY.objects.map((object) => ({ ...object, ...entry })),
      mean: { ...SUMMARY.mean, ...entry },
    })?.rows.filter(([object]) => object === "mean");
    expect(rows?.map(([, worstOver, kind, pauroc]) => [worstOver, kind, pauroc])).toEqual([
      ["original", "", 0.925],
      ["δh", "per sample", 0.45],
      ["δh", "object-level", 0.45],
      ["θ + δh", "per sample", 0.45],
      ["θ + δh", "nested", 0.3],
      ["θ + δh", "object-level", 0.45],
    ]);
  });

  it("count the signs of a weak search, name samples, and leave open what cannot be told", () => {
    const flags = TABLE_WRITERS.csv(present(flagsTable(SUMMARY), "table")).split("\n");
    expect(flags[3]).toBe("θ,values beat the gradient,,0,,,turned by up to ±90°");
    expect(flags[4]).toContain('θ,worst at the border,2,4,50,"gear/test/chip/001.png, ');
    const [, headroom] = TABLE_WRITERS.csv(present(headroomTable(SUMMARY), "table")).split("\n");
    expect(headroom).toBe("θ,4,2,-0.2,-0.4,gear/test/chip/002.png,turned by up to ±90°");
  });

  it("say by how much the object-level bound is lower, and how far every value would move", () => {
    const lower = TABLE_WRITERS.csv(present(objectLevelTable(SUMMARY), "table")).split("\n");
    expect(lower[1]).toBe("gear,θ,70,,65,-5,12,1,turned by up to ±90°");
    expect(lower.find((line) => line.startsWith("mean"))).toBe("mean,θ,45,,40,-5,,,turned by up to ±90°");
    const moved = TABLE_WRITERS.csv(present(intervalsTable(SUMMARY), "table")).split("\n");
    expect(moved[1]).toMatch(/^gear,original,,95,90,100,,,85,/);
    expect(moved[2]).toMatch(/^gear,θ,per sample,70,65,75,-30,-20,60,/);
  });

  it("escape what LaTeX and Markdown would read", () => {
    expect(TABLE_WRITERS.tex(table)).toContain("100\\% \\& more");
    expect(TABLE_WRITERS.md(table)).toContain("\\<b\\>");
  });
});

describe("figures", () => {
  it("draw the same bytes each time, with their numbers beside them", () => {
    const figures = drawFigures(SUMMARY);
    expect(figures.map(({ name }) => name)).toEqual([
      "objects",
      "drops",
      "performance-profile",
      "sweep-theta",
      "worst-theta",
    ]);
    expect(drawFigures(SUMMARY)).toEqual(figures);
    for (const { svg, csv } of figures) {
      expect(svg).toMatch(/^<svg xmlns=/);
      expect(svg).not.toMatch(/NaN|undefined|\d\.\d{4,}/);
      expect(csv.split("\n").length).toBeGreaterThan(2);
    }
  });

  it("count every angle once, the last edge included", () => {
    const edges = binEdges(-90, 90);
    expect(edges.at(0)).toBe(-90);
    expect(edges.at(-1)).toBe(90);
    expect(histogram([-90, 0, 89.9, 90], edges).reduce((sum, count) => sum + count, 0)).toBe(4);
  });

  it("keep labels apart and in order", () => {
    const places = spreadLabels([50, 50, 51, 99], 5, [0, 100]);
    const sorted = places.toSorted((left, right) => left - right);
    for (const [index, place] of sorted.entries()) {
      if (index > 0) expect(place - (sorted[index - 1] ?? 0)).toBeGreaterThanOrEqual(5 - 1e-9);
    }
    expect(Math.max(...places)).toBeLessThanOrEqual(100);
  });
});

describe("a run's outputs", () => {
  it("are written whole, and again to the same bytes", async () => {
    const run = join(await scratchFolder(), "run");
    await mkdir(run);
    const { reportHtml } = await writeReport(run, SUMMARY);
    const before = await readFile(reportHtml, "utf8");
    await writeReport(run, SUMMARY);
    expect(await readFile(reportHtml, "utf8")).toBe(before);
    expect((await readdir(run)).toSorted()).toEqual([
      ...["figures", "report.html", "results.csv", "results.json", "tables"],
    ]);
    expect(JSON.parse(await readFile(join(run, "results.json"), "utf8"))).toEqual(SUMMARY);
  });
});

describe("what is known of a detector", () => {
  const { provenance } = SUMMARY;
  const known: RunSummary = {
    ...SUMMARY,
    clipped: { pixels: 2 / 3, imageScores: 0.5 },
    provenance: {
      ...provenance,
      detector: {
        ...provenance.detector,
        facts: { notes: ["It is <fed> RGB in [0, 1]."], givesMaps: true, clip: [0, 1], unseenShare: 0.23 },
      },
    },
  };
  const sentences = [
    "It is <fed> RGB in [0, 1].",
    "66.7% of the unshifted maps' pixels and 50.0% of the unshifted pictures' image scores lie beyond its final clip [0, 1], which tells them apart no more.",
    "A defect in the 23.0% of the picture that it never looks at is missed by construction.",
  ];

  it("stands below it on the page, and in the terminal by its name", () => {
    const { document } = parseHTML(reportPage(known, []));
    const [said] = Array.from(document.querySelectorAll("dt")).filter(
      ({ textContent }) => textContent === "detector",
    );
    const items = said?.nextElementSibling?.querySelectorAll("li") ?? [];
    expect(Array.from(items, ({ textContent }) => textContent)).toEqual(sentences);
    const { name } = provenance.detector;
    expect(summaryText(known).split("\n").slice(-3)).toEqual(sentences.map((each) => `${name}: ${each}`));
  });

  it("changes nothing where there is nothing to say", () => {
    expect(reportPage(SUMMARY, [])).not.toContain("<dd></dd>");
    expect(summaryText(SUMMARY)).not.toContain(`${provenance.detector.name}: `);
  });
});
