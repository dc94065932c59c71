// Reports are written over the facts of a run's shifts and metrics: those of a shift and a metric that are registered
// nowhere are shown like any other, and an answer of every chart kind is drawn.

import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import { present } from "../../src/core/errors.ts";
import { IGNORED } from "../../src/core/image.ts";
import type { MetricFacts } from "../../src/core/metric-set.ts";
import type { ShiftFacts } from "../../src/core/shift.ts";
import { encodeGreyPng, encodePng } from "../../src/image/codec.ts";
import { diffRuns, diffTables } from "../../src/report/diff.ts";
import { drawFigures } from "../../src/report/figures/index.ts";
import { combinationLabel, pointText, shiftsInWords, shiftValueText } from "../../src/report/format.ts";
import { galleryMask } from "../../src/report/gallery.ts";
import { overlay } from "../../src/report/overlay.ts";
import { reportPage } from "../../src/report/page/page.ts";
import { rangesText } from "../../src/report/ranges.ts";
import { findingLines } from "../../src/report/sentences.ts";
import { boundTable } from "../../src/report/tables/bound.ts";
import { dropsTable } from "../../src/report/tables/drops.ts";
import { hardestTable } from "../../src/report/tables/hardest.ts";
import { identityTable } from "../../src/report/tables/identity.ts";
import { furtherTablesOf, tablesOf } from "../../src/report/tables/index.ts";
import { sweepsTable } from "../../src/report/tables/sweeps.ts";
import type { Table } from "../../src/report/tables/table.ts";
import { TABLE_WRITERS } from "../../src/report/tables/writers.ts";
import { summaryText, writeReport } from "../../src/report/write.ts";
import type { Bounds, MetricSet, RunSummary } from "../../src/results/schema.ts";
import { shiftFacts } from "../../src/shift/registry.ts";
import { GOLDEN_SUMMARY } from "../support/golden-summary.ts";
import { scratchFolder } from "../support/scratch.ts";

const SPEED: ShiftFacts = {
  ...{ name: "belt-speed", symbol: "v", title: "belt speed", effect: "moved", unit: "mm per second" },
  ...{ sign: " mm/s", decimals: 0, writtenUnits: {}, range: [0, 40], periodic: false },
  severities: { mild: [0, 5], moderate: [0, 15], severe: [0, 40] },
  cause: "The belt does not stop for the picture.",
  ...{ stage: "optics", scope: "station", needsColour: false, search: { length: 10, edge: 4 } },
};

const ESCAPES: MetricFacts = {
  ...{ name: "escapes", title: "Escapes", unit: "fraction", decimals: 1, better: "lower", shown: true },
};

const MARGIN: MetricFacts = { ...ESCAPES, name: "margin", title: "Margin", unit: "number", better: "higher" };

const BOTH = "theta+belt-speed";

/** The golden run with one more shift and two more metrics. */
const RUN: RunSummary = withMadeUp(GOLDEN_SUMMARY);

function withMadeUp(golden: RunSummary): RunSummary {
  const set = ({ values }: MetricSet, escapes: number): MetricSet => ({
    values: { ...values, escapes, margin: 10 * escapes },
  });
  const shifts = [...shiftFacts().filter(({ name }) => name === "theta"), SPEED];
  const of = <Kind>(value: Kind): Readonly<Record<string, Kind>> => ({ "belt-speed": value, [BOTH]: value });
  const bounds = ({ original, bounds: found }: Bounds<MetricSet>): Bounds<MetricSet> => {
    const worst = set(present(found["theta"], "bound"), 0.375);
    return { original: set(original, 0.125), bounds: of(worst), nested: of(worst), objectBounds: of(worst) };
  };
  const sweeps = (original: MetricSet): RunSummary["mean"]["sweeps"] => [
    {
      shift: "belt-speed",
      points: [0, 40].map((value) => ({ value, metrics: set(original, value / 100) })),
    },
  ];
  const intervals = {
    ...golden.mean.intervals,
    ...{ bounds: {}, nested: {}, objectBounds: {} },
  };
  const entry = (each: RunSummary["mean"]): RunSummary["mean"] => ({
    ...{ ...bounds(each), sweeps: sweeps(each.original), identity: set(each.original, 0.13) },
    ...{ controls: { [BOTH]: present(each.controls["theta"], "controls") }, intervals },
  });
  return {
    ...golden,
    provenance: { ...golden.provenance, ranges: { theta: [-10, 20], "belt-speed": [0, 40] } },
    ...{ shifts, metrics: [...golden.metrics, ESCAPES, MARGIN], combinations: ["belt-speed", BOTH] },
    objects: golden.objects.map((object) => ({ ...object, ...entry(object) })),
    mean: entry(golden.mean),
    samples: golden.samples.map((sample) => {
      const search = present(sample.bounds["theta"], "bound");
      const { theta = 0 } = search.point;
      return {
        ...sample,
        bounds: {
          "belt-speed": { ...search, point: { "belt-speed": 20 } },
          [BOTH]: { ...search, point: { theta, "belt-speed": 40 } },
        },
        ...{ nested: {}, objectLevel: {} },
      };
    }),
  };
}

