// A description as people write it beside a model, in YAML: plain values alone, fields named as the flags are.

import { isAlias, isMap, isScalar, visit } from "yaml";
import { z } from "zod";
import { parseBoundedYaml } from "../../core/bounded-yaml.ts";
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
    if (name === null) throw refused(unknownName("field", key, Object.keys(DESCRIPTION).map(kebab)));
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
  const { document, problem } = parseBoundedYaml(text, (why, line) => refused(`${why} at line ${line}`));
  // What is wrong first is said alone: a text may have a problem at every character.
  if (problem !== undefined)
    throw refused(`${problem.why} at line ${problem.line}, column ${problem.column}`);
  visit(document, (_key, node) => {
    if (isAlias(node))
      throw refused(`*${shownText(node.source, 80)} refers to another value; write the value itself`);
  });
  const { contents } = document;
  if (contents === null) return null;
  if (!isMap<unknown>(contents)) throw refused('expected lines such as "channels: BGR"');
  const keys = contents.items.map(({ key }) => (isScalar(key) ? String(key.source ?? key.value) : null));
  if (keys.includes(null)) throw refused("a key must be a plain word");
  if (new Set(keys).size < keys.length) throw refused("Map keys must be unique");
  return document.toJS({ maxAliasCount: 0 }) as Record<string, unknown>;
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

function lowered(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}
