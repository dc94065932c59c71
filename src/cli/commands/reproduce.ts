// faultline reproduce: every table and figure of the paper.

import { basename, resolve } from "node:path";
import { z } from "zod";
import { UsageError } from "../../core/errors.ts";
import { reproductionText, writeReproduction } from "../../report/reproduction/write.ts";
import { tableText } from "../../report/tables/writers.ts";
import { writeReport } from "../../report/write.ts";
import { stamped, stampedReproduction } from "../../results/stamping.ts";
import { DEFAULT_STRATEGY } from "../../search/registry.ts";
import { planReproduction } from "../../study/reproduce/plan.ts";
import { reproduce as runPlan } from "../../study/reproduce/reproduce.ts";
import type { DataSource, ModelSource, ReproduceSettings } from "../../study/reproduce/settings.ts";
import { defineCommand, type Registration, type Surroundings } from "../command.ts";
import { deviceFlags } from "../device-flags.ts";
import { madeBy } from "../made-by.ts";
import { noted } from "../noted.ts";
import { countFlag, listFlag } from "../options.ts";
import { pipelineFlags } from "../pipeline-flags.ts";
import { planJson, planTable } from "../reproduction-plan.ts";
import { searchesFlag } from "../search-flags.ts";
import {
  exitCodeOf,
  otherQuestionNote,
  progressLine,
  remoteFromFlags,
  studyFlags,
} from "../study-command.ts";

const DEFAULT_MODELS = ["ViT-B/16+", "ViT-L/14", "ViT-L/14-FARE2"];

const options = z.object({
  mvtec: z.string().optional().describe("MVTec AD's folder"),
  visa: z.string().optional().describe("VisA's folder"),
  mvtecObjects: listFlag().optional().describe("objects a,b of MVTec AD (default: by selection, eq. 6)"),
  visaObjects: listFlag().optional().describe("objects a,b of VisA (default: by selection, eq. 6)"),
  models: listFlag().optional().describe(`[LABEL=]MODEL[@VISUAL FILE],… (default ${DEFAULT_MODELS.join()})`),
  out: z
    .string()
    .default("faultline-paper")
    .describe("run folder; the same command resumes it (default faultline-paper)"),
  samples: countFlag("samples").optional().describe("a first look: test pictures per object (default: all)"),
  budget: countFlag("gradient steps")
    .optional()
    .describe("a first look: gradient steps per search (default: the paper's 200)"),
  seed: countFlag("seed", 0).optional().describe("seed (default 0)"),
  searches: searchesFlag,
  plan: z.boolean().default(false).describe("print the plan and its cost only"),
  ...pipelineFlags,
  ...deviceFlags,
  workers: countFlag("workers").optional().describe("detectors side by side (default 1)"),
  queue: studyFlags.queue,
  tries: studyFlags.tries,
  json: z.boolean().default(false).describe("one JSON document on standard output"),
});

export const reproduce: Registration = defineCommand({
  name: "reproduce",
  summary: "Produce every table and figure of the paper from your copies of its data sets, for any backbones",
  example: "faultline reproduce --mvtec mvtec_ad --visa visa --out runs/paper",
  options,
  run: async (flags, surroundings) => {
    const remote = await remoteFromFlags(flags, surroundings);
    const studyText = await surroundings.studyText?.();
    const settings = {
      ...settingsFrom(flags, surroundings),
      ...(studyText === undefined ? {} : { studyText }),
      ...(remote === undefined ? {} : { remote }),
    };
    const { out, note } = surroundings;
    const plan = await planReproduction(settings, { estimateOnly: flags.plan });
    if (flags.plan) {
      out(
        flags.json
          ? JSON.stringify(planJson(plan, settings))
          : tableText(planTable(plan, settings)).trimEnd(),
      );
      return 0;
    }
    note(tableText(planTable(plan, settings)).trimEnd());
    const { reproduction, folder } = await runPlan(plan, settings, async (runFolder, study) => {
      const { fresh, summary, folder } = study;
      const finished = fresh ? await stamped(summary, folder, madeBy(surroundings)) : summary;
      if (fresh) await writeReport(runFolder, finished, folder);
      note(`results in ${folder}`);
      return finished;
    });
    const whole = await stampedReproduction(reproduction, folder, madeBy(surroundings));
    const { reportHtml } = await writeReproduction(folder, whole);
    if (folder !== settings.runFolder) note(otherQuestionNote(flags.out, folder));
    if (flags.json) out(JSON.stringify(whole));
    else {
      out(reproductionText(reproduction));
      out(`report: ${reportHtml}`);
    }
    const codes = reproduction.studies.map(({ summary }) => exitCodeOf(summary, 0, surroundings));
    return Math.max(0, ...codes);
  },
});

