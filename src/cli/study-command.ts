// What sweep, bound and demo share: flags, the run with its progress, the report, the JSON.

import { join, resolve } from "node:path";
import { z } from "zod";
import { UsageError } from "../core/errors.ts";
import { PRESETS, type PresetName } from "../core/preset.ts";
import { REPORT_PAGE, writeReport } from "../report/write.ts";
import type { MetricSet, RunSummary } from "../results/schema.ts";
import type { StudyConfig } from "../study/config.ts";
import type { RunProgress } from "../study/run.ts";
import { runStudy } from "../study/study.ts";
import type { Surroundings } from "./command.ts";
import { datasetFlags, datasetFromFlags } from "./dataset-flags.ts";
import { durationText } from "./duration.ts";
import { modelFlags, modelSettings } from "./model-flags.ts";
import { countFlag, rangeFlags } from "./options.ts";
import { pipelineFlags } from "./pipeline-flags.ts";

type StudyShape = typeof datasetFlags &
  typeof modelFlags &
  typeof pipelineFlags &
  typeof rangeFlags & {
    out: z.ZodString;
    workers: z.ZodOptional<z.ZodType<number>>;
    json: z.ZodDefault<z.ZodBoolean>;
  };

export const studyFlags: StudyShape = {
  ...datasetFlags,
  ...modelFlags,
  ...pipelineFlags,
  out: z.string().describe("run folder; the same command continues it"),
  workers: countFlag("workers").optional().describe("detectors side by side (default 1)"),
  json: z.boolean().default(false).describe("one JSON document on standard output"),
  ...rangeFlags,
};

export type StudyFlags = z.output<z.ZodObject<StudyShape>>;

/** Runs a study from its flags, writes its report, and returns the summary with the report's path. */
export async function studyFromFlags(
  flags: StudyFlags,
  config: StudyConfig,
  { env, cwd, signal, progress, note }: Surroundings,
): Promise<{ summary: RunSummary; reportHtml: string }> {
  const runFolder = resolve(cwd, flags.out);
  const dataset = await datasetFromFlags(flags, cwd);
  const { summary, fresh } = await runStudy(config, dataset, {
    runFolder,
    model: modelSettings(flags, { env, cwd }),
    workers: flags.workers ?? 1,
    clock: () => performance.now(),
    onProgress: (state) => progress(progressLine(state)),
    signal,
  });
  const reportHtml = fresh
    ? (await writeReport(runFolder, summary)).reportHtml
    : join(runFolder, REPORT_PAGE);
  note(`results in ${join(runFolder, "results.json")}`);
  return { summary, reportHtml };
}

/** The budget a user may give, by default the preset's; UsageError below one step. */
export function checkedBudget(budget: number | undefined, preset: PresetName): number {
  if (budget !== undefined && budget < 1) throw new UsageError("invalid --budget; expected at least 1");
  return budget ?? PRESETS[preset].budget;
}

/** The four numbers that the commands' JSON carries, with reasons for nulls. */
export function jsonMetrics({ pauroc, aupro, f1max, loss, reasons }: MetricSet): object {
  return { pauroc, aupro, f1max, loss, ...(reasons === undefined ? {} : { reasons }) };
}

/** "12 of 60 items, 0.50/s, 1 min 36 s left". */
export function progressLine({ done, total, itemsPerSecond, secondsLeft }: RunProgress): string {
  const left = Number.isFinite(secondsLeft) ? `, ${durationText(secondsLeft)} left` : "";
  return `${done} of ${total} items, ${itemsPerSecond.toFixed(2)}/s${left}`;
}
