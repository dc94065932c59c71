// Does what is missing of a plan: detectors side by side, each taking one sample after the other.

import { CancelledError, InputError } from "../core/errors.ts";
import type { PresetName } from "../core/preset.ts";
import type { ShiftRanges } from "../core/shift.ts";
import type { Detector } from "../loss/detector.ts";
import type { Journal } from "../results/journal.ts";
import { mapsIntact, writeMaps } from "../results/maps.ts";
import { computeItem, prepareSample } from "./item.ts";
import type { WorkItem } from "./plan.ts";

export interface RunProgress {
  readonly done: number;
  readonly total: number;
  readonly itemsPerSecond: number;
  readonly secondsLeft: number;
}

export interface RunSettings {
  readonly runFolder: string;
  readonly journal: Journal;
  readonly datasetKind: string;
  readonly ranges: ShiftRanges;
  readonly preset: PresetName;
  /** Opens one more detector; called once per worker, and not at all where nothing is missing. */
  readonly openDetector: () => Promise<Detector>;
  readonly workers: number;
  readonly clock: () => number;
  readonly onProgress?: (progress: RunProgress) => void;
  readonly signal?: AbortSignal;
}

/**
 * Computes the missing items of a plan and journals each; returns how many were missing. CancelledError when
 * interrupted, nothing half-written.
 */
export async function runItems(plan: readonly WorkItem[], settings: RunSettings): Promise<number> {
  const missing = await missingItems(plan, settings);
  if (missing.length === 0) return 0;
  const queue = bySample(missing);
  const started = settings.clock();
  let done = 0;
  const report = (): void => {
    const seconds = (settings.clock() - started) / 1000;
    const rate = done / Math.max(seconds, 1e-9);
    const left = missing.length - done;
    settings.onProgress?.({
      done: plan.length - left,
      total: plan.length,
      itemsPerSecond: rate,
      secondsLeft: done === 0 ? Number.NaN : left / rate,
    });
  };
  let failed = false;
  const work = async (): Promise<void> => {
    const detector = await settings.openDetector();
    for (let items = queue.shift(); items !== undefined && !failed; items = queue.shift()) {
      await doSample(items, detector, settings, () => {
        done++;
        report();
      });
    }
  };
  report();
  const workers = Array.from({ length: Math.min(settings.workers, queue.length) }, async () => {
    try {
      await work();
    } catch (error) {
      failed = true;
      throw error;
    }
  });
  const ends = await Promise.allSettled(workers);
  const failure = ends.find((end) => end.status === "rejected");
  if (failure !== undefined) throw failure.reason;
  return missing.length;
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

function bySample(items: readonly WorkItem[]): WorkItem[][] {
  const groups = new Map<string, WorkItem[]>();
  for (const item of items) groups.set(item.sample.id, [...(groups.get(item.sample.id) ?? []), item]);
  return [...groups.values()];
}

async function doSample(
  items: readonly WorkItem[],
  detector: Detector,
  { runFolder, journal, datasetKind, ranges, preset, clock, signal }: RunSettings,
  onItem: () => void,
): Promise<void> {
  const [first] = items;
  if (first === undefined) return;
  const prepared = await prepareSample(first.sample, detector.workingSize);
  for (const item of items) {
    if (signal?.aborted === true) throw new CancelledError();
    const started = clock();
    const { record, maps } = await computeItem(item, prepared, detector, {
      dataset: datasetKind,
      ranges,
      preset,
      ...(signal === undefined ? {} : { signal }),
    }).catch((error: unknown) => {
      if (error instanceof CancelledError || !(error instanceof InputError)) throw error;
      throw new InputError(`sample ${item.sample.id}: ${error.message}`);
    });
    const stored = await writeMaps(runFolder, item.key, maps);
    await journal.append({ ...record, maps: stored, milliseconds: Math.round(clock() - started) });
    onItem();
  }
}
