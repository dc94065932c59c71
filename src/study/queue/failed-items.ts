// Items of a run that workers gave back: those that failed as often as they may, and those that were refused.

import type { Queue } from "bullmq";
import type { Redis } from "ioredis";
import { shownText } from "../../core/shown-text.ts";
import { isWrongType } from "./connection.ts";
import { itemsKey, partsOfJobName } from "./names.ts";
import { type Refusal, refusalOf } from "./refused-item.ts";

export interface FailedJob {
  /** Of the item, by the job's name. */
  readonly key: string;
  readonly why: string;
  /** There where a worker refused it. */
  readonly refusal: Refusal | undefined;
}

/** Characters of a reason. */
const SHOWN = 1000;

/** Takes a run's failed items off the server. Other runs' are not looked into. */
export async function takeFailed(redis: Redis, queue: Queue, run: string): Promise<readonly FailedJob[]> {
  const found: FailedJob[] = [];
  for (const name of await redis.zrange(itemsKey("failed"), "0", "-1")) {
    const parts = partsOfJobName(name);
    if (parts?.run !== run) continue;
    const why = (await redis.hget(itemsKey(name), "failedReason").catch(() => null)) ?? "without a reason";
    await queue.remove(name);
    found.push({ key: parts.key, why: shownText(why, SHOWN), refusal: refusalOf(why) });
  }
  return found;
}

/**
 * Which of the names are no jobs of the queue any more: done, taken away, or something else that took their place, which
 * is deleted so that they can be added again.
 */
export async function missingJobs(redis: Redis, names: readonly string[]): Promise<ReadonlySet<string>> {
  const asked = redis.pipeline();
  for (const name of names) asked.hexists(itemsKey(name), "data");
  const answers = (await asked.exec()) ?? [];
  const strange = names.filter((_, index) => isWrongType(answers[index]?.[0]));
  const gone = names.filter((_, index) => answers[index]?.[1] === 0);
  if (strange.length > 0) await redis.unlink(...strange.map(itemsKey));
  return new Set([...gone, ...strange]);
}
