// The workers' side of the queue: takes one item after the other until it is told to stop, and ends with the item in
// hand finished. A machine that cannot do what is asked puts the item back and leaves.

import { randomUUID } from "node:crypto";
import { type Job, UnrecoverableError, WaitingError, Worker } from "bullmq";
import type { Redis } from "ioredis";
import { CancelledError, InvariantError, present } from "../../core/errors.ts";
import type { ItemDone } from "../run.ts";
import type { QueueAddress } from "./address.ts";
import { connect } from "./connection.ts";
import { type ItemServer, type ItemServerSettings, openItemServer } from "./item-server.ts";
import { encodeResult, type QueuedItem, queueVersion } from "./messages.ts";
import { ITEMS, KEPT_SECONDS, PREFIX, resultsKey } from "./names.ts";
import { announce, otherVersion, refuseOtherVersions } from "./presence.ts";
import { RefusedItem } from "./refused-item.ts";

export interface WorkerSettings extends ItemServerSettings {
  readonly address: QueueAddress;
  /** Items at once, an engine each. */
  readonly slots: number;
  /** After which an item of a silent worker goes to another one. */
  readonly leaseSeconds: number;
  readonly signal: AbortSignal;
  readonly onItem?: (item: QueuedItem, done: ItemDone) => void;
  readonly onFailure?: (item: QueuedItem, error: Error) => void;
  /** Hears what goes on with the queue. */
  readonly onNote?: (message: string) => void;
  /** Opens what computes, one per slot. */
  readonly openServer?: (settings: ItemServerSettings) => ItemServer;
}

/** More than any item needs: how often is decided by the item's own number of tries. */
const STALLS = 1_000_000;

/**
 * Works until the signal; how many items were done. InputError where the queue is not there, planners are of another
 * version, or this machine lacks the detector or the data.
 */
export async function runWorker(settings: WorkerSettings): Promise<number> {
  const { address, slots, leaseSeconds, signal, worker: who, onNote = () => {} } = settings;
  const redis = await connect(address, onNote);
  const open = settings.openServer ?? openItemServer;
  const servers = Array.from({ length: slots }, () => open(settings));
  try {
    await refuseOtherVersions(redis, "planner", onNote);
    const presence = await announce(redis, "worker", randomUUID(), { who, slots });
    const handler = openHandler(redis, [...servers], settings);
    const leaseMilliseconds = leaseSeconds * 1000;
    const worker = new Worker<QueuedItem>(
      ITEMS,
      (job, token) => handler.process(job, present(token, "token")),
      {
        ...{ connection: redis, prefix: PREFIX, concurrency: slots, autorun: false, name: who },
        ...{ lockDuration: leaseMilliseconds, stalledInterval: leaseMilliseconds, maxStalledCount: STALLS },
      },
    );
    worker.on("error", (error) => handler.trouble(error));
    const stop = (): void => void worker.close();
    handler.onRefusal = stop;
    signal.addEventListener("abort", stop);
    if (signal.aborted) stop();
    else await worker.run();
    // Waits for the item in hand.
    await worker.close();
    signal.removeEventListener("abort", stop);
    await presence.stop();
    if (handler.refusal !== undefined) throw handler.refusal;
    return handler.done;
  } finally {
    for (const server of servers) await server.close();
    redis.disconnect();
  }
}

/** What becomes of the items that this process takes. */
interface ItemHandler {
  process(job: Job<QueuedItem>, token: string): Promise<void>;
  trouble(error: Error): void;
  onRefusal: () => void;
  refusal: Error | undefined;
  done: number;
}

function openHandler(redis: Redis, free: ItemServer[], settings: WorkerSettings): ItemHandler {
  const { onItem, onFailure, onNote } = settings;
  let lastTrouble = "";
  const handler: ItemHandler = {
    onRefusal: () => {},
    refusal: undefined,
    done: 0,
    trouble: ({ message }) => {
      if (message !== lastTrouble) onNote?.(`queue: ${message}`);
      lastTrouble = message;
    },
    process: async (job, token) => {
      const { data: item } = job;
      const server = free.pop();
      if (server === undefined) throw new InvariantError("an item without a free engine");
      try {
        if (item.version !== queueVersion())
          throw new RefusedItem(otherVersion("planner", item.version).message);
        if (job.attemptsStarted > item.tries) {
          throw new UnrecoverableError(
            `it was begun ${job.attemptsStarted - 1} times, and its worker did not come back: out of memory, or a crash`,
          );
        }
        const done = await server.compute(item);
        const results = resultsKey(item.run);
        await redis.multi().lpush(results, encodeResult(done)).expire(results, KEPT_SECONDS).exec();
        handler.done++;
        onItem?.(item, done);
      } catch (error) {
        if (error instanceof RefusedItem) {
          handler.refusal ??= error;
          handler.onRefusal();
        } else if (!(error instanceof CancelledError)) {
          onFailure?.(item, error as Error);
          throw error;
        }
        // Also where the signal ended what computes in a process of its own: the item is another worker's now.
        await job.moveToWait(token);
        throw new WaitingError();
      } finally {
        free.push(server);
      }
    },
  };
  return handler;
}
