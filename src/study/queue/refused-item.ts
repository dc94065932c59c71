// What a worker says of an item that it does not compute, and where that is kept: the queue's failed items tell the
// item's planner, a list tells people.

import { hostname } from "node:os";
import type { Redis } from "ioredis";
import { InputError } from "../../core/errors.ts";
import { shownText } from "../../core/shown-text.ts";
import { KEPT_SECONDS, REFUSED_KEY } from "./names.ts";

/** This machine cannot compute what is asked; another one may. */
export class RefusedItem extends InputError {
  override readonly name: string = "RefusedItem";
}

/** Whose fault it is: the item's, which no worker like this one takes, or the machine's. */
export type Fault = "item" | "machine";

export interface Refusal {
  readonly fault: Fault;
  readonly worker: string;
  readonly why: string;
}

/** Characters of a reason. */
const SHOWN = 500;

/** Characters of a worker's name, or of a job's. */
const SHOWN_NAME = 120;

/** The list's length. */
const MOST_KEPT = 1000;

const PATTERN = /^refused \((item|machine)\) by (\S+): (.*)$/s;

/** The reason of a failed item that was refused. */
export function refusalText({ fault, worker, why }: Refusal): string {
  return `refused (${fault}) by ${shownText(worker, SHOWN_NAME).replaceAll(" ", "_")}: ${shownText(why, SHOWN)}`;
}

/** The refusal that a failed item's reason tells; undefined where it failed otherwise. */
export function refusalOf(reason: string): Refusal | undefined {
  const [, fault, worker = "", why = ""] = PATTERN.exec(reason) ?? [];
  if (fault !== "item" && fault !== "machine") return undefined;
  return { fault, worker: shownText(worker, SHOWN_NAME), why: shownText(why, SHOWN) };
}

/** Puts what was refused, and why, on the list that people may look at. */
export async function keepRefusal(redis: Redis, job: string, { worker, why }: Refusal): Promise<void> {
  const entry = {
    ...{ at: new Date().toISOString(), job: shownText(job, SHOWN_NAME) },
    ...{ worker, host: hostname(), why: shownText(why, SHOWN) },
  };
  await redis
    .multi()
    .lpush(REFUSED_KEY, JSON.stringify(entry))
    .ltrim(REFUSED_KEY, 0, MOST_KEPT - 1)
    .expire(REFUSED_KEY, KEPT_SECONDS)
    .exec();
}
