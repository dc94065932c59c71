// Figures as goldens that can be looked at: `npx vitest run test/report/figures.test.ts -u` draws them anew. Beside
// them, what a golden that was redrawn by mistake would not tell: which mark is which, on which side, in which bin.

import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import { present } from "../../src/core/errors.ts";
import { binEdges, histogram } from "../../src/report/figures/bins.ts";
import { BLUE, VERMILION } from "../../src/report/figures/figure.ts";
import { decisionFigures, drawFigures } from "../../src/report/figures/index.ts";
import { rangesOfRun } from "../../src/report/ranges.ts";
import { drawChart } from "../../src/report/reproduction/chart.ts";
import { paperFigures } from "../../src/report/reproduction/figures/index.ts";
import { recordsCsv } from "../../src/report/tables/writers.ts";
import { judging, WITHIN } from "../support/golden-acceptance.ts";
import { CAP, deciding, GEAR, GOOD_ALONE } from "../support/golden-decisions.ts";
import { GOLDEN_REPRODUCTION, GOLDEN_SUMMARY } from "../support/golden-summary.ts";

const GOLDENS = fileURLToPath(new URL("../fixtures/figures", import.meta.url));
const RANGES = "turned by −10° to 20°, hue ±90°, saturation 0 to 0.25";

const drawn = [
  ...decisionFigures(deciding(GEAR, CAP)).map(({ name, svg, csv }) => ({ name, svg, csv })),
  ...drawFigures(GOLDEN_SUMMARY).map(({ name, svg, csv }) => ({ name, svg, csv })),
  ...paperFigures(GOLDEN_REPRODUCTION).map(({ number, chart, rows }) => ({
    ...{ name: `figure-${number}`, svg: drawChart(chart), csv: recordsCsv(rows) },
  })),
];

const figure = (name: string): (typeof drawn)[number] =>
  present(
    drawn.find((each) => each.name === name),
    name,
  );

/** A figure's rows as its CSV has them, by column. */
function rowsOf(name: string): Record<string, string>[] {
  const [head = "", ...lines] = figure(name).csv.trimEnd().split("\n");
  const cells = (line: string): string[] =>
    [...line.matchAll(/"((?:[^"]|"")*)"(?:,|$)|([^,]*)(?:,|$)/g)].map(
      ([, quoted, plain]) => quoted ?? plain ?? "",
    );
  return lines.map((line) =>
    Object.fromEntries(cells(head).map((column, at) => [column, cells(line)[at] ?? ""])),
  );
}

function elements(name: string, selector: string): Element[] {
  return Array.from(parseHTML(figure(name).svg).document.querySelectorAll(selector));
}

