// Does what is missing of a plan, round after round: what a round asks for may depend on the records of those before.
// Where items are computed is a runner's affair: in this process, or by workers behind a queue; what becomes of a result
// is decided here alone.

import { CancelledError, invariant } from "../core/errors.ts";
import type { Journal } from "../results/journal.ts";
import { mapsIntact, writeMaps } from "../results/maps.ts";
import type { FailedItem } from "../results/schema.ts";
import type { ItemResult } from "./item.ts";
import { type PlanContext, planRound, type WorkItem } from "./plan.ts";
import { progressTally, type RunProgress } from "./progress.ts";

export type { RunProgress, WorkerProgress } from "./progress.ts";

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
 * Computes items in any order and hands each over, or gives it up; returns when all are. It is called again with items
 * that depend on those. Throws CancelledError when interrupted, and whatever makes going on pointless.
 */
export type Runner = (items: readonly WorkItem[], deliveries: Deliveries) => Promise<void>;

export interface RunSettings {
  readonly runFolder: string;
  readonly journal: Journal;
  readonly runner: Runner;
  readonly clock: () => number;
  readonly onProgress?: (progress: RunProgress) => void;
  readonly signal?: AbortSignal;
}

export interface RunOutcome {
  /**
   * All items that were asked for. Those that start from an item that was given up are not among them, nor what is asked
   * of its sample once it was.
   */
  readonly items: readonly WorkItem[];
  /** How many of them were missing. */
  readonly missing: number;
  /** Those that were given up: they have no record. */
  readonly failed: readonly FailedItem[];
}

/** Runs the missing items of a plan and journals each. CancelledError when interrupted, nothing half-written. */
export async function runPlan(context: PlanContext, settings: RunSettings): Promise<RunOutcome> {
  const { runFolder, journal, runner, signal, clock, onProgress } = settings;
  const failed = new Map<string, FailedItem>();
  const intact = new Set<string>();
  const tally = progressTally(clock, onProgress);
  let planned: readonly WorkItem[] = [];
  let before: Round = { items: [], lost: 0 };
  let missing = 0;
  for (;;) {
    const lost = new Set([...failed.values()].map(({ sample }) => sample));
    const items = await intactPlan(context, settings, { intact, lost, before });
    before = { items, lost: lost.size };
    planned = [...items, ...planned.filter(({ sample }) => lost.has(sample.id))];
    const open = items.filter(({ key }) => !intact.has(key));
    if (open.length === 0) {
      return {
        items: planned,
        missing,
        failed: [...failed.values()].toSorted((left, right) => (left.key < right.key ? -1 : 1)),
      };
    }
    missing += open.length;
    tally.plan(planned.length, planned.length - open.length - failed.size);
    tally.report(failed.size);
    await runner(open, {
      deliver: async ({ record, maps, milliseconds, worker }) => {
        if (intact.has(record.key)) return;
        intact.add(record.key);
        // The map is on the disk before the record that speaks of it.
        const stored = maps.length === 0 ? {} : { maps: await writeMaps(runFolder, record.key, maps) };
        await journal.append({ ...record, ...stored, milliseconds: Math.round(milliseconds) });
        tally.add(worker, milliseconds, failed.size);
      },
      giveUp: ({ key, sample, role }, error) => {
        failed.set(key, { key, object: sample.object, sample: sample.id, experiment: role, error });
        tally.report(failed.size);
      },
      ...(signal === undefined ? {} : { signal }),
    });
    if (signal?.aborted === true) throw new CancelledError();
    const isSettled = open.every(({ key }) => intact.has(key) || failed.has(key));
    invariant(isSettled, "a runner that neither delivered an item nor gave it up");
  }
}

/** What was planned when, and how many samples had been lost by then. */
interface Round {
  readonly items: readonly WorkItem[];
  readonly lost: number;
}

interface PlanSoFar {
  readonly intact: Set<string>;
  readonly lost: ReadonlySet<string>;
  readonly before: Round;
}

/**
 * The plan by the records whose maps are there and unchanged, which `intact` takes: any other is forgotten, and what was
 * planned from it is planned again once it has been done again.
 */
async function intactPlan(
  context: PlanContext,
  { journal, runFolder }: RunSettings,
  { intact, lost, before }: PlanSoFar,
): Promise<readonly WorkItem[]> {
  let known = before.lost === lost.size ? before.items : [];
  for (;;) {
    const items = planRound(context, journal.records, lost, known);
    known = [];
    let damaged = false;
    for (const { key } of items) {
      if (intact.has(key)) continue;
      const record = journal.records.get(key);
      if (record === undefined) continue;
      if (await mapsIntact(runFolder, record)) {
        intact.add(key);
        continue;
      }
      journal.forget(key);
      damaged = true;
    }
    if (!damaged) return items;
  }
}
