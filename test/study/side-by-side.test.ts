// Samples side by side: a detector that another one's picture keeps waiting is given the next one's. Records stay the same.

import { expect, it } from "vitest";
import { InputError } from "../../src/core/errors.ts";
import type { Chain } from "../../src/objective/chain.ts";
import { readRecords } from "../../src/results/journal.ts";
import { exportRecords } from "../../src/results/record.ts";
import { scratchFolder } from "../support/scratch.ts";
import { arithmeticChain, contextOf, memoryDataset, runWhole } from "../support/study.ts";

const CONTEXT = await contextOf(memoryDataset());

/** A chain of so many samples at once, whose evaluations take a moment; `onBusy` hears how many are under way. */
function slowChain(atOnce: number, onBusy: (count: number) => void): Chain {
  const chain = arithmeticChain();
  let busy = 0;
  return {
    ...chain,
    samplesAtOnce: async () => atOnce,
    objective: async (sample, criterion) => {
      const objective = await chain.objective(sample, criterion);
      const slow: typeof objective = async (points, wanted) => {
        onBusy(++busy);
        await new Promise((resolve) => setTimeout(resolve, 1));
        busy--;
        return await objective(points, wanted);
      };
      return Object.assign(slow, objective);
    },
  };
}

it.each([
  [1, 1, 1],
  [3, 1, 3],
  [3, 2, 3],
  [50, 1, CONTEXT.samples.length],
])(
  "%i at once with %i workers: as many are under way in each, and records are the same",
  async (atOnce, workers, most) => {
    const mostOf: number[] = [];
    const openChain = async (): Promise<Chain> => {
      const worker = mostOf.push(0) - 1;
      return slowChain(atOnce, (count) => {
        mostOf[worker] = Math.max(mostOf[worker] ?? 0, count);
      });
    };
    const { records } = await runWhole(CONTEXT, await scratchFolder(), { openChain, workers });
    const { records: inTurn } = await runWhole(CONTEXT, await scratchFolder());
    expect(exportRecords(records.values())).toBe(exportRecords(inTurn.values()));
    expect(mostOf).toEqual(Array(workers).fill(most));
  },
);

it("an error ends the run; what the others have in hand is kept", async () => {
  const run = await scratchFolder();
  let calls = 0;
  const openChain = async (): Promise<Chain> =>
    slowChain(3, () => {
      if (++calls === 20) throw new InputError("the detector is gone");
    });
  await expect(runWhole(CONTEXT, run, { openChain })).rejects.toThrow(/: the detector is gone$/);
  const kept = await readRecords(run);
  expect(kept.size).toBeGreaterThan(0);
  const { records } = await runWhole(CONTEXT, run);
  const { records: whole } = await runWhole(CONTEXT, await scratchFolder());
  expect(exportRecords(records.values())).toBe(exportRecords(whole.values()));
});
