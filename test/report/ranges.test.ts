// Ranges in words, and that no output of a run is without them.

import { describe, expect, it } from "vitest";
import { rangesOf, type ShiftFacts, type ShiftRanges } from "../../src/core/shift.ts";
import { diffRuns, diffTables } from "../../src/report/diff.ts";
import { drawFigures } from "../../src/report/figures/index.ts";
import { reportPage } from "../../src/report/page/page.ts";
import { rangesText, shiftsOf, shiftsOfRun } from "../../src/report/ranges.ts";
import { diagnosesOf, furtherTablesOf, tablesOf } from "../../src/report/tables/index.ts";
import { TABLE_WRITERS, tableText } from "../../src/report/tables/writers.ts";
import { summaryText } from "../../src/report/write.ts";
import type { RunSummary } from "../../src/results/schema.ts";
import { paperBox, shiftFacts } from "../../src/shift/registry.ts";
import { GOLDEN_SUMMARY } from "../support/golden-summary.ts";

const PAPER_RANGES = rangesOf(paperBox());

const of = (changes: ShiftRanges): ShiftRanges => ({ ...PAPER_RANGES, ...changes });

const factsOf = (...names: readonly string[]): ShiftFacts[] =>
  shiftFacts().filter(({ name }) => names.includes(name));

describe("ranges in words", () => {
  it.each<[ShiftRanges, string]>([
    [{}, "turned by up to ±90°, hue ±180°, saturation ±0.5"],
    [{ theta: [-10, 10] }, "turned by up to ±10°, hue ±180°, saturation ±0.5"],
    [{ theta: [-3, 12] }, "turned by −3° to 12°, hue ±180°, saturation ±0.5"],
    [{ theta: [0, 7.5] }, "turned by 0° to 7.5°, hue ±180°, saturation ±0.5"],
    [{ theta: [-0.25, 0.25] }, "turned by up to ±0.25°, hue ±180°, saturation ±0.5"],
    [{ hue: [-0.1, 0.1] }, "turned by up to ±90°, hue ±5.73°, saturation ±0.5"],
    [{ hue: [-Math.PI / 2, Math.PI] }, "turned by up to ±90°, hue −90° to 180°, saturation ±0.5"],
    [{ saturation: [-0.5, 0] }, "turned by up to ±90°, hue ±180°, saturation −0.5 to 0"],
    [{ saturation: [-0.05, 0.125] }, "turned by up to ±90°, hue ±180°, saturation −0.05 to 0.125"],
  ])("%o", (changes, text) => {
    expect(rangesText(of(changes), factsOf("theta", "hue", "saturation"))).toBe(text);
  });

  it("name the shifts that were asked for alone, in canonical order", () => {
    const facts = factsOf("saturation", "theta");
    expect(rangesText(PAPER_RANGES, facts)).toBe("turned by up to ±90°, saturation ±0.5");
    expect(rangesText(PAPER_RANGES, [])).toBe("");
    expect(shiftsOf(GOLDEN_SUMMARY, ["saturation", "theta+hue"]).map(({ name }) => name)).toEqual([
      ...["theta", "hue", "saturation"],
    ]);
  });

  it("of a run are of what it searched and swept", () => {
    expect(shiftsOfRun(GOLDEN_SUMMARY)).toEqual(factsOf("theta", "hue", "saturation"));
    const provenance = { ...GOLDEN_SUMMARY.provenance, ranges: { hue: [-1, 1] } as const };
    expect(shiftsOfRun({ ...GOLDEN_SUMMARY, provenance })).toEqual(factsOf("hue"));
  });
});

describe("a run over a narrow range", () => {
  const ranges: ShiftRanges = { theta: [-10, 10] };
  const run: RunSummary = {
    ...GOLDEN_SUMMARY,
    shifts: factsOf("theta"),
    combinations: ["theta"],
    mean: { ...GOLDEN_SUMMARY.mean, sweeps: GOLDEN_SUMMARY.mean.sweeps.slice(0, 1) },
    objects: GOLDEN_SUMMARY.objects.map((object) => ({ ...object, sweeps: object.sweeps.slice(0, 1) })),
    provenance: { ...GOLDEN_SUMMARY.provenance, ranges },
  };
  const words = "turned by up to ±10°";

  it("says so in the terminal, on the page, in each figure and in each table of each format", () => {
    expect(summaryText(run).split("\n")[0]).toContain(words);
    expect(summaryText(run)).toMatch(/^Mean pAUROC falls .*\(turned by up to ±10°\)$/m);
    expect(reportPage(run, [])).toContain(words);
    for (const { name, title, svg, csv } of drawFigures(run)) {
      expect(title, name).toContain(words);
      expect(svg, name).toContain(`>${words}</text>`);
      expect(csv.split("\n")[1], name).toContain(words);
    }
    for (const table of [...tablesOf(run), ...diagnosesOf(run), ...furtherTablesOf(run)]) {
      expect(table.title, table.name).toContain(words);
      for (const [format, write] of Object.entries(TABLE_WRITERS))
        expect(write(table), `${table.name}.${format}`).toContain(
          format === "tex" ? "turned by up to $\\pm$10$^\\circ$" : words,
        );
    }
  });

  it("names no shift that it left alone", () => {
    const texts = [
      ...[summaryText(run), reportPage(run, [])],
      ...drawFigures(run).flatMap(({ title, svg, csv }) => [title, svg, csv]),
      ...[...tablesOf(run), ...diagnosesOf(run)].map(tableText),
    ];
    for (const text of texts) expect(text).not.toMatch(/hue|δh|saturation ±/);
  });

  it("differs from another by the ranges of what was searched, and says both", () => {
    const wide = { ...run, provenance: { ...run.provenance, ranges: { theta: [-90, 90] } as const } };
    const difference = diffRuns(run, wide);
    expect(difference.provenance).toEqual([
      { field: "ranges.theta", left: words, right: "turned by up to ±90°" },
    ]);
    expect(difference.ranges).toBe("left: turned by up to ±10°; right: turned by up to ±90°");
    const other = {
      ...wide,
      mean: { ...wide.mean, original: { values: { ...wide.mean.original.values, loss: 9 } } },
    };
    const [, table] = diffTables(diffRuns(run, other));
    expect(table?.title).toBe("Loss (left: turned by up to ±10°; right: turned by up to ±90°)");
  });
});