function settingsFrom(
  flags: z.output<typeof options>,
  { env, cwd, signal, note, progress }: Surroundings,
): ReproduceSettings {
  const { samples = null, budget = null, seed = 0, preset, aspect, device, threads = 0, workers = 1 } = flags;
  return {
    data: dataSources(flags, cwd),
    models: modelSources(flags.models ?? DEFAULT_MODELS),
    runFolder: resolve(cwd, flags.out),
    samplesPerObject: samples,
    budget,
    seed,
    bestStrategy: DEFAULT_STRATEGY,
    ...(flags.searches === undefined ? {} : { searches: flags.searches }),
    preset,
    aspect,
    device,
    threads,
    workers,
    env,
    cwd,
    clock: () => performance.now(),
    onProgress: (what, state) => progress(state === undefined ? what : `${what}: ${progressLine(state)}`),
    onNote: noted(note),
    signal,
  };
}

/** The roots given; a plan may do without, on published counts. */
function dataSources(flags: z.output<typeof options>, cwd: string): DataSource[] {
  const { mvtec, visa, mvtecObjects, visaObjects } = flags;
  const nothing = mvtec === undefined && visa === undefined;
  if (nothing && !flags.plan) {
    throw new UsageError(
      "missing --mvtec or --visa: where are the data sets? (only --plan works without them)",
    );
  }
  for (const [kind, root, objects] of [
    ["mvtec", mvtec, mvtecObjects],
    ["visa", visa, visaObjects],
  ] as const) {
    if (root === undefined && objects !== undefined)
      throw new UsageError(`missing --${kind}: --${kind}-objects needs it`);
  }
  const rooted = (root: string | undefined): string | null =>
    root === undefined ? null : resolve(cwd, root);
  return [
    { kind: "mvtec", root: rooted(mvtec), objects: mvtecObjects } as const,
    { kind: "visa", root: rooted(visa), objects: visaObjects } as const,
  ].filter(({ root }) => nothing || root !== null);
}

/** [LABEL=]MODEL[@VISUAL FILE]; a folder's label is its name. UsageError for two models of one label. */
export function modelSources(texts: readonly string[]): ModelSource[] {
  const sources = texts.map((text): ModelSource => {
    const [, label, model = "", visual] = /^(?:([^=@]+)=)?([^@]*)(?:@(.+))?$/.exec(text) ?? [];
    if (model === "")
      throw new UsageError(`invalid --models "${text}"; expected [LABEL=]MODEL[@FILE], with commas between`);
    const isPath = model.startsWith(".") || model.startsWith("/") || model.includes("\\");
    return { label: label ?? (isPath ? basename(model) : model), model, visual };
  });
  const labels = sources.map(({ label }) => label);
  const twice = labels.find((label, index) => labels.indexOf(label) !== index);
  if (twice !== undefined)
    throw new UsageError(`invalid --models: two are called "${twice}"; name them with LABEL=MODEL`);
  if (sources.length === 0) throw new UsageError("missing --models: no backbone is named");
  return sources;
}
