// What was asked of a run, and where each answer lies. The records of all questions are in one journal; the first
// question's results and report lie in the run folder itself, those of any other in RUN/questions/ID. Node only.

import { basename, dirname, join, resolve } from "node:path";
import { z } from "zod";
import { canonicalJson, sha256 } from "../core/digest.ts";
import { InputError } from "../core/errors.ts";
import { makeFolder, namesIn } from "../core/folders.ts";
import type { ShiftFacts } from "../core/shift.ts";
import { writeFileAtomic } from "../core/write-file.ts";
import { QUESTION_FILE, RESULTS_FILE } from "./file-names.ts";
import { olderVersion } from "./older-folders.ts";
import { readSummary, refuseOlderResults } from "./read-document.ts";
import { readJson, readText } from "./read-json.ts";
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
  /** Of the shifts that its records name, in canonical order: what reads them needs to know no shift itself. */
  readonly shifts: readonly ShiftFacts[];
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

const FOLDER = "questions";
const ID_LENGTH = 8;

const olderSchema = z.object({ title: z.string(), asked: z.unknown(), keys: z.array(z.string()) });
const questionSchema: z.ZodType<Question> = olderSchema.extend({
  // Written by this or another version, or by a program with shifts of its own: readers rely on name and unit.
  shifts: z.array(
    z.custom<ShiftFacts>(
      (json) => z.looseObject({ name: z.string(), unit: z.string() }).safeParse(json).success,
    ),
  ),
});

/**
 * The place of a question in a run folder that is this process's: that of an earlier call with the same question, or a
 * new one. InputError, with the command that makes the folder anew, where an earlier version left questions or results.
 */
export async function placeQuestion(runFolder: string, question: Question): Promise<QuestionPlace> {
  const asked = canonicalJson(question.asked);
  const first = await readQuestion(runFolder);
  if (first === undefined) await refuseOlderResults(runFolder);
  const isFirst = first === undefined || canonicalJson(first.asked) === asked;
  const folder = isFirst ? runFolder : join(runFolder, FOLDER, sha256(asked).slice(0, ID_LENGTH));
  if (!isFirst) await makeFolder(folder);
  const path = join(folder, QUESTION_FILE);
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

/** The questions of a run, the first one first. */
export async function questionsOf(runFolder: string): Promise<readonly PlacedQuestion[]> {
  return (await placedQuestions(runFolder)).map(({ place, question: { title } }) => ({ ...place, title }));
}

/** The facts of all shifts that the questions of a run name, in an order that agrees with each question's. */
export async function shiftsOfRun(runFolder: string): Promise<readonly ShiftFacts[]> {
  const merged: ShiftFacts[] = [];
  const placeOf = (name: string): number => merged.findIndex((facts) => facts.name === name);
  for (const { question } of await placedQuestions(runFolder)) {
    for (const [index, facts] of question.shifts.entries()) {
      if (placeOf(facts.name) >= 0) continue;
      const next = question.shifts.slice(index + 1).map(({ name }) => placeOf(name));
      const before = next.find((place) => place >= 0);
      merged.splice(before ?? merged.length, 0, facts);
    }
  }
  return merged;
}

async function placedQuestions(
  runFolder: string,
): Promise<readonly { readonly place: QuestionPlace; readonly question: Question }[]> {
  const names = await namesIn(join(runFolder, FOLDER)).catch(() => null);
  const folders = [runFolder, ...(names ?? []).map((name) => join(runFolder, FOLDER, name))];
  const placed: { place: QuestionPlace; question: Question }[] = [];
  for (const folder of folders) {
    const question = await readQuestion(folder);
    if (question !== undefined) placed.push({ place: { runFolder, folder }, question });
  }
  return placed;
}

/** The keys of one question's records; undefined where all records of the run are meant. */
export async function keysOf(place: QuestionPlace): Promise<ReadonlySet<string> | undefined> {
  if (place.folder === place.runFolder) return undefined;
  return new Set((await readPlacedQuestion(place)).keys);
}

/** The question of a place; InputError where there is none. */
export async function readPlacedQuestion({ folder }: QuestionPlace): Promise<Question> {
  const question = await readQuestion(folder);
  if (question !== undefined) return question;
  throw new InputError(`missing ${join(folder, QUESTION_FILE)}: is ${folder} a question of a run?`);
}

/** What a path's question was answered with; InputError naming what is there instead where it has no answer. */
export async function readRun(path: string): Promise<RunSummary> {
  const { runFolder, folder } = await placeNamed(path);
  const summary = await readSummary(folder);
  if (summary !== undefined) return summary;
  const others = (await questionsOf(runFolder)).filter((other) => other.folder !== folder);
  const hint = others.length === 0 ? "" : `; it also holds ${others.map((other) => other.folder).join(", ")}`;
  throw new InputError(
    `missing ${join(folder, RESULTS_FILE)}: is ${folder} the folder of a finished run?${hint}`,
  );
}

async function readQuestion(folder: string): Promise<Question | undefined> {
  const path = join(folder, QUESTION_FILE);
  const json = await readJson(path);
  if (json === undefined) return undefined;
  const read = questionSchema.safeParse(json);
  if (read.success) return read.data;
  if (olderSchema.safeParse(json).success) throw await olderVersion(path, "a question of an earlier version");
  throw new InputError(
    `invalid ${path}: it is not what faultline writes there; remove it and run the study again`,
  );
}
