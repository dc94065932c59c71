// The JSON Schema of study files, for editors: which keys a command has, what each takes, and what it means. Draft 7, as
// editors know no later one better.

import type { CommandFacts, FlagFacts, JsonSchema } from "../flag-facts.ts";

const TEXT: JsonSchema = { type: ["string", "number", "boolean"] };

/** The schema of files that name any of these commands. */
export function studySchema(commands: readonly CommandFacts[]): JsonSchema {
  const flags = sharedDefinitions(commands);
  const propertiesOf = (command: CommandFacts): Record<string, JsonSchema> =>
    Object.fromEntries(command.flags.map((flag) => [flag.key, flags.refTo(flag)]));
  const definitions = commands.map((command) => [
    definitionName(command),
    {
      properties: { command: { const: command.name }, ...propertiesOf(command) },
      additionalProperties: false,
    },
  ]);
  const command = {
    description: "what is run: a command of faultline",
    enum: commands.map(({ name }) => name),
    enumDescriptions: commands.map(({ summary }) => summary),
  };
  const branches = (required: (command: CommandFacts) => JsonSchema): JsonSchema[] =>
    commands.map((each) => ({
      if: { properties: { command: { const: each.name } }, required: ["command"] },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      then: { ...required(each), allOf: [{ $ref: `#/definitions/${definitionName(each)}` }] },
    }));
  const single = branches(({ flags: own }) => ({
    required: own.filter(({ isOptional }) => !isOptional).map(({ key }) => key),
  }));
  const study = { type: "object", properties: { command }, allOf: branches(() => ({})) };
  const studies = {
    description: "several studies, run one after the other; what stands beside this list is common to them",
    ...{ type: "array", minItems: 1, items: study },
  };
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Studies of faultline",
    type: "object",
    properties: { command, studies },
    if: { required: ["studies"] },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: {
      properties: { command, studies, ...anyOfEach(commands.map(propertiesOf)) },
      additionalProperties: false,
    },
    else: { required: ["command"], allOf: single },
    definitions: { ...Object.fromEntries(definitions), ...flags.definitions },
  };
}

/** Characters from which on the schema of a value stands once, for all flags that describe it differently. */
const SHARED_FROM = 500;

/** Most flags are many commands': each is defined once, under its key, or its key and a number. */
function sharedDefinitions(commands: readonly CommandFacts[]): {
  readonly definitions: Readonly<Record<string, JsonSchema>>;
  refTo(flag: FlagFacts): JsonSchema;
} {
  const names = new Map<string, string>();
  const definitions: Record<string, JsonSchema> = {};
  const shared = (prefix: string, schema: JsonSchema): JsonSchema => {
    const text = `${prefix} ${JSON.stringify(schema)}`;
    const count = [...names.keys()].filter((known) => known.startsWith(`${prefix} `)).length;
    const name = names.get(text) ?? (count === 0 ? prefix : `${prefix}.${count + 1}`);
    names.set(text, name);
    definitions[name] = schema;
    return { $ref: `#/definitions/${name}` };
  };
  const refTo = (flag: FlagFacts): JsonSchema => {
    const { description, ...value } = valueSchema(flag);
    const isLarge = JSON.stringify(value).length > SHARED_FROM;
    const written = isLarge ? { allOf: [shared(`value.${flag.key}`, value)] } : value;
    return shared(`flag.${flag.key}`, { description, ...written });
  };
  for (const { flags } of commands) for (const flag of flags) refTo(flag);
  return { definitions, refTo };
}

/** What a flag takes in a study file. */
function valueSchema({ description, form }: FlagFacts): JsonSchema {
  const schema = form.schema();
  switch (form.kind) {
    case "switch":
    case "repeated":
    case "pairs":
      return { description, ...schema };
    case "scalar":
      // A name or a text may look like a number.
      return { description, ...(isPlainText(schema) ? TEXT : schema) };
    case "list":
    case "json":
      return { description, anyOf: [schema, { type: "string" }] };
  }
}

function isPlainText({ type, ...more }: JsonSchema): boolean {
  return type === "string" && Object.keys(more).length === 0;
}

/** The keys of all, each as any of them takes it. */
function anyOfEach(all: readonly Readonly<Record<string, JsonSchema>>[]): Record<string, JsonSchema> {
  const byKey = new Map<string, JsonSchema[]>();
  for (const [key, schema] of all.flatMap((properties) => Object.entries(properties))) {
    const known = byKey.get(key) ?? [];
    if (!known.some(({ $ref }) => $ref === schema["$ref"])) byKey.set(key, [...known, schema]);
  }
  return Object.fromEntries(
    [...byKey].map(([key, [first = {}, ...more]]) => [
      key,
      more.length === 0 ? first : { anyOf: [first, ...more] },
    ]),
  );
}

function definitionName({ name }: CommandFacts): string {
  return `command.${name.replaceAll(" ", "-")}`;
}
