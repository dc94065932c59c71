// Planner and workers of a study that is arithmetic, on a real server.

import { onTestFinished } from "vitest";
import { present } from "../../src/core/errors.ts";
import { prepareSample } from "../../src/image/prepare.ts";
import { openJournal } from "../../src/results/journal.ts";
import { computeItem } from "../../src/study/item.ts";
import type { PlanContext } from "../../src/study/plan.ts";
import type { ItemServer } from "../../src/study/queue/item-server.ts";
import type { QueuedItem } from "../../src/study/queue/messages.ts";
import { type PlannerSettings, queueRunner } from "../../src/study/queue/planner.ts";
import { runWorker, type WorkerSettings } from "../../src/study/queue/worker.ts";
import { type RunOutcome, runPlan } from "../../src/study/run.ts";
import { factsOf } from "./sent-item.ts";
import { arithmeticChain, contextOf, memoryDataset } from "./study.ts";

/** What its plan depends on, with the samples that its workers know. */
export const context: PlanContext = await contextOf(memoryDataset());

/** Computes items of the arithmetic study; `before` may fail, or wait. */
export function arithmeticServer(before: (item: QueuedItem) => void | Promise<void> = () => {}): ItemServer {
  return {
    compute: async (item) => {
      await before(item);
      const { sample } = present(
        context.samples.find((studied) => studied.sample.id === item.sample),
        item.sample,
      );
      const chain = arithmeticChain();
      const prepared = await prepareSample(sample, chain.sizes);
      const work = { ...item, sample, detector: item.objectDigest };
      const result = await computeItem(work, prepared, chain, { dataset: "memory" });
      return { ...result, milliseconds: 0, worker: "arithmetic" };
    },
    close: async () => {},
  };
}

/** Where a run's items are computed, besides where the queue is. */
type Address = Pick<PlannerSettings["address"], "password" | "secret">;

/** Plans the study, or another, and runs it through the queue at an address. */
export async function planRun(
  url: string,
  run: string,
  more: Partial<PlannerSettings> & Address = {},
  signal?: AbortSignal,
  planned: PlanContext = context,
): Promise<RunOutcome> {
  const { password, secret, ...settings } = more;
  const journal = await openJournal(run);
  try {
    const address = { url, password, secret };
    const runner = queueRunner({ address, dataset: {}, tries: 3, lookMilliseconds: 100, ...settings })(
      factsOf(run),
    );
    return await runPlan(planned, {
      ...{ runFolder: run, journal, runner, clock: () => 0 },
      ...(signal === undefined ? {} : { signal }),
    });
  } finally {
    await journal.close();
  }
}

/** A worker until it is stopped, or the test has ended. */
export function beginWorker(
  url: string,
  more: Partial<WorkerSettings> & Address = {},
): { readonly ended: Promise<number>; readonly stop: () => void } {
  const { password, secret, ...settings } = more;
  const cancel = new AbortController();
  const ended = runWorker({
    ...{ address: { url, password, secret }, places: new Map(), roots: new Map(), worker: "w", slots: 2 },
    ...{ leaseSeconds: 1, signal: cancel.signal, env: {}, cwd: "/", clock: () => 0 },
    openServer: () => arithmeticServer(),
    ...settings,
  });
  ended.catch(() => {});
  onTestFinished(async () => {
    cancel.abort();
    await ended.catch(() => {});
  });
  return { ended, stop: () => cancel.abort() };
}
