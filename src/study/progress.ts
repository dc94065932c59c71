// How far a run is, and how fast its workers are.

export interface WorkerProgress {
  readonly worker: string;
  readonly items: number;
  readonly itemsPerSecond: number;
  /** Time spent on its items, of which the seconds per item are made. */
  readonly busySeconds: number;
}

export interface RunProgress {
  readonly done: number;
  /** Items that are asked for by now: searches that start from others' results come to them as those are done. */
  readonly total: number;
  readonly failed: number;
  readonly itemsPerSecond: number;
  /** NaN as long as it cannot be told. */
  readonly secondsLeft: number;
  /** In the order of their first results. */
  readonly workers: readonly WorkerProgress[];
}

export interface ProgressTally {
  /** So many items are planned by now, so many of which had been done before. */
  plan(total: number, before: number): void;
  add(worker: string, milliseconds: number, failed: number): void;
  report(failed: number): void;
}

/** Counts results from now on; `onProgress` hears of each. */
export function progressTally(
  clock: () => number,
  onProgress: (progress: RunProgress) => void = () => {},
): ProgressTally {
  const started = clock();
  const workers = new Map<string, { items: number; milliseconds: number }>();
  let [total, before, done] = [0, 0, 0];
  const report = (failed: number): void => {
    const seconds = Math.max((clock() - started) / 1000, 1e-9);
    onProgress({
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
    plan: (planned, finished) => {
      total = planned;
      before = finished - done;
    },
    report,
    add: (worker, milliseconds, failed) => {
      const own = workers.get(worker) ?? { items: 0, milliseconds: 0 };
      workers.set(worker, { items: own.items + 1, milliseconds: own.milliseconds + milliseconds });
      done++;
      report(failed);
    },
  };
}
