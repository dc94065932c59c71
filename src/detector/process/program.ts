// A program that runs and answers, once: its own process group, its pipes, its end. Node only.

import { type ChildProcess, spawn } from "node:child_process";
import { CancelledError, InputError } from "../../core/errors.ts";
import { lastLines } from "../../core/shown-text.ts";
import type { Arguments } from "./arguments.ts";
import { type AnswerReader, type ProgramAnswer, refuseUnasked } from "./protocol.ts";

export interface ProgramSettings {
  readonly command: Arguments;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Ends the program at once, and what is waiting for it with a CancelledError. */
  readonly signal?: AbortSignal;
}

/** The program died, or took too long: another start may bring an answer. */
export class ProgramFailure extends Error {
  override readonly name: string = "ProgramFailure";
}

export interface Program {
  /** Why it has ended, or is being ended. */
  readonly failure: Error | undefined;
  /**
   * Writes a picture, in its parts, and reads its answers; one at a time. ProgramFailure; InputError for what is no answer, or where the
   * program cannot be started; CancelledError. After any of them the program is gone.
   */
  exchange(picture: readonly Uint8Array[], reader: AnswerReader, seconds: number): Promise<ProgramAnswer>;
  /** Ends its input, waits a little for it to exit, and kills what is left of it and its children. */
  close(): Promise<void>;
}

/** How long a program may take to exit once its input has ended. */
const GRACE_MILLISECONDS = 2000;
/** How long the rest of its output is waited for when it has exited. */
const DRAIN_MILLISECONDS = 250;
const KEPT_CHARACTERS = 4000;
const SHOWN_CHARACTERS = 400;

/** What authorises faultline itself, and is none of a detector's business. */
const SECRET = /^(FAULTLINE_.*(TOKEN|PASSWORD|SECRET)|HF_TOKEN)$/i;

/** The environment of a program: the user's own without secrets. */
export function programEnvironment(env: ProgramSettings["env"]): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) =>
      value === undefined || SECRET.test(name) ? [] : [[name, value]],
    ),
  );
}

interface Waiting {
  readonly reader: AnswerReader;
  resolve(answer: ProgramAnswer): void;
  reject(error: Error): void;
}

/** Starts a program. What is wrong with it is said by `exchange`. */
export function startProgram({ command, cwd, env, signal }: ProgramSettings): Program {
  const [file, ...rest] = command;
  let waiting: Waiting | undefined;
  let said = "";
  /** Why it has ended, or is being ended. */
  let reason: Error | undefined;
  let child: ChildProcess | undefined;

  const fail = (error: Error): void => {
    reason ??= error;
    killGroup(child);
    waiting?.reject(reason);
    waiting = undefined;
  };
  const killWithUs = (): void => killGroup(child);
  const cancel = (): void =>
    fail(signal?.reason instanceof CancelledError ? signal.reason : new CancelledError());
  const over = (): void => {
    process.off("exit", killWithUs);
    signal?.removeEventListener("abort", cancel);
  };
  const hear = (piece: Uint8Array): void => {
    try {
      if (waiting === undefined) refuseUnasked(piece);
      const answer = waiting.reader.take(piece);
      if (answer === null) return;
      waiting.resolve(answer);
      waiting = undefined;
    } catch (error) {
      fail(error instanceof Error ? error : new Error(String(error)));
    }
  };

  try {
    // A group of its own: Ctrl-C in a terminal goes to faultline alone, which ends all of the group.
    child = spawn(file, rest, {
      ...{ cwd, env: programEnvironment(env), detached: true, windowsHide: true, shell: false },
      stdio: ["pipe", "pipe", "pipe"],
    });
  } catch (error) {
    reason = cannotStart(file, cwd, error);
  }
  const ended =
    child === undefined
      ? Promise.resolve()
      : endOf(child, (how) => fail(new ProgramFailure(withLastWords(how, said)))).then(over);
  child?.once("error", (error) => fail(cannotStart(file, cwd, error)));
  child?.stdout?.on("data", hear);
  child?.stderr?.on("data", (piece: Buffer) => {
    said = `${said}${piece.toString()}`.slice(-KEPT_CHARACTERS);
  });
  // A program that is gone does not read: its end says so.
  child?.stdin?.on("error", () => {});
  process.on("exit", killWithUs);
  signal?.addEventListener("abort", cancel);
  if (signal?.aborted === true) cancel();
  holdOpen(child, false);

  return {
    get failure() {
      return reason;
    },
    exchange: async (picture, reader, seconds) => {
      if (reason !== undefined) throw reason;
      holdOpen(child, true);
      const timer = setTimeout(
        () => fail(new ProgramFailure(withLastWords(tooLong(seconds), said))),
        seconds * 1000,
      );
      try {
        return await new Promise<ProgramAnswer>((resolve, reject) => {
          waiting = { reader, resolve, reject };
          child?.stdin?.cork();
          for (const part of picture) child?.stdin?.write(part);
          child?.stdin?.uncork();
        });
      } finally {
        clearTimeout(timer);
        holdOpen(child, false);
      }
    },
    close: async () => {
      holdOpen(child, true);
      const wait = reason === undefined ? GRACE_MILLISECONDS : 0;
      reason ??= new CancelledError(`${file} was closed`);
      child?.stdin?.end();
      const timer = setTimeout(() => killGroup(child), wait);
      await ended;
      clearTimeout(timer);
      over();
    },
  };
}

