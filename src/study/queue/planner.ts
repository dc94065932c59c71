// The planner's side of the queue: a runner that lets workers compute. What is in the queue is bounded; results are
// stored before they are taken off the server; what the server lost, or a worker refused, is added again.

import { rm } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { Queue } from "bullmq";
import type { Redis } from "ioredis";
import { CancelledError, InputError } from "../../core/errors.ts";
import type { WorkItem } from "../plan.ts";
import type { Deliveries, ItemDone, Runner } from "../run.ts";
import type { StudyFacts } from "../study.ts";
import type { QueueAddress } from "./address.ts";
import { connect, isWrongType, queueFailure, removeKeys } from "./connection.ts";
import { type FailedJob, missingJobs, takeFailed } from "./failed-items.ts";
import { type ItemMessage, writeItem } from "./item-message.ts";
import { RETRY_MILLISECONDS } from "./item-worker.ts";
import { ITEMS, itemsKey, jobName, KEPT_SECONDS, PREFIX, resultsKey } from "./names.ts";
import { type HowComputed, queuedItem, RUN_ID, runId } from "./planned-item.ts";
import { announce, refuseOthers, whoIsThere } from "./presence.ts";
import { takeResult } from "./result-frame.ts";
import { dropOldest, oldestResults } from "./results-list.ts";
import { openSigner, type Signer } from "./signature.ts";

export interface PlannerSettings extends HowComputed {
  readonly address: QueueAddress;
  /** Items in the queue at once, however few workers there are (default 256). */
  readonly fewestQueued?: number;
  /** How often failed, lost and refused items are looked for (default every second). */
  readonly lookMilliseconds?: number;
  /** Hears what goes on with the queue. */
  readonly onNote?: (message: string) => void;
}

/** Items of this run in the queue at once, per item that workers take: what a slow planner may lag behind. */
const QUEUED_PER_SLOT = 3;
const FEWEST_QUEUED = 256;
const IDLE_MILLISECONDS = 50;
const LOOK_MILLISECONDS = 1_000;
const ENDED_MILLISECONDS = 2_000;

/** A study's runner through the queue at an address. */
export function queueRunner(settings: PlannerSettings): (facts: StudyFacts) => Runner {
  const signer = openSigner(settings.address.secret);
  return (facts) => async (items, deliveries) => {
    const { address, onNote = () => {} } = settings;
    const redis = await connect(address, onNote);
    const run = await runId(facts.runFolder);
    const queue = new Queue<ItemMessage>(ITEMS, { connection: redis, prefix: PREFIX });
    queue.on("error", () => {});
    try {
      await refuseOthers(redis, "worker", signer, onNote);
      const who = `process ${process.pid} on ${hostname()}`;
      const presence = await announce(redis, "planner", run, { who, slots: 0, signer });
      const planner = openPlanner({ redis, queue, run, signer, settings, facts, deliveries, onNote }, items);
      const ended = endedBy(deliveries.signal);
      try {
        const work = planner.work();
        work.catch(() => {});
        await Promise.race([work, ended.promise]);
      } finally {
        ended.forget();
        await planner.withdraw();
        await presence.stop();
      }
    } catch (error) {
      throw queueFailure(error, address);
    } finally {
      await queue.close().catch(() => {});
      redis.disconnect();
    }
  };
}

interface PlannerContext {
  readonly redis: Redis;
  readonly queue: Queue<ItemMessage>;
  readonly run: string;
  readonly signer: Signer | undefined;
  readonly settings: PlannerSettings;
  readonly facts: StudyFacts;
  readonly deliveries: Deliveries;
  readonly onNote: (message: string) => void;
}

