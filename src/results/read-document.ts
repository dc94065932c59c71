// The JSON documents of a run folder, read back: what is missing, damaged or somebody else's is said by name. Node only.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { InputError, unreadableFile } from "../core/errors.ts";
import type { Reproduction } from "./reproduction.ts";
import type { RunSummary } from "./schema.ts";

/** The schema that this version writes and reads. */
const SCHEMA = 2;

const metrics = z.looseObject({ loss: z.number().nullable() });
const bounds = {
  original: metrics,
  bounds: z.record(z.string(), metrics),
  nested: z.record(z.string(), metrics),
  objectBounds: z.record(z.string(), metrics),
};
const outcome = z.looseObject({ point: z.looseObject({}), loss: z.number().nullable() });

/** What every reader of a summary relies on; the rest is as the version that wrote it left it. */
const summarySchema = z.looseObject({
  provenance: z.looseObject({
    dataset: z.looseObject({ kind: z.string(), objects: z.array(z.string()) }),
    model: z.looseObject({ name: z.string(), digest: z.string() }),
    ranges: z.record(z.string(), z.tuple([z.number(), z.number()])),
    preset: z.string(),
    aspect: z.string(),
  }),
  combinations: z.array(z.string()),
  objects: z.array(z.looseObject({ object: z.string(), sweeps: z.array(z.looseObject({})), ...bounds })),
  mean: z.looseObject({ sweeps: z.array(z.looseObject({})), ...bounds }),
  samples: z.array(
    z.looseObject({ sample: z.string(), original: outcome, bounds: z.record(z.string(), outcome) }),
  ),
  gallery: z.array(z.looseObject({ files: z.record(z.string(), z.string()) })),
});

const reproductionSchema = z.looseObject({
  studies: z.array(z.looseObject({ dataset: z.string(), folder: z.string(), summary: summarySchema })),
  best: z.array(z.looseObject({ dataset: z.string(), folder: z.string(), summary: summarySchema })),
  selections: z.array(z.looseObject({ dataset: z.string(), objects: z.array(z.looseObject({})) })),
});

/** The results of a finished question; undefined where there are none. InputError where the file holds anything else. */
export async function readSummary(folder: string): Promise<RunSummary | undefined> {
  return await readDocument<RunSummary>(join(folder, "results.json"), summarySchema);
}

/** A finished reproduction; undefined where there is none. InputError where the file holds anything else. */
export async function readReproduction(folder: string): Promise<Reproduction | undefined> {
  return await readDocument<Reproduction>(join(folder, "reproduction.json"), reproductionSchema);
}

/** The JSON value of a file; undefined where there is no such file, InputError where it is no JSON. */
export async function readJson(path: string): Promise<unknown> {
  const text = await readText(path);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw new InputError(`invalid ${path}: it is no JSON; run the study again, or name another folder`);
  }
}

/** A file's text; undefined where there is no such file, InputError where it cannot be read. */
export async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw unreadableFile(path, error);
  }
}

async function readDocument<Kind>(path: string, schema: z.ZodType): Promise<Kind | undefined> {
  const json = await readJson(path);
  if (json === undefined) return undefined;
  const { success, data: written } = z.object({ schema: z.number() }).safeParse(json);
  if (success && written.schema !== SCHEMA)
    throw new InputError(
      `invalid ${path}: schema ${written.schema}; expected ${SCHEMA}; run the study again`,
    );
  if (success && holds<Kind>(json, schema)) return json;
  throw new InputError(
    `invalid ${path}: it is not what faultline writes there; run the study again, or name another folder`,
  );
}

function holds<Kind>(json: unknown, schema: z.ZodType): json is Kind {
  return schema.safeParse(json).success;
}
