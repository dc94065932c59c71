// BullMQ's worker, for a queue that others may write to: of a job only what a planner sets is taken, and one that BullMQ
// itself cannot read is taken out of its way.

import { type Job, type JobJson, Worker } from "bullmq";
import type { Redis } from "ioredis";
import { parseBoundedJson } from "../../core/bounded-json.ts";
import { InputError } from "../../core/errors.ts";
import { isWrongType } from "./connection.ts";
import type { Unreadable } from "./item-message.ts";
import { itemsKey, KEPT_SECONDS } from "./names.ts";
import { keepRefusal } from "./refused-item.ts";

/** Before an item that failed is begun again. */
export const RETRY_MILLISECONDS = 500;

const MOST_ATTEMPTS = 1000;

export class ItemWorker extends Worker<unknown> {
  protected override createJob(json: JobJson, id: string): Job<unknown> {
    return super.createJob(plainJob(json), id);
  }
}

/** A job without schedules, parents, priorities and whatever else makes BullMQ do more than give it to a worker. */
function plainJob(json: JobJson): JobJson {
  const { id, name, data, opts, timestamp, attemptsMade, attemptsStarted, stalledCounter, processedOn } =
    json;
  const { attempts = 1 } = opts;
  return {
    ...{ id, name: String(name), data: readableData(data), timestamp, attemptsMade, attemptsStarted },
    ...{ stalledCounter, progress: 0, failedReason: "", returnvalue: "", delay: 0, priority: 0 },
    ...(processedOn === undefined ? {} : { processedOn }),
    opts: {
      attempts: Number.isInteger(attempts) ? Math.min(Math.max(attempts, 1), MOST_ATTEMPTS) : 1,
      backoff: { type: "fixed", delay: RETRY_MILLISECONDS },
      ...{ removeOnComplete: true, removeOnFail: { age: KEPT_SECONDS } },
    },
  };
}

/** The data as they are, or as JSON what is wrong with them. */
function readableData(data: string): string {
  try {
    parseBoundedJson(data, (why) => new InputError(why));
    return data;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return JSON.stringify({ unreadable: error.message } satisfies Unreadable);
  }
}

/** Active jobs that are looked at. */
const MOST_LOOKED_AT = 1000;

/**
 * Takes jobs that BullMQ failed to read out of the queue, to the list of what was refused: it would hand them out again
 * and again. Jobs that it can read stay.
 */
export async function removeUnreadable(redis: Redis, worker: string): Promise<void> {
  for (const id of await redis.lrange(itemsKey("active"), 0, MOST_LOOKED_AT)) {
    const why = await faultOf(redis, itemsKey(id));
    if (why === undefined) continue;
    await keepRefusal(redis, id, { fault: "item", worker, why: `the queue cannot read it: ${why}` });
    await redis
      .multi()
      .lrem(itemsKey("active"), 0, id)
      .srem(itemsKey("stalled"), id)
      .unlink(itemsKey(id), `${itemsKey(id)}:lock`)
      .exec();
  }
}

/** Why BullMQ cannot read a job; undefined where it can. */
async function faultOf(redis: Redis, key: string): Promise<string | undefined> {
  try {
    const [opts, progress, parent, ...counts] = await redis.hmget(
      ...([key, "opts", "progress", "parent", "ats", "atm", "stc"] as const),
    );
    for (const json of [opts, progress, parent]) if (json !== null && json !== undefined) JSON.parse(json);
    if (opts === "null") return "its options are null";
    if (counts.some((count) => count !== null && !/^\d{1,15}$/.test(count))) return "a count is no number";
    return undefined;
  } catch (error) {
    if (error instanceof SyntaxError || isWrongType(error)) return error.message;
    throw error;
  }
}
