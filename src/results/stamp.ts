// The stamp that every page of a run ends with: what made it, where, and from what; `report --verify` holds a run
// against it. It is no signature: who can write the whole folder can write another stamp.

import { join } from "node:path";
import { canonicalJson, sha256 } from "../core/digest.ts";
import { readText } from "./read-json.ts";
import type { Reproduction } from "./reproduction.ts";
import type { RunSummary } from "./schema.ts";

/** The study as a file, beside results.json. */
export const STUDY_FILE = "study.yaml";
/** What was asked, beside results.json. */
export const QUESTION_FILE = "question.json";

export interface Stamp {
  /** Of faultline. */
  readonly version: string;
  /** SHA-256 digests; of several studies together, over those of each. */
  readonly digests: {
    /** Of the data set, the detector and the plan: those of the provenance. */
    readonly dataset: string;
    readonly detector: string;
    readonly plan: string;
    /** Of the canonical JSON of the results without their stamp. */
    readonly results: string;
    /** Of question.json beside them; null where there is none. */
    readonly question: string | null;
  };
  /** SHA-256 of study.yaml beside the results; null where the study came from a program, not a command. */
  readonly study: string | null;
  /** "AMD EPYC 9654, 2 cores, linux x64, Node 22.1.0, onnxruntime 1.30.0". */
  readonly machine: string;
  /** "faultline bound --dataset demo …"; null where the study came from a program. */
  readonly command: string | null;
}

/** What a stamp says that nothing else of a run tells. */
export type MadeBy = Pick<Stamp, "machine" | "command">;

/** SHA-256 over the canonical JSON of what is stamped, without its stamp: equal before it is written and once it is read. */
export function contentDigest({ stamp: _stamp, ...content }: { readonly stamp?: Stamp }): string {
  return sha256(canonicalJson(content));
}

/** A finished summary with its stamp; reads what lies beside it in its question's folder, as it stands there. */
export async function stamped(summary: RunSummary, folder: string, made: MadeBy): Promise<RunSummary> {
  const { version, dataset, detector, plan } = summary.provenance;
  const digests = { dataset: dataset.digest, detector: detector.digest, plan };
  return { ...summary, stamp: await stampOf(summary, { version, digests, folder, made }) };
}

/** The same of a reproduction, whose data, detectors and plans are those of its studies. */
export async function stampedReproduction(
  reproduction: Reproduction,
  folder: string,
  made: MadeBy,
): Promise<Reproduction> {
  const { version } = reproduction;
  const digests = digestsOfStudies(reproduction);
  return { ...reproduction, stamp: await stampOf(reproduction, { version, digests, folder, made }) };
}

type StudyDigests = Pick<Stamp["digests"], "dataset" | "detector" | "plan">;

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

/** SHA-256 of a file's text; null where there is no such file. */
export async function fileDigest(path: string): Promise<string | null> {
  const text = await readText(path);
  return text === undefined ? null : sha256(text);
}
