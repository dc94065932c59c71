// The JSON documents of a run folder, read back: what is missing, damaged or somebody else's is said by name. Node only.

import { join } from "node:path";
import { z } from "zod";
import { InputError } from "../core/errors.ts";
import { shownText } from "../core/shown-text.ts";
import { REPRODUCTION_FILE, RESULTS_FILE } from "./file-names.ts";
import { olderVersion } from "./older-folders.ts";
import { readJson } from "./read-json.ts";
import type { Reproduction } from "./reproduction.ts";
import type { RunSummary } from "./schema.ts";
import { reproductionSchema, summarySchema } from "./summary-schema.ts";

/** The schema that this version writes and reads. */
const SCHEMA = 3;

/** The results of a finished question; undefined where there are none. InputError where the file holds anything else. */
export async function readSummary(folder: string): Promise<RunSummary | undefined> {
  return await readDocument<RunSummary>(join(folder, RESULTS_FILE), summarySchema);
}

/** A finished reproduction; undefined where there is none. InputError where the file holds anything else. */
export async function readReproduction(folder: string): Promise<Reproduction | undefined> {
  return await readDocument<Reproduction>(join(folder, REPRODUCTION_FILE), reproductionSchema);
}

/** Refuses a folder that an earlier version left results in: InputError with the command that makes it anew. */
export async function refuseOlderResults(folder: string): Promise<void> {
  for (const name of [RESULTS_FILE, REPRODUCTION_FILE]) {
    const path = join(folder, name);
    await refuseOlder(path, await readJson(path).catch(() => undefined));
  }
}

async function readDocument<Kind>(path: string, schema: z.ZodType): Promise<Kind | undefined> {
  const json = await readJson(path);
  if (json === undefined) return undefined;
  await refuseOlder(path, json);
  if (holds<Kind>(json, schema)) return json;
  throw new InputError(
    `invalid ${path}: it is not what faultline writes there${whereWrong(json, schema)}; run the study again, or name another folder`,
  );
}

async function refuseOlder(path: string, json: unknown): Promise<void> {
  const written = z.object({ schema: z.number() }).safeParse(json).data?.schema ?? SCHEMA;
  if (written < SCHEMA) throw await olderVersion(path, `results of schema ${written}`);
  if (written > SCHEMA)
    throw new InputError(
      `invalid ${path}: schema ${written}, and this faultline reads ${SCHEMA}; use the later one that wrote it`,
    );
}

/** " (objects.0.original)"; nothing where the whole is something else. */
function whereWrong(json: unknown, schema: z.ZodType): string {
  const [issue] = schema.safeParse(json).error?.issues ?? [];
  const place = (issue?.path ?? []).map(String).join(".");
  return place === "" ? "" : ` (${shownText(place, 100)})`;
}

function holds<Kind>(json: unknown, schema: z.ZodType): json is Kind {
  return schema.safeParse(json).success;
}
