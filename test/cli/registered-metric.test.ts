// Metrics that this file alone knows, one of the pool and one of single pictures at a frozen threshold, go wherever the
// built-in ones go: tables, JSON, SQL, limits, intervals, the explorer. And a run beside its baseline, end to end.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { runView } from "../../src/explore/run-view.ts";
import { openNodeEngine } from "../../src/graph/session-node.ts";
import { DETECTORS, METRICS } from "../../src/index.ts";
import { evaluateMaps } from "../../src/metrics/evaluate.ts";
import { readRun } from "../../src/results/questions.ts";
import type { MetricSet, RunSummary } from "../../src/results/schema.ts";
import { BRIGHTNESS } from "../support/brightness.ts";
import { cliIn, type Ran } from "../support/run-cli.ts";
import { sharedFolder } from "../support/scratch.ts";

// Threads of their own run what is built; here sessions stay in this one.
vi.mock("../../src/graph/session-worker.ts", () => ({ openWorkerEngine: openNodeEngine }));

const folder = await sharedFolder();
const cli = cliIn(folder);

DETECTORS.register(BRIGHTNESS);

METRICS.register({
  ...{ name: "largestScore", title: "largest score", unit: "number", decimals: 2, better: "lower" },
  ...{ shown: true, needs: "images", source: "here" },
  of: ({ pictures, weights }) =>
    Math.max(...pictures.map(({ imageScore }, at) => (weights[at] === 0 ? -Infinity : imageScore))),
});

METRICS.register({
  ...{ name: "hotShare", title: "hot share", unit: "fraction", decimals: 1, better: "lower" },
  ...{ shown: true, needs: "threshold", source: "here" },
  ofPicture: ({ map }, frozen) => {
    const threshold = frozen?.pixel ?? null;
    return threshold === null ? null : map.filter((score) => score > threshold).length / map.length;
  },
  of: ({ pictures, weights, frozen }) => {
    if (frozen === null) return null;
    const sum = pictures.reduce((so, { own }, at) => so + (weights[at] ?? 0) * (own["hotShare"] ?? 0), 0);
    return sum / weights.reduce((so, weight) => so + weight, 0);
  },
});

const bound = (out: string, ...more: string[]): Promise<Ran> =>
  cli([
    ...["bound", "--detector", "brightness", "--dataset", "demo", "--objects", "nut", "--samples", "13"],
    ...["--threads", "1", "--shift", "exposure=0.5", "--budget", "1", "--common", "0", "--out", out, ...more],
  ]);

/** The dark is what is anomalous then. */
const DARK = ["--gain", "-1"];
const DECIDED = ["--operating-point", "score=0.9,pixel=0.8"];

type Values = Readonly<Record<string, number>>;

/** The values of one row of a table's CSV by heading; numbers where they are such. */
async function row(run: string, table: string, start: string): Promise<Readonly<Record<string, unknown>>> {
  const [head = "", ...lines] = (await readFile(join(folder, run, "tables", `${table}.csv`), "utf8")).split(
    "\n",
  );
  const cells = (lines.find((line) => line.startsWith(start)) ?? "").split(",");
  return Object.fromEntries(
    head.split(",").map((key, at) => [key, Number.isNaN(Number(cells[at])) ? cells[at] : Number(cells[at])]),
  );
}

