// A program that is kept running: started when it is first asked, started anew when it died, and asked again.

import { setTimeout as pause } from "node:timers/promises";
import { CancelledError, InputError } from "../../core/errors.ts";
import type { PictureSize } from "../../core/image.ts";
import { npyParts } from "../../core/npy.ts";
import { type Tensor, tensor } from "../../core/tensor.ts";
import { type Program, ProgramFailure, type ProgramSettings, startProgram } from "./program.ts";
import { type AnswerKind, answerReader, type ProgramAnswer } from "./protocol.ts";

export interface ResidentSettings extends ProgramSettings {
  /** As errors name it: "exec:python3 detector.py". */
  readonly name: string;
  readonly answers: readonly AnswerKind[];
  /** Longest that a picture takes, and the first one after each start. */
  readonly secondsPerPicture: number;
  readonly startSeconds: number;
  readonly onNote?: (line: string) => void;
}

export interface ResidentProgram {
  /**
   * The answers to pictures [P, 3, H, W], one after the other. `mapSize` is what maps must have; null = any. InputError
   * where the program cannot be started, what it answers is no answer, or a picture failed three times; before it has
   * answered anything, once. CancelledError.
   */
  ask(pictures: Tensor, mapSize: PictureSize | null): Promise<readonly ProgramAnswer[]>;
  close(): Promise<void>;
}

/** Before the second and the third try. */
const PAUSES_MILLISECONDS = [100, 500];
/** How long more than was asked for is waited for, after the first answers. */
const SURPLUS_MILLISECONDS = 50;

export function residentProgram(settings: ResidentSettings): ResidentProgram {
  const { name, answers, secondsPerPicture, startSeconds, signal, onNote } = settings;
  let program: Program | undefined;
  let hasAnswered = false;
  let hasNoted = false;
  let isClosed = false;

  const tryOnce = async (
    picture: readonly Uint8Array[],
    mapSize: PictureSize | null,
  ): Promise<ProgramAnswer> => {
    let seconds = secondsPerPicture;
    try {
      // What it wrote unasked, since the last picture.
      if (program?.failure instanceof InputError) throw program.failure;
      if (program === undefined || program.failure !== undefined) {
        await program?.close();
        program = startProgram(settings);
        seconds = Math.max(seconds, startSeconds);
      }
      return await program.exchange(picture, answerReader(answers, mapSize), seconds);
    } catch (error) {
      // The next picture starts another.
      const failed = program;
      program = undefined;
      await failed?.close();
      if (error instanceof InputError) throw new InputError(`invalid detector ${name}: ${error.message}`);
      throw error;
    }
  };

  const askOne = async (
    picture: readonly Uint8Array[],
    mapSize: PictureSize | null,
  ): Promise<ProgramAnswer> => {
    const pauses = hasAnswered ? PAUSES_MILLISECONDS : [];
    for (let failed = 0; ; failed++) {
      if (isClosed) throw new CancelledError(`${name} was closed`);
      try {
        const answer = await tryOnce(picture, mapSize);
        // An array too many comes right after the others.
        if (!hasAnswered) await paused(SURPLUS_MILLISECONDS, signal);
        hasAnswered = true;
        return answer;
      } catch (error) {
        if (!(error instanceof ProgramFailure)) throw error;
        const wait = pauses[failed];
        if (wait === undefined) throw gaveUp(name, error, failed + 1);
        if (!hasNoted) onNote?.(`${name} is started anew: ${error.message}`);
        hasNoted = true;
        await paused(wait, signal);
      }
    }
  };

  let last: Promise<unknown> = Promise.resolve();
  return {
    ask: (pictures, mapSize) => {
      const next = last.then(async () => {
        const given: ProgramAnswer[] = [];
        for (const picture of eachPicture(pictures)) given.push(await askOne(npyParts(picture), mapSize));
        return given;
      });
      last = next.catch(() => {});
      return next;
    },
    close: async () => {
      isClosed = true;
      await program?.close();
      await last;
    },
  };
}

function eachPicture({ shape, data }: Tensor): Tensor[] {
  const [count = 0, ...own] = shape;
  const length = data.length / Math.max(1, count);
  return Array.from({ length: count }, (_, at) => tensor(own, data.subarray(at * length, (at + 1) * length)));
}

function gaveUp(name: string, { message }: ProgramFailure, tries: number): InputError {
  const often = tries === 1 ? "" : `a picture failed ${tries} times; the last time `;
  return new InputError(`invalid detector ${name}: ${often}${message}`);
}

async function paused(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await pause(milliseconds, undefined, signal === undefined ? {} : { signal });
  } catch {
    throw signal?.reason instanceof CancelledError ? signal.reason : new CancelledError();
  }
}
