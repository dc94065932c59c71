// The questions that a study may ask: a file and a line each.

import type { z } from "zod";
import { InputError } from "../../core/errors.ts";
import { openRegistry, type Registry } from "../../core/registry.ts";
import type { Ask } from "../config.ts";
import { accept } from "./accept.ts";
import { bound } from "./bound.ts";
import { operatingPoint } from "./operating-point.ts";
import { original } from "./original.ts";
import type { ParsedAsk, Question } from "./question.ts";
import { risk } from "./risk.ts";
import { sweep } from "./sweep.ts";
import { tolerance } from "./tolerance.ts";

export const QUESTIONS: Registry<Question> = openRegistry("question", [
  original,
  sweep,
  bound,
  operatingPoint,
  accept,
  tolerance,
  risk,
]);

/** An ask by its question's schema, defaults filled in; UsageError for an unknown question, InputError for settings. */
export function parseAsk({ question: name, settings }: Ask): ParsedAsk {
  const question = QUESTIONS.named(name);
  const read = question.settings.safeParse(settings);
  if (read.success) return { question, settings: read.data };
  throw new InputError(`invalid settings of ${name}: ${issueText(read.error)}`);
}

function issueText({ issues: [first] }: z.ZodError): string {
  if (first === undefined) return "they do not fit its schema";
  return first.path.length === 0 ? first.message : `${first.path.join(".")}: ${first.message}`;
}
