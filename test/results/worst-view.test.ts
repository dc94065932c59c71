// The view `worst` against the summary of the same study: a row per search, each beside its own original.

import { describe, expect, it, onTestFinished } from "vitest";
import { PAPER_RANGES } from "../../src/core/shift.ts";
import { openQuery } from "../../src/results/query.ts";
import type { SampleSummary } from "../../src/results/schema.ts";
import { collect } from "../../src/study/collect.ts";
import type { StudyConfig } from "../../src/study/config.ts";
import { experimentsOf } from "../../src/study/plan.ts";
import { scratchFolder } from "../support/scratch.ts";
import { CONFIG, CONTEXT, memoryDataset, planOf, runWhole, SIDE } from "../support/study.ts";

const dataset = memoryDataset();

/** Runs a study in a folder; its samples as results.json has them. */
async function studied(
  runFolder: string,
  config: StudyConfig,
  context = CONTEXT,
): Promise<readonly SampleSummary[]> {
  const plan = await planOf(dataset, config, context);
  const records = await runWhole(plan, runFolder);
  const { samples } = await collect(plan, experimentsOf(config), records, {
    ...{ runFolder, dataset, preset: "paper", seed: config.seed },
    workingSize: () => ({ width: SIDE, height: SIDE }),
  });
  return samples;
}

async function ask(runFolder: string, sql: string): Promise<readonly (readonly unknown[])[]> {
  const query = await openQuery(runFolder);
  onTestFinished(() => query.close());
  return (await query.ask(sql)).rows;
}

/** Mean drop of pAUROC over the samples that have one. */
function meanDrop(samples: readonly SampleSummary[], combination: string): number {
  const drops = samples.flatMap(({ original, bounds }) => {
    const to = bounds[combination]?.pauroc ?? null;
    return original.pauroc === null || to === null ? [] : [original.pauroc - to];
  });
  return drops.reduce((sum, drop) => sum + drop, 0) / drops.length;
}

describe("the view worst", () => {
  it("has one row per search, whose mean drop is that of results.json", async () => {
    const run = await scratchFolder();
    const samples = await studied(run, { ...CONFIG, budget: 12 });
    const rows = await ask(
      run,
      "SELECT shifts, count(*), count(DISTINCT sample), avg(drop) FROM worst GROUP BY ALL ORDER BY shifts",
    );
    expect(rows.map((row) => row.slice(0, 3))).toEqual([
      ["theta", 8, 8],
      ["theta+hue+saturation", 8, 8],
    ]);
    for (const [shifts, , , drop] of rows) expect(drop).toBeCloseTo(meanDrop(samples, String(shifts)), 12);
    const [[kept] = []] = await ask(run, "SELECT count(*) FROM kept WHERE shifts = 'theta+hue+saturation'");
    expect(kept).toBeGreaterThan(8);
  });

  it("has, for each sample, the point, the loss and the original of results.json", async () => {
    const run = await scratchFolder();
    const samples = await studied(run, CONFIG);
    const rows = await ask(
      run,
      "SELECT sample, theta_degrees, pauroc, loss, original_pauroc, original_loss FROM worst WHERE shifts = 'theta' ORDER BY sample",
    );
    expect(rows).toEqual(
      samples
        .map(({ sample, original, bounds: { theta } }) => [
          ...[sample, theta?.point.theta, theta?.pauroc, theta?.loss, original.pauroc, original.loss],
        ])
        .toSorted(([left], [right]) => (String(left) < String(right) ? -1 : 1)),
    );
  });

  it("tells the questions of one folder apart: budget, seed, strategy, ranges", async () => {
    const run = await scratchFolder();
    const one: StudyConfig = { ...CONFIG, combinations: [["theta", "hue"]], sweeps: [] };
    const ranges = { ...PAPER_RANGES, theta: [-10, 12.5] } as const;
    const narrow = { ...CONTEXT, spec: { ...CONTEXT.spec, ranges } };
    const questions = [
      await studied(run, one),
      await studied(run, { ...one, budget: 9 }),
      await studied(run, { ...one, seed: 6 }),
      await studied(run, { ...one, strategy: "simplex" }),
      await studied(run, { ...one, ranges }, narrow),
    ];
    const rows = await ask(
      run,
      "SELECT budget, seed, strategy, ranges, count(*), avg(drop), min(theta_low_degrees), max(theta_high_degrees), max(saturation_high) FROM worst GROUP BY ALL",
    );
    const whole = "theta=-90..90,hue=-3.14159..3.14159";
    const drops = questions.map((samples) => meanDrop(samples, "theta+hue"));
    const about = (drop: number | undefined): unknown => expect.closeTo(drop ?? Number.NaN, 12);
    expect(rows).toHaveLength(5);
    expect(rows).toEqual(
      expect.arrayContaining([
        [3, 5, "worst-of-k", whole, 8, about(drops[0]), -90, 90, null],
        [9, 5, "worst-of-k", whole, 8, about(drops[1]), -90, 90, null],
        [3, 6, "worst-of-k", whole, 8, about(drops[2]), -90, 90, null],
        [3, 5, "simplex", whole, 8, about(drops[3]), -90, 90, null],
        [3, 5, "worst-of-k", "theta=-10..12.5,hue=-3.14159..3.14159", 8, about(drops[4]), -10, 12.5, null],
      ]),
    );
  });

  it("stands beside the original of the same class name and content, each once", async () => {
    const run = await scratchFolder();
    const one: StudyConfig = { ...CONFIG, combinations: [["theta"]], sweeps: [] };
    await studied(run, one);
    await studied(run, one, { ...CONTEXT, className: () => "part" });
    await studied(run, one, { ...CONTEXT, sampleDigest: ({ id }) => `another ${id}` });
    expect(await ask(run, "SELECT count(*), count(original_loss), count(DISTINCT key) FROM worst")).toEqual([
      [24, 24, 24],
    ]);
  });
});
