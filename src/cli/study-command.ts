// What sweep, bound and demo share: flags, the run with its progress, the report, the JSON.

import { join, resolve } from "node:path";
import { z } from "zod";
import { UsageError } from "../core/errors.ts";
import { openDataset } from "../data/registry.ts";
import { REPORT_PAGE, writeReport } from "../report/write.ts";
import type { MetricSet, RunSummary } from "../results/schema.ts";
import type { StudyConfig } from "../study/config.ts";
import type { RunProgress } from "../study/run.ts";
import { runStudy } from "../study/study.ts";
import type { Surroundings } from "./command.ts";
import { countFlag, deviceFlags, listFlag, rangeFlags } from "./options.ts";

type StudyShape = {
  dataset: z.ZodString;
  root: z.ZodOptional<z.ZodString>;
  objects: z.ZodOptional<z.ZodType<string[]>>;
  class: z.ZodOptional<z.ZodString>;
  normalDir: z.ZodOptional<z.ZodString>;
  abnormalDir: z.ZodOptional<z.ZodString>;
  maskDir: z.ZodOptional<z.ZodString>;
  model: z.ZodString;
  visual: z.ZodOptional<z.ZodString>;
  out: z.ZodString;
  samples: z.ZodOptional<z.ZodType<number>>;
  seed: z.ZodOptional<z.ZodType<number>>;
  workers: z.ZodOptional<z.ZodType<number>>;
  json: z.ZodDefault<z.ZodBoolean>;
  thetaRange: (typeof rangeFlags)["thetaRange"];
  hueRange: (typeof rangeFlags)["hueRange"];
  saturationRange: (typeof rangeFlags)["saturationRange"];
  device: (typeof deviceFlags)["device"];
  threads: (typeof deviceFlags)["threads"];
};

export const studyFlags: StudyShape = {
  dataset: z.string().describe("mvtec, visa, folder or demo"),
  root: z.string().optional().describe("the data set's folder (not for demo)"),
  objects: listFlag().optional().describe("objects a,b (default: all)"),
  class: z.string().optional().describe("class name of a folder data set"),
  normalDir: z.string().optional().describe("folder data set: normal pictures"),
  abnormalDir: z.string().optional().describe("folder data set: anomalous pictures"),
  maskDir: z.string().optional().describe("folder data set: masks"),
  model: z.string().describe("backbone name, hub id, folder, or demo"),
  visual: z.string().optional().describe("file whose vision tower replaces the model's (FARE)"),
  out: z.string().describe("run folder; the same command continues it"),
  samples: countFlag("samples").optional().describe("test pictures per object (default: all)"),
  seed: countFlag("seed", 0).optional().describe("seed (default 0)"),
  workers: countFlag("workers").optional().describe("detectors side by side (default 1)"),
  json: z.boolean().default(false).describe("one JSON document on standard output"),
  ...rangeFlags,
  ...deviceFlags,
};

export type StudyFlags = z.output<z.ZodObject<StudyShape>>;

/** Runs a study from its flags, writes its report, and returns the summary with the report's path. */
export async function studyFromFlags(
  flags: StudyFlags,
  config: StudyConfig,
  { env, cwd, signal, progress, note }: Surroundings,
): Promise<{ summary: RunSummary; reportHtml: string }> {
  const runFolder = resolve(cwd, flags.out);
  const dataset = await openDataset(flags.dataset, {
    root: flags.root === undefined ? undefined : resolve(cwd, flags.root),
    objects: flags.objects,
    className: flags.class,
    normalDir: flags.normalDir,
    abnormalDir: flags.abnormalDir,
    maskDir: flags.maskDir,
  });
  const { summary, fresh } = await runStudy(config, dataset, {
    runFolder,
    model: {
      model: flags.model,
      visual: flags.visual,
      device: flags.device,
      threads: flags.threads ?? 0,
      env,
      cwd,
    },
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

/** The budget a user may give; UsageError below one step. */
export function checkedBudget(budget: number | undefined): number {
  if (budget !== undefined && budget < 1) throw new UsageError("invalid --budget; expected at least 1");
  return budget ?? 200;
}

/** The four numbers that the commands' JSON carries, with reasons for nulls. */
export function jsonMetrics({ pauroc, aupro, f1max, loss, reasons }: MetricSet): object {
  return { pauroc, aupro, f1max, loss, ...(reasons === undefined ? {} : { reasons }) };
}

function progressLine({ done, total, itemsPerSecond, secondsLeft }: RunProgress): string {
  const left = Number.isFinite(secondsLeft) ? `, ${duration(secondsLeft)} left` : "";
  return `${done} of ${total} items, ${itemsPerSecond.toFixed(2)}/s${left}`;
}

function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
