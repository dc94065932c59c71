// Folders of versions whose records, questions or results are no longer read: they are refused with the command that
// makes them anew, as far as the folder still tells it. Node only.

import { basename, dirname, join } from "node:path";
import { z } from "zod";
import { InputError } from "../core/errors.ts";
import type { ShiftRanges } from "../core/shift.ts";
import { formatRanges } from "../core/shift-grammar.ts";
import { QUESTION_FILE, REPRODUCTION_FILE, RESULTS_FILE, RUN_FILE } from "./file-names.ts";
import { readJson } from "./read-json.ts";

const text = z.string().optional().catch(undefined);
const count = z.number().nullish().catch(undefined);
const ranges = z.record(z.string(), z.tuple([z.number(), z.number()])).catch({});
const options = z
  .record(z.string(), z.union([z.string(), z.number(), z.boolean()]).optional().catch(undefined))
  .catch({});

const searchSchema = z.object({
  kind: z.string(),
  over: z.array(z.string()),
  strategy: text,
  budget: count,
});
const sweepSchema = z.object({ kind: z.string(), shift: z.string(), values: z.array(z.number()) });

const askedSchema = z
  .object({
    experiments: z.array(z.unknown()).catch([]),
    objects: z.array(z.string()).catch([]),
    classNames: z.array(z.string()).catch([]),
    options,
    samplesPerObject: count,
    seed: count,
    ranges,
    preset: text,
    aspect: text,
  })
  .partial();
type Asked = z.output<typeof askedSchema>;

const provenanceSchema = z
  .object({
    dataset: z.object({ kind: z.string(), objects: z.array(z.string()).catch([]), options }).partial(),
    model: z
      .object({ name: z.string(), given: z.object({ model: text, visual: text }).optional() })
      .partial(),
    seed: count,
    strategy: text.nullable(),
    budget: count,
    samplesPerObject: count,
    ranges,
    preset: text,
    aspect: text,
  })
  .partial();
type Provenance = z.output<typeof provenanceSchema>;

const resultsSchema = z.object({
  provenance: provenanceSchema,
  combinations: z.array(z.string()).catch([]),
  objects: z
    .array(
      z.object({ sweeps: z.array(z.object({ shift: z.string(), points: z.array(z.unknown()) })).catch([]) }),
    )
    .catch([]),
});

const reproductionSchema = z.object({
  shortcuts: z.object({ samplesPerObject: count, budget: count }).partial().catch({}),
  studies: z.array(
    z.object({
      dataset: z.string(),
      model: z.string(),
      summary: z.object({ provenance: provenanceSchema }).optional().catch(undefined),
    }),
  ),
});

/**
 * The refusal of `path`, which holds `what` of a version that is no longer read, with the command that makes its folder
 * anew: what the folder does not tell stands in it in capitals.
 */
export async function olderVersion(path: string, what: string): Promise<InputError> {
  const commands = await rebuildingCommands(dirname(path));
  return new InputError(
    `invalid ${path}: ${what}, which this version no longer reads; make it anew: ${commands.join(" && ")}`,
  );
}

async function rebuildingCommands(folder: string): Promise<readonly string[]> {
  const reproduction = await holding(join(folder, REPRODUCTION_FILE), reproductionSchema);
  if (reproduction !== undefined) return [reproducing(reproduction)];
  const question = await holding(join(folder, QUESTION_FILE), z.object({ asked: askedSchema.catch({}) }));
  const results = await holding(join(folder, RESULTS_FILE), resultsSchema);
  const runFolder = basename(dirname(folder)) === "questions" ? dirname(dirname(folder)) : folder;
  const run = await holding(join(runFolder, RUN_FILE), z.object({ dataset: text }));
  const told: Told = {
    asked: question?.asked ?? {},
    made: results?.provenance ?? {},
    kind: results?.provenance.dataset?.kind ?? run?.dataset,
  };
  const parts = question === undefined ? partsOfResults(results) : partsOfExperiments(told.asked.experiments);
  if (told.kind === DEMO && parts.length > 1) return [demo(told, parts)];
  const known = parts.length > 0 ? parts : [UNKNOWN];
  return known.map((part) => studying(part, told));
}

/** What an older folder tells of the study that made it. */
interface Told {
  readonly asked: Asked;
  readonly made: Provenance;
  readonly kind: string | undefined;
}

/** A command's share of an older study. */
interface Part {
  readonly command: string;
  readonly shifts: readonly string[];
  readonly flags: readonly string[];
  readonly budget?: number | null | undefined;
}

const DEMO = "demo";
/** As far as nothing tells what was asked; searches are what most folders hold. */
const UNKNOWN: Part = { command: "faultline bound", shifts: [], flags: [] };

function partsOfExperiments(experiments: readonly unknown[] = []): readonly Part[] {
  const searches = experiments.flatMap((each) => searchSchema.safeParse(each).data ?? []);
  const sweeps = experiments.flatMap((each) => sweepSchema.safeParse(each).data ?? []);
  return [
    ...searching(
      searches.map(({ over }) => over),
      searches[0],
    ),
    ...sweeping(sweeps.map(({ shift, values }) => ({ shift, values: values.length }))),
  ];
}

