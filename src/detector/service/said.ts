// What a service says of a failure, in whatever form: on one line, without anything that a terminal would act on.

import { parseBoundedJson } from "../../core/bounded-json.ts";
import { InputError } from "../../core/errors.ts";
import { shownText } from "../../core/shown-text.ts";
import type { ServiceAnswer } from "./connection.ts";

const KEPT_CHARACTERS = 300;

/** Protocol errors are {"error": …}, frameworks say {"detail": …} or {"message": …}, and some answer in plain text. */
export function saidIn({ body }: Pick<ServiceAnswer, "body">): string {
  const text = body.subarray(0, 2 ** 16).toString("utf8");
  return shownText(messageIn(text) ?? text, KEPT_CHARACTERS);
}

/** "404: Model nosuch not found" */
export function statusWords(answer: Pick<ServiceAnswer, "status" | "body">): string {
  const said = saidIn(answer);
  return said === "" ? String(answer.status) : `${answer.status}: ${said}`;
}

function messageIn(text: string): string | null {
  const read = parsed(text);
  if (typeof read === "string") return read;
  if (typeof read !== "object" || read === null) return null;
  for (const key of ["error", "detail", "message"] as const) {
    const said: unknown = (read as Readonly<Record<string, unknown>>)[key];
    if (typeof said === "string") return said;
    if (said !== undefined) return wordsOf(said);
  }
  return null;
}

/** The messages of a list of failures, as validators give them. */
function wordsOf(said: unknown): string {
  const list: readonly unknown[] = Array.isArray(said) ? said : [said];
  const words = list.map((entry) => {
    const message = typeof entry === "object" && entry !== null && "msg" in entry ? entry.msg : entry;
    return typeof message === "string" ? message : JSON.stringify(message);
  });
  return words.join("; ");
}

/** Undefined of what is no JSON, or nested so deep that it is no message. */
function parsed(text: string): unknown {
  try {
    return parseBoundedJson(text, (why) => new InputError(why));
  } catch {
    return undefined;
  }
}
