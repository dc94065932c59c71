// Items of a run that workers gave back: those that failed as often as they may, and those that were refused.

import type { Queue } from "bullmq";
import type { Redis } from "ioredis";
import { shownText } from "../../core/shown-text.ts";
import { isWrongType, removeKeys } from "./connection.ts";
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
    const why = await reasonOf(redis, name);
    if (why !== undefined) await queue.remove(name);
    else await redis.multi().zrem(itemsKey("failed"), name).unlink(itemsKey(name)).exec();
    // What has no reason did not fail: an item that is gone is found to be lost.
    if (why === undefined || why === null) continue;
    found.push({ key: parts.key, why: shownText(why, SHOWN), refusal: refusalOf(why) });
  }
  return found;
}

/** Why a job failed; null of none, undefined where something else took its place. */
async function reasonOf(redis: Redis, name: string): Promise<string | null | undefined> {
  try {
    return await redis.hget(itemsKey(name), "failedReason");
  } catch (error) {
    if (isWrongType(error)) return undefined;
    throw error;
  }
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
  await removeKeys(redis, strange.map(itemsKey));
  return new Set([...gone, ...strange]);
}