const cell = (table: Table | null, row: number, key: string): unknown => {
  const { columns, rows } = present(table, "table");
  const at = columns.findIndex((column) => column.key === key);
  expect(at, key).toBeGreaterThanOrEqual(0);
  return rows.at(row)?.[at];
};

describe("a shift that is not registered", () => {
  const [theta] = RUN.shifts;

  it("is said as its facts have it", () => {
    expect(rangesText(RUN.provenance.ranges, RUN.shifts)).toBe(
      "turned by −10° to 20°, belt speed 0 mm/s to 40 mm/s",
    );
    expect(combinationLabel(BOTH, RUN.shifts)).toBe("θ + v");
    expect(shiftsInWords(RUN.shifts)).toBe("turned (θ) and shifted in belt speed (v)");
    expect(shiftValueText(SPEED, 40)).toBe("v +40 mm/s");
  });

  it("is said in the unit that people know, and in pixels of the camera where it is a length", () => {
    const of = (name: string): ShiftFacts =>
      present(
        shiftFacts().find((each) => each.name === name),
        name,
      );
    const camera = { size: { width: 1024, height: 768 }, mmPerPixel: 0.03 };
    const ranges = { "colour-temperature": [-28.75, 96.25], defocus: [0, 1], jpeg: [0, 25] } as const;
    const shifts = Object.keys(ranges).map(of);
    expect(rangesText(ranges, shifts, camera)).toBe(
      "colour temperature 4000 K to 8000 K, defocus 0% to 1% (10.2 camera px, 0.307 mm), JPEG coding q75 to q100",
    );
    expect(shiftValueText(of("colour-temperature"), 96.25)).toBe("δT 4000 K");
    expect(shiftValueText(of("vignette"), 0.3)).toMatch(/ \+30%$/);
  });

  it("is read as people know it among the hardest samples, and as it is by machines", () => {
    const shownIn = { scale: -1, offset: 100, before: "q", sign: "", decimals: 0 };
    const run = { ...RUN, shifts: [present(theta, "theta"), { ...SPEED, shownIn }] };
    const table = hardestTable(run);
    const amount = cell(table, 0, "belt_speed_mm_per_second");
    expect(cell(table, 0, "belt_speed_mm_per_second_shown")).toBe(`q${100 - Number(amount)}`);
  });

  it("stands in points that name it alone", () => {
    expect(pointText({ theta: -10, "belt-speed": 40 }, RUN.shifts)).toBe("θ −10.0°, v +40 mm/s");
    expect(pointText({ "belt-speed": 0 }, RUN.shifts)).toBe("v 0 mm/s");
    expect(pointText({}, RUN.shifts)).toBe("");
    expect(pointText({ theta: 1, "belt-speed": 2 }, [present(theta, "theta")])).toBe("θ +1.0°");
  });

  it("has its figures, its columns and its rows", async () => {
    const figures = drawFigures(RUN);
    const named = (name: string): string =>
      present(
        figures.find((figure) => figure.name === name),
        name,
      ).svg;
    expect(named("sweep-belt-speed")).toContain("Every part moved by the same v");
    expect(named("worst-belt-speed")).toContain("v* (mm per second)");
    expect(
      TABLE_WRITERS.csv(
        present(
          tablesOf(RUN).find(({ name }) => name === "hardest"),
          "hardest",
        ),
      ),
    ).toMatch(/^sample,.*,theta_degrees,belt_speed_mm_per_second,ranges\n.*,-10,40,/);
    expect(sweepsTable(RUN)?.rows.map(([shift, value]) => [shift, value])).toEqual([
      ["v", 0],
      ["v", 40],
    ]);
    const run = join(await scratchFolder(), "run");
    await mkdir(run);
    await writeReport(run, { ...RUN, answers: [] });
    const [head, original, worst] = (await readFile(join(run, "results.csv"), "utf8")).split("\n");
    expect(head).toContain(",theta_degrees,belt_speed_mm_per_second,");
    expect(original).toMatch(/,original,,,/);
    expect(worst).toMatch(/,belt-speed,,20,/);
  });
});

