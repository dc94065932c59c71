// What readers of a record rely on, held against JSON of a journal or of a worker: who reads a record that passes needs
// no further check.

import { z } from "zod";
import { PRESETS } from "../core/preset.ts";
import type { ItemRecord } from "./record.ts";

const level = {
  loss: z.number().nullable(),
  pauroc: z.number().nullable(),
  mapChange: z.number().optional(),
  label: z.boolean().optional(),
  outOfView: z.literal(true).optional(),
};
const levelSchema = z.looseObject({ ...level, imageScore: z.number().optional() });

const point = z.record(z.string(), z.number());
const outcomeSchema = z.looseObject({ ...level, point, imageScore: z.number() });

const common = {
  seed: z.number().optional(),
  keeps: z.literal("numbers").optional(),
  acting: z.number().optional(),
  files: z.record(z.string(), z.string()).optional(),
};
const experimentSchema = z.discriminatedUnion("kind", [
  z.looseObject({
    ...common,
    kind: z.literal("points"),
    points: z.array(point).min(1),
    criterion: z.string().optional(),
  }),
  z.looseObject({
    ...common,
    kind: z.literal("search"),
    box: z.record(z.string(), z.tuple([z.number(), z.number()])),
    ...{ criterion: z.string(), strategy: z.string(), budget: z.number(), seed: z.number() },
    from: z.array(z.string()),
  }),
]);

const notesSchema = z.looseObject({
  ...{ evaluations: z.number(), steps: z.number(), units: z.number(), finalEvaluations: z.number() },
  ...{ zeroGradientShare: z.number(), nonFinite: z.number(), outOfView: z.number().optional() },
  atBorder: z.boolean(),
  beforeLastTenth: levelSchema.nullable(),
  worstByGradient: levelSchema.nullable(),
  worstByValue: levelSchema.nullable(),
  ...{ drafts: z.number(), exactForDrafts: z.number() },
  draftPrecision: z.enum(["8 bits", "float32"]).optional(),
  restarts: z.array(levelSchema),
});

/** A name that is one, not a path: keys are names of files too. */
const KEY = /^[^/\\\p{Cc}]{1,128}$/u;

const settingsSchema = z.looseObject({
  ...{ className: z.string(), content: z.string(), region: z.string().nullable(), detector: z.string() },
  preset: z.string().refine((name) => Object.hasOwn(PRESETS, name)),
});

/** What a worker gives: a record without its maps' file and its clock. */
const resultShape = {
  key: z.string().regex(KEY),
  experiment: experimentSchema,
  ...{ object: z.string(), sample: z.string(), defect: z.string() },
  ...{ anomalous: z.boolean(), maskVanished: z.boolean() },
  settings: settingsSchema,
  points: z.array(outcomeSchema).min(1),
  search: notesSchema.optional(),
};

interface Shape {
  readonly experiment: Pick<ItemRecord["experiment"], "kind"> & { readonly points?: readonly unknown[] };
  readonly points: readonly unknown[];
  readonly search?: unknown;
}

/** Every point of a list has its outcome; a search, and it alone, has its notes. */
function isComplete({ experiment, points, search }: Shape): boolean {
  return experiment.kind === "points"
    ? experiment.points?.length === points.length && search === undefined
    : search !== undefined;
}

const resultSchema = z.looseObject(resultShape).refine(isComplete);
const recordSchema = z
  .looseObject({
    ...resultShape,
    maps: z.looseObject({ file: z.string(), sha256: z.string() }).optional(),
    milliseconds: z.number(),
  })
  .refine(isComplete)
  .refine(({ key, maps }) => maps === undefined || isMapFile(maps.file, key));

/** The one file in the run folder that the maps of a key may lie in, whichever way the machine that wrote it joins names. */
function isMapFile(file: string, key: string): boolean {
  return file === `maps/${key}.f32` || file === `maps\\${key}.f32`;
}

/** True of JSON that is a record as this version writes it; what it holds besides is left as it is. */
export function isRecord(json: unknown): json is ItemRecord {
  return recordSchema.safeParse(json).success;
}

/** The same of a record whose maps are not stored yet. */
export function isResult(json: unknown): json is Omit<ItemRecord, "maps" | "milliseconds"> {
  return resultSchema.safeParse(json).success;
}

/** The same of what was done with a sample. */
export function isExperiment(json: unknown): json is ItemRecord["experiment"] {
  return experimentSchema.safeParse(json).success;
}

/** The same of a sample at a point. */
export function isOutcome(json: unknown): json is ItemRecord["points"][number] {
  return outcomeSchema.safeParse(json).success;
}
