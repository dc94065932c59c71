// One process of the benchmark: takes (model, picture) jobs, runs every strategy on the picture, and sends back what
// they found. One thread each, so that two processes share two cores fairly.

import { join } from "node:path";
import {
  type Detector,
  type Objective,
  openModel,
  PAPER_RANGES,
  prepareSample,
  referenceOptimum,
  type SearchResult,
  strategyNamed,
} from "faultline";
import { cachedObjective } from "./evaluation-cache.ts";
import { anomalousPictures } from "./pictures.ts";
import { foundAt, type Job, type JobResult, type RunResult } from "./types.ts";

const OVER = ["theta", "hue", "saturation"] as const;
// Whoever interrupts the benchmark ends its processes too.
process.on("disconnect", () => process.exit(1));

interface Opened {
  readonly detector: Detector;
  readonly digest: string;
}

const models = new Map<string, Promise<Opened>>();

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
  const [clean] = await objective([{ theta: 0, hue: 0, saturation: 0 }]);
  const runs: RunResult[] = [];
  const finds: SearchResult[] = [];
  for (const { strategy, seed, budget } of job.runs) {
    const started = performance.now();
    const result = await strategyNamed(strategy)(objective, {
      over: OVER,
      ranges: PAPER_RANGES,
      budget,
      seedParts: [seed, "demo", object, id],
    });
    finds.push(result);
    const milliseconds = performance.now() - started;
    runs.push({ strategy, seed, budget, milliseconds, curve: curveOf(result), point: result.best.point });
  }
  const reference = job.reference
    ? await referenceOptimum(
        objective,
        { over: OVER, ranges: PAPER_RANGES, budget: 1, seedParts: [] },
        finds.map(({ best }) => best.point),
      )
    : undefined;
  return {
    model: job.model,
    picture: id,
    clean: foundAt(clean),
    runs,
    reference: reference === undefined ? null : foundAt(reference.best),
    referencePoint: reference?.best.point ?? null,
  };
}

async function objectiveOf(job: Job): Promise<{ objective: Objective; id: string; object: string }> {
  const opening = models.get(job.model) ?? opened(job.model);
  models.set(job.model, opening);
  const { detector, digest } = await opening;
  const picture = (await anomalousPictures(job.perObject, job.dataSeed))[job.picture];
  if (picture === undefined) throw new Error(`no picture ${job.picture}`);
  const { id, object } = picture.sample;
  const prepared = await prepareSample(picture.sample, detector.workingSize);
  const direct = await detector.objective({ ...prepared, className: picture.className }, { colour: true });
  const file = join(job.cache, digest, `seed-${job.dataSeed}`, `${id.replaceAll("/", "_")}.jsonl`);
  return { objective: cachedObjective(direct, file), id, object };
}

/** One detector per model, whose sessions serve all pictures. */
async function opened(name: string): Promise<Opened> {
  const model = await openModel({
    model: name,
    device: "cpu",
    threads: 1,
    env: process.env,
    cwd: process.cwd(),
  });
  const detector = model.detector({ preset: "paper", aspect: "squash", ranges: PAPER_RANGES });
  return { detector, digest: (await model.checkpoint.digest()).slice(0, 16) };
}

/** Whenever a run found something worse: the units spent by then, and what it was. */
function curveOf({ trace }: SearchResult): RunResult["curve"] {
  const curve: { units: number; pauroc: number; loss: number }[] = [];
  let units = 0;
  for (const entry of trace) {
    units += entry.gradient === undefined ? 1 : 2;
    if (entry.draft === true) continue;
    const value = foundAt(entry);
    const best = curve.at(-1);
    const worse =
      best === undefined ||
      value.pauroc < best.pauroc ||
      (value.pauroc === best.pauroc && value.loss > best.loss);
    if (worse && Number.isFinite(value.loss)) curve.push({ units, ...value });
  }
  return curve;
}
