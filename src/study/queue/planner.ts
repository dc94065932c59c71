// The planner's side of the queue: a runner that lets workers compute. What is in the queue is bounded; results are
// stored before they are taken off the server; what the server lost is added again.

import { randomUUID } from "node:crypto";
import { readFile, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { Queue } from "bullmq";
import type { Redis } from "ioredis";
import { CancelledError } from "../../core/errors.ts";
import { writeFileAtomic } from "../../core/write-file.ts";
import type { DatasetOptions } from "../../data/options.ts";
import type { Device } from "../../graph/session.ts";
import type { WorkItem } from "../plan.ts";
import type { Deliveries, ItemDone, Runner } from "../run.ts";
import type { StudyFacts } from "../study.ts";
import type { QueueAddress } from "./address.ts";
import { connect } from "./connection.ts";
import { decodeResult, type QueuedItem, queueVersion } from "./messages.ts";
import { ITEMS, jobName, KEPT_SECONDS, PREFIX, resultsKey } from "./names.ts";
import { announce, refuseOtherVersions, whoIsThere } from "./presence.ts";

export interface PlannerSettings {
  readonly address: QueueAddress;
  /** How the data set is opened. */
  readonly dataset: DatasetOptions;
  /** How often an item is begun before it is given up. */
  readonly tries: number;
  /** Items in the queue at once, however few workers there are (default 256). */
  readonly fewestQueued?: number;
  /** Hears what goes on with the queue. */
  readonly onNote?: (message: string) => void;
}

/** Items of this run in the queue at once, per item that workers take: what a slow planner may lag behind. */
const QUEUED_PER_SLOT = 3;
const FEWEST_QUEUED = 256;
const RESULTS_AT_ONCE = 64;
const BYTES_AT_ONCE = 32_000_000;
const IDLE_MILLISECONDS = 50;
const LOOK_ROUND_MILLISECONDS = 1_000;
const RETRY_MILLISECONDS = 500;
const ENDED_MILLISECONDS = 2_000;

/** File of a run's name on the server, until the run is done. */
const RUN_ID = "queue-id";

/** A study's runner through the queue at an address. */
export function queueRunner(settings: PlannerSettings): (facts: StudyFacts) => Runner {
  return (facts) => async (items, deliveries) => {
    const { address, onNote = () => {} } = settings;
    const redis = await connect(address, onNote);
    const run = await runId(facts.runFolder);
    const queue = new Queue<QueuedItem>(ITEMS, { connection: redis, prefix: PREFIX });
    queue.on("error", () => {});
    try {
      await refuseOtherVersions(redis, "worker", onNote);
      const who = `process ${process.pid} on ${hostname()}`;
      const presence = await announce(redis, "planner", run, { who, slots: 0 });
      const planner = openPlanner({ redis, queue, run, settings, facts, deliveries, onNote }, items);
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
    } finally {
      await queue.close().catch(() => {});
      redis.disconnect();
    }
  };
}

interface PlannerContext {
  readonly redis: Redis;
  readonly queue: Queue<QueuedItem>;
  readonly run: string;
  readonly settings: PlannerSettings;
  readonly facts: StudyFacts;
  readonly deliveries: Deliveries;
  readonly onNote: (message: string) => void;
}

function openPlanner(
  { redis, queue, run, settings, facts, deliveries, onNote }: PlannerContext,
  items: readonly WorkItem[],
): { work(): Promise<void>; withdraw(): Promise<void> } {
  const pending = new Map(items.map((item) => [item.key, item]));
  const waiting = [...items].reverse();
  /** In the queue, or with a worker, or on the way back. */
  const out = new Map<string, WorkItem>();
  /** Items that were in neither place when last looked for: a result may have been on its way. */
  let suspects = new Set<string>();
  const fewest = settings.fewestQueued ?? FEWEST_QUEUED;
  let limit = fewest;
  let atOnce = 1;
  let slots = -1;

  const add = async (some: readonly WorkItem[]): Promise<void> => {
    for (const item of some) out.set(item.key, item);
    await queue.addBulk(
      some.map((item) => ({
        name: "item",
        data: messageOf(item, run, settings, facts),
        opts: {
          jobId: jobName(run, item.key),
          attempts: settings.tries,
          backoff: { type: "fixed", delay: RETRY_MILLISECONDS },
          removeOnComplete: true,
          removeOnFail: { age: KEPT_SECONDS },
        },
      })),
    );
  };

  const settle = (key: string): void => {
    pending.delete(key);
    out.delete(key);
  };

  /** A damaged result is no result: its item is found to be lost, and added again. */
  const intact = (frame: Buffer): ItemDone[] => {
    try {
      return [decodeResult(frame)];
    } catch (error) {
      onNote(error instanceof Error ? error.message : String(error));
      return [];
    }
  };

  /** Stores results, then takes them off the server. */
  const store = async (frames: readonly Buffer[]): Promise<void> => {
    // Also what came for an earlier planner of this run, before the item is added again.
    const results = frames.flatMap(intact).filter(({ record }) => pending.has(record.key));
    await Promise.all(results.map((result) => deliveries.deliver(result)));
    for (const { record } of results) settle(record.key);
    if (frames.length > 0) await redis.ltrim(resultsKey(run), 0, -frames.length - 1);
    const largest = frames.reduce((most, { length }) => Math.max(most, length), 1);
    atOnce = Math.max(1, Math.min(RESULTS_AT_ONCE, Math.floor(BYTES_AT_ONCE / largest)));
  };

  const takeFailures = async (): Promise<void> => {
    if ((await queue.getFailedCount()) === 0) return;
    for (const job of await queue.getFailed()) {
      if (job?.data?.run !== run) continue;
      const item = out.get(job.data.key);
      await job.remove();
      if (item === undefined) continue;
      settle(item.key);
      deliveries.giveUp(item, job.failedReason);
      onNote(`given up: ${item.sample.id}: ${job.failedReason}`);
    }
  };

  /** Adds what the server does not know any more, where no result of it came since the last look. */
  const addLost = async (): Promise<void> => {
    const items = [...out.values()];
    const known = redis.pipeline();
    for (const { key } of items) known.exists(`${PREFIX}:${ITEMS}:${jobName(run, key)}`);
    const answers = (await known.exec()) ?? [];
    const unknown = items.filter((_, index) => answers[index]?.[1] === 0);
    const lost = unknown.filter(({ key }) => suspects.has(key));
    suspects = new Set(unknown.map(({ key }) => key));
    if (lost.length === 0) return;
    onNote(`${lost.length} items are not in the queue any more; adding them again`);
    await add(lost);
  };

  const lookRound = async (): Promise<void> => {
    await takeFailures();
    await addLost();
    const found = (await whoIsThere(redis, "worker")).reduce((sum, worker) => sum + worker.slots, 0);
    if (found === 0 && slots !== 0) onNote("no worker is there; items wait for one");
    slots = found;
    limit = Math.max(fewest, slots * QUEUED_PER_SLOT);
  };

  return {
    work: async () => {
      const ours = (await queue.getFailed()).filter((job) => job?.data?.run === run);
      for (const job of ours) await job.remove();
      let looked = Number.NEGATIVE_INFINITY;
      let fresh = true;
      while (pending.size > 0) {
        if (deliveries.signal?.aborted === true) throw new CancelledError();
        // The oldest are at the end.
        const frames = await redis.lrangeBuffer(resultsKey(run), -atOnce, -1);
        const collected = frames.length;
        const room = limit - out.size + collected;
        // Results that an earlier planner left are not asked for again.
        const more = fresh || room <= 0 ? [] : nextOf(waiting, room).filter(({ key }) => pending.has(key));
        await Promise.all([store(frames), more.length === 0 ? undefined : add(more)]);
        fresh = fresh && collected > 0;
        if (performance.now() - looked > LOOK_ROUND_MILLISECONDS) {
          if (collected < atOnce) await lookRound();
          looked = performance.now();
        }
        if (collected === 0) await setTimeout(IDLE_MILLISECONDS);
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

function messageOf(
  {
    sample,
    detector: objectDigest,
    key,
    role,
    className,
    content,
    region,
    preset,
    experiment,
    known,
  }: WorkItem,
  run: string,
  { dataset, tries }: PlannerSettings,
  { datasetKind, detector, detectorDigest, provider }: StudyFacts,
): QueuedItem {
  const { source, options, aspect, threads, cwd } = detector;
  return {
    version: queueVersion(),
    run,
    dataset: { kind: datasetKind, options: { ...dataset, objects: [sample.object] } },
    detector: { source, options, aspect, device: provider as Device, threads, cwd, digest: detectorDigest },
    objectDigest,
    ...{ key, role, object: sample.object, sample: sample.id },
    ...{ className, content, region, preset, experiment, known, tries },
  };
}

/** A run's name on the server: it stays with the folder, so that results find back to a planner begun anew. */
async function runId(runFolder: string): Promise<string> {
  const path = join(runFolder, RUN_ID);
  const known = await readFile(path, "utf8").catch(() => "");
  if (/^[0-9a-f-]{36}$/.test(known)) return known;
  const id = randomUUID();
  await writeFileAtomic(path, id);
  return id;
}
