// One process of the benchmark: plans and computes an object's pictures of a study, or measures what an evaluation costs.

import { join } from "node:path";
import { present } from "../../src/core/errors.ts";
import { givingAs, type Objective } from "../../src/core/objective.ts";
import { random } from "../../src/core/random.ts";
import type { Chain } from "../../src/objective/chain.ts";
import { shiftsOf } from "../../src/results/record.ts";
import { paperBox } from "../../src/shift/registry.ts";
import { computeItem } from "../../src/study/item.ts";
import { planRound, type StudiedSample, type WorkItem } from "../../src/study/plan.ts";
import { boundRole } from "../../src/study/questions/roles.ts";
import { openedChain, openedPicture, studiedPictures } from "./opened.ts";
import { COMBINATIONS, plannedAsks } from "./plans.ts";
import { processorSeconds } from "./processor-time.ts";
import { codeDigest, openRecordFile, type RecordFile } from "./record-file.ts";
import {
  type Job,
  type PictureResult,
  type PriceJob,
  type PriceResult,
  SEARCH,
  type StudyJob,
  type StudyResult,
} from "./types.ts";

/** The data set's kind, on which random numbers of searches depend. */
const KIND = "demo";
const CODE = codeDigest();

// Whoever interrupts the benchmark ends its processes too.
process.on("disconnect", () => process.exit(1));

/** One chain per detector, whose sessions serve all pictures. */
const chains = new Map<string, Promise<Chain>>();

process.on("message", (job: Job) => {
  const work: Promise<StudyResult | PriceResult> = "price" in job ? priced(job) : studied(job);
  work.then(
    (result) => process.send?.(result),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});

function chainOf(model: string): Promise<Chain> {
  const chain = chains.get(model) ?? openedChain(model);
  chains.set(model, chain);
  return chain;
}

async function studied(job: StudyJob): Promise<StudyResult> {
  const chain = await chainOf(job.model);
  const samples = await studiedPictures(chain, job);
  const detector = present(samples[0], `picture of ${job.object}`).detector.slice(0, 16);
  const folder = join(job.records, CODE, detector, `seed-${job.dataSeed}`);
  const records = openRecordFile(join(folder, `${job.object}.jsonl`));
  const items = await computed(job, { chain, samples, records });
  const pictures = samples.map(({ sample: { id } }) =>
    resultOf(
      id,
      items.filter(({ sample }) => sample.id === id),
      records,
    ),
  );
  return { model: job.model, object: job.object, study: job.study, pictures };
}

interface Studying {
  readonly chain: Chain;
  readonly samples: readonly StudiedSample[];
  readonly records: RecordFile;
}

/** Every item of the studies that the mode is planned as, each once, all of them done. */
async function computed(job: StudyJob, { chain, samples, records }: Studying): Promise<WorkItem[]> {
  const doing = itemWork(job, chain, samples);
  const done = new Map<string, WorkItem>();
  for (const asks of plannedAsks(job.study)) {
    const context = { asks, samples, datasetKind: KIND, seed: job.study.seed, preset: "paper" } as const;
    let items: readonly WorkItem[] = [];
    for (;;) {
      items = planRound(context, records, new Set(), items);
      const open = items.filter(({ key }) => !records.has(key));
      if (open.length === 0) break;
      for (const item of open) records.add(await doing(item));
    }
    for (const item of items) done.set(item.key, item);
  }
  return [...done.values()];
}

/** Computes items; a record's milliseconds are the processor time of its search without its evaluations. */
function itemWork(
  job: StudyJob,
  chain: Chain,
  samples: readonly StudiedSample[],
): (item: WorkItem) => Promise<ReturnType<RecordFile["get"]> & object> {
  let evaluating = 0;
  const clocked = (objective: Objective): Objective =>
    givingAs(objective, async (...asked) => {
      const started = processorSeconds();
      const evaluations = await objective(...asked);
      evaluating += processorSeconds() - started;
      return evaluations;
    });
  const opened = new Map<string, ReturnType<typeof openedPicture>>();
  return async (item) => {
    const { id } = item.sample;
    const studied = present(
      samples.find(({ sample }) => sample.id === id),
      `picture ${id}`,
    );
    const opening = opened.get(id) ?? openedPicture(chain, studied, job, clocked);
    opened.set(id, opening);
    const picture = await opening;
    evaluating = 0;
    const started = processorSeconds();
    const { record } = await computeItem(item, picture.prepared, picture.chain, { dataset: KIND });
    const searching = processorSeconds() - started - evaluating;
    return { ...record, milliseconds: Math.max(0, Math.round(1000 * searching)) };
  };
}

function resultOf(id: string, items: readonly WorkItem[], records: RecordFile): PictureResult {
  const units: Record<string, number> = {};
  const forwards: Record<string, number> = {};
  const pauroc: Record<string, number> = {};
  let milliseconds = 0;
  for (const { key, role, experiment } of items) {
    const record = present(records.get(key), `record ${key}`);
    const { units: spent, finalEvaluations: maps } = record.search ?? {
      units: record.points.length,
      finalEvaluations: 0,
    };
    add(units, phaseOf({ role, experiment }), spent);
    add(forwards, shiftsOf(experiment).join("+"), spent + maps);
    if (record.search !== undefined) milliseconds += record.milliseconds;
    const combination = COMBINATIONS.find((name) => boundRole(name) === role);
    if (combination !== undefined) pauroc[combination] = present(record.points[0]?.pauroc, "pAUROC");
  }
  return { id, units, forwards, searching: milliseconds / 1000, pauroc };
}

/** "sweep", "search, phase 1", "search". */
function phaseOf({ role, experiment }: Pick<WorkItem, "role" | "experiment">): string {
  if (experiment.kind === "points") return role.split(" ")[0] ?? role;
  const [, phase] = role.split(", ");
  return phase === undefined ? SEARCH : `${SEARCH}, ${phase}`;
}

function add(sums: Record<string, number>, name: string, value: number): void {
  sums[name] = (sums[name] ?? 0) + value;
}

/** Points of a batch whose processor time is measured, and batches; the least of these counts. */
const PRICED = { points: 10, batches: 5 };

async function priced(job: PriceJob): Promise<PriceResult> {
  const chain = await chainOf(job.model);
  const [sample] = await studiedPictures(chain, { ...job, perObject: 1 });
  const { direct } = await openedPicture(chain, present(sample, "picture"), job);
  const source = random(0, "prices");
  const prices: Record<string, number> = {};
  for (const combination of ["", ...COMBINATIONS]) {
    const over = combination.split("+");
    const box = paperBox().filter(({ facts }) => over.includes(facts.name));
    const times: number[] = [];
    for (let batch = 0; batch <= PRICED.batches; batch++) {
      const points = Array.from({ length: PRICED.points }, () =>
        Object.fromEntries(
          box.map(({ facts, range: [low, high] }) => [facts.name, low + (high - low) * source.next()]),
        ),
      );
      const started = processorSeconds();
      await direct(points);
      // The first opens the session.
      if (batch > 0) times.push((processorSeconds() - started) / PRICED.points);
    }
    prices[combination] = Math.min(...times);
  }
  return { model: job.model, prices };
}
