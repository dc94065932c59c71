// Does what is missing of a plan. Where items are computed is a runner's affair: in this process, or by workers behind
// a queue; what becomes of a result is decided here alone.

import { CancelledError } from "../core/errors.ts";
import type { Journal } from "../results/journal.ts";
import { mapsIntact, writeMaps } from "../results/maps.ts";
import type { FailedItem } from "../results/schema.ts";
import type { ItemResult } from "./item.ts";
import { experimentName, type WorkItem } from "./plan.ts";

export interface ItemDone extends ItemResult {
  readonly milliseconds: number;
  /** Who computed it. */
  readonly worker: string;
}

/** What a runner hands results to. */
export interface Deliveries {
  /** Stores a result; it is on the disk when this returns. A result that is there already is dropped. */
  deliver(done: ItemDone): Promise<void>;
  /** Gives an item up, for this run, after an error that is the item's own. */
  giveUp(item: WorkItem, error: string): void;
  readonly signal?: AbortSignal;
}

/**
 * Computes items in any order and hands each over, or gives it up; returns when all are. Throws CancelledError when
 * interrupted, and whatever makes going on pointless.
 */
export type Runner = (items: readonly WorkItem[], deliveries: Deliveries) => Promise<void>;

export interface WorkerProgress {
  readonly worker: string;
  readonly items: number;
  readonly itemsPerSecond: number;
  /** Time spent on its items, of which the seconds per item are made. */
  readonly busySeconds: number;
}

export interface RunProgress {
  readonly done: number;
  readonly total: number;
  readonly failed: number;
  readonly itemsPerSecond: number;
  /** NaN as long as it cannot be told. */
  readonly secondsLeft: number;
  /** In the order of their first results. */
  readonly workers: readonly WorkerProgress[];
}

export interface RunSettings {
  readonly runFolder: string;
  readonly journal: Journal;
  readonly runner: Runner;
  readonly clock: () => number;
  readonly onProgress?: (progress: RunProgress) => void;
  readonly signal?: AbortSignal;
}

export interface RunOutcome {
  /** How many items were missing. */
  readonly missing: number;
  /** Those that were given up: they have no record. */
  readonly failed: readonly FailedItem[];
}

/** Runs the missing items of a plan and journals each. CancelledError when interrupted, nothing half-written. */
export async function runItems(plan: readonly WorkItem[], settings: RunSettings): Promise<RunOutcome> {
  const { runFolder, journal, runner, signal } = settings;
  const missing = await missingItems(plan, settings);
  if (missing.length === 0) return { missing: 0, failed: [] };
  const failed: FailedItem[] = [];
  const taken = new Set<string>();
  const tally = progressTally(plan.length - missing.length, plan.length, settings);
  tally.report(0);
  await runner(missing, {
    deliver: async ({ record, maps, milliseconds, worker }) => {
      if (taken.has(record.key)) return;
      taken.add(record.key);
      // The map is on the disk before the record that speaks of it.
      const stored = await writeMaps(runFolder, record.key, maps);
      await journal.append({ ...record, maps: stored, milliseconds: Math.round(milliseconds) });
      tally.add(worker, milliseconds, failed.length);
    },
    giveUp: ({ key, sample, experiment }, error) => {
      failed.push({
        key,
        object: sample.object,
        sample: sample.id,
        experiment: experimentName(experiment),
        error,
      });
      tally.report(failed.length);
    },
    ...(signal === undefined ? {} : { signal }),
  });
  if (signal?.aborted === true) throw new CancelledError();
  return {
    missing: missing.length,
    failed: failed.toSorted((left, right) => (left.key < right.key ? -1 : 1)),
  };
}

/** Items without a record, or whose maps are missing or damaged. */
async function missingItems(
  plan: readonly WorkItem[],
  { journal, runFolder }: RunSettings,
): Promise<WorkItem[]> {
  const missing: WorkItem[] = [];
  for (const item of plan) {
    const record = journal.records.get(item.key);
    if (record !== undefined && (await mapsIntact(runFolder, record))) continue;
    journal.forget(item.key);
    missing.push(item);
  }
  return missing;
}

function progressTally(
  before: number,
  total: number,
  { clock, onProgress }: RunSettings,
): { add(worker: string, milliseconds: number, failed: number): void; report(failed: number): void } {
  const started = clock();
  const workers = new Map<string, { items: number; milliseconds: number }>();
  let done = 0;
  const report = (failed: number): void => {
    const seconds = Math.max((clock() - started) / 1000, 1e-9);
    onProgress?.({
      done: before + done,
      total,
      failed,
      itemsPerSecond: done / seconds,
      secondsLeft: done === 0 ? Number.NaN : ((total - before - done - failed) * seconds) / done,
      workers: [...workers].map(([worker, { items, milliseconds }]) => ({
        ...{ worker, items, itemsPerSecond: items / seconds, busySeconds: milliseconds / 1000 },
      })),
    });
  };
  return {
    report,
    add: (worker, milliseconds, failed) => {
      const own = workers.get(worker) ?? { items: 0, milliseconds: 0 };
      workers.set(worker, { items: own.items + 1, milliseconds: own.milliseconds + milliseconds });
      done++;
      report(failed);
    },
  };
}
