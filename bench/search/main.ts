// npm run bench:search: every search strategy at the same cost on the demo models, against a reference optimum: of the
// paper's shifts a dense grid with simplexes, of others a long search (--shifts theta,exposure,defocus --reference-units 20000).

import { availableParallelism, cpus } from "node:os";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { DEFAULT_STRATEGY, PUBLISHED_STRATEGY, paperBox, SHIFTS, STRATEGIES, strategyNamed } from "faultline";
import { earlierReferences } from "./earlier-references.ts";
import { TEST_SEED, TUNING_SEED } from "./pictures.ts";
import { runJobs } from "./processes.ts";
import { summarize } from "./summary.ts";
import { textOf } from "./table.ts";
import type { Job, JobResult, RunPlan } from "./types.ts";

const OBJECTS = 5;
const PAPER_SHIFTS = paperBox().map(({ facts }) => facts.name);

const { values: flags } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    samples: { type: "string", default: "5" },
    pictures: { type: "string" },
    only: { type: "string" },
    seeds: { type: "string", default: "1" },
    models: { type: "string", default: "demo,demo-wide" },
    strategies: { type: "string", default: Object.keys(STRATEGIES).join(",") },
    budget: { type: "string", default: "200" },
    "budget-of": { type: "string", multiple: true, default: [] },
    "draft-cost": { type: "string", default: "1" },
    multiples: { type: "string", default: "2,4" },
    tuning: { type: "boolean", default: false },
    shifts: { type: "string", default: PAPER_SHIFTS.join(",") },
    "reference-units": { type: "string" },
    "no-reference": { type: "boolean", default: false },
    references: { type: "string", default: "" },
  },
});

const perObject = countOf("samples", flags.samples);
const seeds = countOf("seeds", flags.seeds);
const budget = countOf("budget", flags.budget);
const models = flags.models.split(",");
const shifts = flags.shifts.split(",");
for (const name of shifts) SHIFTS.named(name);
const isPaper = shifts.every((name) => PAPER_SHIFTS.includes(name));
const units = flags["reference-units"];
if (!flags["no-reference"] && units === undefined && !isPaper)
  throw new Error("a dense grid of these shifts would never end; --reference-units or --no-reference");
/** What the others are held against: the published search has learning rates of the paper's shifts alone. */
const baseline = isPaper ? PUBLISHED_STRATEGY : "worst-of-k";
const strategies = [...new Set([baseline, ...flags.strategies.split(",")])];
for (const name of strategies) strategyNamed(name);
const multiples =
  flags.multiples === "" ? [] : flags.multiples.split(",").map((text) => countOf("multiples", text));

/** Of strategies whose evaluations cost less: --budget-of draft-simplex=435. */
const budgets = Object.fromEntries(
  flags["budget-of"].map((text) => {
    const [name = "", steps = ""] = text.split("=");
    strategyNamed(name);
    return [name, countOf("budget-of", steps)];
  }),
);
const runs: RunPlan[] = strategies.flatMap((strategy) => {
  const own = budgets[strategy] ?? budget;
  return [
    ...Array.from({ length: seeds }, (_, seed) => ({ strategy, seed, budget: own })),
    ...multiples.map((multiple) => ({ strategy, seed: 0, budget: multiple * own })),
  ];
});
const draftCost = Number(flags["draft-cost"]);
if (!(draftCost > 0 && draftCost <= 1))
  throw new Error(`invalid --draft-cost ${flags["draft-cost"]}; expected a share of an exact evaluation's`);
const all = Array.from({ length: OBJECTS * perObject }, (_, picture) => picture);
const pictures =
  flags.only !== undefined
    ? flags.only.split(",").map((text) => countOf("only", text) - 1)
    : all.slice(0, flags.pictures === undefined ? all.length : countOf("pictures", flags.pictures));
const plan = {
  shifts,
  pictures: flags.tuning ? "tuning" : "test",
  referenceUnits: units === undefined ? null : countOf("reference-units", units),
};
const known = earlierReferences(flags.references === "" ? [] : flags.references.split(","), plan);
const jobs: Job[] = pictures.flatMap((picture) =>
  models.map((model) => ({
    model,
    dataSeed: flags.tuning ? TUNING_SEED : TEST_SEED,
    perObject,
    picture,
    runs,
    shifts,
    draftCost,
    ...(flags["no-reference"]
      ? {}
      : {
          reference: { units: plan.referenceUnits, known: known.filter((one) => one.model === model) },
        }),
    cache: resolve(".cache/bench-search"),
  })),
);
const worker = new URL("worker.js", import.meta.url);
const results = await runJobs<Job, JobResult>(worker, jobs, ({ model, picture }, done) => {
  process.stderr.write(`${done} of ${jobs.length}: ${model} ${picture}\n`);
});
const document = {
  default: DEFAULT_STRATEGY,
  published: baseline,
  budget,
  budgets,
  draftCost,
  seeds,
  ...plan,
  machine: {
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    node: process.version,
  },
  ...summarize(results, { models, strategies, budget, budgets, seeds, multiples, published: baseline }),
  pictureFigures: results.map(perPicture),
};
process.stdout.write(flags.json ? `${JSON.stringify(document, null, 1)}\n` : textOf(document));

/** What every run found on one picture, so that differences can be looked into. */
function perPicture({ model, picture, reference, referencePoint, runs }: JobResult): object {
  return {
    model,
    picture,
    reference: reference?.pauroc ?? null,
    referencePoint,
    runs: runs.map(({ strategy, seed, budget: steps, curve, point }) => ({
      strategy,
      seed,
      budget: steps,
      pauroc: curve.at(-1)?.pauroc,
      point,
    })),
  };
}

function countOf(name: string, text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1)
    throw new Error(`invalid --${name} ${text}; expected a whole number from 1`);
  return count;
}