describe("a metric that is not registered", () => {
  it("stands in every table of metrics, with the sign of what is worse", () => {
    for (const table of [boundTable(RUN), sweepsTable(RUN), dropsTable(RUN), identityTable(RUN)])
      expect(TABLE_WRITERS.txt(present(table, "table"))).toContain("Escapes");
    expect(cell(boundTable(RUN), -1, "escapes_percent")).toBe(0.375);
    expect(cell(boundTable(RUN), -1, "margin")).toBe(3.75);
    expect(cell(dropsTable(RUN), -1, "escapes_change_points")).toBe(0.25);
    expect(cell(identityTable(RUN), -1, "escapes_identity_change_points")).toBeCloseTo(0.005, 12);
    const [further] = furtherTablesOf(RUN);
    expect(cell(present(further, "intervals"), 0, "escapes_percent")).toBe(0.125);
  });

  it("has a panel in every figure of fractions; more of what should be low is a loss", () => {
    for (const name of ["objects", "drops", "sweep-belt-speed"])
      expect(drawFigures(RUN).find((figure) => figure.name === name)?.svg, name).toContain(">Escapes</text>");
    expect(drawFigures(RUN).find(({ name }) => name === "drops")?.csv).toContain("θ + v,Escapes,25,");
  });

  it("leads a run whose metrics begin with it", () => {
    const led = { ...RUN, metrics: [ESCAPES, ...GOLDEN_SUMMARY.metrics] };
    expect(findingLines(led)[0]).toBe(
      "Mean Escapes rises from 12.5% to 37.5%: +25.0 points, +200% relative (turned by −10° to 20°, belt speed 0 mm/s to 40 mm/s)",
    );
    expect(findingLines({ ...led, combinations: [] })).toEqual([
      "Mean Escapes rises from 12.5% to 40.0% at v +40 mm/s: +27.5 points, +220% relative (belt speed 0 mm/s to 40 mm/s)",
    ]);
  });

  it("is compared between two runs", () => {
    const { original } = RUN.mean;
    const values = { ...original.values, escapes: 0.5, margin: 2 };
    const tables = diffTables(diffRuns(RUN, { ...RUN, mean: { ...RUN.mean, original: { values } } }));
    expect(tables.map(({ name, rows }) => [name, rows])).toEqual([
      ["metrics", [["mean", "original", "Escapes", 0.125, 0.5, 0.375]]],
      ["margin", [["mean", "original", "Margin", 1.25, 2, 0.75]]],
    ]);
  });
});

describe("what the transform itself costs", () => {
  it("stands beside the drop of what moves the part, and of nothing else", () => {
    const table = boundTable(RUN);
    const rows = present(table, "table").rows.map((_, row) => row);
    const of = (key: string): unknown[] => rows.map((row) => cell(table, row, key)).slice(-5);
    // The original; the belt's speed per sample and object-level; then both shifts, nested among them.
    expect(of("pauroc_resampling_points").filter((value) => value !== "")).toEqual([
      expect.closeTo(-0.01, 12),
    ]);
    expect(of("pauroc_flat_map_percent").filter((value) => value !== "")).toEqual([0.5]);
    expect(cell(dropsTable(RUN), -1, "pauroc_resampling_points")).toBeCloseTo(-0.01, 12);
    const still = { ...RUN, combinations: ["belt-speed"], mean: { ...RUN.mean, controls: {} } };
    expect(TABLE_WRITERS.txt(present(dropsTable(still), "table"))).not.toContain("resampling");
    expect(findingLines(still).join("\n")).not.toContain("resampling");
  });

  it("is said in a sentence, in the terminal and on the page", () => {
    const said =
      "Of the −5.0 points, −1.0 points come from resampling and corners alone: what a detector that draws the mask itself loses at the same shifts; a flat map has 50.0% there.";
    expect(summaryText(RUN)).toContain(said);
    expect(reportPage(RUN, [])).toContain(said);
    expect(reportPage(RUN, [])).toContain(
      "Resampling: the points that resampling and corners cost by themselves",
    );
  });

  it("stands beside each value of a sweep that moves the part", () => {
    const table = sweepsTable(GOLDEN_SUMMARY);
    expect([0, 1, 2, 3, 4].map((row) => cell(table, row, "pauroc_resampling_points"))).toEqual([
      ...[expect.closeTo(-0.01, 12), 0, expect.closeTo(-0.01, 12), expect.closeTo(-0.02, 12), ""],
    ]);
  });

  it("is in every report at 0: all shifts in the graph, none of them acting", () => {
    const swept = { ...RUN, combinations: [] };
    for (const run of [RUN, swept]) {
      expect(tablesOf(run).map(({ name }) => name)).toContain("identity");
      expect(reportPage(run, [])).toContain("Original, and the identity: θ + v, each at 0");
    }
    const none = { ...RUN, mean: { ...RUN.mean, identity: null } };
    expect(
      identityTable({ ...none, objects: none.objects.map((object) => ({ ...object, identity: null })) }),
    ).toBeNull();
  });
});

