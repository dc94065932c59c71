// One process of the benchmark: takes (model, picture) jobs, runs every strategy on the picture, and sends back what
// they found. One thread each, so that two processes share two cores fairly.

import {
  boxOf,
  type Chain,
  CRITERIA,
  DEFAULT_CRITERION,
  DEFAULT_DETECTOR,
  DEFAULT_STRATEGY,
  type Objective,
  openChain,
  openDetector,
  pixelAuroc,
  prepareSample,
  referenceOptimum,
  type SearchResult,
  type SearchSettings,
  SHIFTS,
  type ShiftPoint,
  strategyNamed,
  UNSHIFTED,
} from "faultline";
import { cachedObjective, evaluationFile } from "./evaluation-cache.ts";
import { anomalousPictures } from "./pictures.ts";
import { foundAt, type Job, type JobResult, type RunResult } from "./types.ts";

/** Seed of the search that other searches are held against. */
const REFERENCE_SEED = "reference";
/** All pictures are of defects. */
const ORDER = CRITERIA.named(DEFAULT_CRITERION).order(true);

// Whoever interrupts the benchmark ends its processes too.
process.on("disconnect", () => process.exit(1));

const chains = new Map<string, Promise<Chain>>();

process.on("message", (job: Job) => {
  work(job).then(
    (result) => process.send?.(result),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});

async function work(job: Job): Promise<JobResult> {
  const { objective, id, object } = await objectiveOf(job);
  const box = boxOf(Object.fromEntries(job.shifts.map((name) => [name, SHIFTS.named(name).range])));
  const [clean] = await objective([UNSHIFTED]);
  const runs: RunResult[] = [];
  const finds: SearchResult[] = [];
  for (const { strategy, seed, budget } of job.runs) {
    const started = performance.now();
    const result = await strategyNamed(strategy)(objective, {
      box,
      budget,
      seedParts: [seed, "demo", object, id],
    });
    finds.push(result);
    const milliseconds = performance.now() - started;
    const { curve, cost } = curveOf(result, job.draftCost);
    runs.push({ strategy, seed, budget, milliseconds, cost, curve, point: result.best.point });
  }
  const point = await referencePoint(job, finds, { objective, id, box, seedParts: ["demo", object, id] });
  const [reference] = point === null ? [] : await objective([point]);
  return {
    model: job.model,
    picture: id,
    clean: foundAt(clean),
    runs,
    reference: reference === undefined ? null : foundAt(reference),
    referencePoint: point,
  };
}

/** Where what the runs are held against lies; a search for it begins from what they found themselves. */
async function referencePoint(
  { reference }: Job,
  finds: readonly SearchResult[],
  { objective, id, box, seedParts }: ReferenceSearch,
): Promise<ShiftPoint | null> {
  if (reference === undefined) return null;
  const known = reference.known.find(({ picture }) => picture === id);
  if (known !== undefined) return known.point;
  const starts = finds.map(({ best }) => best.point);
  const { best } =
    reference.units === null
      ? await referenceOptimum(objective, { box, budget: 1, seedParts: [] }, starts)
      : await strategyNamed(DEFAULT_STRATEGY)(objective, {
          ...{ box, budget: Math.ceil(reference.units / 2), starts },
          seedParts: [REFERENCE_SEED, ...seedParts],
        });
  return best.point;
}

interface ReferenceSearch extends Pick<SearchSettings, "box" | "seedParts"> {
  readonly objective: Objective;
  readonly id: string;
}

async function objectiveOf(job: Job): Promise<{ objective: Objective; id: string; object: string }> {
  const opening = chains.get(job.model) ?? opened(job.model);
  chains.set(job.model, opening);
  const chain = await opening;
  const picture = (await anomalousPictures(job.perObject, job.dataSeed))[job.picture];
  if (picture === undefined) throw new Error(`no picture ${job.picture}`);
  const { sample, className } = picture;
  const { id, object, anomalous } = sample;
  const { image, mask } = await prepareSample(sample, chain.sizes);
  const direct = await chain.objective({ image, mask, object, className, anomalous });
  const digest = await chain.digestOf(object, className);
  const file = evaluationFile(job.cache, { digest, dataSeed: job.dataSeed, id });
  return { objective: cachedObjective(direct, file), id, object };
}

/** One chain per model, whose sessions serve all pictures. */
async function opened(model: string): Promise<Chain> {
  const detector = await openDetector({
    source: DEFAULT_DETECTOR,
    options: { model },
    aspect: "squash",
    device: "cpu",
    threads: 1,
    env: process.env,
    cwd: process.cwd(),
  });
  return openChain({ detector, preset: "paper", pixelAuroc });
}

/** Whenever a run found something worse: the units spent by then, and what it was. */
function curveOf({ trace }: SearchResult, draftCost: number): Pick<RunResult, "curve" | "cost"> {
  const curve: { units: number; pauroc: number; loss: number }[] = [];
  let units = 0;
  for (const entry of trace) {
    units += costOf(entry, draftCost);
    if (entry.draft === true) continue;
    const value = foundAt(entry);
    const best = curve.at(-1);
    const worse = best === undefined || ORDER.isWorse(value, best);
    if (worse && Number.isFinite(value.loss)) curve.push({ units, ...value });
  }
  return { curve, cost: units };
}

function costOf({ gradient, draft }: SearchResult["best"], draftCost: number): number {
  if (draft === true) return draftCost;
  return gradient === undefined ? 1 : 2;
}
