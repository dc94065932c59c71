// What an earlier call of the same study left, so that a call with nothing to do returns at once.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { canonicalJson } from "../core/digest.ts";
import type { Provenance, RunSummary } from "../results/schema.ts";

/** The summary in RUN/results.json where it was made by this version from the same plan; the report writes it last. */
export async function finishedSummary(
  runFolder: string,
  provenance: Provenance,
): Promise<RunSummary | undefined> {
  try {
    const summary = JSON.parse(await readFile(join(runFolder, "results.json"), "utf8")) as RunSummary;
    return canonicalJson(summary.provenance) === canonicalJson(provenance) ? summary : undefined;
  } catch {
    return undefined;
  }
}
