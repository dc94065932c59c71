// The command line as a function: what is registered when it is called has its commands and flags.

import { Command, CommanderError, InvalidArgumentError } from "commander";
import { CancelledError, InputError } from "../core/errors.ts";
import { allLimits, raiseLimits } from "../core/limits.ts";
import { escapedText } from "../core/shown-text.ts";
import { version } from "../study/version.ts";
import type { Execute, Surroundings } from "./command.ts";
import { runFile } from "./commands/run.ts";
import { registrations } from "./commands.ts";
import { namingReplacement } from "./replaced-flags.ts";

/**
 * Runs one command: `args` are the words behind "faultline". Its exit code: 0 success, 1 the command failed, 2 wrong
 * usage, 3 a limit violated, 130 interrupted; whatever is wrong is said by `surroundings.note`.
 */
export async function runCli(args: readonly string[], surroundings: Surroundings): Promise<number> {
  let code = 0;
  let restore = (): void => {};
  const execute: Execute = async (body) => {
    code = await body(withPlainMessages(surroundings));
  };
  const program = new Command("faultline")
    .description("How far can a defect detector be trusted when the part is turned, or the light changes?")
    .version(version())
    .option("--log <format>", "text, or json: every message on standard error as a line of JSON", logFormat)
    .option("--raise-limit <name=value,...>", limitsHelp())
    .hook("preAction", () => {
      const { raiseLimit } = program.opts<{ raiseLimit?: string }>();
      if (raiseLimit !== undefined) restore = raiseLimits(raiseLimit);
    })
    .showHelpAfterError(false)
    .configureOutput({
      writeOut: (text) => surroundings.out(text.trimEnd()),
      writeErr: (text) => surroundings.note(text.trimEnd()),
      outputError: (message, write) => write(namingReplacement(message)),
    })
    .exitOverride();
  const commands = registrations();
  for (const register of [...commands, runFile({ registrations: commands, runCli })])
    register(program, execute);
  for (const command of program.commands) {
    for (const each of [command, ...command.commands]) each.exitOverride();
  }
  try {
    await program.parseAsync([...args], { from: "user" });
    return code;
  } catch (error) {
    return report(error, surroundings.note);
  } finally {
    restore();
  }
}

/** Names of files and parts may hold what a terminal acts on; of a message's own it has the ends of its lines. */
function withPlainMessages(surroundings: Surroundings): Surroundings {
  return {
    ...surroundings,
    note: (text, fields) => surroundings.note(text.split("\n").map(escapedText).join("\n"), fields),
    progress: (line, fields) => surroundings.progress(escapedText(line), fields),
  };
}

/** Says what went wrong; the exit code for it. */
export function report(error: unknown, note: (line: string) => void): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof CancelledError) {
    note("interrupted; run the same command again to resume");
    return 130;
  }
  if (error instanceof InputError) {
    note(`faultline: ${error.message}`);
    return error.exitCode;
  }
  note(`faultline: a bug, please report it\n${error instanceof Error ? error.stack : String(error)}`);
  return 1;
}

function logFormat(format: string): string {
  if (format !== "text" && format !== "json") throw new InvalidArgumentError("expected text or json");
  return format;
}

function limitsHelp(): string {
  return `how large what is read may be, where a limit is in the way: ${allLimits()
    .map(({ name }) => name)
    .join(", ")}`;
}
