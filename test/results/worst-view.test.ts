// The view `worst` against the summary of the same records: a row per search, each beside its own original.

import { describe, expect, it, onTestFinished } from "vitest";
import { canonicalJson, sha256 } from "../../src/core/digest.ts";
import type { ShiftPoint, ShiftRanges } from "../../src/core/shift.ts";
import { openJournal } from "../../src/results/journal.ts";
import { openQuery } from "../../src/results/query.ts";
import { placeQuestion } from "../../src/results/questions.ts";
import { type ItemRecord, shiftsOf } from "../../src/results/record.ts";
import type { PointOutcome, SampleSummary } from "../../src/results/schema.ts";
import { paperBox } from "../../src/shift/registry.ts";
import { type PlanContext, planRound, type StudiedSample, type WorkItem } from "../../src/study/plan.ts";
import { type RobustnessAsk, robustnessAsks } from "../../src/study/questions/asks.ts";
import { parseAsk } from "../../src/study/questions/registry.ts";
import { sampleSummary } from "../../src/study/sample-summary.ts";
import { samplesOf, searchedCombinations } from "../../src/study/searched.ts";
import { notesOf } from "../support/records.ts";
import { scratchFolder } from "../support/scratch.ts";
import { memorySample } from "../support/study.ts";

const FACTS = paperBox().map(({ facts }) => facts);
const FULL: ShiftRanges = Object.fromEntries(FACTS.map(({ name, range }) => [name, range]));
/** Kept points of a search. */
const KEPT = 3;

/** A number in [0, 1) that any JSON decides. */
const numberOf = (...of: readonly unknown[]): number =>
  Number.parseInt(sha256(canonicalJson(of)).slice(0, 8), 16) / 2 ** 32;

/** Scores of a sample at a point; a good one has no pAUROC. */
function scored({ sample, content, className }: WorkItem, point: ShiftPoint, rank = 0): PointOutcome {
  const score = numberOf(content, className, point);
  return {
    ...{ point, loss: score - 1, imageScore: score },
    pauroc: sample.anomalous ? Math.min(1, score + rank / 8) : null,
  };
}

/** The record that some search, or the evaluation of points, might have left. */
function recordOf(item: WorkItem): ItemRecord {
  const { key, experiment, sample, className, content, region, detector, preset } = item;
  const points =
    experiment.kind === "points"
      ? experiment.points.map((point) => scored(item, point))
      : Array.from({ length: KEPT }, (_, rank) => {
          const at = Object.entries(experiment.box).map(([name, [low, high]]) => {
            return [name, low + (high - low) * numberOf(key, name, rank)] as const;
          });
          return scored(item, Object.fromEntries(at), rank);
        }).toSorted(
          (left, right) => (left.pauroc ?? 0) - (right.pauroc ?? 0) || (right.loss ?? 0) - (left.loss ?? 0),
        );
  return {
    ...{ key, experiment, object: sample.object, sample: sample.id, defect: sample.defect },
    ...{ anomalous: sample.anomalous, maskVanished: false, points, milliseconds: 1 },
    settings: { className, content, region, detector, preset },
    ...(experiment.kind === "search" ? { search: notesOf(points[0]?.pauroc ?? null) } : {}),
    maps: { file: `maps/${key}.f32`, sha256: "0" },
  };
}

const SAMPLES = ["gear", "nut"].flatMap((object) =>
  ["crack", "crack", "good", "good"].map((defect, number) => memorySample(object, defect, number)),
);

type Changes = Partial<RobustnessAsk> & { seed?: number } & Partial<Omit<StudiedSample, "sample">>;

