// What an earlier call of the same study left, so that a call with nothing to do returns at once.

import { canonicalJson, sha256 } from "../core/digest.ts";
import { InputError } from "../core/errors.ts";
import { isStampedWith } from "../results/kept-study.ts";
import type { Provenance } from "../results/provenance.ts";
import { readSummary } from "../results/read-document.ts";
import type { RunSummary } from "../results/schema.ts";
import { contentDigest } from "../results/stamping.ts";
import type { WorkItem } from "./plan.ts";

/**
 * The summary in a question's results.json where it was made by this version from the same plan, with however many
 * threads; the report writes it last. Not where its stamp is another study file's: then the page is to be made anew.
 */
export async function finishedSummary(
  folder: string,
  provenance: Provenance,
  studyText?: string,
): Promise<RunSummary | undefined> {
  const summary = await readableSummary(folder);
  if (summary === undefined || !isStampedWith(summary, studyText)) return undefined;
  return identityOf(summary.provenance) === identityOf(provenance) ? summary : undefined;
}

/** SHA-256 over the keys of all work items. */
export function planDigest(plan: readonly WorkItem[]): string {
  return sha256(plan.map(({ key }) => key).join("\n"));
}

/** Damaged results, and such as say something else than when they were stamped, count as none: they are made anew. */
async function readableSummary(folder: string): Promise<RunSummary | undefined> {
  try {
    const summary = await readSummary(folder);
    const { stamp } = summary ?? {};
    const isStamped = stamp === undefined || contentDigest({ ...summary }) === stamp.digests.results;
    return isStamped ? summary : undefined;
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

function identityOf({ threads: _threads, ...made }: Provenance): string {
  return canonicalJson(made);
}
