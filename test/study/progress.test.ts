// What a run tells while it goes: from a runner and a clock that the test holds.

import { describe, expect, it } from "vitest";
import { openJournal } from "../../src/results/journal.ts";
import { type RunProgress, runPlan } from "../../src/study/run.ts";
import { recordOf } from "../support/records.ts";
import { scratchFolder } from "../support/scratch.ts";
import { configOf, contextOf, memoryDataset, planOf } from "../support/study.ts";

describe("progress", () => {
  it("tells what is done, given up and left, and what each worker spent on its items", async () => {
    const dataset = { ...memoryDataset(), objects: ["nut"] };
    const context = await contextOf(dataset, configOf({ combinations: [], sweeps: [] }));
    const plan = planOf(context);
    const run = await scratchFolder();
    const journal = await openJournal(run);
    const told: RunProgress[] = [];
    let now = 5000;
    const outcome = await runPlan(context, {
      ...{ runFolder: run, journal, clock: () => now },
      onProgress: (progress) => told.push(progress),
      runner: async (items, { deliver, giveUp }) => {
        for (const [index, item] of items.entries()) {
          now += 2000;
          if (index === 2) {
            giveUp(item, "broken");
            continue;
          }
          const worker = index === 1 ? "slow" : "quick";
          const done = { record: recordOf(item.key), maps: [new Float32Array(4)], worker };
          await deliver({ ...done, milliseconds: 500 * (index + 1) });
          await deliver({ ...done, milliseconds: 9000 });
        }
      },
    });
    await journal.close();
    expect(outcome).toMatchObject({ missing: 4, failed: [{ error: "broken", key: plan[2]?.key }] });
    const worker = (name: string, items: number, seconds: number, busySeconds: number) => ({
      ...{ worker: name, items, itemsPerSecond: items / seconds, busySeconds },
    });
    expect(told).toEqual([
      {
        ...{ done: 0, total: 4, failed: 0, itemsPerSecond: 0, secondsLeft: Number.NaN, workers: [] },
      },
      {
        ...{ done: 1, total: 4, failed: 0, itemsPerSecond: 0.5, secondsLeft: 6 },
        workers: [worker("quick", 1, 2, 0.5)],
      },
      {
        ...{ done: 2, total: 4, failed: 0, itemsPerSecond: 0.5, secondsLeft: 4 },
        workers: [worker("quick", 1, 4, 0.5), worker("slow", 1, 4, 1)],
      },
      {
        ...{ done: 2, total: 4, failed: 1, itemsPerSecond: 2 / 6, secondsLeft: 3 },
        workers: [worker("quick", 1, 6, 0.5), worker("slow", 1, 6, 1)],
      },
      {
        ...{ done: 3, total: 4, failed: 1, itemsPerSecond: 3 / 8, secondsLeft: 0 },
        workers: [worker("quick", 2, 8, 2.5), worker("slow", 1, 8, 1)],
      },
    ]);
  });
});