/** Plans a study and journals its records in a run folder; its samples as results.json has them. */
async function studied(runFolder: string, changes: Changes = {}): Promise<readonly SampleSummary[]> {
  const { seed = 5, className, content, region = null, detector = "0", ...asked } = changes;
  const asks = robustnessAsks({
    ...{ combinations: [["theta"], ["theta", "hue", "saturation"]], sweeps: [], ranges: FULL },
    ...{ criterion: "pauroc", strategy: "worst-of-k", budget: 3, ...asked },
  });
  const context: PlanContext = {
    asks: asks.map(parseAsk),
    samples: SAMPLES.map((sample) => ({
      ...{ sample, className: className ?? sample.object, content: content ?? sample.id, region, detector },
    })),
    ...{ datasetKind: "memory", seed, preset: "paper" },
  };
  const journal = await openJournal(runFolder);
  try {
    let items = planRound(context, journal.records);
    for (;;) {
      for (const item of items) if (!journal.records.has(item.key)) await journal.append(recordOf(item));
      const next = planRound(context, journal.records);
      if (next.length === items.length) break;
      items = next;
    }
    const shifts = FACTS.filter(({ name }) => items.some((each) => shiftsOf(each.experiment).includes(name)));
    const keys = items.map(({ key }) => key);
    await placeQuestion(runFolder, { title: "a study", asked: keys, keys, shifts });
    const combinations = searchedCombinations(items);
    return samplesOf(items, journal.records).map((own) => sampleSummary(own, combinations, new Map()));
  } finally {
    await journal.close();
  }
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
  expect(drops).toHaveLength(4);
  return drops.reduce((sum, drop) => sum + drop, 0) / drops.length;
}

describe("the view worst", () => {
  it("has one row per search, whose mean drop is that of results.json", async () => {
    const run = await scratchFolder();
    const samples = await studied(run);
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
    expect(kept).toBe(8 * KEPT);
  });

  it("has, for each sample, the point, the loss and the original of results.json", async () => {
    const run = await scratchFolder();
    const samples = await studied(run);
    const rows = await ask(
      run,
      "SELECT sample, theta_degrees, pauroc, loss, original_pauroc, original_loss FROM worst WHERE shifts = 'theta' ORDER BY sample",
    );
    expect(rows).toEqual(
      samples
        .map(({ sample, original, bounds: { theta } }) => [
          ...[sample, theta?.point["theta"], theta?.pauroc, theta?.loss, original.pauroc, original.loss],
        ])
        .toSorted(([left], [right]) => (String(left) < String(right) ? -1 : 1)),
    );
  });

  it("tells the questions of one folder apart: budget, seed, strategy, criterion, ranges", async () => {
    const run = await scratchFolder();
    const one: Changes = { combinations: [["theta", "hue"]] };
    const questions = [
      await studied(run, one),
      await studied(run, { ...one, budget: 9 }),
      await studied(run, { ...one, seed: 6 }),
      await studied(run, { ...one, strategy: "simplex" }),
      await studied(run, { ...one, criterion: "loss" }),
      await studied(run, { ...one, ranges: { ...FULL, theta: [-10, 12.5] } }),
    ];
    const rows = await ask(
      run,
      "SELECT budget, seed, strategy, criterion, ranges, count(*), avg(drop), min(theta_low_degrees), max(theta_high_degrees) FROM worst GROUP BY ALL",
    );
    const whole = "theta=-90..90,hue=-3.14159..3.14159";
    const drops = questions.map((samples) => meanDrop(samples, "theta+hue"));
    const about = (drop: number | undefined): unknown => expect.closeTo(drop ?? Number.NaN, 12);
    expect(rows).toHaveLength(6);
    expect(rows).toEqual(
      expect.arrayContaining([
        [3, 5, "worst-of-k", "pauroc", whole, 8, about(drops[0]), -90, 90],
        [9, 5, "worst-of-k", "pauroc", whole, 8, about(drops[1]), -90, 90],
        [3, 6, "worst-of-k", "pauroc", whole, 8, about(drops[2]), -90, 90],
        [3, 5, "simplex", "pauroc", whole, 8, about(drops[3]), -90, 90],
        [3, 5, "worst-of-k", "loss", whole, 8, about(drops[4]), -90, 90],
        [
          3,
          5,
          "worst-of-k",
          "pauroc",
          "theta=-10..12.5,hue=-3.14159..3.14159",
          8,
          about(drops[5]),
          -10,
          12.5,
        ],
      ]),
    );
  });

  it("stands beside the original of the same class name, content, region and detector, each once", async () => {
    const run = await scratchFolder();
    const one: Changes = { combinations: [["theta"]] };
    await studied(run, one);
    for (const other of [{ className: "part" }, { content: "other" }, { region: "r" }, { detector: "1" }])
      await studied(run, { ...one, ...other });
    expect(await ask(run, "SELECT count(*), count(original_loss), count(DISTINCT key) FROM worst")).toEqual([
      [40, 40, 40],
    ]);
  });
});
