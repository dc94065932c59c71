// What an earlier call of the same study left, so that a call with nothing to do returns at once.

import { canonicalJson, sha256 } from "../core/digest.ts";
import { InputError } from "../core/errors.ts";
import type { Provenance } from "../results/provenance.ts";
import { readSummary } from "../results/read-document.ts";
import type { RunSummary } from "../results/schema.ts";
import type { WorkItem } from "./plan.ts";

/**
 * The summary in a question's results.json where it was made by this version from the same plan, with however many
 * threads; the report writes it last.
 */
export async function finishedSummary(
  folder: string,
  provenance: Provenance,
): Promise<RunSummary | undefined> {
  const summary = await readableSummary(folder);
  if (summary === undefined) return undefined;
  return identityOf(summary.provenance) === identityOf(provenance) ? summary : undefined;
}

/** SHA-256 over the keys of all work items. */
export function planDigest(plan: readonly WorkItem[]): string {
  return sha256(plan.map(({ key }) => key).join("\n"));
}

/** Damaged results count as none: they are made anew from the records. */
async function readableSummary(folder: string): Promise<RunSummary | undefined> {
  try {
    return await readSummary(folder);
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

function identityOf({ threads: _threads, ...made }: Provenance): string {
  return canonicalJson(made);
}
