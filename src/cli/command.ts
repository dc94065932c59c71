// What a command is, and how commander learns of it.

import type { Command as CommanderCommand } from "commander";
import { Option } from "commander";
import type { z } from "zod";
import { flagName, parseOptions } from "./options.ts";
import { withOwnShifts } from "./own-shifts.ts";

/** What a structured log line carries besides its message. */
export type LogFields = Readonly<Record<string, unknown>>;

/** The world as a command sees it. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** One line of result on standard output. */
  out(line: string): void;
  /** A message on standard error; `fields` say the same to machines, where those are logged for. */
  note(line: string, fields?: LogFields): void;
  /** A line on standard error that replaces the last one on a terminal; on others, printed now and then. */
  progress(line: string, fields?: LogFields): void;
  readonly signal: AbortSignal;
  /** The command that runs, with its flags as they were given. */
  readonly invocation?: Invocation;
}

/** A command line in pieces: what a study file says. */
export interface Invocation {
  readonly command: string;
  /** By option key; texts, lists of texts of repeated flags, true of switches. Those that were not given are absent. */
  readonly flags: Readonly<Record<string, unknown>>;
}

export interface CommandDefinition<Shape extends z.ZodRawShape> {
  /** One word, or a group and a word ("models pull"). */
  readonly name: string;
  readonly summary: string;
  readonly example: string;
  /** Positional arguments in order: option keys, e.g. ["run"]. */
  readonly positional?: readonly string[];
  /** A function where flags depend on what is registered when the program begins. */
  readonly options: z.ZodObject<Shape> | (() => z.ZodObject<Shape>);
  /** Returns the exit code. */
  run(options: z.output<z.ZodObject<Shape>>, surroundings: Surroundings): Promise<number>;
}

export interface Registration {
  (program: CommanderCommand, execute: Execute): void;
  /** The command's name. */
  readonly command: string;
}

/** Runs a command's body and keeps its exit code. */
export type Execute = (body: (surroundings: Surroundings) => Promise<number>) => Promise<void>;

/** A command's registration: its flags are its schema's keys. */
export function defineCommand<Shape extends z.ZodRawShape>(
  definition: CommandDefinition<Shape>,
): Registration {
  const { name, summary, example, positional = [] } = definition;
  const register = (program: CommanderCommand, execute: Execute): void => {
    const options = typeof definition.options === "function" ? definition.options() : definition.options;
    const words = name.split(" ");
    const parent = words.length === 1 ? program : groupNamed(program, words[0] ?? name);
    const command = parent
      .command(words.at(-1) ?? name)
      .description(summary)
      .addHelpText("after", `\nExample:\n  $ ${example}`);
    for (const key of positional) {
      const schema = options.shape[key] as z.ZodType;
      command.argument(isOptional(schema) ? `[${key}]` : `<${key}>`, schema.description ?? "");
    }
    for (const [key, schema] of Object.entries(options.shape)) {
      if (!positional.includes(key)) command.addOption(commanderOption(key, schema as z.ZodType));
    }
    command.action(async (...values: unknown[]) => {
      const flags = command.opts();
      const raw: Record<string, unknown> = { ...flags };
      for (const [index, key] of positional.entries()) raw[key] = values[index];
      await execute((surroundings) =>
        withOwnShifts(raw, surroundings, (given) =>
          definition.run(parseOptions(options, given), surroundings),
        ),
      );
    });
  };
  return Object.assign(register, { command: name });
}

const GROUPS: Readonly<Record<string, string>> = {
  data: "Data sets on disk",
  detector: "Detectors: built in, ONNX files, inference services, processes",
  models: "Weights from the Hugging Face hub",
};

/** The command that holds the subcommands of a group; made on first use. */
function groupNamed(program: CommanderCommand, name: string): CommanderCommand {
  return (
    program.commands.find((command) => command.name() === name) ??
    program.command(name).description(GROUPS[name] ?? name)
  );
}

function commanderOption(key: string, schema: z.ZodType): Option {
  const kind = innerType(schema);
  const { description = "", helpGroup } = schema.meta() ?? {};
  const option = new Option(kind === "boolean" ? flagName(key) : `${flagName(key)} <value>`, description);
  if (typeof helpGroup === "string") option.helpGroup(helpGroup);
  if (kind !== "array") return option;
  return option.argParser((value: string, earlier: string[] | undefined) => [...(earlier ?? []), value]);
}

interface Definition {
  readonly type: string;
  /** Of an option that may be left out. */
  readonly innerType?: { readonly def: Definition };
  /** Of a parsed option: what is given before it is parsed. */
  readonly in?: { readonly def: Definition };
}

function innerType(schema: unknown): string {
  const { def } = schema as { readonly def: Definition };
  const inner = def.innerType ?? def.in;
  return inner === undefined ? def.type : innerType(inner);
}

function isOptional(schema: unknown): boolean {
  return ["optional", "default"].includes((schema as { def: Definition }).def.type);
}
