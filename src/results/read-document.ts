// The JSON documents of a run folder, read back.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { InputError } from "../core/errors.ts";
import type { RunSummary } from "./schema.ts";

/** A document of schema 2; undefined where there is no such file. InputError where it is damaged or of another schema. */
export async function readDocument<Kind extends { readonly schema: 2 }>(
  path: string,
): Promise<Kind | undefined> {
  const text = await readFile(path, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  let document: { readonly schema?: unknown } | null;
  try {
    document = JSON.parse(text) as typeof document;
  } catch {
    throw new InputError(`invalid ${path}: it is no JSON; run the study again, it continues`);
  }
  if (document?.schema !== 2)
    throw new InputError(
      `invalid ${path}: schema ${String(document?.schema)}; expected 2; run the study again`,
    );
  return document as Kind;
}

/** The results of a finished run; InputError where there are none. */
export async function readRun(runFolder: string): Promise<RunSummary> {
  const path = join(runFolder, "results.json");
  const summary = await readDocument<RunSummary>(path);
  if (summary === undefined)
    throw new InputError(`missing ${path}: is ${runFolder} the folder of a finished run?`);
  return summary;
}
