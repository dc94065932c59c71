// What a search's random points depend on, and what is said of a sample's mask.

import { describe, expect, it } from "vitest";
import { sizesFor } from "../../src/core/acting-size.ts";
import { present } from "../../src/core/errors.ts";
import type { ShiftPoint } from "../../src/core/shift.ts";
import { prepareSample } from "../../src/image/prepare.ts";
import { computeItem } from "../../src/study/item.ts";
import type { WorkItem } from "../../src/study/plan.ts";
import {
  arithmeticChain,
  CONFIG,
  configOf,
  contextOf,
  memoryDataset,
  memorySample,
  planOf,
  workingSize,
} from "../support/study.ts";

/** Every point that an item's search asks a detector for. */
async function pointsOf(item: WorkItem, dataset = "memory"): Promise<ShiftPoint[]> {
  const asked: ShiftPoint[] = [];
  const chain = arithmeticChain((points) => asked.push(...points));
  await computeItem(item, await prepareSample(item.sample, sizesFor({ workingSize }, "working")), chain, {
    dataset,
  });
  return asked;
}

const searchOf = async (seed = CONFIG.seed, object = "gear", number = 0): Promise<WorkItem> => {
  const plan = planOf(await contextOf(memoryDataset(), configOf({ sweeps: [] }, { seed })));
  const sample = memorySample(object, "crack", number);
  const item = plan.find(
    ({ sample: { id }, experiment }) =>
      id === sample.id && experiment.kind === "search" && Object.keys(experiment.box).length === 3,
  );
  return present(item, "search");
};

describe("a search's random points", () => {
  it("are the same for the same seed, data set, object and sample", async () => {
    expect(await pointsOf(await searchOf())).toEqual(await pointsOf(await searchOf()));
  });

  it("are others for another seed, data set, object or sample", async () => {
    const all = [
      await pointsOf(await searchOf()),
      await pointsOf(await searchOf(), "other"),
      await pointsOf(await searchOf(CONFIG.seed + 1)),
      await pointsOf(await searchOf(CONFIG.seed, "nut")),
      await pointsOf(await searchOf(CONFIG.seed, "gear", 1)),
    ];
    // The first point is the identity, whatever the seed.
    expect(new Set(all.map((points) => JSON.stringify(points[1]))).size).toBe(all.length);
  });
});

describe("a mask", () => {
  it("vanished where an anomalous sample's is empty at the working size; a normal sample's never does", async () => {
    const crack = memorySample("nut", "crack", 0);
    const good = memorySample("nut", "good", 2);
    const empty = { ...crack, loadMask: good.loadMask };
    const vanished = [crack, good, empty].map(async (sample) => {
      const { maskVanished } = await prepareSample(sample, sizesFor({ workingSize }, "working"));
      return maskVanished;
    });
    expect(await Promise.all(vanished)).toEqual([false, false, true]);
  });
});
