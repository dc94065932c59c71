// What a command is, and how commander learns of it.

import type { Command as CommanderCommand } from "commander";
import { Option } from "commander";
import type { z } from "zod";
import {
  type CommandFacts,
  type FlagValue,
  flagFacts,
  givenType,
  type Invocation,
  isOptional,
} from "./flag-facts.ts";
import { flagName, parseOptions } from "./options.ts";
import { withOwnShifts } from "./own-shifts.ts";

export type { Invocation } from "./flag-facts.ts";

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
  /** The same as the study file that its run folder keeps: RUN/study.yaml. */
  readonly studyText?: () => Promise<string>;
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
  /** What --print-study prints, where it is not the command's own flags. */
  printed?(options: z.output<z.ZodObject<Shape>>, surroundings: Surroundings): Promise<string>;
}

export interface Registration {
  (program: CommanderCommand, execute: Execute): void;
  /** The command's name. */
  readonly command: string;
  /** What is known of it and its flags, with what is registered by now. */
  facts(): CommandFacts;
  /** Checks flags as they are given, without running anything; UsageError as the command itself throws it. */
  check(flags: RawFlags, surroundings: Surroundings): Promise<void>;
}

type RawFlags = Readonly<Record<string, unknown>>;

/** Runs a command's body and keeps its exit code. */
export type Execute = (body: (surroundings: Surroundings) => Promise<number>) => Promise<void>;

/** Every command's own: what the command line says as a study file, in place of running it. */
const PRINT_STUDY = "printStudy";

/** A command's registration: its flags are its schema's keys, and --print-study. */
export function defineCommand<Shape extends z.ZodRawShape>(
  definition: CommandDefinition<Shape>,
): Registration {
  const { name, summary, example, positional = [] } = definition;
  const said = { name, summary, example, positional };
  const schema = (): z.ZodObject<Shape> =>
    typeof definition.options === "function" ? definition.options() : definition.options;
  const factsOf = (options: z.ZodObject<Shape>): CommandFacts => ({
    ...said,
    flags: flagFacts(options),
  });
  const textOf = async (
    options: z.ZodObject<Shape>,
    flags: Invocation["flags"],
    what: "printed" | "kept",
  ): Promise<string> => {
    const { studyText } = await import("./study-file/text.ts");
    return studyText(factsOf(options), flags, what);
  };
  const register = (program: CommanderCommand, execute: Execute): void => {
    const options = schema();
    const command = commanderCommand(program, said, options);
    command.action(async (...values: unknown[]) => {
      const { [PRINT_STUDY]: isPrinted, ...raw }: Record<string, unknown> = command.opts();
      for (const [index, key] of positional.entries()) raw[key] = values[index];
      await execute((surroundings) =>
        withOwnShifts(raw, surroundings, async (given) => {
          const parsed = parseOptions(options, given);
          const flags = inOrder(raw, Object.keys(options.shape));
          if (isPrinted === true) {
            const text = definition.printed?.(parsed, surroundings) ?? textOf(options, flags, "printed");
            surroundings.out((await text).trimEnd());
            return 0;
          }
          return await definition.run(parsed, {
            ...surroundings,
            invocation: { command: name, flags },
            studyText: () => textOf(options, flags, "kept"),
          });
        }),
      );
    });
  };
  const check = async (flags: RawFlags, surroundings: Surroundings): Promise<void> => {
    await withOwnShifts(flags, surroundings, async (given) => void parseOptions(schema(), given));
  };
  return Object.assign(register, { command: name, facts: () => factsOf(schema()), check });
}

/** The command as commander has it, without what it does. */
function commanderCommand(
  program: CommanderCommand,
  { name, summary, example, positional }: Omit<CommandFacts, "flags">,
  options: z.ZodObject,
): CommanderCommand {
  const words = name.split(" ");
  const parent = words.length === 1 ? program : groupNamed(program, words[0] ?? name);
  const command = parent
    .command(words.at(-1) ?? name)
    .description(summary)
    .addHelpText("after", `\nExample:\n  $ ${example}`);
  for (const key of positional) {
    const flag = options.shape[key] as z.ZodType;
    command.argument(isOptional(flag) ? `[${key}]` : `<${key}>`, flag.description ?? "");
  }
  for (const [key, flag] of Object.entries(options.shape)) {
    if (!positional.includes(key)) command.addOption(commanderOption(key, flag as z.ZodType));
  }
  return command.option(flagName(PRINT_STUDY), "print these flags as a study file, and run nothing");
}

/** The flags that are given, in the command's own order. */
function inOrder(raw: RawFlags, keys: readonly string[]): Invocation["flags"] {
  return Object.fromEntries(
    keys.flatMap((key) => {
      const value = raw[key] as FlagValue | undefined;
      return value === undefined ? [] : [[key, value]];
    }),
  );
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
  const kind = givenType(schema);
  const { description = "", helpGroup } = schema.meta() ?? {};
  const option = new Option(kind === "boolean" ? flagName(key) : `${flagName(key)} <value>`, description);
  // A flag that begins with "no" is a switch of its own, not another one turned off.
  option.negate = false;
  if (typeof helpGroup === "string") option.helpGroup(helpGroup);
  if (kind !== "array") return option;
  return option.argParser((value: string, earlier: string[] | undefined) => [...(earlier ?? []), value]);
}
