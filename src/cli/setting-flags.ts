// Flags made from a schema of settings: what a detector's source or a question asks for, as its own schema says it.

import { z } from "zod";
import { parseBoundedJson } from "../core/bounded-json.ts";
import { UsageError } from "../core/errors.ts";
import { type FormField, kindOf } from "../explore/question-form.ts";
import { type FlagForm, withForm } from "./flag-facts.ts";
import { flagName, parseOptions } from "./options.ts";

/**
 * A flag per field, all of them optional, for a command's options: numbers, text and names of a list take one value,
 * lists commas between theirs, switches none; anything else is written as JSON.
 */
export function settingFlags(schema: z.ZodType): Record<string, z.ZodType> {
  return Object.fromEntries(
    Object.entries(fieldsOf(schema)).map(([key, field]) => {
      const flag = withForm(isSwitch(field) ? z.boolean() : z.string(), formOf(field));
      return [key, flag.optional().describe(descriptionOf(field))];
    }),
  );
}

/** The settings that flags say, checked by the schema; UsageError naming the flag that is missing or wrong. */
export function settingsFromFlags<Settings>(
  schema: z.ZodType<Settings>,
  flags: Readonly<Record<string, unknown>>,
): Settings {
  const given = Object.entries(fieldsOf(schema)).flatMap(([key, field]) => {
    const said = flags[key];
    return said === undefined ? [] : [[key, typeof said === "string" ? settingOf(key, said, field) : said]];
  });
  return parseOptions(schema, Object.fromEntries(given));
}

/** The words that `settingsFromFlags` takes settings back from; what is a field's default is left out. */
export function settingWords(schema: z.ZodType, settings: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(fieldsOf(schema)).flatMap(([key, field]) => {
    const value = settings[key];
    if (value === undefined || JSON.stringify(value) === JSON.stringify(field.default)) return [];
    if (isSwitch(field)) return value === true ? [flagName(key)] : [];
    return [flagName(key), valueText(value, field)];
  });
}

function valueText(value: unknown, field: FormField): string {
  if (typeof value === "string") return value;
  if (kindOf(field) === "list" && Array.isArray(value)) return value.join(",");
  return JSON.stringify(value);
}

/** The names of a schema's fields. */
export function settingNames(schema: z.ZodType): string[] {
  return Object.keys(fieldsOf(schema));
}

/** Every command asks for the fields of every source, many times: a schema is converted once. */
const converted = new WeakMap<z.ZodType, Readonly<Record<string, FormField>>>();

function fieldsOf(schema: z.ZodType): Readonly<Record<string, FormField>> {
  const known = converted.get(schema);
  if (known !== undefined) return known;
  const { properties = {} } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as {
    readonly properties?: Readonly<Record<string, FormField>>;
  };
  converted.set(schema, properties);
  return properties;
}

/** A switch that is on by default would have no way to be turned off: it takes true or false. */
function isSwitch(field: FormField): boolean {
  return kindOf(field) === "switch" && field.default !== true;
}

/** How study files say a field: as its schema has it. */
function formOf(field: FormField): FlagForm {
  const { description, default: usual, ...schema } = { ...field };
  return { kind: formKind(field), schema: () => schema };
}

function formKind(field: FormField): FlagForm["kind"] {
  if (isSwitch(field)) return "switch";
  const kind = kindOf(field);
  return kind === "list" || kind === "json" ? kind : "scalar";
}

function descriptionOf(field: FormField): string {
  const { description = "", default: usual } = field;
  if (usual === undefined || usual === false) return description;
  return `${description} (default ${typeof usual === "string" ? usual : JSON.stringify(usual)})`.trimStart();
}

function settingOf(key: string, said: string, field: FormField): unknown {
  const refused = (expected: string): UsageError =>
    new UsageError(`invalid ${flagName(key)} "${said}"; expected ${expected}`);
  switch (kindOf(field)) {
    case "text":
    case "choice":
      return said;
    case "number":
      return numberOf(said, refused);
    case "switch":
      if (said !== "true" && said !== "false") throw refused("true or false");
      return said === "true";
    case "list":
      return listOf(said, field, refused);
    case "json":
      return jsonOf(said, refused);
  }
}

function listOf(said: string, { items }: FormField, refused: (expected: string) => UsageError): unknown[] {
  const parts = said.split(",").map((part) => part.trim());
  const isText = items?.type === "string";
  return isText ? parts.filter((part) => part !== "") : parts.map((part) => numberOf(part, refused));
}

function jsonOf(said: string, refused: (expected: string) => UsageError): unknown {
  return parseBoundedJson(said, (why) => refused(why.includes("--raise-limit") ? `JSON: ${why}` : "JSON"));
}

function numberOf(said: string, refused: (expected: string) => UsageError): number {
  const value = said.trim() === "" ? Number.NaN : Number(said);
  if (!Number.isFinite(value)) throw refused("a finite number");
  return value;
}
