// One computation at a time: the line before the detector. What is no longer wanted leaves it before its turn; a
// slider's newer move takes the place of its older one; what someone waits for live goes before what takes long.

import { CancelledError, InputError } from "../core/errors.ts";

/** Too much is waiting already: ask again in a moment. */
export class BusyError extends InputError {
  override readonly name = "BusyError";
}

/** A newer request of the same kind took this one's place. */
export class SupersededError extends CancelledError {
  override readonly name = "SupersededError";
}

export interface WaitOptions {
  readonly signal: AbortSignal;
  /** True for what somebody watches: it goes before the rest. */
  readonly live: boolean;
  /** Newer work of this name takes the place of what still waits. */
  readonly replaces?: string | undefined;
}

export interface WaitingLine {
  /** Runs `work` alone, when it is its turn. BusyError, SupersededError, or CancelledError before its turn came. */
  wait<Result>(options: WaitOptions, work: () => Promise<Result>): Promise<Result>;
  /** How many wait. */
  waiting(): number;
  /** Resolves once nothing runs: what it runs on may be closed then. */
  idle(): Promise<void>;
}

interface Waiting {
  readonly options: WaitOptions;
  readonly start: () => Promise<void>;
  readonly drop: (error: Error) => void;
}

/** A line of at most `limit` that wait. */
export function openWaitingLine(limit: number): WaitingLine {
  const line: Waiting[] = [];
  let running: Promise<void> | null = null;
  const leave = (entry: Waiting): boolean => {
    const at = line.indexOf(entry);
    if (at >= 0) line.splice(at, 1);
    return at >= 0;
  };
  const next = (): void => {
    if (running !== null) return;
    const live = line.findIndex(({ options }) => options.live);
    const [entry] = line.splice(Math.max(0, live), 1);
    if (entry === undefined) return;
    running = entry.start().finally(() => {
      running = null;
      next();
    });
  };
  return {
    waiting: () => line.length,
    idle: async () => {
      while (running !== null) await running;
    },
    wait: (options, work) =>
      new Promise((resolve, reject) => {
        const { signal, replaces } = options;
        if (signal.aborted) return reject(new CancelledError());
        const older = line.find((entry) => replaces !== undefined && entry.options.replaces === replaces);
        if (older !== undefined && leave(older)) older.drop(new SupersededError("a newer request came"));
        if (line.length >= limit) {
          return reject(new BusyError(`${line.length} computations are waiting; ask again in a moment`));
        }
        const onAbort = (): void => {
          if (leave(entry)) reject(new CancelledError());
        };
        const entry: Waiting = {
          options,
          start: async () => {
            signal.removeEventListener("abort", onAbort);
            await work().then(resolve, reject);
          },
          drop: (error) => {
            signal.removeEventListener("abort", onAbort);
            reject(error);
          },
        };
        signal.addEventListener("abort", onAbort, { once: true });
        line.push(entry);
        next();
      }),
  };
}
