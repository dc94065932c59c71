// The registered questions as forms, and what their commands say of data set and detector.

import { z } from "zod";
import { QUESTIONS } from "../../study/questions/registry.ts";
import { ORIGINAL } from "../../study/questions/roles.ts";
import type { QuestionForm } from "../question-form.ts";

/** A form per question that has a command; `words` are the flags that all of them share. */
export function questionForms(words: readonly string[]): QuestionForm[] {
  // Every study answers what the unshifted pictures give.
  const asked = QUESTIONS.all().filter(({ name }) => name !== ORIGINAL);
  return asked.map(({ name, summary, settings }) => ({
    ...{ name, summary, words },
    schema: z.toJSONSchema(settings, { io: "input", unrepresentable: "any" }) as QuestionForm["schema"],
  }));
}
