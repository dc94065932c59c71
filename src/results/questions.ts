// What was asked of a run, and where each answer lies. The records of all questions are in one journal; the first
// question's results and report lie in the run folder itself, those of any other in RUN/questions/ID. Node only.

import { basename, dirname, join, resolve } from "node:path";
import { z } from "zod";
import { canonicalJson, sha256 } from "../core/digest.ts";
import { InputError } from "../core/errors.ts";
import { makeFolder, namesIn } from "../core/folders.ts";
import { writeFileAtomic } from "../core/write-file.ts";
import { readJson, readSummary, readText } from "./read-document.ts";
import { isClaimed } from "./run-folder.ts";
import type { RunSummary } from "./schema.ts";

/** One question, as RUN/question.json or RUN/questions/ID/question.json holds it. */
export interface Question {
  /** In words, for people who choose among several. */
  readonly title: string;
  /** All that distinguishes it from another question of the same run: any JSON. */
  readonly asked: unknown;
  /** Keys of its records. */
  readonly keys: readonly string[];
}

/** Where a question is answered. */
export interface QuestionPlace {
  readonly runFolder: string;
  /** Of results and report: the run folder itself, or a folder in it. */
  readonly folder: string;
}

export interface PlacedQuestion extends QuestionPlace {
  readonly title: string;
}

const FILE = "question.json";
const FOLDER = "questions";
const ID_LENGTH = 8;

const questionSchema = z.object({
  title: z.string(),
  asked: z.unknown(),
  keys: z.array(z.string()),
});

/**
 * The place of a question in a run folder that is this process's: that of an earlier call with the same question, or a
 * new one. `answeredEarlier` tells whether what a version that kept no questions left in the run folder answers it; it
 * is asked only where no question stands there, and is true where nothing was left.
 */
export async function placeQuestion(
  runFolder: string,
  question: Question,
  answeredEarlier: () => Promise<boolean>,
): Promise<QuestionPlace> {
  const asked = canonicalJson(question.asked);
  const first = await readQuestion(runFolder);
  const isFirst = first === undefined ? await answeredEarlier() : canonicalJson(first.asked) === asked;
  const folder = isFirst ? runFolder : join(runFolder, FOLDER, sha256(asked).slice(0, ID_LENGTH));
  if (!isFirst) await makeFolder(folder);
  const path = join(folder, FILE);
  const text = `${JSON.stringify(question)}\n`;
  if ((await readText(path)) !== text) await writeFileAtomic(path, text);
  return { runFolder, folder };
}

/** The place that a path names: a run folder, for its first question, or the folder of another question. */
export async function placeNamed(path: string): Promise<QuestionPlace> {
  const folder = resolve(path);
  const above = dirname(dirname(folder));
  const isQuestion = basename(dirname(folder)) === FOLDER && !(await isClaimed(folder));
  return { runFolder: isQuestion ? above : folder, folder };
}

/** The questions of a run, the first one first; none of a run of an earlier version. */
export async function questionsOf(runFolder: string): Promise<readonly PlacedQuestion[]> {
  const names = await namesIn(join(runFolder, FOLDER)).catch(() => null);
  const folders = [runFolder, ...(names ?? []).map((name) => join(runFolder, FOLDER, name))];
  const placed: PlacedQuestion[] = [];
  for (const folder of folders) {
    const question = await readQuestion(folder);
    if (question !== undefined) placed.push({ runFolder, folder, title: question.title });
  }
  return placed;
}

/** The keys of one question's records; undefined where all records of the run are meant. */
export async function keysOf({ runFolder, folder }: QuestionPlace): Promise<ReadonlySet<string> | undefined> {
  if (folder === runFolder) return undefined;
  const question = await readQuestion(folder);
  if (question === undefined)
    throw new InputError(`missing ${join(folder, FILE)}: is ${folder} a question of a run?`);
  return new Set(question.keys);
}

/** What a path's question was answered with; InputError naming what is there instead where it has no answer. */
export async function readRun(path: string): Promise<RunSummary> {
  const { runFolder, folder } = await placeNamed(path);
  const summary = await readSummary(folder);
  if (summary !== undefined) return summary;
  const others = (await questionsOf(runFolder)).filter((other) => other.folder !== folder);
  const hint = others.length === 0 ? "" : `; it also holds ${others.map((other) => other.folder).join(", ")}`;
  throw new InputError(
    `missing ${join(folder, "results.json")}: is ${folder} the folder of a finished run?${hint}`,
  );
}

async function readQuestion(folder: string): Promise<Question | undefined> {
  const path = join(folder, FILE);
  const json = await readJson(path);
  if (json === undefined) return undefined;
  const read = questionSchema.safeParse(json);
  if (read.success) return read.data;
  throw new InputError(
    `invalid ${path}: it is not what faultline writes there; remove it and run the study again`,
  );
}
