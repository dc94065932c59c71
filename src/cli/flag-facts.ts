// A command as a study file sees it: its flags, how a file may write their values, and what a command line says of them.

import { z } from "zod";

/** JSON Schema, as far as it is written here. */
export type JsonSchema = Readonly<Record<string, unknown>>;

export interface FlagForm {
  /**
   * What the command line takes: nothing (switch), one text (scalar), one text with commas (list), JSON (json), the flag
   * any number of times (repeated), or that with NAME=VALUE,… in each (pairs).
   */
  readonly kind: "switch" | "scalar" | "list" | "json" | "repeated" | "pairs";
  /** Of the value as a study file has it; a function, as it may depend on what is registered. */
  readonly schema: () => JsonSchema;
}

export interface FlagFacts {
  /** Its option key, which is its name in a study file. */
  readonly key: string;
  readonly description: string;
  readonly isOptional: boolean;
  readonly form: FlagForm;
}

/** A command line in pieces: what a study file says. */
export interface Invocation {
  readonly command: string;
  /**
   * By option key, in the command's own order; texts, lists of texts of repeated flags, true of switches. Those that were
   * not given are absent.
   */
  readonly flags: Readonly<Record<string, FlagValue>>;
}

/** What a command line says of one flag. */
export type FlagValue = string | true | readonly string[];

/** A command as a study file and its schema see it. */
export interface CommandFacts {
  readonly name: string;
  readonly summary: string;
  /** A line that runs it, as its help shows it. */
  readonly example: string;
  /** Option keys of its arguments, in order. */
  readonly positional: readonly string[];
  /** In the command's own order. */
  readonly flags: readonly FlagFacts[];
}

/** The same flag, said in another form in study files than its schema's type shows. */
export function withForm<Flag extends z.ZodType>(flag: Flag, form: FlagForm): Flag {
  return flag.meta({ form });
}

/** The flag of one of several names, which may be registered later. */
export function withNames<Flag extends z.ZodType>(flag: Flag, names: () => readonly string[]): Flag {
  return withForm(flag, { kind: "scalar", schema: () => ({ type: "string", enum: names() }) });
}

/** What is known of each flag of a command, in the command's order. */
export function flagFacts(options: z.ZodObject): FlagFacts[] {
  return Object.entries(options.shape).map(([key, flag]) => {
    const schema = flag as z.ZodType;
    return {
      key,
      description: schema.description ?? "",
      isOptional: isOptional(schema),
      form: formOf(schema),
    };
  });
}

interface Definition {
  readonly type: string;
  /** Of an option that may be left out. */
  readonly innerType?: z.ZodType;
  /** Of a parsed option: what is given before it is parsed. */
  readonly in?: z.ZodType;
}

/** What a flag's schema takes before anything is parsed: "string", "boolean", "enum", "array". */
export function givenType(schema: z.ZodType): string {
  return givenSchema(schema).def.type;
}

/** True where a flag may be left out, also where it is so before it is parsed. */
export function isOptional(schema: z.ZodType): boolean {
  const { type, in: input } = schema.def as Definition;
  return type === "optional" || type === "default" || (input !== undefined && isOptional(input));
}

function innerSchema(schema: z.ZodType): z.ZodType | undefined {
  const { innerType, in: input } = schema.def as Definition;
  return innerType ?? input;
}

function givenSchema(schema: z.ZodType): z.ZodType {
  const inner = innerSchema(schema);
  return inner === undefined ? schema : givenSchema(inner);
}

function formOf(schema: z.ZodType): FlagForm {
  const { form } = schema.meta() ?? {};
  if (form !== undefined) return form as FlagForm;
  const inner = innerSchema(schema);
  if (inner !== undefined) return formOf(inner);
  if (schema instanceof z.ZodEnum)
    return { kind: "scalar", schema: () => ({ type: "string", enum: schema.options }) };
  const type = givenType(schema);
  if (type === "boolean") return { kind: "switch", schema: () => ({ type: "boolean" }) };
  if (type !== "array") return { kind: "scalar", schema: () => ({ type: "string" }) };
  return {
    kind: "repeated",
    schema: () => ({ anyOf: [{ type: "string" }, { type: "array", items: { type: "string" } }] }),
  };
}
