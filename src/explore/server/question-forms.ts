// The registered questions as forms, and what their commands say of data set and detector.

import { z } from "zod";
import { QUESTIONS } from "../../study/questions/registry.ts";
import type { QuestionForm } from "../question-form.ts";

/** A form per question; `words` are the flags that all their commands share. */
export function questionForms(words: readonly string[]): QuestionForm[] {
  return QUESTIONS.all().map(({ name, summary, settings }) => ({
    ...{ name, summary, words },
    schema: z.toJSONSchema(settings, { io: "input", unrepresentable: "any" }),
  })) as QuestionForm[];
}