describe("figures", () => {
  it.each(drawn)("$name is the golden", async ({ name, svg, csv }) => {
    await expect(`${svg}\n`).toMatchFileSnapshot(join(GOLDENS, `${name}.svg`));
    await expect(csv).toMatchFileSnapshot(join(GOLDENS, `${name}.csv`));
  });

  it("are those of a run and of the paper, below a megabyte in all, without ids or longer decimals", async () => {
    expect(drawn.map(({ name }) => name)).toEqual([
      ...["decisions-theta", "decisions-hue"],
      ...["objects", "drops", "performance-profile", "sweep-theta", "sweep-hue"],
      ...["worst-theta", "worst-hue", "worst-saturation"],
      ...["answer-made-up-2", "answer-made-up-3", "answer-made-up-4"],
      ...["figure-1", "figure-2", "figure-4", "figure-5", "figure-6", "figure-10"],
    ]);
    const files = await readdir(GOLDENS);
    expect(files).toHaveLength(2 * drawn.length);
    const sizes = await Promise.all(files.map(async (file) => (await stat(join(GOLDENS, file))).size));
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(1_000_000);
    for (const { svg } of drawn) expect(svg).not.toMatch(/\sid="|NaN|undefined|\d\.\d{4,}/);
  });

  it("carry their title and ranges in the picture, and the ranges in each row of their numbers", () => {
    for (const [name, title, ranges] of [
      ["objects", "Original and worst found per object", RANGES],
      ["drops", "Drop by combination of shifts", RANGES],
      ["sweep-theta", "Every part turned by the same θ", "turned by −10° to 20°"],
      ["sweep-hue", "Every hue shifted by the same δh", "hue ±90°"],
      ["worst-theta", "Worst-case angles θ*", RANGES],
      ["worst-hue", "Worst-case values δh*", RANGES],
      ["figure-2", "Every picture turned by the same θ: MVTec AD", "turned by −10° to 20°"],
      ["figure-10", "Points lost by combination of shifts", RANGES],
    ] as const) {
      const texts = elements(name, "text").map(({ textContent }) => textContent);
      expect(texts, name).toEqual(expect.arrayContaining([title, ranges]));
      expect(elements(name, "svg[aria-label]")[0]?.getAttribute("aria-label")).toBe(`${title} (${ranges})`);
    }
    expect(rowsOf("drops").map(({ searched, ranges }) => [searched, ranges])).toEqual(
      expect.arrayContaining([
        ["θ", "turned by −10° to 20°"],
        ["δh", "hue ±90°"],
        ["θ + δh + δs", RANGES],
      ]),
    );
    for (const name of ["objects", "worst-theta", "figure-5"])
      expect(rowsOf(name).every(({ ranges }) => (ranges ?? "").startsWith("turned by −10° to 20°"))).toBe(
        true,
      );
  });
});

it("break ranges that are longer than they are wide into lines above the plot", () => {
  const judged = judging(WITHIN);
  const summary = { ...judged, provenance: { ...judged.provenance, acting: 1024 } };
  const wide = drawFigures(summary).find(({ name }) => name.startsWith("answer-"));
  const { document } = parseHTML(wide?.svg ?? "");
  const [, ...ranges] = Array.from(document.querySelectorAll("svg > text"));
  const texts = ranges.map(({ textContent }) => textContent);
  expect(texts).toHaveLength(2);
  expect(texts.join(" ")).toBe(rangesOfRun(summary, summary.shifts));
  const last = Number(ranges.at(-1)?.getAttribute("y"));
  expect(document.querySelector("svg > g")?.getAttribute("transform")).toBe(`translate(0,${last + 8})`);
});

describe("the performance profile", () => {
  const curve = (at: string): (readonly [number, number])[] =>
    rowsOf("performance-profile")
      .filter((row) => row["at"] === at)
      .map(({ value_percent, share_percent }) => [Number(value_percent), Number(share_percent)]);

  it("says of every value what share of the pictures has it or more, a picture's own value included", () => {
    expect(curve("original")).toEqual([
      [0, 100],
      [70, 100],
      [80, 75],
      [95, 50],
      [98, 25],
      [100, 0],
    ]);
    expect(curve("θ + δh + δs")).toEqual([
      [0, 100],
      [40, 100],
      [60, 75],
      [69.5, 50],
      [85, 25],
      [100, 0],
    ]);
  });

  it("names each curve beside it", () => {
    const texts = elements("performance-profile", "text").map(({ textContent }) => textContent);
    expect(texts).toEqual(expect.arrayContaining(["original", "θ", "δh", "θ + δh + δs"]));
  });
});

describe("the figure of objects", () => {
  it("has the original as a filled circle and the worst found as an open square, each at its value", () => {
    const rows = rowsOf("objects").filter(({ metric }) => metric === "pAUROC");
    expect(rows.map(({ object, original, bound }) => [object, Number(original), Number(bound)])).toEqual([
      ["gear", 97, 52],
      ["cap", 81, 84],
      ["mean of 2", 89, 68],
    ]);
    const circles = elements("objects", `g[fill="${BLUE}"] circle`).map((circle) =>
      Number(circle.getAttribute("cx")),
    );
    const squares = elements("objects", `g[stroke="${VERMILION}"] path`).map((path) =>
      Number(/translate\(([-\d.]+)/.exec(path.getAttribute("transform") ?? "")?.[1]),
    );
    expect(circles).toHaveLength(9);
    expect(squares).toHaveLength(9);
    // Within a panel the axis runs from 0 to 100 per cent; gear falls, the cap rises.
    const [gear = 0, cap = 0, mean = 0] = circles;
    const [gearWorst = 0, capWorst = 0, meanWorst = 0] = squares;
    const pixelsPerPoint = (gear - gearWorst) / (97 - 52);
    expect(pixelsPerPoint).toBeGreaterThan(0);
    expect((capWorst - cap) / (84 - 81)).toBeCloseTo(pixelsPerPoint, 1);
    expect((mean - meanWorst) / (89 - 68)).toBeCloseTo(pixelsPerPoint, 1);
    expect((gear - cap) / (97 - 81)).toBeCloseTo(pixelsPerPoint, 1);
  });
});

describe("the figures of decisions", () => {
  it("have a panel a side, each object's share within its interval, in per cent of parts", () => {
    const rows = rowsOf("decisions-theta").filter(({ object, value }) => object === "gear" && value === "20");
    expect(rows.map(({ side, k, n, percent }) => [side, Number(k), Number(n), Number(percent)])).toEqual([
      ["escapes", 6, 25, 24],
      ["false rejects", 6, 30, 20],
    ]);
    for (const row of rowsOf("decisions-theta")) {
      const [low, share, high] = ["low_percent", "percent", "high_percent"].map((key) => Number(row[key]));
      expect(low).toBeLessThanOrEqual(share ?? Number.NaN);
      expect(high).toBeGreaterThanOrEqual(share ?? Number.NaN);
    }
    // A band and a line for each of two objects in each of two panels.
    expect(elements("decisions-theta", 'g[aria-label="area"] path')).toHaveLength(4);
    expect(elements("decisions-theta", 'g[aria-label="line"] path')).toHaveLength(4);
  });

  it("leave bands out where they would cover each other, and the side that there is no part of", () => {
    const four = ["a", "b", "c", "d"].map((object) => ({ ...GEAR, object }));
    const [many] = decisionFigures(deciding(...four));
    expect(many?.svg).not.toContain('aria-label="area"');
    expect(many?.caption).toContain("Intervals: in the numbers of this figure.");
    const [good] = decisionFigures(deciding(GOOD_ALONE));
    expect(good?.title).toContain("False rejects over θ");
    expect(good?.csv).not.toContain("escapes");
  });
});

describe("the figures of drops", () => {
  it("count a loss as positive and a gain as negative", () => {
    const { mean } = GOLDEN_SUMMARY;
    const gains = {
      ...GOLDEN_SUMMARY,
      mean: {
        ...mean,
        bounds: { ...mean.bounds, hue: { values: { ...mean.original.values, pauroc: 0.95 } } },
      },
    };
    const csv = drawFigures(gains).find(({ name }) => name === "drops")?.csv ?? "";
    const lost = (searched: string): number =>
      Number(
        csv
          .split("\n")
          .find((line) => line.startsWith(`${searched},pAUROC,`))
          ?.split(",")[2],
      );
    expect(lost("θ")).toBeCloseTo(5, 9);
    expect(lost("δh")).toBeCloseTo(-6, 9);
    expect(lost("θ + δh + δs")).toBeCloseTo(21, 9);
    for (const name of ["figure-4", "figure-10"]) {
      const [first] = rowsOf(name).filter(({ metric, searched }) => metric === "pAUROC" && searched === "θ");
      expect(Number(first?.["points_lost"])).toBeCloseTo(5, 9);
    }
  });
});

describe("the figures of angles", () => {
  it.each<[number, number, readonly number[]]>([
    [-90, 90, Array.from({ length: 19 }, (_, at) => -90 + 10 * at)],
    [-10, 20, Array.from({ length: 16 }, (_, at) => -10 + 2 * at)],
    [-3, 12, Array.from({ length: 16 }, (_, at) => -3 + at)],
    [-0.5, 0.5, Array.from({ length: 11 }, (_, at) => Number((-0.5 + 0.1 * at).toFixed(6)))],
    [0, 15.5, [...Array.from({ length: 16 }, (_, at) => at), 15.5]],
  ])("have bins of a round width from %d to %d", (low, high, edges) => {
    expect(binEdges(low, high)).toEqual(edges);
  });

  it("count a value on an edge in the bin that it begins, the last edge in the last bin", () => {
    const edges = [-10, -5, 0, 5, 10];
    expect(histogram([-10, -5, 0, 5, 10], edges)).toEqual([1, 1, 1, 2]);
    expect(histogram([-5.001, -0.001, 4.999, 9.999], edges)).toEqual([1, 1, 1, 1]);
    expect(histogram([], edges)).toEqual([0, 0, 0, 0]);
  });

  it("show the worst angle of each sample with a defect, at what was searched", () => {
    const counted = (name: string, searched: string): number[][] =>
      rowsOf(name)
        .filter((row) => row["searched"] === searched && row["samples"] !== "0")
        .map((row) => [Number(row["from_degrees"]), Number(row["to_degrees"]), Number(row["samples"])]);
    const turned = [
      [-10, -8, 1],
      [0, 2, 1],
      [2, 4, 1],
      [6, 8, 1],
    ];
    const all = [
      [4, 6, 1],
      [8, 10, 1],
      [18, 20, 2],
    ];
    expect(counted("worst-theta", "θ")).toEqual(turned);
    expect(counted("worst-theta", "θ + δh + δs")).toEqual(all);
    expect(counted("figure-5", "over θ")).toEqual(turned);
    expect(counted("figure-5", "over θ + δh + δs")).toEqual(all);
  });
});

describe("the figures of worst amounts", () => {
  it("count a shift that the worst point does not name at 0", () => {
    const { samples } = GOLDEN_SUMMARY;
    const all = "theta+hue+saturation";
    const fewer = samples.map((sample) => {
      const found = present(sample.bounds[all], all);
      return { ...sample, bounds: { ...sample.bounds, [all]: { ...found, point: { hue: 0.5 } } } };
    });
    const figures = drawFigures({ ...GOLDEN_SUMMARY, samples: fewer });
    const rows = (figures.find(({ name }) => name === "worst-theta")?.csv ?? "").split("\n");
    expect(rows.filter((row) => /^θ \+ δh \+ δs,.*,4,"/.test(row))).toEqual([
      expect.stringMatching(/^θ \+ δh \+ δs,0,2,4,/),
    ]);
  });
});

describe("the figures of sweeps", () => {
  it("have a row per object and value, the mean behind them, then the controls of what moves the part", () => {
    const rows = rowsOf("sweep-theta");
    expect(rows.map(({ object, value }) => `${object} ${value}`)).toEqual(
      ["gear", "cap", "mean", "mask itself", "flat map"].flatMap((object) =>
        [-10, 0, 10, 20].map((value) => `${object} ${value}`),
      ),
    );
    expect(rows.filter(({ object }) => object === "gear").map(({ pauroc }) => Number(pauroc))).toEqual([
      ...[expect.closeTo(0.87, 9), 0.97, expect.closeTo(0.87, 9), expect.closeTo(0.77, 9)],
    ]);
  });
});
