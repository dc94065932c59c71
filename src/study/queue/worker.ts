// The workers' side of the queue: takes one item after the other until it is told to stop, and ends with the item in
// hand finished. What it cannot take goes back to its planner with the reason; a machine that can do nothing of what is
// asked leaves.

import { randomUUID } from "node:crypto";
import { type Job, UnrecoverableError, WaitingError } from "bullmq";
import type { Redis } from "ioredis";
import { CancelledError, InputError, InvariantError, present } from "../../core/errors.ts";
import { beyondLimit, limitOf } from "../../core/limits.ts";
import { shownText } from "../../core/shown-text.ts";
import type { ItemDone } from "../run.ts";
import type { QueueAddress } from "./address.ts";
import { connect, queueFailure } from "./connection.ts";
import { readItem } from "./item-message.ts";
import { type ItemServer, type ItemServerSettings, openItemServer } from "./item-server.ts";
import { ItemWorker, removeUnreadable } from "./item-worker.ts";
import type { QueuedItem } from "./messages.ts";
import { ITEMS, KEPT_SECONDS, PREFIX, partsOfJobName, presenceKey, resultsKey } from "./names.ts";
import { announce, refuseOthers } from "./presence.ts";
import { keepRefusal, type Refusal, RefusedItem, refusalText } from "./refused-item.ts";
import { encodeResult } from "./result-frame.ts";
import { openSigner, type Signer } from "./signature.ts";

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

/** Items of planners that are there, none of which this machine can compute, one after the other: then it leaves. */
const MOST_REFUSED = 3;

/** Characters of what the queue answers. */
const SHOWN = 200;

/**
 * Works until the signal; how many items were done. InputError where the queue is not there, planners are of another
 * version or have another secret, or this machine could compute none of three items of living planners in a row.
 */
export async function runWorker(settings: WorkerSettings): Promise<number> {
  const { address, slots, leaseSeconds, signal, worker: who, onNote = () => {} } = settings;
  const signer = openSigner(address.secret);
  const redis = await connect(address, onNote);
  const open = settings.openServer ?? openItemServer;
  const servers = Array.from({ length: slots }, () => open(settings));
  try {
    await refuseOthers(redis, "planner", signer, onNote);
    const presence = await announce(redis, "worker", randomUUID(), { who, slots, signer });
    const handler = openHandler(redis, [...servers], signer, settings);
    const leaseMilliseconds = leaseSeconds * 1000;
    const worker = new ItemWorker(ITEMS, (job, token) => handler.process(job, present(token, "token")), {
      ...{ connection: redis, prefix: PREFIX, concurrency: slots, autorun: false, name: who },
      ...{ lockDuration: leaseMilliseconds, stalledInterval: leaseMilliseconds, maxStalledCount: STALLS },
    });
    worker.on("error", (error) => handler.trouble(error));
    const stop = (): void => void worker.close();
    handler.onLeave = stop;
    signal.addEventListener("abort", stop);
    if (signal.aborted) stop();
    else await worker.run();
    // Waits for the item in hand.
    await worker.close();
    signal.removeEventListener("abort", stop);
    await presence.stop();
    if (handler.reason !== undefined) throw handler.reason;
    return handler.done;
  } catch (error) {
    throw queueFailure(error, address);
  } finally {
    for (const server of servers) await server.close();
    redis.disconnect();
  }
}

/** What becomes of the items that this process takes. */
interface ItemHandler {
  process(job: Job<unknown>, token: string): Promise<void>;
  trouble(error: Error): void;
  onLeave: () => void;
  /** Why it leaves. */
  reason: Error | undefined;
  done: number;
}

function openHandler(
  redis: Redis,
  free: ItemServer[],
  signer: Signer | undefined,
  settings: WorkerSettings,
): ItemHandler {
  const { onItem, onFailure, onNote = () => {}, worker } = settings;
  let lastTrouble = "";
  let refusedInARow = 0;

  const leave = (reason: InputError): void => {
    handler.reason ??= reason;
    handler.onLeave();
  };

  /** Why this worker would not begin now. */
  const otherPlanner = (): Promise<InputError | undefined> =>
    refuseOthers(redis, "planner", signer, () => {}).then(
      () => undefined,
      (error: unknown) => {
        if (error instanceof InputError) return error;
        throw error;
      },
    );

  /** Hands the item back to its planner, or drops it where there is none. */
  const refuse = async (job: Job<unknown>, refusal: Refusal, error: InputError): Promise<never> => {
    const name = job.id ?? "";
    await keepRefusal(redis, name, refusal);
    onNote(`queue: refused ${JSON.stringify(name.slice(0, 120))}: ${refusal.why}`);
    const run = partsOfJobName(name)?.run;
    const isAwaited = run !== undefined && (await redis.exists(presenceKey("planner", run))) === 1;
    // Nobody would ever take it off the queue's failed items.
    if (!isAwaited) job.opts.removeOnFail = true;
    else {
      // Anybody may have put the item there: a worker leaves by what planners say of themselves, or by its own faults.
      const reason =
        refusal.fault === "item" ? await otherPlanner() : ++refusedInARow >= MOST_REFUSED ? error : undefined;
      if (reason !== undefined) leave(reason);
    }
    throw new UnrecoverableError(refusalText(refusal));
  };

  const deliver = async (item: QueuedItem, done: ItemDone): Promise<void> => {
    const results = resultsKey(item.run);
    const frame = encodeResult(done, { run: item.run, signer });
    if (frame.length > limitOf("result-bytes"))
      throw new InputError(`the planner would drop its result: ${beyondLimit("result-bytes", frame.length)}`);
    const answers = await redis.multi().lpush(results, frame).expire(results, KEPT_SECONDS).exec();
    const failure = answers?.find(([error]) => error !== null)?.[0];
    if (failure !== undefined && failure !== null)
      throw new InputError(`the queue does not take its result: ${failure.message}`);
  };

  const compute = async (job: Job<unknown>, server: ItemServer): Promise<void> => {
    let item: QueuedItem;
    try {
      item = readItem(job.data, signer);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      return refuse(job, { fault: "item", worker, why: error.message }, error);
    }
    try {
      if (job.attemptsStarted > item.tries) {
        throw new UnrecoverableError(
          `it was begun ${job.attemptsStarted - 1} times, and its worker did not come back: out of memory, or a crash`,
        );
      }
      const done = await server.compute(item);
      await deliver(item, done);
      refusedInARow = 0;
      handler.done++;
      onItem?.(item, done);
    } catch (error) {
      if (error instanceof RefusedItem)
        return refuse(job, { fault: "machine", worker, why: error.message }, error);
      if (!(error instanceof CancelledError)) onFailure?.(item, error as Error);
      throw error;
    }
  };

  const handler: ItemHandler = {
    onLeave: () => {},
    reason: undefined,
    done: 0,
    trouble: ({ message }) => {
      if (message !== lastTrouble) onNote(`queue: ${shownText(message, SHOWN)}`);
      lastTrouble = message;
      // Otherwise one for every try to connect would wait for the server.
      if (redis.status === "ready") void removeUnreadable(redis, worker).catch(() => {});
    },
    process: async (job, token) => {
      const server = free.pop();
      if (server === undefined) throw new InvariantError("an item without a free engine");
      try {
        await compute(job, server);
      } catch (error) {
        if (!(error instanceof CancelledError)) throw error;
        // The signal ended what computes in a process of its own: the item is another worker's now.
        await job.moveToWait(token);
        throw new WaitingError();
      } finally {
        free.push(server);
      }
    },
  };
  return handler;
}