function openPlanner(
  { redis, queue, run, signer, settings, facts, deliveries, onNote }: PlannerContext,
  items: readonly WorkItem[],
): { work(): Promise<void>; withdraw(): Promise<void> } {
  const pending = new Map(items.map((item) => [item.key, item]));
  const waiting = [...items].reverse();
  /** In the queue, or with a worker, or on the way back. */
  const out = new Map<string, WorkItem>();
  /** Items that were in neither place when last looked for: a result may have been on its way. */
  let suspects = new Set<string>();
  /** How often an item was refused, or computed to no good. */
  const spoiled = new Map<string, number>();
  /** Items with a bad result since they were added last. */
  const answeredBadly = new Map<string, string>();
  /** Why no worker took an item, as often as it was offered. */
  const setAside = new Map<string, string>();
  const { fewestQueued: fewest = FEWEST_QUEUED, lookMilliseconds = LOOK_MILLISECONDS } = settings;
  const rules = { run, signer, mapValues: facts.mapValues };
  const noted = noteOnce(onNote);
  let limit = fewest;
  let slots = -1;

  const namesOf = (some: readonly WorkItem[]): string[] => some.map(({ key }) => jobName(run, key));

  const add = async (some: readonly WorkItem[]): Promise<void> => {
    for (const item of some) {
      out.set(item.key, item);
      answeredBadly.delete(item.key);
    }
    const jobs = some.map((item) => ({
      name: "item",
      data: writeItem(queuedItem(item, run, settings, facts), signer),
      opts: {
        jobId: jobName(run, item.key),
        attempts: settings.tries,
        backoff: { type: "fixed", delay: RETRY_MILLISECONDS },
        removeOnComplete: true,
        removeOnFail: { age: KEPT_SECONDS },
      },
    }));
    try {
      await queue.addBulk(jobs);
    } catch (error) {
      // Something else lies in the place of one.
      if (!isWrongType(error)) throw error;
      await missingJobs(redis, namesOf(some));
      await queue.addBulk(jobs);
    }
  };

  const settle = (key: string): void => {
    pending.delete(key);
    out.delete(key);
    setAside.delete(key);
  };

  const giveUp = (item: WorkItem, why: string): void => {
    settle(item.key);
    deliveries.giveUp(item, why);
    onNote(`given up: ${item.sample.id}: ${why}`);
  };

  /** A bad result is no result: once its item has left the queue it is found to be lost, and added again. */
  const goodOnes = (found: readonly (Buffer | string)[]): ItemDone[] =>
    found.flatMap((frame) => {
      const taken =
        typeof frame === "string"
          ? { done: null, why: frame }
          : takeResult(frame, rules, (key) => pending.get(key));
      if (taken === null) return [];
      if (taken.done !== null) return [taken.done];
      noted(`${taken.why}; dropped`);
      if ("key" in taken && taken.key !== undefined && pending.has(taken.key))
        answeredBadly.set(taken.key, taken.why);
      return [];
    });

  /** Stores results, then takes them off the server. */
  const store = async (found: readonly (Buffer | string)[]): Promise<void> => {
    // Also what came for an earlier planner of this run, before the item is added again.
    const results = goodOnes(found);
    await Promise.all(results.map((result) => deliveries.deliver(result)));
    for (const { record } of results) settle(record.key);
    await dropOldest(redis, run, found.length);
  };

  /** True where an item was spoiled as often as it may be tried. */
  const isSpent = (key: string): boolean => {
    const times = (spoiled.get(key) ?? 0) + 1;
    spoiled.set(key, times);
    return times >= settings.tries;
  };

  const takeBack = async ({ key, why, refusal }: FailedJob): Promise<void> => {
    const item = out.get(key);
    if (item === undefined) return;
    if (refusal === undefined) return giveUp(item, why);
    noted(`refused by ${refusal.worker}: ${refusal.why}`);
    // A machine that lacks what an item takes leaves by itself: another one may do it.
    if (refusal.fault === "machine" || !isSpent(key)) return add([item]);
    out.delete(key);
    setAside.set(key, `refused by ${refusal.worker}: ${refusal.why}`);
  };

  /** Adds what the server does not know any more, where no result of it came since the last look. */
  const addLost = async (): Promise<void> => {
    const known = [...out.values()];
    const missing = await missingJobs(redis, namesOf(known));
    const unknown = known.filter(({ key }) => missing.has(jobName(run, key)));
    const lost = unknown.filter(({ key }) => suspects.has(key));
    suspects = new Set(unknown.map(({ key }) => key));
    for (const item of lost) {
      const why = answeredBadly.get(item.key);
      if (why !== undefined && isSpent(item.key)) giveUp(item, why);
    }
    const again = lost.filter(({ key }) => out.has(key));
    if (again.length === 0) return;
    onNote(`${again.length} items are not in the queue any more; adding them again`);
    // What is left under such a name is no job: it would stand in the way of one.
    await removeKeys(redis, namesOf(again).map(itemsKey));
    await add(again);
  };

  const lookRound = async (): Promise<void> => {
    for (const failed of await takeFailed(redis, queue, run)) await takeBack(failed);
    await addLost();
    const found = (await whoIsThere(redis, "worker")).reduce((sum, worker) => sum + worker.slots, 0);
    if (found === 0 && slots !== 0) onNote("no worker is there; items wait for one");
    slots = found;
    limit = Math.max(fewest, slots * QUEUED_PER_SLOT);
  };

  return {
    work: async () => {
      await takeFailed(redis, queue, run);
      let looked = Number.NEGATIVE_INFINITY;
      let fresh = true;
      while (pending.size > 0) {
        if (deliveries.signal?.aborted === true) throw new CancelledError();
        if (pending.size === setAside.size) throw allRefused([...setAside.values()]);
        const { found, more } = await oldestResults(redis, run);
        const room = limit - out.size + found.length;
        // Results that an earlier planner left are not asked for again.
        const next = fresh || room <= 0 ? [] : nextOf(waiting, room).filter(({ key }) => pending.has(key));
        await Promise.all([store(found), next.length === 0 ? undefined : add(next)]);
        fresh = fresh && found.length > 0;
        if (performance.now() - looked > lookMilliseconds) {
          if (!more) await lookRound();
          looked = performance.now();
        }
        if (found.length === 0) await setTimeout(IDLE_MILLISECONDS);
      }
      await redis.del(resultsKey(run));
      // Nothing is on its way any more: what is left of a run does not tell where it was computed.
      await rm(join(facts.runFolder, RUN_ID), { force: true });
    },
    withdraw: async () => {
      if (redis.status !== "ready") return;
      for (const key of out.keys()) await queue.remove(jobName(run, key)).catch(() => {});
    },
  };
}

