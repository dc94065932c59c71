// Lists and maps of a document, held against a schema up to the first entry that is wrong: the library's own keep every
// fault of a million, and a copy of all that is right.

import { z } from "zod";

/** A list whose every entry is as the schema has it. */
export function listOf<Each>(schema: z.ZodType<Each>): z.ZodType<readonly Each[]> {
  return z.custom<readonly Each[]>().superRefine((list, context) => {
    if (!Array.isArray(list)) context.addIssue("expected a list");
    else for (let at = 0; at < list.length; at++) if (addFault(list[at], at, schema, context)) return;
  });
}

/** An object of any names, whose every value is as the schema has it. */
export function mapOf<Each>(schema: z.ZodType<Each>): z.ZodType<Readonly<Record<string, Each>>> {
  return z.custom<Readonly<Record<string, Each>>>().superRefine((map, context) => {
    if (typeof map !== "object" || map === null || Array.isArray(map)) context.addIssue("expected an object");
    else for (const name in map) if (addFault(map[name], name, schema, context)) return;
  });
}

function addFault(
  entry: unknown,
  key: string | number,
  schema: z.ZodType,
  context: z.core.$RefinementCtx,
): boolean {
  const [issue] = schema.safeParse(entry).error?.issues ?? [];
  if (issue !== undefined)
    context.addIssue({ code: "custom", path: [key, ...issue.path], message: issue.message });
  return issue !== undefined;
}
