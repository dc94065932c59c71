// Items computed in this process: detectors side by side, each taking one sample after the other.

import { CancelledError, InputError, present } from "../core/errors.ts";
import type { Detector } from "../objective/chain.ts";
import { computeItem, type PreparedSample, prepareSample } from "./item.ts";
import type { WorkItem } from "./plan.ts";
import type { Deliveries, Runner } from "./run.ts";

export interface InProcessSettings {
  readonly datasetKind: string;
  /** Opens one more detector; called once per worker, and not at all where nothing is missing. */
  readonly openDetector: () => Promise<Detector>;
  readonly workers: number;
  readonly clock: () => number;
}

/** The first failure ends the run; what other workers have in hand is finished and kept. */
export function inProcessRunner(settings: InProcessSettings): Runner {
  return async (items, deliveries) => {
    const queue = bySample(items);
    const ahead = preparedAhead();
    let failed = false;
    const work = async (worker: string): Promise<void> => {
      const detector = await settings.openDetector();
      for (let next = queue.shift(); next !== undefined && !failed; next = queue.shift()) {
        const prepared = ahead.take(next, detector);
        ahead.begin(queue[0], detector);
        await doSample(next, await prepared, detector, settings, deliveries, worker);
      }
    };
    const workers = Array.from({ length: Math.min(settings.workers, queue.length) }, async (_, index) => {
      try {
        await work(`${index + 1}`);
      } catch (error) {
        failed = true;
        throw error;
      }
    });
    const ends = await Promise.allSettled(workers);
    const failure = ends.find((end) => end.status === "rejected");
    if (failure !== undefined) throw failure.reason;
  };
}

function bySample(items: readonly WorkItem[]): WorkItem[][] {
  const groups = new Map<string, WorkItem[]>();
  for (const item of items) groups.set(item.sample.id, [...(groups.get(item.sample.id) ?? []), item]);
  return [...groups.values()];
}

interface PreparedAhead {
  /** Begins to decode the sample of these items, so that it is ready when a worker takes them. */
  begin(items: readonly WorkItem[] | undefined, detector: Detector): void;
  take(items: readonly WorkItem[], detector: Detector): Promise<PreparedSample>;
}

/** The next sample, decoded while detectors are busy with those before it; whichever worker is free takes it. */
function preparedAhead(): PreparedAhead {
  const begun = new Map<WorkItem, Promise<PreparedSample>>();
  const prepare = (item: WorkItem, { workingSize }: Detector): Promise<PreparedSample> =>
    prepareSample(item.sample, workingSize);
  return {
    begin: ([item] = [], detector) => {
      if (item === undefined || begun.has(item)) return;
      const prepared = prepare(item, detector);
      // Whoever takes it hears of it.
      prepared.catch(() => {});
      begun.set(item, prepared);
    },
    take: ([item], detector) => {
      const first = present(item, "item");
      const prepared = begun.get(first) ?? prepare(first, detector);
      begun.delete(first);
      return prepared;
    },
  };
}

async function doSample(
  items: readonly WorkItem[],
  prepared: PreparedSample,
  detector: Detector,
  { datasetKind, clock }: InProcessSettings,
  { deliver, signal }: Deliveries,
  worker: string,
): Promise<void> {
  for (const item of items) {
    if (signal?.aborted === true) throw new CancelledError();
    const started = clock();
    const result = await computeItem(item, prepared, detector, {
      dataset: datasetKind,
      ...(signal === undefined ? {} : { signal }),
    }).catch((error: unknown) => {
      if (error instanceof CancelledError || !(error instanceof InputError)) throw error;
      throw new InputError(`sample ${item.sample.id}: ${error.message}`);
    });
    await deliver({ ...result, milliseconds: clock() - started, worker });
  }
}