/** The end of a study whose last items no worker takes. */
function allRefused(reasons: readonly string[]): InputError {
  const [first = ""] = reasons;
  const others = reasons.length === 1 ? "1 item is" : `${reasons.length} items are`;
  return new InputError(
    `${others} left that workers do not take: ${first}; the others are kept, and the same command goes on from there`,
  );
}

/** Notes of which many may be alike. */
const MOST_NOTED = 100;

/** Passes on what was not said before, so that a flood of one kind is one line. */
function noteOnce(onNote: (message: string) => void): (message: string) => void {
  const said = new Set<string>();
  return (message) => {
    if (said.has(message) || said.size >= MOST_NOTED) return;
    said.add(message);
    onNote(message);
  };
}

function nextOf(stack: WorkItem[], count: number): WorkItem[] {
  return stack.splice(-count).reverse();
}

/** Rejects a while after the signal: whatever waits for a server that is gone waits no longer. */
function endedBy(signal: AbortSignal | undefined): { promise: Promise<never>; forget(): void } {
  let listener = (): void => {};
  const promise = new Promise<never>((_, reject) => {
    listener = () => void setTimeout(ENDED_MILLISECONDS).then(() => reject(new CancelledError()));
  });
  promise.catch(() => {});
  signal?.addEventListener("abort", listener);
  return { promise, forget: () => signal?.removeEventListener("abort", listener) };
}
