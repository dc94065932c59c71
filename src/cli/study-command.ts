// What commands that run a study share: flags, the run with its progress, the report, the exit code.

import { join, resolve } from "node:path";
import { z } from "zod";
import { UsageError } from "../core/errors.ts";
import type { DatasetOptions, DemoPictures } from "../data/options.ts";
import { REPORT_PAGE, summaryText, writeReport } from "../report/write.ts";
import { comparisonJson } from "../results/contract-json.ts";
import { RESULTS_FILE } from "../results/file-names.ts";
import type { RunSummary } from "../results/schema.ts";
import { stamped } from "../results/stamping.ts";
import { refuseUnlike } from "../study/compare-baseline.ts";
import type { StudyConfig } from "../study/config.ts";
import { shownAddress } from "../study/queue/address.ts";
import { loadPlanner } from "../study/queue/load.ts";
import type { RunProgress } from "../study/run.ts";
import { type Remote, runStudy } from "../study/study.ts";
import { actingSizeFlag } from "./acting-size-flag.ts";
import { baselineFlag, baselineFromFlags, besideBaseline } from "./baseline-flag.ts";
import { mmPerPixelFlag } from "./camera-lengths.ts";
import type { Surroundings } from "./command.ts";
import { datasetFlags, datasetFromFlags, datasetOptions } from "./dataset-flags.ts";
import { type DetectorFlags, detectorSettings } from "./detector-flags.ts";
import { durationText } from "./duration.ts";
import { madeBy } from "./made-by.ts";
import { metricsPortFlag, openMetrics, studyMetrics } from "./metrics-server.ts";
import { noted } from "./noted.ts";
import { countFlag } from "./options.ts";

type StudyShape = typeof datasetFlags &
  typeof mmPerPixelFlag & {
    out: z.ZodString;
    workers: z.ZodOptional<z.ZodType<number>>;
    queue: z.ZodOptional<z.ZodString>;
    tries: z.ZodOptional<z.ZodType<number>>;
    metricsPort: z.ZodOptional<z.ZodType<number>>;
    actingSize: typeof actingSizeFlag;
    baseline: typeof baselineFlag;
    json: z.ZodDefault<z.ZodBoolean>;
  };

/** To be taken with those of the detectors. */
export const studyFlags: StudyShape = {
  ...datasetFlags,
  out: z.string().describe("run folder; the same command resumes it"),
  workers: countFlag("workers").optional().describe("detectors that run in parallel (default 1)"),
  queue: z
    .string()
    .optional()
    .describe("redis://HOST[:PORT] of a queue whose workers compute (faultline worker); rediss:// for TLS"),
  tries: countFlag("tries")
    .optional()
    .describe("requires --queue: attempts before an item is given up (default 5)"),
  metricsPort: metricsPortFlag,
  actingSize: actingSizeFlag,
  baseline: baselineFlag,
  ...mmPerPixelFlag,
  json: z.boolean().default(false).describe("one JSON document on standard output"),
};

export type StudyFlags = z.output<z.ZodObject<StudyShape>> & DemoPictures;

const TRIES = 5;

/** The parts of a study's config that are flags of every study. */
export function configFromFlags(
  { seed = 0, samples, preset, actingSize: acting, mmPerPixel }: StudyFlags & Pick<DetectorFlags, "preset">,
  asks: StudyConfig["asks"],
): StudyConfig {
  return {
    ...{ asks, seed, samplesPerObject: samples ?? null, preset },
    ...(acting === undefined ? {} : { acting }),
    ...(mmPerPixel === undefined ? {} : { mmPerPixel }),
  };
}

