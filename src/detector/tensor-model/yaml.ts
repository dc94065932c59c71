// A description as people write it beside a model, in YAML: plain values alone, fields named as the flags are.

import { isAlias, isMap, LineCounter, parseDocument, visit } from "yaml";
import { z } from "zod";
import { InputError, unknownName } from "../../core/errors.ts";
import { shortened } from "../../core/listed.ts";
import { shownText } from "../../core/shown-text.ts";
import { DESCRIPTION, type Description, MOST_BYTES } from "./description.ts";

const SCHEMA = z.strictObject(DESCRIPTION);

/**
 * Reads a description: `map-output: heatmap`, `mean: [0.485, 0.456, 0.406]` or `mean: 0.485,0.456,0.406`. InputError naming
 * the file, `where`, and the field: a field that is unknown, stands twice, or has a wrong value; tags, aliases; more than
 * 64 kB.
 */
export function descriptionFromYaml(text: string, where: string): Description {
  const refused = (why: string): InputError => new InputError(`invalid description ${where}: ${why}`);
  if (new TextEncoder().encode(text).length > MOST_BYTES)
    throw refused(`it is larger than ${MOST_BYTES / 1024} kB`);
  const written = plainValue(text, refused);
  if (written === null) return {};
  const fields = new Map<string, unknown>();
  for (const [key, value] of Object.entries(written)) {
    const name = fieldNamed(key);
    if (name === null)
      throw refused(unknownName("field", shownText(key, 80), Object.keys(DESCRIPTION).map(kebab)));
    if (fields.has(name)) throw refused(`${kebab(name)} stands there twice`);
    if (!isFlat(value)) throw refused(`${kebab(name)}: expected one value, or a list of values`);
    fields.set(name, valueFor(name, value));
  }
  const result = SCHEMA.safeParse(Object.fromEntries(fields));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const field = String(issue?.path[0] ?? "");
  throw refused(
    `${kebab(field)}: ${lowered(issue?.message ?? "wrong value")}, got ${shortened(JSON.stringify(fields.get(field)))}`,
  );
}

function plainValue(text: string, refused: (why: string) => InputError): Record<string, unknown> | null {
  try {
    const lines = new LineCounter();
    // Where a problem stands is said of the first alone: a text may have one at every character.
    const document = parseDocument(text.replace(/^\uFEFF/, ""), {
      ...{ schema: "core", merge: false, prettyErrors: false, lineCounter: lines },
    });
    const problem = document.errors[0] ?? document.warnings[0];
    if (problem !== undefined) {
      const { line, col } = lines.linePos(problem.pos[0]);
      throw refused(`${firstLine(problem.message)} at line ${line}, column ${col}`);
    }
    visit(document, (_key, node) => {
      if (isAlias(node))
        throw refused(`*${shownText(node.source, 80)} refers to another value; write the value itself`);
    });
    if (document.contents === null) return null;
    if (!isMap(document.contents)) throw refused('expected lines such as "channels: BGR"');
    return document.toJS({ maxAliasCount: 0 }) as Record<string, unknown>;
  } catch (error) {
    if (error instanceof InputError) throw error;
    // Such as brackets that are nested deeper than the parser's stack.
    throw refused(`it is no YAML (${error instanceof Error ? firstLine(error.message) : String(error)})`);
  }
}

/** False of a list within a list, and of a map: no field has either. */
function isFlat(value: unknown): boolean {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.every((each) => typeof each !== "object" || each === null);
}

/** "map-output" and "mapOutput" → "mapOutput"; null of any other. */
function fieldNamed(key: string): keyof typeof DESCRIPTION | null {
  const names = Object.keys(DESCRIPTION) as (keyof typeof DESCRIPTION)[];
  return names.find((name) => name === key || kebab(name) === key) ?? null;
}

/** Lists with commas and single numbers as lists, numbers as texts: what a flag's text would become. */
function valueFor(name: keyof typeof DESCRIPTION, value: unknown): unknown {
  const isList = DESCRIPTION[name].unwrap() instanceof z.ZodArray;
  if (!isList) return typeof value === "number" ? String(value) : value;
  if (typeof value === "number") return [value];
  if (typeof value !== "string") return value;
  return value.split(",").map((part) => (part.trim() === "" ? part : Number(part)));
}

function kebab(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function firstLine(message: string): string {
  return shownText(message.split("\n", 1)[0] ?? "", 200).replace(/:$/, "");
}

function lowered(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}
