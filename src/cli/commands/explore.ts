// faultline explore: the explorer's page, served on loopback until Ctrl-C, or written as a static site.

import { once } from "node:events";
import { resolve } from "node:path";
import { z } from "zod";
import { CancelledError, UsageError } from "../../core/errors.ts";
import type { Dataset } from "../../data/dataset.ts";
import type { DatasetOptions } from "../../data/options.ts";
import { openDataset } from "../../data/registry.ts";
import { type OpenModel, openModel } from "../../detector/winclip/open-model.ts";
import { readAssets } from "../../explore/server/assets.ts";
import { type OpenRun, openExplorer, openRun } from "../../explore/server/explorer.ts";
import { recordedOptions, settingsOf } from "../../explore/server/run-settings.ts";
import { serve } from "../../explore/server/serve.ts";
import { writeSite } from "../../explore/server/static-site.ts";
import { placeNamed, questionsOf } from "../../results/questions.ts";
import { defineCommand, type Registration, type Surroundings } from "../command.ts";
import { datasetFlags, datasetOptions } from "../dataset-flags.ts";
import { modelFlags, modelSettings } from "../model-flags.ts";
import { noted } from "../noted.ts";
import { countFlag } from "../options.ts";
import { readingWords } from "../reading-flags.ts";
import { noteQuestions, runArgument } from "../run-argument.ts";

const options = z.object({
  ...modelFlags,
  ...datasetFlags,
  run: runArgument.optional(),
  model: modelFlags.model.optional().describe("model (default: the run's, or demo)"),
  dataset: datasetFlags.dataset.optional().describe("data set (default: the run's, or demo)"),
  compare: z.string().optional().describe("run folder to compare RUN with"),
  port: countFlag("port", 0).optional().describe("port (default: any free port)"),
  host: z
    .string()
    .default("127.0.0.1")
    .describe("address to bind (a token protects any other than loopback)"),
  static: z
    .string()
    .optional()
    .describe("new or empty folder: write the demo there as a static site instead"),
});

type Flags = z.output<typeof options>;

export const explore: Registration = defineCommand({
  name: "explore",
  summary: "Open an interactive page: playground, landscape, a run's tables",
  example: "faultline explore runs/hazelnut --root mvtec_ad",
  positional: ["run"],
  options,
  run: async (flags, surroundings) => {
    const { cwd, out, note, progress, signal } = surroundings;
    if (flags.static !== undefined) return await writeStatic(flags, surroundings);
    if (flags.port !== undefined && flags.port > 65_535)
      throw new UsageError(`invalid --port "${flags.port}"; expected at most 65535`);
    if (flags.compare !== undefined && flags.run === undefined)
      throw new UsageError("missing RUN: --compare holds another run against it");
    const assets = await readAssets();
    const runs = await openRuns(flags, cwd);
    if (flags.run !== undefined) {
      const { runFolder, folder } = await placeNamed(resolve(cwd, flags.run));
      noteQuestions(await questionsOf(runFolder), folder, note);
    }
    const made = runs[0]?.summary;
    const dataset = await exploredDataset(flags, runs[0], surroundings);
    const { model, words } = await exploredModel(flags, runs[0], surroundings);
    const reading = readingWords(dataset.reading ?? {});
    const explorer = await openExplorer({
      ...{ model, modelFlags: [...words, ...reading], dataset, runs },
      ...settingsOf(made),
    });
    try {
      const server = await serve({
        ...{ explorer, assets, host: flags.host, port: flags.port ?? 0 },
        onBug: (error) => note(error instanceof Error ? (error.stack ?? error.message) : String(error)),
      });
      out(server.address);
      progress("serving; Ctrl-C ends it");
      if (!signal.aborted) await once(signal, "abort");
      await server.close();
      return 0;
    } finally {
      await explorer.close().catch(ignoreCancelled);
    }
  },
});

async function openRuns({ run, compare }: Flags, cwd: string): Promise<OpenRun[]> {
  const runs: OpenRun[] = [];
  for (const folder of [run, compare]) {
    if (folder !== undefined) runs.push(await openRun(resolve(cwd, folder)));
  }
  return runs;
}

async function exploredDataset(
  flags: Flags,
  run: OpenRun | undefined,
  { cwd, note }: Surroundings,
): Promise<Dataset> {
  const made = run?.summary.provenance.dataset;
  const kind = flags.dataset ?? made?.kind ?? "demo";
  if (flags.root === undefined && kind !== "demo" && made !== undefined) {
    throw new UsageError(`missing --root: ${run?.name} was made on ${kind} pictures; say where they are`);
  }
  const given = datasetOptions(flags, cwd);
  const onNote = noted(note);
  if (run === undefined || kind !== made?.kind) return await openDataset(kind, given, onNote);
  const { options, unknown } = recordedOptions(run.summary);
  if (unknown !== null) note(`${run.name} ${unknown}`);
  return await openDataset(kind, { ...options, ...stated(given) }, onNote);
}

/** The options that flags name. */
function stated(options: DatasetOptions): DatasetOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

/** The model with the run's threads, and the words that name it in a command line. */
async function exploredModel(
  flags: Flags,
  run: OpenRun | undefined,
  { env, cwd, note }: Surroundings,
): Promise<{ readonly model: OpenModel; readonly words: readonly string[] }> {
  const made = run?.summary.provenance;
  const own = flags.model === undefined ? made?.model.given : undefined;
  const name = flags.model ?? own?.model ?? made?.model.name ?? "demo";
  const visual = flags.visual ?? own?.visual;
  const threads = flags.threads ?? made?.threads;
  const model = await openModel(modelSettings({ ...flags, model: name, visual, threads }, { env, cwd }));
  if (made !== undefined && (await model.checkpoint.digest()) !== made.model.digest) {
    note(`${run?.name} was made with other weights than ${name} has: its numbers are not this model's`);
  }
  return { model, words: ["--model", name, ...(visual === undefined ? [] : ["--visual", visual])] };
}

async function writeStatic(flags: Flags, { cwd, env, note }: Surroundings): Promise<number> {
  for (const [key, given] of Object.entries({
    RUN: flags.run,
    "--model": flags.model,
    "--root": flags.root,
  })) {
    if (given !== undefined) throw new UsageError(`invalid ${key}: --static writes the demo alone`);
  }
  const folder = resolve(cwd, flags.static ?? "");
  const model = await openModel(modelSettings({ ...flags, model: "demo" }, { env, cwd }));
  try {
    const files = await writeSite(folder, model);
    note(`${folder}: ${files} files; serve them from any web server`);
    return 0;
  } finally {
    await model.close();
  }
}

function ignoreCancelled(error: unknown): void {
  if (!(error instanceof CancelledError)) throw error;
}
