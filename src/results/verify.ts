// A run's documents held against its stamp and against each other: what was asked, of what, and what is said. Reads
// alone. Node only.

import { basename, join } from "node:path";
import { canonicalJson, sha256 } from "../core/digest.ts";
import { InputError } from "../core/errors.ts";
import { type Check, Problems, whereDiffers } from "./check.ts";
import { QUESTION_FILE, RUN_FILE, STUDY_FILE } from "./file-names.ts";
import { type QuestionPlace, readPlacedQuestion } from "./questions.ts";
import { readText } from "./read-json.ts";
import { claimText, type FolderIdentity } from "./run-folder.ts";
import type { RunSummary } from "./schema.ts";
import type { Stamp } from "./stamp.ts";
import { contentDigest, fileDigest, type StudyDigests } from "./stamping.ts";

/** What a folder's results say of how they were made. */
export interface StampedResults {
  /** "results.json" */
  readonly name: string;
  readonly content: { readonly stamp?: Stamp };
  /** What the file must hold: the content as it is written. */
  readonly text: string;
  readonly version: string;
  /** What the stamp must say of data, detector and plan. */
  readonly digests: StudyDigests;
}

/** What mends what is made from records. */
const RUN_AGAIN = "run the same command again: it is made anew from what the journal holds";

/** The results' own file, its stamp, and the files beside it that the stamp names. */
export async function verifyStamped(folder: string, results: StampedResults): Promise<Check[]> {
  const { stamp } = results.content;
  const own = await verifyResults(folder, results);
  if (stamp === undefined) {
    const why = `an earlier version or a program made it: ${results.name} and ${STUDY_FILE} have nothing to be held against`;
    return [own, { what: "stamp", state: "not stamped", lines: [why] }];
  }
  return [own, verifyStamp(stamp, results), await verifyStudyFile(folder, stamp)];
}

async function verifyResults(folder: string, { name, content, text }: StampedResults): Promise<Check> {
  const problems = new Problems();
  const path = join(folder, name);
  const written = (await readText(path)) ?? "";
  const { stamp } = content;
  if (stamp !== undefined && contentDigest(content) !== stamp.digests.results)
    problems.add(`${path} says something else than when it was stamped; ${RUN_AGAIN}`);
  else if (written !== text)
    problems.add(
      `${path} is not written as faultline writes it, ${whereDiffers(written, text)}; remove it, and ${RUN_AGAIN}`,
    );
  return problems.check(name, stamp === undefined ? "whole" : "as it was stamped");
}

function verifyStamp(stamp: Stamp, { name, version, digests }: StampedResults): Check {
  const problems = new Problems();
  const expected: Readonly<Record<string, readonly [string, string]>> = {
    version: [stamp.version, version],
    "data set": [stamp.digests.dataset, digests.dataset],
    detector: [stamp.digests.detector, digests.detector],
    plan: [stamp.digests.plan, digests.plan],
  };
  for (const [what, [said, made]] of Object.entries(expected))
    if (said !== made)
      problems.add(`${what} is ${said} in the stamp of ${name} and ${made} in its provenance; ${RUN_AGAIN}`);
  return problems.check("stamp", `faultline ${stamp.version} on ${stamp.machine}`);
}

async function verifyStudyFile(folder: string, { study }: Stamp): Promise<Check> {
  const problems = new Problems();
  const path = join(folder, STUDY_FILE);
  const found = await fileDigest(path);
  if (study === null) {
    if (found !== null) problems.add(`${path} is there, and the stamp knows none; ${RUN_AGAIN}`);
    return problems.check(STUDY_FILE, "there is none, as stamped");
  }
  if (found === null) problems.add(`missing ${path}, whose SHA-256 was ${study}; ${RUN_AGAIN}`);
  else if (found !== study) problems.add(`${path} has SHA-256 ${found}, stamped ${study}; ${RUN_AGAIN}`);
  return problems.check(STUDY_FILE, "as it was stamped");
}

/** question.json against the stamp, the plan and its place; its keys, or none where it cannot be read. */
export async function verifyQuestion(
  place: QuestionPlace,
  { stamp, plan }: { readonly stamp: Stamp | undefined; readonly plan: string | null },
): Promise<{ readonly check: Check; readonly keys: readonly string[] }> {
  const problems = new Problems();
  const { runFolder, folder } = place;
  const path = join(folder, QUESTION_FILE);
  let keys: readonly string[] = [];
  try {
    const question = await readPlacedQuestion(place);
    keys = question.keys;
    const found = await fileDigest(path);
    if (plan !== null && sha256(keys.join("\n")) !== plan)
      problems.add(
        `${path} names ${keys.length} records, which are not those of the plan ${plan}; ${RUN_AGAIN}`,
      );
    else if (stamp !== undefined && found !== stamp.digests.question)
      problems.add(`${path} has SHA-256 ${found}, stamped ${stamp.digests.question}; ${RUN_AGAIN}`);
    else if (folder !== runFolder && !sha256(canonicalJson(question.asked)).startsWith(basename(folder)))
      problems.add(`${path} asks another question than its folder is called after; ${RUN_AGAIN}`);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    problems.add(error.message);
  }
  const whose = plan === null ? "as it was stamped" : `names the ${keys.length} records of the plan`;
  return { check: problems.check(QUESTION_FILE, whose), keys };
}

/** run.json against what the results were made of. */
export async function verifyIdentity(runFolder: string, identity: FolderIdentity): Promise<Check> {
  const problems = new Problems();
  const path = join(runFolder, RUN_FILE);
  const [written, expected] = [await readText(path), claimText(identity)];
  if (written !== expected)
    problems.add(
      `${path} holds ${JSON.stringify(written ?? null)}; expected ${JSON.stringify(expected)} by the results: write that into it, or find the folder that the results belong to`,
    );
  return problems.check(RUN_FILE, "names the results' data set and detector");
}

/** What run.json of a run must say. */
export function identityOf({ provenance: { dataset, detector } }: RunSummary): FolderIdentity {
  return { faultline: "run", dataset: dataset.kind, detector: detector.digest };
}
