#!/usr/bin/env node
// The program around the command line: signals, streams, the exit code.

import { CancelledError } from "../core/errors.ts";
import { writeFailure } from "../core/write-file.ts";
import { jsonWriter, progressWriter } from "./progress.ts";
import { report, runCli } from "./run.ts";

async function main(args: readonly string[]): Promise<number> {
  const cancel = new AbortController();
  process.on("SIGINT", (signal) => interrupt(cancel, signal));
  process.on("SIGTERM", (signal) => interrupt(cancel, signal));
  const progress = loggedAsJson(args) ? jsonWriter(process.stderr) : progressWriter(process.stderr);
  process.stdout.on("error", (error) => endWithoutOutput(error, progress.note));
  // Where messages cannot be written there is nobody to tell; results may still be.
  process.stderr.on("error", () => {});
  try {
    return await runCli(args, {
      env: process.env,
      cwd: process.cwd(),
      out: (line) => process.stdout.write(`${line}\n`),
      note: (line, fields) => progress.note(line, fields),
      progress: (line, fields) => progress.update(line, fields),
      signal: cancel.signal,
    });
  } finally {
    progress.end();
  }
}

/** Messages come before commander has read the line, so its flag is looked for here. */
function loggedAsJson(args: readonly string[]): boolean {
  return args.includes("--log=json") || args[args.indexOf("--log") + 1] === "json";
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

process.exitCode = await main(process.argv.slice(2));
// A pipe takes what it can: what is written to a slow reader is not there yet.
await Promise.all([process.stdout, process.stderr].map(flushed));
// Engines keep threads; nothing is left to wait for.
process.exit(process.exitCode ?? 0);
