// faultline explore: the explorer's page, served on loopback until Ctrl-C, or written as a static site.

import { once } from "node:events";
import { resolve } from "node:path";
import { z } from "zod";
import { CancelledError, UsageError } from "../../core/errors.ts";
import type { Dataset } from "../../data/dataset.ts";
import type { DatasetOptions } from "../../data/options.ts";
import { openDataset } from "../../data/registry.ts";
import { ASPECTS } from "../../detector/framing.ts";
import { DEFAULT_DETECTOR } from "../../detector/registry.ts";
import { readAssets } from "../../explore/server/assets.ts";
import { type OpenRun, openExplorer, openRun } from "../../explore/server/explorer.ts";
import { recordedOptions, settingsOf } from "../../explore/server/run-settings.ts";
import { serve } from "../../explore/server/serve.ts";
import { writeSite } from "../../explore/server/static-site.ts";
import { placeNamed, questionsOf } from "../../results/questions.ts";
import { actingSizeFlag } from "../acting-size-flag.ts";
import { defineCommand, type Registration, type Surroundings } from "../command.ts";
import { datasetFlags, datasetOptions, datasetWords } from "../dataset-flags.ts";
import { detectorWords, openedIn, withDetectorChoice } from "../detector-flags.ts";
import { demoOptions, exploredDetector } from "../explored-detector.ts";
import { noted } from "../noted.ts";
import { countFlag } from "../options.ts";
import { readingWords } from "../reading-flags.ts";
import { noteQuestions, runArgument } from "../run-argument.ts";

const ownFlags = {
  ...datasetFlags,
  run: runArgument.optional(),
  dataset: datasetFlags.dataset.optional().describe("data set (default: the run's, or demo)"),
  compare: z.string().optional().describe("run folder to compare RUN with"),
  actingSize: actingSizeFlag.describe(
    'where shifts act: at the detector\'s "working" size, or before its resize at the picture\'s "own", at most N pixels (default: the run\'s, or working)',
  ),
  port: countFlag("port", 0).optional().describe("port (default: any free port)"),
  host: z
    .string()
    .default("127.0.0.1")
    .describe("address to bind (a token protects any other than loopback)"),
  static: z
    .string()
    .optional()
    .describe("new or empty folder: write the demo there as a static site instead"),
};

const options = (): ReturnType<typeof withDetectorChoice<typeof ownFlags>> =>
  withDetectorChoice(ownFlags, "the run's, or the demo's");

type Flags = z.output<ReturnType<typeof options>>;

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
    const { dataset, data } = await exploredDataset(flags, runs[0], surroundings);
    const { detector, settings } = await exploredDetector(flags, runs[0], surroundings);
    const recorded = settingsOf(made);
    const explorer = await openExplorer({
      ...{ detector, dataset, runs, ...recorded, acting: flags.actingSize ?? recorded.acting },
      words: [...detectorWords(settings), ...readingWords(dataset.reading ?? {})],
      datasetWords: datasetWords(dataset.kind, data),
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
): Promise<{ readonly dataset: Dataset; readonly data: DatasetOptions }> {
  const made = run?.summary.provenance.dataset;
  const kind = flags.dataset ?? made?.kind ?? "demo";
  if (flags.root === undefined && kind !== "demo" && made !== undefined) {
    throw new UsageError(`missing --root: ${run?.name} was made on ${kind} pictures; say where they are`);
  }
  const given = datasetOptions(flags, cwd);
  const onNote = noted(note);
  if (run === undefined || kind !== made?.kind)
    return { dataset: await openDataset(kind, given, onNote), data: given };
  const { options: recorded, unknown } = recordedOptions(run.summary);
  if (unknown !== null) note(`${run.name} ${unknown}`);
  const data = { ...recorded, ...stated(given) };
  return { dataset: await openDataset(kind, data, onNote), data };
}

/** What is given of some options. */
function stated<Options extends object>(options: Options): Partial<Options> {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as Partial<Options>;
}

async function writeStatic(flags: Flags, surroundings: Surroundings): Promise<number> {
  const given: Readonly<Record<string, unknown>> = { ...flags };
  for (const [name, key] of [
    ...[["RUN", "run"] as const, ["--detector", "detector"] as const],
    ...[["--model", "model"] as const, ["--root", "root"] as const],
    ...[["--acting-size", "actingSize"] as const],
  ]) {
    if (given[key] !== undefined) throw new UsageError(`invalid ${name}: --static writes the demo alone`);
  }
  const folder = resolve(surroundings.cwd, flags.static ?? "");
  const { device, threads = 0 } = flags;
  const files = await writeSite(folder, {
    ...{ source: DEFAULT_DETECTOR, options: demoOptions(DEFAULT_DETECTOR), aspect: ASPECTS[0] },
    ...{ device, threads, ...openedIn(surroundings) },
  });
  surroundings.note(`${folder}: ${files} files; serve them from any web server`);
  return 0;
}

function ignoreCancelled(error: unknown): void {
  if (!(error instanceof CancelledError)) throw error;
}