/** Runs a study from its flags, writes its report, and returns the summary with the report's path. */
export async function studyFromFlags(
  flags: StudyFlags & DetectorFlags,
  config: StudyConfig,
  surroundings: Surroundings,
): Promise<{ summary: RunSummary; reportHtml: string }> {
  const { cwd, signal, progress, note } = surroundings;
  const detector = detectorSettings(flags, surroundings);
  const runFolder = resolve(cwd, flags.out);
  const baseline = await baselineFromFlags(flags, cwd);
  const dataset = await datasetFromFlags(flags, surroundings);
  const remote = await remoteFromFlags(flags, surroundings);
  const metrics = await openMetrics(flags.metricsPort, note);
  const studyText = await surroundings.studyText?.();
  try {
    const data = datasetOptions(flags, cwd);
    const result = await runStudy(config, dataset, {
      runFolder,
      data,
      detector,
      workers: flags.workers ?? 1,
      ...(remote === undefined ? {} : { remote: remote(data) }),
      ...(studyText === undefined ? {} : { studyText }),
      clock: () => performance.now(),
      onNote: noted(note),
      ...(baseline === undefined ? {} : { onAsked: (asked) => refuseUnlike(baseline, asked) }),
      onProgress: (state) => {
        progress(progressLine(state), { ...state });
        metrics.show(studyMetrics(state));
      },
      signal,
    });
    const { folder } = result;
    const { summary, fresh } = besideBaseline(result, baseline);
    const made = fresh ? await stamped(summary, folder, madeBy(surroundings)) : summary;
    const reportHtml = fresh
      ? (await writeReport(runFolder, made, folder)).reportHtml
      : join(folder, REPORT_PAGE);
    note(`results in ${join(folder, RESULTS_FILE)}`);
    if (folder !== runFolder) note(otherQuestionNote(flags.out, folder));
    return { summary: made, reportHtml };
  } finally {
    metrics.close();
  }
}

/** Prints what a study answers: as one JSON document with its provenance, else as text and where its page lies. */
export function printAnswer(
  answer: object,
  { summary, reportHtml }: { readonly summary: RunSummary; readonly reportHtml: string },
  { json }: Pick<StudyFlags, "json">,
  { out }: Pick<Surroundings, "out">,
): void {
  if (json) {
    const { provenance } = summary;
    out(JSON.stringify({ ...answer, provenance, ...comparisonJson(summary) }));
  } else {
    out(summaryText(summary));
    out(`report: ${reportHtml}`);
  }
}

/** Says where the answer lies in a run folder whose first question was another one. */
export function otherQuestionNote(out: string, folder: string): string {
  return `${out} answered another question first and keeps its report; this one's is in ${folder}`;
}

/** Where items are computed, by the data set that they are of; undefined where the flags name no queue. */
export async function remoteFromFlags(
  { queue, tries, workers }: Pick<StudyFlags, "queue" | "tries" | "workers">,
  { env, note }: Surroundings,
): Promise<((dataset: DatasetOptions) => Remote) | undefined> {
  if (queue === undefined) {
    if (tries !== undefined) throw new UsageError("missing --queue: --tries requires it");
    return undefined;
  }
  if (workers !== undefined)
    throw new UsageError(
      "invalid --workers: cannot be combined with --queue; start more faultline worker processes instead",
    );
  shownAddress(queue);
  const { queueRunner } = await loadPlanner();
  const { FAULTLINE_QUEUE_PASSWORD: password, FAULTLINE_QUEUE_SECRET: secret } = env;
  const address = { url: queue, password, secret };
  return (dataset) => queueRunner({ address, dataset, tries: tries ?? TRIES, onNote: note });
}

/** Says which items failed; the exit code of a study that has such, else `code`. */
export function exitCodeOf({ failed = [] }: RunSummary, code: number, { note }: Surroundings): number {
  for (const { sample, experiment, error } of failed) note(`failed: ${sample}, ${experiment}: ${error}`);
  if (failed.length === 0) return code;
  note(`${failed.length} items failed; their samples are left out. The same command tries them again`);
  return 1;
}

/** "12 of 60 items, 0.50/s, 1 min 36 s left, 3 workers". */
export function progressLine({
  done,
  total,
  failed,
  itemsPerSecond,
  secondsLeft,
  workers,
}: RunProgress): string {
  const left = Number.isFinite(secondsLeft) ? `, ${durationText(secondsLeft)} left` : "";
  const lost = failed === 0 ? "" : `, ${failed} failed`;
  return `${done} of ${total} items, ${itemsPerSecond.toFixed(2)}/s${left}${lost}${ratesText(workers)}`;
}

const RATES_SHOWN = 4;

/** Each worker's rate, or of many how many there are. */
function ratesText(workers: RunProgress["workers"]): string {
  if (workers.length < 2) return "";
  if (workers.length > RATES_SHOWN) return ` (${workers.length} workers)`;
  const rates = workers.map(({ worker, itemsPerSecond }) => `${worker} ${itemsPerSecond.toFixed(2)}/s`);
  return ` (${rates.join(", ")})`;
}
