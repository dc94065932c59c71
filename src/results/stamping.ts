// Results with their stamp: digests of what is stamped and of the files beside it. Node only.

import { join } from "node:path";
import { canonicalJson, sha256 } from "../core/digest.ts";
import { InputError } from "../core/errors.ts";
import { QUESTION_FILE, STUDY_FILE } from "./file-names.ts";
import { readReproduction } from "./read-document.ts";
import { readText } from "./read-json.ts";
import type { Reproduction } from "./reproduction.ts";
import type { RunSummary } from "./schema.ts";
import type { MadeBy, Stamp } from "./stamp.ts";

/** SHA-256 over the canonical JSON of what is stamped, without its stamp: equal before it is written and once it is read. */
export function contentDigest({ stamp: _stamp, ...content }: { readonly stamp?: Stamp }): string {
  return sha256(canonicalJson(content));
}

/** A finished summary with its stamp; reads what lies beside it in its question's folder, as it stands there. */
export async function stamped(summary: RunSummary, folder: string, made: MadeBy): Promise<RunSummary> {
  const { version } = summary.provenance;
  const digests = digestsOfRun(summary);
  return { ...summary, stamp: await stampOf(summary, { version, digests, folder, made }) };
}

/**
 * The same of a reproduction, whose data, detectors and plans are those of its studies. One that says what it said before
 * keeps its earlier stamp.
 */
export async function stampedReproduction(
  reproduction: Reproduction,
  folder: string,
  made: MadeBy,
): Promise<Reproduction> {
  const { version } = reproduction;
  const digests = digestsOfStudies(reproduction);
  const stamp = await stampOf(reproduction, { version, digests, folder, made });
  const earlier = await earlierStamp(folder);
  const isSame = earlier !== undefined && canonicalJson({ ...earlier, ...made }) === canonicalJson(stamp);
  return { ...reproduction, stamp: isSame ? earlier : stamp };
}

/** That of a reproduction in a folder; of damaged ones there is none. */
async function earlierStamp(folder: string): Promise<Stamp | undefined> {
  try {
    return (await readReproduction(folder))?.stamp;
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

/** What a stamp takes from provenance. */
export type StudyDigests = Pick<Stamp["digests"], "dataset" | "detector" | "plan">;

/** Over the digests of a reproduction's studies, a line each, in its order. */
export function digestsOfStudies({ studies, best }: Pick<Reproduction, "studies" | "best">): StudyDigests {
  const made = [...studies, ...best].map(({ summary }) => summary.provenance);
  const over = (digests: readonly string[]): string => sha256(digests.join("\n"));
  return {
    dataset: over(made.map(({ dataset }) => dataset.digest)),
    detector: over(made.map(({ detector }) => detector.digest)),
    plan: over(made.map(({ plan }) => plan)),
  };
}

async function stampOf(
  content: { readonly stamp?: Stamp },
  {
    version,
    digests,
    folder,
    made,
  }: {
    readonly version: string;
    readonly digests: StudyDigests;
    readonly folder: string;
    readonly made: MadeBy;
  },
): Promise<Stamp> {
  const { machine, command } = made;
  return {
    version,
    digests: {
      ...digests,
      results: contentDigest(content),
      question: await fileDigest(join(folder, QUESTION_FILE)),
    },
    study: await fileDigest(join(folder, STUDY_FILE)),
    ...{ machine, command },
  };
}

/** results.json of a summary, whole. */
export function resultsText(summary: RunSummary): string {
  return `${JSON.stringify(summary, null, 1)}\n`;
}

/** reproduction.json of a reproduction, whole. */
export function reproductionJson(reproduction: Reproduction): string {
  return `${JSON.stringify(reproduction)}\n`;
}

/** What the stamp of a summary says of data, detector and plan. */
export function digestsOfRun({ provenance }: RunSummary): StudyDigests {
  const { dataset, detector, plan } = provenance;
  return { dataset: dataset.digest, detector: detector.digest, plan };
}

/** SHA-256 of a file's text; null where there is no such file. */
export async function fileDigest(path: string): Promise<string | null> {
  const text = await readText(path);
  return text === undefined ? null : sha256(text);
}