/** Resolves when a program and its output have ended; `exited` hears first how, all of its words having been read. */
async function endOf(child: ChildProcess, exited: (how: string) => void): Promise<void> {
  const closed = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const how = await new Promise<string | null>((resolve) => {
    child.once("exit", (code, by) => resolve(by === null ? `exit code ${code}` : `signal ${by}`));
    child.once("error", () => resolve(null));
  });
  // What it started has its pipes too, and ends with it.
  killGroup(child);
  let timer: NodeJS.Timeout | undefined;
  const drained = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, DRAIN_MILLISECONDS);
  });
  await Promise.race([closed, drained]);
  clearTimeout(timer);
  for (const pipe of [child.stdin, child.stdout, child.stderr]) pipe?.destroy();
  if (how !== null) exited(`it ended (${how})`);
}

/** Kills a program and all that it started and left in its group, also where it has exited before them. */
function killGroup(child: ChildProcess | undefined): void {
  if (child?.pid === undefined) return;
  try {
    // There are no groups on Windows.
    if (process.platform === "win32") child.kill("SIGKILL");
    else process.kill(-child.pid, "SIGKILL");
  } catch {
    // Nobody of it is left.
  }
}

/** Whether the program keeps this process from ending. */
function holdOpen(child: ChildProcess | undefined, holds: boolean): void {
  const pipes = [child?.stdin, child?.stdout, child?.stderr] as ({ ref?(): void; unref?(): void } | null)[];
  for (const part of [child, ...pipes]) {
    if (holds) part?.ref?.();
    else part?.unref?.();
  }
}

function cannotStart(file: string, cwd: string, error: unknown): InputError {
  const code = (error as NodeJS.ErrnoException).code ?? String(error);
  if (code === "ENOENT")
    return new InputError(`missing program ${file}; expected one on PATH, or a path from ${cwd}`);
  if (code === "EACCES")
    return new InputError(`program ${file} may not be executed; chmod +x, or name its interpreter before it`);
  return new InputError(`program ${file} cannot be started (${code}); is it executable on this machine?`);
}

function tooLong(seconds: number): string {
  return `it did not answer within ${seconds} s and was ended; a program has to flush what it writes`;
}

function withLastWords(how: string, said: string): string {
  const words = lastLines(said, SHOWN_CHARACTERS);
  return words === "" ? how : `${how}; its last words: ${words}`;
}
