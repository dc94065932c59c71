// Items computed in this process: detectors side by side, each taking one sample after the other, or a few at once where
// that keeps it busy.

import { CancelledError, InputError, present } from "../core/errors.ts";
import { type PreparedSample, prepareSample } from "../image/prepare.ts";
import type { Chain } from "../objective/chain.ts";
import { computeItem } from "./item.ts";
import type { WorkItem } from "./plan.ts";
import type { Deliveries, Runner } from "./run.ts";

export interface InProcessSettings {
  readonly datasetKind: string;
  /** Opens a worker's detector; called once per worker that there is work for. The caller closes it. */
  readonly openChain: () => Promise<Chain>;
  readonly workers: number;
  readonly clock: () => number;
}

/** The first failure ends the run; what other workers have in hand is finished and kept. */
export function inProcessRunner(settings: InProcessSettings): Runner {
  const opened: Promise<Chain>[] = [];
  const chainOf = (worker: number): Promise<Chain> => {
    const chain = opened[worker] ?? settings.openChain();
    opened[worker] = chain;
    return chain;
  };
  return async (items, deliveries) => {
    const queue = bySample(items);
    const ahead = preparedAhead();
    let failed = false;
    const count = Math.min(settings.workers, queue.length);
    const share = Math.ceil(queue.length / count);
    const takeSamples = async (chain: Chain, worker: number): Promise<void> => {
      for (let next = queue.shift(); next !== undefined && !failed; next = queue.shift()) {
        const prepared = ahead.take(next, chain);
        ahead.begin(queue[0], chain);
        await doSample(next, await prepared, chain, settings, deliveries, `${worker + 1}`);
      }
    };
    const stopping = async (work: Promise<void>): Promise<void> => {
      try {
        await work;
      } catch (error) {
        failed = true;
        throw error;
      }
    };
    const work = async (worker: number): Promise<void> => {
      const first = queue[0]?.[0];
      const chain = await chainOf(worker);
      const atOnce =
        first === undefined ? 1 : await chain.samplesAtOnce(first.sample.object, first.className);
      await allEnded(
        Array.from({ length: Math.min(atOnce, share) }, () => stopping(takeSamples(chain, worker))),
      );
    };
    await allEnded(Array.from({ length: count }, (_, worker) => stopping(work(worker))));
  };
}

/** Waits for all; the first failure of the list is theirs. */
async function allEnded(works: readonly Promise<void>[]): Promise<void> {
  const failure = (await Promise.allSettled(works)).find((end) => end.status === "rejected");
  if (failure !== undefined) throw failure.reason;
}

function bySample(items: readonly WorkItem[]): WorkItem[][] {
  const groups = new Map<string, WorkItem[]>();
  for (const item of items) {
    const group = groups.get(item.sample.id);
    if (group === undefined) groups.set(item.sample.id, [item]);
    else group.push(item);
  }
  return [...groups.values()];
}

interface PreparedAhead {
  /** Begins to decode the sample of these items, so that it is ready when a worker takes them. */
  begin(items: readonly WorkItem[] | undefined, chain: Chain): void;
  take(items: readonly WorkItem[], chain: Chain): Promise<PreparedSample>;
}

/** The next sample, decoded while detectors are busy with those before it; whichever worker is free takes it. */
function preparedAhead(): PreparedAhead {
  const begun = new Map<WorkItem, Promise<PreparedSample>>();
  const prepare = (item: WorkItem, { sizes }: Chain): Promise<PreparedSample> =>
    prepareSample(item.sample, sizes);
  return {
    begin: ([item] = [], chain) => {
      if (item === undefined || begun.has(item)) return;
      const prepared = prepare(item, chain);
      // Whoever takes it hears of it.
      prepared.catch(() => {});
      begun.set(item, prepared);
    },
    take: ([item], chain) => {
      const first = present(item, "item");
      const prepared = begun.get(first) ?? prepare(first, chain);
      begun.delete(first);
      return prepared;
    },
  };
}

async function doSample(
  items: readonly WorkItem[],
  prepared: PreparedSample,
  chain: Chain,
  { datasetKind, clock }: InProcessSettings,
  { deliver, signal }: Deliveries,
  worker: string,
): Promise<void> {
  for (const item of items) {
    if (signal?.aborted === true) throw new CancelledError();
    const started = clock();
    const result = await computeItem(item, prepared, chain, {
      dataset: datasetKind,
      ...(signal === undefined ? {} : { signal }),
    }).catch((error: unknown) => {
      if (error instanceof CancelledError || !(error instanceof InputError)) throw error;
      throw new InputError(`sample ${item.sample.id}: ${error.message}`);
    });
    await deliver({ ...result, milliseconds: clock() - started, worker });
  }
}