describe("a metric that a program registers", () => {
  let original: Values;
  let worst: Values;
  beforeAll(async () => {
    const { code, stdout, stderr } = await bound("first", ...DECIDED, "--json", "--limit", "hotShare=0%");
    expect(code, stderr).toBe(3);
    expect(stderr).toMatch(/--limit: nut: hotShare 0\.\d+ at exposure is above 0/);
    const { objects } = JSON.parse(stdout) as { objects: { original: Values; bound: Values }[] };
    [original, worst] = [objects[0]?.original ?? {}, objects[0]?.bound ?? {}];
  }, 60_000);

  it("is in JSON, where it is of single pictures at the frozen threshold", () => {
    expect(original["largestScore"]).toBeGreaterThan(0.8);
    expect(original["hotShare"]).toBeGreaterThan(0);
    expect(worst["hotShare"]).toBeGreaterThan(original["hotShare"] ?? 1);
  });

  it("is in the report's tables, with its interval by the bootstrap", async () => {
    for (const [name, unit, scale] of [
      ["largestScore", "", 1],
      ["hotShare", "_percent", 100],
    ] as const) {
      const main = await row("first", "bounds", "nut,original");
      expect(main[`${name}${unit}`]).toBeCloseTo(scale * (original[name] ?? 0), 4);
      const spread = await row("first", "intervals", "nut,original");
      const [low, high] = ["low", "high"].map((end) => Number(spread[`${name}_${end}${unit}`]));
      expect(low).toBeLessThan(main[`${name}${unit}`] as number);
      expect(high).toBeGreaterThanOrEqual(main[`${name}${unit}`] as number);
    }
  });

  it("is in SQL", async () => {
    const sql =
      "SELECT metric, value FROM metrics WHERE place = 'bound' AND object = 'nut' AND low IS NOT NULL";
    const { stdout } = await cli(["query", "first", sql, "--json"]);
    const values = JSON.parse(stdout) as { metric: string; value: number }[];
    for (const name of ["largestScore", "hotShare"])
      expect(values.find(({ metric }) => metric === name)?.value).toBe(worst[name]);
  });

  it("is in what the explorer shows of the run, and of one picture", async () => {
    const view = runView("a", "a", await readRun(join(folder, "first")), () => null);
    const bounds = view.tables.find(({ name }) => name === "bounds");
    expect(bounds?.columns.map(({ label }) => label)).toEqual(
      expect.arrayContaining(["largest score", "hot share"]),
    );
    const { values, reasons } = pictureMetrics();
    expect(values).toMatchObject({ largestScore: 0.75, hotShare: null });
    expect(reasons?.["hotShare"]).toBe("no operating point; expected --operating-point");
  });
});

/** What the explorer measures of an opened picture. */
function pictureMetrics(): MetricSet {
  const [map, mask] = [Float32Array.of(0.25, 0.75, 0.5, 0), Uint8Array.of(0, 1, 0, 0)];
  return evaluateMaps({ maps: [map], masks: [mask], width: 2, height: 2 });
}

describe("a run beside its baseline", () => {
  const compared = (...more: string[]): Promise<Ran> =>
    bound("second", ...DARK, ...DECIDED, "--fail-on", "regression", ...more);
  const resultsOf = async (run: string): Promise<RunSummary> => await readRun(join(folder, run));

  it("says what is worse, in text, page, table and JSON, and fails on it", async () => {
    const { code, stdout, stderr } = await compared("--baseline", "first");
    expect(code, stderr).toBe(3);
    const worse =
      /nut, at rest: image score above its threshold is worse than the baseline's by 0\.\d+ on average/;
    expect(stderr).toMatch(worse);
    expect(stdout).toMatch(worse);
    const page = await readFile(join(folder, "second", "report.html"), "utf8");
    for (const words of [
      "Beside the baseline",
      "McNemar",
      "Wilcoxon",
      "Holm",
      "not what the searches missed",
    ])
      expect(page).toContain(words);
    const { comparison } = await resultsOf("second");
    const { change_points: change } = await row("second", "comparison-values-1", "nut,at rest");
    expect(change).toBeCloseTo(100 * (comparison?.values[0]?.change ?? 0), 4);
    expect(comparison?.verdicts.map(({ at }) => at)).toEqual([
      ...["at rest", "typical exposure", "worst exposure"],
    ]);
  }, 60_000);

  it("is compared anew with another baseline, and alone without one; nothing is computed again", async () => {
    const journal = await readFile(join(folder, "second", "journal.jsonl"), "utf8");
    const itself = await compared("--baseline", "second", "--json");
    expect(itself.code, itself.stderr).toBe(0);
    const { comparison } = JSON.parse(itself.stdout) as Pick<RunSummary, "comparison">;
    expect(comparison).toMatchObject({ regressions: [], baseline: { name: "brightness" } });
    expect((await resultsOf("second")).comparison).toEqual(comparison);
    expect((await bound("second", ...DARK, ...DECIDED)).code).toBe(0);
    expect((await resultsOf("second")).comparison).toBeUndefined();
    expect(await readFile(join(folder, "second", "journal.jsonl"), "utf8")).toBe(journal);
  }, 60_000);

  it("is refused in a line where the baseline is another study, or none, before anything is computed", async () => {
    const other = await bound("third", ...DARK, "--seed", "1", "--baseline", "first");
    expect([other.code, other.stderr.split("\n").at(-1)]).toEqual([
      1,
      "faultline: invalid baseline first: the seed is 0 there and 1 here; expected a run of the same pictures and shifts",
    ]);
    const none = await bound("third", "--baseline", "nowhere");
    expect([none.code, none.stderr]).toEqual([1, expect.stringMatching(/missing .*nowhere.*finished run\?/)]);
    const alone = await bound("third", "--fail-on", "regression");
    expect([alone.code, alone.stderr]).toEqual([2, expect.stringMatching(/missing --baseline: --fail-on/)]);
  }, 60_000);
});
