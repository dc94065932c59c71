// One zod schema per command: its flags, its help and its checks all come from it.

import { z } from "zod";
import { parseBoundedJson } from "../core/bounded-json.ts";
import { UsageError } from "../core/errors.ts";
import { type JsonSchema, withForm } from "./flag-facts.ts";

/** A finite number written out; NaN and Infinity are refused by name. */
export function numberFlag(
  what: string,
  [low, high]: readonly [number, number] = [-Infinity, Infinity],
): z.ZodType<number> {
  const bounds = Number.isFinite(low) || Number.isFinite(high) ? ` within [${low}, ${high}]` : "";
  const flag = z.string().transform((text, context) => {
    const value = text.trim() === "" ? Number.NaN : Number(text);
    if (Number.isFinite(value) && value >= low && value <= high) return value;
    context.addIssue({ code: "custom", message: `"${text}"; expected a finite number${bounds} (${what})` });
    return z.NEVER;
  });
  const limits = {
    ...(Number.isFinite(low) ? { minimum: low } : {}),
    ...(Number.isFinite(high) ? { maximum: high } : {}),
  };
  return withForm(flag, { kind: "scalar", schema: () => ({ type: "number", ...limits }) });
}

/** A whole number of at least `least`. */
export function countFlag(what: string, least = 1): z.ZodType<number> {
  const flag = z.string().transform((text, context) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (Number.isSafeInteger(value) && value >= least) return value;
    context.addIssue({
      code: "custom",
      message: `"${text}"; expected a whole number of at least ${least} (${what})`,
    });
    return z.NEVER;
  });
  return withForm(flag, { kind: "scalar", schema: () => ({ type: "integer", minimum: least }) });
}

/** A value written as JSON. */
export function jsonFlag<Value>(schema: z.ZodType<Value>): z.ZodType<Value> {
  const flag = z
    .string()
    .transform((text, context): unknown => {
      try {
        return parseBoundedJson(text, (why) => new UsageError(why));
      } catch {
        context.addIssue({ code: "custom", message: `"${text}"; expected JSON` });
        return z.NEVER;
      }
    })
    .pipe(schema);
  return withForm(flag, { kind: "json", schema: () => jsonSchemaOf(schema) });
}

/** Of what is written; without the dialect's name, as it stands within another schema. */
function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  const { $schema, ...written } = z.toJSONSchema(schema, {
    io: "input",
    unrepresentable: "any",
    target: "draft-7",
  });
  return written;
}

/** Comma-separated names. */
export function listFlag(): z.ZodType<string[]> {
  const flag = z.string().transform((text) =>
    text
      .split(",")
      .map((part) => part.trim())
      .filter((part) => part !== ""),
  );
  return withForm(flag, {
    kind: "list",
    schema: () => ({ type: "array", items: { type: "string" } }),
  });
}

/** Parses raw flags; a UsageError names all that are missing, else the first that is wrong. */
export function parseOptions<Options>(schema: z.ZodType<Options>, raw: unknown): Options {
  const result = schema.safeParse(raw);
  if (result.success) return result.data;
  const given = new Map(raw !== null && typeof raw === "object" ? Object.entries(raw) : []);
  const missing = new Set(
    result.error.issues
      .flatMap(({ path: [key] }) => (key === undefined ? [] : [String(key)]))
      .filter((key) => given.get(key) === undefined)
      .map(flagName),
  );
  if (missing.size > 0) throw new UsageError(`missing ${[...missing].join(", ")}`);
  const issue = result.error.issues[0];
  const key = issue?.path[0];
  if (key === undefined) throw new UsageError(issue?.message ?? "invalid options");
  const flag = flagName(String(key));
  throw new UsageError(
    issue?.code === "custom"
      ? `invalid ${flag} ${issue.message}`
      : `invalid ${flag} "${String(given.get(String(key)))}": ${issue?.message}`,
  );
}

/** camelCase key → --kebab-case flag. */
export function flagName(key: string): string {
  return `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
