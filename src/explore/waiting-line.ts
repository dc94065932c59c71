// One computation at a time: the queue before the detector. What is no longer wanted leaves it before its turn; a
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

export interface TurnOptions {
  readonly signal: AbortSignal;
  /** True for what somebody watches: it goes before the rest. */
  readonly live: boolean;
  /** A newer turn of this name takes the place of one that still waits. */
  readonly replaces?: string | undefined;
}

export interface Turns {
  /** Runs `work` alone, when it is its turn. BusyError, SupersededError, or CancelledError before its turn came. */
  take<Result>(options: TurnOptions, work: () => Promise<Result>): Promise<Result>;
  /** How many wait. */
  waiting(): number;
  /** Resolves once nothing runs: what it runs on may be closed then. */
  idle(): Promise<void>;
}

interface Waiting {
  readonly options: TurnOptions;
  readonly start: () => Promise<void>;
  readonly drop: (error: Error) => void;
}

/** A queue of at most `limit` that wait. */
export function openTurns(limit: number): Turns {
  const queue: Waiting[] = [];
  let running: Promise<void> | null = null;
  const leave = (entry: Waiting): boolean => {
    const at = queue.indexOf(entry);
    if (at >= 0) queue.splice(at, 1);
    return at >= 0;
  };
  const next = (): void => {
    if (running !== null) return;
    const live = queue.findIndex(({ options }) => options.live);
    const [entry] = queue.splice(Math.max(0, live), 1);
    if (entry === undefined) return;
    running = entry.start().finally(() => {
      running = null;
      next();
    });
  };
  return {
    waiting: () => queue.length,
    idle: async () => {
      while (running !== null) await running;
    },
    take: (options, work) =>
      new Promise((resolve, reject) => {
        const { signal, replaces } = options;
        if (signal.aborted) return reject(new CancelledError());
        const older = queue.find((entry) => replaces !== undefined && entry.options.replaces === replaces);
        if (older !== undefined && leave(older)) older.drop(new SupersededError("a newer request came"));
        if (queue.length >= limit) {
          return reject(new BusyError(`${queue.length} computations are waiting; ask again in a moment`));
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
        queue.push(entry);
        next();
      }),
  };
}
