// npm run bench:study: whole studies, three sweeps and all seven combinations of the paper's shifts, with searches for
// themselves and with searches that share. What is computed stays in .cache: an interrupted run goes on where it was.
// --against a,b --modes shared: beside the independent searches in figures of earlier runs, of another version for instance.
// --time: the demo study of the command line, plain and shared in turns, the plain one of this version or of another's checkout
// (--plain-from).

import { writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { openDemoDataset } from "../../src/data/synthetic/dataset.ts";
import { setup } from "../../test/support/unpack-fixtures.ts";
import { TEST_SEED } from "../search/pictures.ts";
import { runJobs } from "../search/processes.ts";
import { earlierStudies } from "./earlier.ts";
import { codeDigest } from "./record-file.ts";
import { comparisonsOf, curveOf, figuresOf, seedsTogether, wholeStudies } from "./summary.ts";
import { textOf } from "./table.ts";
import { OWN_CHECKOUT, timedStudies, timesText } from "./time.ts";
import type { Job, Mode, PriceJob, PriceResult, StudyJob, StudyPlan, StudyResult } from "./types.ts";

const MODES: readonly Mode[] = ["alone", "independent", "shared"];
const dataset = openDemoDataset();

const { values: flags } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    out: { type: "string" },
    models: { type: "string", default: "demo,demo-wide" },
    modes: { type: "string", default: "alone,shared" },
    seeds: { type: "string", default: "0" },
    budgets: { type: "string", default: "200" },
    against: { type: "string", default: "" },
    "data-seed": { type: "string", default: String(TEST_SEED) },
    samples: { type: "string", default: "5" },
    objects: { type: "string", default: dataset.objects.join(",") },
    time: { type: "boolean", default: false },
    pairs: { type: "string", default: "3" },
    budget: { type: "string", default: "40" },
    "plain-from": { type: "string", default: OWN_CHECKOUT },
  },
});

const machine = {
  cpu: cpus()[0]?.model.trim() ?? "unknown",
  cores: availableParallelism(),
  node: process.version,
};
const [samples] = numbersOf("samples", flags.samples, 1);
const document = flags.time ? await timed() : await studies();
const text = `${JSON.stringify({ machine, ...document.figures }, null, 1)}\n`;
if (flags.out !== undefined) writeFileSync(flags.out, text);
process.stdout.write(flags.json ? text : document.text);

interface Told {
  readonly figures: object;
  readonly text: string;
}

async function timed(): Promise<Told> {
  const [pairs = 3] = numbersOf("pairs", flags.pairs, 1);
  const [budget = 40] = numbersOf("budget", flags.budget, 1);
  const plainFrom = flags["plain-from"];
  const times = timedStudies({ samples: samples ?? 5, budget, pairs, plainFrom, note });
  return { figures: times, text: timesText(times) };
}

async function studies(): Promise<Told> {
  const seeds = numbersOf("seeds", flags.seeds, 0);
  const budgets = numbersOf("budgets", flags.budgets, 1);
  const [dataSeed = TEST_SEED] = numbersOf("data-seed", flags["data-seed"], 0);
  const modes = modesOf(flags.modes);
  // Means over seeds must not mix this run's independent searches with an earlier one's.
  if (flags.against !== "" && modes.some((mode) => mode !== "shared"))
    throw new Error("--against takes the independent searches from figures; add --modes shared");
  const plans = seeds.flatMap((seed) =>
    budgets.flatMap((budget) => modes.map((mode): StudyPlan => ({ mode, seed, budget }))),
  );
  const models = flags.models.split(",");
  // The repository's own ONNX files are kept compressed.
  if (models.some((model) => model.endsWith(".onnx"))) await setup();
  const objects = flags.objects.split(",");
  const data = { dataSeed, perObject: samples ?? 5, evaluations: resolve(".cache/bench-search") };
  const records = resolve(".cache/bench-study");
  const jobs: StudyJob[] = models.flatMap((model) =>
    plans.flatMap((study) => objects.map((object) => ({ ...data, model, object, study, records }))),
  );
  const found = await done<StudyResult>(jobs);
  const prices = await done<PriceResult>(
    models.map((model): PriceJob => ({ ...data, model, object: objects[0] ?? "", price: true })),
  );
  const whole = wholeStudies(found);
  const figures = whole.map((study) =>
    figuresOf(study, prices.find(({ model }) => model === study.model)?.prices ?? {}),
  );
  const earlier = earlierStudies(flags.against === "" ? [] : flags.against.split(","));
  const comparisons = comparisonsOf([...whole, ...earlier.whole], [...figures, ...earlier.figures]);
  const summary = { curve: curveOf(figures), comparisons, together: seedsTogether(comparisons) };
  const measured = {
    code: codeDigest(),
    dataSeed,
    pictures: whole[0]?.pictures.length,
    prices,
    ...summary,
    studies: figures,
  };
  return { figures: { ...measured, pictureFigures: whole.flatMap(perPicture) }, text: textOf(summary) };
}

async function done<Result extends object>(jobs: readonly Job[]): Promise<Result[]> {
  const worker = new URL("worker.ts", import.meta.url);
  return runJobs<Job, Result>(worker, jobs, (result, count) =>
    note(
      `${count} of ${jobs.length}: ${JSON.stringify({ ...result, pictures: undefined, prices: undefined })}`,
    ),
  );
}

/** What a study found on every picture, so that differences can be looked into. */
function perPicture({ model, study, pictures }: ReturnType<typeof wholeStudies>[number]): object[] {
  return pictures.map(({ id, pauroc }) => ({ model, ...study, picture: id, pauroc }));
}

function note(line: string): void {
  process.stderr.write(`${line}\n`);
}

function modesOf(text: string): Mode[] {
  return text.split(",").map((name) => {
    const mode = MODES.find((known) => known === name);
    if (mode === undefined) throw new Error(`unknown mode ${name} (known: ${MODES.join(", ")})`);
    return mode;
  });
}

function numbersOf(name: string, text: string, least: number): number[] {
  return text.split(",").map((part) => {
    const value = Number(part);
    if (!Number.isInteger(value) || value < least)
      throw new Error(`invalid --${name} ${text}; expected whole numbers from ${least}`);
    return value;
  });
}
