// A command's flags as a study file, in canonical text: the same flags give the same bytes.

import type { CommandFacts, FlagFacts, FlagValue, Invocation } from "../flag-facts.ts";
import { OF_ONE_RUN } from "../of-one-run.ts";
import { pairsOf, pairsText } from "./pairs.ts";
import type { FiledStudy } from "./read.ts";
import { yamlText } from "./yaml.ts";

const HEADER =
  "# faultline run FILE runs this study; its paths are relative to the folder that it is run in.";

/** The study file of a command line: all of it to be printed, or what a run folder keeps of it. */
export function studyText(
  command: CommandFacts,
  given: Invocation["flags"],
  what: "printed" | "kept",
): string {
  const isKept = ({ key }: FlagFacts): boolean => what === "printed" || !OF_ONE_RUN.includes(key);
  return `${HEADER}\n${yamlText(fileValues(command, given, isKept))}`;
}

/** The study file of several command lines. */
export function studiesText(studies: readonly Pick<FiledStudy, "command" | "flags">[]): string {
  const [only, ...more] = studies;
  if (only !== undefined && more.length === 0) return studyText(only.command, only.flags, "printed");
  const values = studies.map(({ command, flags }) => fileValues(command, flags, () => true));
  return `${HEADER}\n${yamlText({ studies: values })}`;
}

function fileValues(
  { name, flags }: CommandFacts,
  given: Invocation["flags"],
  isKept: (flag: FlagFacts) => boolean,
): Readonly<Record<string, unknown>> {
  const said = flags.filter(isKept).flatMap((flag) => {
    const value = given[flag.key];
    return value === undefined ? [] : [[flag.key, fileValue(flag, value)] as const];
  });
  return { command: name, ...Object.fromEntries(said) };
}

/** A flag's value as a study file says it: what is read back from there is the value again. */
function fileValue({ form }: FlagFacts, given: FlagValue): unknown {
  if (given === true) return true;
  if (typeof given !== "string") {
    const [only, ...more] = given;
    if (only === undefined || more.length > 0) return given;
    return (form.kind === "pairs" ? pairsValue(only) : undefined) ?? only;
  }
  const schema = form.schema();
  switch (form.kind) {
    case "list":
      return listValue(given, schema["items"]) ?? given;
    case "json":
      return jsonValue(given) ?? given;
    default:
      return scalarValue(given, schema["type"]);
  }
}

/** A map, where the text is written as one would be. */
function pairsValue(text: string): Record<string, unknown> | undefined {
  const pairs = pairsOf(text);
  if (pairs === undefined || pairsText(pairs) !== text) return undefined;
  return Object.fromEntries(
    [...pairs].map(([name, said]) => [name, said === undefined ? true : numberOr(said)]),
  );
}

function listValue(text: string, items: unknown): unknown[] | undefined {
  const parts = text.split(",");
  const isPlain = parts.every((part) => part !== "" && part === part.trim());
  if (!isPlain) return undefined;
  const type = (items as { readonly type?: unknown } | undefined)?.type;
  return parts.map((part) => scalarValue(part, type));
}

/** JSON that is written as it would be written again. */
function jsonValue(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    const isNested = typeof value === "object" && value !== null;
    return isNested && JSON.stringify(value) === text ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Numbers and truths where the flag has such and nothing of how they were written is lost. */
function scalarValue(text: string, type: unknown): unknown {
  if (type === "number" || type === "integer") return numberOr(text);
  if (type === "boolean" && (text === "true" || text === "false")) return text === "true";
  return text;
}

function numberOr(text: string): number | string {
  const value = Number(text);
  return Number.isFinite(value) && String(value) === text ? value : text;
}
