// RUN, as commands that read a finished run take it: its folder, or the folder of one of its questions.

import { z } from "zod";
import type { PlacedQuestion } from "../results/questions.ts";

export const runArgument: z.ZodString = z
  .string()
  .describe("run folder, or RUN/questions/ID for another question than its first");

/** The same where records are read, which all questions of a run share. */
export const recordsArgument: z.ZodString = z
  .string()
  .describe("run folder, for the records of all its questions, or RUN/questions/ID for those of one");

/** Names the other questions of a run that was asked several. */
export function noteQuestions(
  questions: readonly PlacedQuestion[],
  folder: string,
  note: (line: string) => void,
): void {
  for (const other of questions)
    if (other.folder !== folder) note(`another question of this run: ${other.folder} (${other.title})`);
}