describe("an answer", () => {
  const picture = { width: 4, height: 3, data: new Float32Array(36).fill(0.5) };

  it("has its own section with a chart of every kind, in its order", () => {
    const { document } = parseHTML(reportPage(RUN, []));
    const heading = Array.from(document.querySelectorAll("h2")).find(
      ({ textContent }) => textContent === "How much is too much?",
    );
    const parts: string[] = [];
    for (
      let next = heading?.nextElementSibling;
      next && next.tagName !== "H2";
      next = next.nextElementSibling
    ) {
      const text = next.querySelector("caption, figcaption, header")?.textContent ?? "";
      if (text !== "") parts.push(text.replace(/ \(.*/, ""));
    }
    expect(parts).toEqual([
      ...["Too much per object", "Escapes over speed.", "Change of the score.", "Scores of good parts."],
      "Hardest parts",
    ]);
    expect(document.body.textContent).toContain("gear <1>");
  });

  it("leaves files like any other, its pictures embedded in the page", async () => {
    const run = join(await scratchFolder(), "run");
    await mkdir(join(run, "answers"), { recursive: true });
    for (const number of [1, 2])
      await writeFile(join(run, `answers/${number}.png`), await encodePng(picture));
    const { reportHtml } = await writeReport(run, RUN);
    const ranges = rangesText(RUN.provenance.ranges, RUN.shifts);
    const files = [...(await readdir(join(run, "figures"))), ...(await readdir(join(run, "tables")))];
    expect(files).toEqual(
      expect.arrayContaining([
        ...["answer-made-up-1.csv", "answer-made-up-1.md", "answer-made-up-1.tex", "answer-made-up-1.txt"],
        ...[2, 3, 4].flatMap((number) => [`answer-made-up-${number}.svg`, `answer-made-up-${number}.csv`]),
        "answer-made-up-5.csv",
      ]),
    );
    const { document } = parseHTML(await readFile(reportHtml, "utf8"));
    const image = document.querySelector('img[alt="gear <1>"]');
    expect(image?.getAttribute("src")).toMatch(/^data:image\/png;base64,/);
    expect(await readFile(join(run, "tables/answer-made-up-1.csv"), "utf8")).toBe(
      [
        "object,too_much_mm_s,escapes_percent,ranges",
        `gear,12.5,12.5,"${ranges}"`,
        `cap,,0,"${ranges}"\n`,
      ].join("\n"),
    );
  });

  it("is printed where it has a table", () => {
    expect(summaryText({ ...RUN, combinations: [], mean: { ...RUN.mean, sweeps: [] } })).toMatch(
      /^Too much per object \(.*\)\n\nobject +too much \(mm\/s\) +escapes \(per cent\)\n/,
    );
  });
});

describe("what counts nowhere", () => {
  it("is hatched, and outlined by nothing", () => {
    const side = 8;
    const image = { width: side, height: side, data: new Float32Array(3 * side * side).fill(0.5) };
    const ignored = { width: side, height: side, data: new Uint8Array(side * side).fill(IGNORED, 0, 32) };
    const { data } = overlay(image, null, ignored, { low: 0, high: 1 }, side);
    const [upper, lower] = [data.subarray(0, 32), data.subarray(32, 64)];
    expect([...new Set(lower)]).toEqual([0.5]);
    expect(new Set(upper)).toEqual(new Set([0.5, Math.fround(0.92), Math.fround(0.12)]));
    // All channels alike: grey stripes.
    expect(data.subarray(64, 96)).toEqual(upper);
  });

  it("is the grey of a gallery's mask", async () => {
    const path = join(await scratchFolder(), "mask.png");
    await writeFile(path, await encodeGreyPng({ width: 3, height: 1, data: Uint8Array.of(0, 128, 255) }));
    expect(await galleryMask(path)).toEqual({ width: 3, height: 1, data: Uint8Array.of(0, IGNORED, 1) });
  });

  it("is said on the page and under every table", () => {
    const run = { ...RUN, provenance: { ...RUN.provenance, ignores: true } };
    expect(reportPage(run, [])).toContain("its pixels count nowhere");
    expect(boundTable(run)?.notes.at(-1)).toContain("a region of the pictures counts nowhere");
    expect(boundTable(RUN)?.notes.at(-1)).not.toContain("nowhere");
  });
});
