#!/usr/bin/env node
// The command line: exit code 0 success, 1 the command failed, 2 wrong usage, 130 interrupted.

import { Command, CommanderError, InvalidArgumentError } from "commander";
import { CancelledError, InputError } from "../core/errors.ts";
import { writeFailure } from "../core/write-file.ts";
import { version } from "../study/version.ts";
import type { Execute, Surroundings } from "./command.ts";
import { COMMANDS } from "./commands.ts";
import { jsonWriter, progressWriter } from "./progress.ts";
import { namingReplacement } from "./replaced-flags.ts";

async function main(): Promise<void> {
  const cancel = new AbortController();
  process.on("SIGINT", (signal) => interrupt(cancel, signal));
  process.on("SIGTERM", (signal) => interrupt(cancel, signal));
  const progress = loggedAsJson(process.argv) ? jsonWriter(process.stderr) : progressWriter(process.stderr);
  process.stdout.on("error", (error) => endWithoutOutput(error, progress.note));
  // Where messages cannot be written there is nobody to tell; results may still be.
  process.stderr.on("error", () => {});
  const surroundings: Surroundings = {
    env: process.env,
    cwd: process.cwd(),
    out: (line) => process.stdout.write(`${line}\n`),
    note: (line, fields) => progress.note(line, fields),
    progress: (line, fields) => progress.update(line, fields),
    signal: cancel.signal,
  };
  const execute: Execute = async (body) => {
    process.exitCode = await body(surroundings);
  };
  const program = new Command("faultline")
    .description(
      "How far can a zero-shot defect detector be trusted when the part is turned, or the light changes?",
    )
    .version(version())
    .option("--log <format>", "text, or json: every message on standard error as a line of JSON", logFormat)
    .showHelpAfterError(false)
    .configureOutput({ outputError: (message, write) => write(namingReplacement(message)) })
    .exitOverride();
  for (const register of COMMANDS) register(program, execute);
  for (const command of program.commands) {
    for (const each of [command, ...command.commands]) each.exitOverride();
  }
  try {
    await program.parseAsync(process.argv);
  } catch (error) {
    process.exitCode = report(error, progress.note);
  } finally {
    progress.end();
  }
}

function logFormat(format: string): string {
  if (format !== "text" && format !== "json") throw new InvalidArgumentError("expected text or json");
  return format;
}

/** Messages come before commander has read the line, so its flag is looked for here. */
function loggedAsJson(args: readonly string[]): boolean {
  return args.includes("--log=json") || args[args.indexOf("--log") + 1] === "json";
}

function report(error: unknown, note: (line: string) => void): number {
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

/** The first signal asks for an end after the current step; a second one ends at once. */
function interrupt(cancel: AbortController, signal: NodeJS.Signals): void {
  if (cancel.signal.aborted) process.exit(130);
  cancel.abort(new CancelledError("interrupted", signal));
}

function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => stream.write("", () => resolve()));
}

/** What is printed has nowhere to go. A reader that closed its pipe (head, less) is no failure. */
function endWithoutOutput(error: unknown, note: (line: string) => void): never {
  if (error instanceof Error && "code" in error && error.code === "EPIPE") process.exit(0);
  process.exit(report(writeFailure("standard output", error), note));
}

await main();
// A pipe takes what it can: what is written to a slow reader is not there yet.
await Promise.all([process.stdout, process.stderr].map(flushed));
// Engines keep threads; nothing is left to wait for.
process.exit(process.exitCode ?? 0);
