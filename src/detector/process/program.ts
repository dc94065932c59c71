// A program that runs and answers, once: its own process group, its pipes, its end. Node only.

import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { CancelledError, InputError } from "../../core/errors.ts";
import { lastLines, shownText } from "../../core/shown-text.ts";
import type { Arguments } from "./arguments.ts";
import { guardGroup, killGroup } from "./process-group.ts";
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

/** Starts a program. What is wrong with it is said by `exchange`. */
export function startProgram(settings: ProgramSettings): Program {
  return new StartedProgram(settings);
}

interface Waiting {
  readonly reader: AnswerReader;
  resolve(answer: ProgramAnswer): void;
  reject(error: Error): void;
}

class StartedProgram implements Program {
  /** Undefined where there is nothing to start. */
  readonly #child: ChildProcess | undefined;
  readonly #ended: Promise<void>;
  readonly #unguard: () => void;
  readonly #signal: AbortSignal | undefined;
  #waiting: Waiting | undefined;
  #said = "";
  #failure: Error | undefined;

  constructor({ command: [file, ...rest], cwd, env, signal }: ProgramSettings) {
    this.#signal = signal;
    const child = spawned(file, rest, cwd, env);
    if (child instanceof Error) {
      this.#failure = child;
      this.#ended = Promise.resolve();
      this.#unguard = () => {};
      return;
    }
    this.#child = child;
    this.#unguard = guardGroup(child);
    this.#ended = endOf(child, (how) => this.#failAs(how)).then(() => this.#release());
    child.once("error", (error) => this.#fail(cannotStart(file, cwd, error)));
    child.stdout.on("data", (piece: Uint8Array) => this.#hear(piece));
    child.stderr.on("data", (piece: Buffer) => {
      this.#said = `${this.#said}${piece.toString()}`.slice(-KEPT_CHARACTERS);
    });
    // A program that is gone does not read: its end says so.
    child.stdin.on("error", () => {});
    process.on("exit", this.#killWithUs);
    signal?.addEventListener("abort", this.#cancel);
    if (signal?.aborted === true) this.#cancel();
    holdOpen(child, false);
  }

  get failure(): Error | undefined {
    return this.#failure;
  }

  async exchange(
    picture: readonly Uint8Array[],
    reader: AnswerReader,
    seconds: number,
  ): Promise<ProgramAnswer> {
    if (this.#failure !== undefined) throw this.#failure;
    holdOpen(this.#child, true);
    const timer = setTimeout(() => this.#failAs(tooLong(seconds)), seconds * 1000);
    try {
      return await new Promise<ProgramAnswer>((resolve, reject) => {
        this.#waiting = { reader, resolve, reject };
        const input = this.#child?.stdin;
        input?.cork();
        for (const part of picture) input?.write(part);
        input?.uncork();
      });
    } finally {
      clearTimeout(timer);
      holdOpen(this.#child, false);
    }
  }

  async close(): Promise<void> {
    holdOpen(this.#child, true);
    const wait = this.#failure === undefined ? GRACE_MILLISECONDS : 0;
    this.#failure ??= new CancelledError("the program was closed");
    this.#child?.stdin?.end();
    const timer = setTimeout(() => killGroup(this.#child), wait);
    await this.#ended;
    clearTimeout(timer);
  }

  #hear(piece: Uint8Array): void {
    try {
      if (this.#waiting === undefined) refuseUnasked(piece);
      const answer = this.#waiting.reader.take(piece);
      if (answer === null) return;
      this.#waiting.resolve(answer);
      this.#waiting = undefined;
    } catch (error) {
      this.#fail(error instanceof Error ? error : new Error(String(error)));
    }
  }

  /** A failure that another start may mend; with the program's last words. */
  #failAs(how: string): void {
    const words = lastLines(this.#said, SHOWN_CHARACTERS);
    this.#fail(new ProgramFailure(words === "" ? how : `${how}; its last words: ${words}`));
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    killGroup(this.#child);
    this.#waiting?.reject(this.#failure);
    this.#waiting = undefined;
  }

  readonly #killWithUs = (): void => killGroup(this.#child);

  readonly #cancel = (): void => {
    const reason: unknown = this.#signal?.reason;
    this.#fail(reason instanceof CancelledError ? reason : new CancelledError());
  };

  #release(): void {
    this.#unguard();
    process.off("exit", this.#killWithUs);
    this.#signal?.removeEventListener("abort", this.#cancel);
  }
}

/** A group of its own: Ctrl-C in a terminal goes to faultline alone, which ends all of the group. */
function spawned(
  file: string,
  rest: readonly string[],
  cwd: string,
  env: ProgramSettings["env"],
): ChildProcessWithoutNullStreams | InputError {
  try {
    return spawn(file, rest, {
      ...{ cwd, env: programEnvironment(env), detached: true, windowsHide: true, shell: false },
      stdio: ["pipe", "pipe", "pipe"],
    });
  } catch (error) {
    return cannotStart(file, cwd, error);
  }
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

/** Whether the program keeps this process from ending. */
function holdOpen(child: ChildProcess | undefined, holds: boolean): void {
  const pipes = [child?.stdin, child?.stdout, child?.stderr] as ({ ref?(): void; unref?(): void } | null)[];
  for (const part of [child, ...pipes]) {
    if (holds) part?.ref?.();
    else part?.unref?.();
  }
}

function cannotStart(program: string, cwd: string, error: unknown): InputError {
  const file = shownText(program, 200);
  const code = (error as NodeJS.ErrnoException).code ?? shownText(String(error), SHOWN_CHARACTERS);
  if (code === "ENOENT")
    return new InputError(`missing program ${file}; expected one on PATH, or a path from ${cwd}`);
  if (code === "EACCES")
    return new InputError(`program ${file} may not be executed; chmod +x, or name its interpreter before it`);
  return new InputError(`program ${file} cannot be started (${code}); is it executable on this machine?`);
}

function tooLong(seconds: number): string {
  return `it did not answer within ${seconds} s and was ended; a program has to flush what it writes`;
}
