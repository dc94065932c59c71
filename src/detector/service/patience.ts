// Trying again: with growing pauses, as long as the service asks to wait, a limited number of times, until the signal.

import { setTimeout as pause } from "node:timers/promises";
import { CancelledError, InputError } from "../../core/errors.ts";

/** A failure that another try may mend. Its message says whose and what, in words for people. */
export class Transient extends Error {
  override readonly name: string = "Transient";
  /** Seconds that the service asks to wait. */
  readonly retryAfter: number | null;
  constructor(message: string, retryAfter: number | null = null) {
    super(message);
    this.retryAfter = retryAfter;
  }
}

export interface Patience {
  /** Most tries, the first included. */
  readonly tries: number;
  /** After which no other try is begun. */
  readonly seconds: number;
  readonly signal?: AbortSignal;
}

/** About a minute of pauses in all. */
export const TRIES = 12;

const FIRST_PAUSE = 0.25;
const LONGEST_PAUSE = 8;
/** Seconds that a service may ask for. */
const LONGEST_ASKED = 60;

/**
 * What `attempt` gives, tried again while it throws Transient. InputError after the last try, which says how many there
 * were; CancelledError at the signal; any other error at once.
 */
export async function patiently<T>(attempt: () => Promise<T>, patience: Patience): Promise<T> {
  const { tries, seconds, signal } = patience;
  const begun = performance.now();
  for (let tried = 1; ; tried++) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof Transient)) throw error;
      const { message, retryAfter } = error;
      if (retryAfter !== null && retryAfter > LONGEST_ASKED)
        throw new InputError(`${message}; it asks to wait ${retryAfter} s, longer than ${LONGEST_ASKED} s`);
      const next = Math.max(retryAfter ?? 0, pauseAfter(tried));
      const past = (performance.now() - begun) / 1000;
      if (tried >= tries || (past + next > seconds && retryAfter === null))
        throw new InputError(
          `${message}; tried ${tried} time${tried === 1 ? "" : "s"} in ${past.toFixed(1)} s`,
        );
      await waited(next, signal);
    }
  }
}

/** Waits that many seconds; CancelledError at the signal. */
export async function waited(seconds: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await pause(seconds * 1000, undefined, signal === undefined ? {} : { signal });
  } catch (error) {
    if (signal?.aborted === true) throw new CancelledError();
    throw error;
  }
}

/** The seconds of a Retry-After header, which is a number of them or a date; null where it is neither. */
export function retryAfter(header: unknown, now: number = Date.now()): number | null {
  if (typeof header !== "string") return null;
  if (/^\d+$/.test(header.trim())) return Number(header);
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, Math.ceil((date - now) / 1000));
}

/** Seconds, doubled by each try; spread, so that workers do not come back all at once. */
function pauseAfter(tried: number): number {
  return Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (tried - 1)) * (0.75 + Math.random() / 2);
}
