// npm run bench:drafts [-- --json --models demo,demo-wide --samples 10 --budget 200 --runs 1 --out FILE]
// Whole studies of the demo's data, led by drafts and exact, in turns: wall time, and the bound that each found.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { machineOf } from "./machine.mjs";

const EXACT = "surrogate-simplex";
const DRAFTS = "draft-simplex";
const MAIN = new URL("../dist/cli/main.js", import.meta.url).pathname;

const { values: flags } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    models: { type: "string", default: "demo,demo-wide" },
    samples: { type: "string", default: "10" },
    budget: { type: "string", default: "200" },
    runs: { type: "string", default: "1" },
    workers: { type: "string", default: "2" },
    out: { type: "string" },
  },
});
const folder = mkdtempSync(join(tmpdir(), "faultline-bench-drafts-"));
try {
  const machine = await machineOf({ threads: 1, python: "python3" });
  const studies = [];
  for (const model of flags.models.split(",")) {
    for (let seed = 0; seed < Number(flags.runs); seed++) {
      for (const strategy of [EXACT, DRAFTS]) {
        studies.push(study(model, strategy, seed));
        process.stderr.write(`${lineOf(studies.at(-1))}\n`);
      }
    }
  }
  const document = { machine, budget: Number(flags.budget), studies, models: ratios(studies) };
  const text = `${JSON.stringify(document, null, 2)}\n`;
  if (flags.out !== undefined) writeFileSync(flags.out, text);
  if (flags.json) process.stdout.write(text);
  else for (const line of document.models) console.log(ratioLine(line));
} finally {
  rmSync(folder, { recursive: true });
}

/** One study in a process of its own, as a user starts it. */
function study(model, strategy, seed) {
  const out = join(folder, `${model}-${strategy}-${seed}`);
  const settings = { model, strategy, seed, samples: flags.samples, budget: flags.budget };
  const named = Object.entries({ ...settings, workers: flags.workers }).flatMap(([name, value]) => [
    `--${name}`,
    String(value),
  ]);
  const rest = ["--dataset", "demo", "--threads", "1", "--out", out];
  const started = performance.now();
  const run = spawnSync(process.execPath, [MAIN, "bound", ...rest, ...named, "--json"], {
    encoding: "utf8",
    maxBuffer: 1e9,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const seconds = (performance.now() - started) / 1000;
  if (run.status !== 0) throw new Error(`faultline bound ended with ${run.status}`);
  const { objects, mean } = JSON.parse(run.stdout);
  return {
    ...{ model, strategy, seed, seconds },
    samples: objects.reduce((sum, object) => sum + object.samples, 0),
    originalPauroc: mean.original.pauroc,
    boundPauroc: mean.bound.pauroc,
    boundAupro: mean.bound.aupro,
    objectBoundPauroc: mean.objectBound.pauroc,
    ...searchesOf(out),
  };
}

/** What the run's own records tell of its searches. */
function searchesOf(out) {
  const sql = `SELECT avg(p.pauroc) AS pauroc, sum(drafts) AS drafts, sum(exact_for_drafts) AS exact, sum(evaluations) AS evaluations,
    count(*) FILTER (drafts = 0) AS refused, count(*) AS searches
    FROM records JOIN points p USING (key) JOIN searches USING (key) WHERE experiment = 'bound' AND p.number = 0`;
  const run = spawnSync(process.execPath, [MAIN, "query", out, sql, "--json"], { encoding: "utf8" });
  if (run.status !== 0) throw new Error(run.stderr);
  const [row] = JSON.parse(run.stdout);
  return {
    meanSamplePauroc: row.pauroc,
    evaluations: Number(row.evaluations),
    drafts: Number(row.drafts),
    exactForDrafts: Number(row.exact),
    searchesWithoutDrafts: Number(row.refused),
    searches: Number(row.searches),
  };
}

/** Per model, drafts against exact: the sum of the runs' times, the means of their bounds. */
function ratios(all) {
  return [...new Set(all.map(({ model }) => model))].map((model) => {
    const of = (strategy) => all.filter((each) => each.model === model && each.strategy === strategy);
    const mean = (strategy, key) =>
      of(strategy).reduce((sum, each) => sum + each[key], 0) / of(strategy).length;
    const boundsOf = (strategy) => ({
      pauroc: mean(strategy, "boundPauroc"),
      objectPauroc: mean(strategy, "objectBoundPauroc"),
      perSample: mean(strategy, "meanSamplePauroc"),
    });
    return {
      model,
      timeRatio: mean(DRAFTS, "seconds") / mean(EXACT, "seconds"),
      exact: boundsOf(EXACT),
      drafts: boundsOf(DRAFTS),
    };
  });
}

function lineOf({ model, strategy, seed, seconds, drafts, evaluations, ...bounds }) {
  const { boundPauroc: pauroc, objectBoundPauroc: objectPauroc, meanSamplePauroc: perSample } = bounds;
  return `${model}, ${strategy}, seed ${seed}: ${seconds.toFixed(1)} s, ${boundsLine({ pauroc, objectPauroc, perSample })}, ${drafts} drafts of ${evaluations} evaluations`;
}

function ratioLine({ model, timeRatio, exact, drafts }) {
  return `${model}: ${percent(timeRatio)} of the time; with drafts ${boundsLine(drafts)}; without ${boundsLine(exact)}`;
}

/** Pooled at each sample's own worst point, pooled at the points that an object is worst at, and the samples' mean. */
function boundsLine({ pauroc, objectPauroc, perSample }) {
  return `pooled ${percent(pauroc)}, object level ${percent(objectPauroc)}, per sample ${percent(perSample)}`;
}

function percent(value) {
  return `${(100 * value).toFixed(1)}%`;
}