function partsOfResults(results: z.output<typeof resultsSchema> | undefined): readonly Part[] {
  if (results === undefined) return [];
  const { combinations, objects, provenance } = results;
  return [
    ...searching(
      combinations.map((combination) => combination.split("+")),
      provenance,
    ),
    ...sweeping((objects[0]?.sweeps ?? []).map(({ shift, points }) => ({ shift, values: points.length }))),
  ];
}

/** One search over all shifts that were searched, with the subsets where there were several. */
function searching(
  combinations: readonly (readonly string[])[],
  how: { readonly strategy?: string | null | undefined; readonly budget?: number | null | undefined } = {},
): readonly Part[] {
  if (combinations.length === 0) return [];
  const { strategy, budget } = how;
  const flags = [
    ...(combinations.length > 1 ? ["--subsets"] : []),
    ...flag("--strategy", strategy),
    ...flag("--budget", budget),
  ];
  return [{ command: UNKNOWN.command, shifts: [...new Set(combinations.flat())], flags, budget }];
}

/** Shifts that were swept at equally many values are one command. */
function sweeping(sweeps: readonly { readonly shift: string; readonly values: number }[]): readonly Part[] {
  return [...new Set(sweeps.map(({ values }) => values))].map((values) => ({
    command: "faultline sweep",
    shifts: sweeps.filter((each) => each.values === values).map(({ shift }) => shift),
    flags: flag("--values", values),
  }));
}

function studying({ command, shifts, flags }: Part, { asked, made, kind }: Told): string {
  const objects = asked.objects ?? made.dataset?.objects ?? [];
  const reading = { ...made.dataset?.options, ...asked.options };
  const { className = kind === "folder" ? asked.classNames?.[0] : undefined, ...others } = reading;
  const { name, given } = made.model ?? {};
  return line([
    command,
    ...["--dataset", kind ?? "KIND", ...(kind === DEMO ? [] : ["--root", "ROOT"])],
    // The one object of a folder is called as the folder is.
    ...(objects.length === 0 || kind === "folder" ? [] : ["--objects", objects.join()]),
    ...flag("--class", className),
    ...Object.entries(others).flatMap(([option, value]) => flag(flagNamed(option), value)),
    ...["--model", given?.model ?? name ?? "MODEL", ...flag("--visual", given?.visual)],
    ...shiftFlag(shifts, asked.ranges ?? made.ranges ?? {}),
    ...flags,
    ...flag("--samples", asked.samplesPerObject ?? made.samplesPerObject),
    ...flag("--seed", asked.seed ?? made.seed ?? undefined),
    ...flag("--preset", asked.preset ?? made.preset),
    ...flag("--aspect", asked.aspect ?? made.aspect),
  ]);
}

/** The demo is one command that searches and sweeps. */
function demo({ asked, made }: Told, parts: readonly Part[]): string {
  return line([
    "faultline demo",
    ...flag("--samples", asked.samplesPerObject ?? made.samplesPerObject),
    ...flag("--budget", parts[0]?.budget),
    ...flag("--seed", asked.seed ?? made.seed),
  ]);
}

function reproducing({ shortcuts, studies }: z.output<typeof reproductionSchema>): string {
  const datasets = [...new Set(studies.map(({ dataset }) => dataset))];
  const models = studies.map(({ model, summary }) => {
    const { given } = summary?.provenance.model ?? {};
    return given?.visual === undefined ? model : `${model}=${given.model}@${given.visual}`;
  });
  return line([
    "faultline reproduce",
    ...datasets.flatMap((dataset) => [`--${dataset}`, `${dataset.toUpperCase()}_ROOT`]),
    ...(models.length === 0 ? [] : ["--models", [...new Set(models)].join()]),
    ...flag("--samples", shortcuts.samplesPerObject),
    ...flag("--budget", shortcuts.budget),
  ]);
}

/** The named shifts over their ranges; over the whole ones where those are not told. */
function shiftFlag(shifts: readonly string[], told: ShiftRanges): readonly string[] {
  const texts = shifts.map((shift) => {
    const range = told[shift];
    return range === undefined ? shift : formatRanges({ [shift]: range });
  });
  return texts.length === 0 ? [] : ["--shift", texts.join()];
}

/** A flag with its value; nothing where there is none, and for false. */
function flag(name: string, value: string | number | boolean | null | undefined): readonly string[] {
  if (value === undefined || value === null || value === false) return [];
  return value === true ? [name] : [name, `${value}`];
}

/** "maskDir" → "--mask-dir". */
function flagNamed(option: string): string {
  return `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function line([command = "", ...words]: readonly string[]): string {
  const shown = words.map((word) =>
    /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`,
  );
  return [command, ...shown, "--out NEW"].join(" ");
}

/** What a file holds, where it is of this shape; anything else counts as nothing. */
async function holding<Kind>(path: string, schema: z.ZodType<Kind>): Promise<Kind | undefined> {
  try {
    return schema.safeParse(await readJson(path)).data;
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}
