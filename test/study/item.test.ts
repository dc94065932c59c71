// One work item: its record, and a map of each of its points.

import { describe, expect, it } from "vitest";
import { present } from "../../src/core/errors.ts";
import { prepareSample } from "../../src/image/prepare.ts";
import { computeItem } from "../../src/study/item.ts";
import { bytesOfMaps } from "../../src/study/room.ts";
import {
  arithmeticChain,
  arithmeticMap,
  configOf,
  contextOf,
  memoryDataset,
  planOf,
} from "../support/study.ts";

describe("a search", () => {
  it("keeps with every candidate the map of that candidate", async () => {
    const plan = planOf(await contextOf(memoryDataset()));
    const item = present(
      plan.find(({ experiment }) => experiment.kind === "search"),
      "search",
    );
    const chain = arithmeticChain();
    const prepared = await prepareSample(item.sample, chain.sizes);
    const { record, maps } = await computeItem(item, prepared, chain, { dataset: "memory" });
    const expected = record.points.map(({ point }) => arithmeticMap(prepared.image, point));
    expect(maps).toEqual(expected);
    expect(new Set(maps.map((map) => map.join())).size).toBe(record.points.length);
    expect(record.points.length).toBeGreaterThan(1);
  });

  it("notes the worst of each restart, which of a single one is the winner", async () => {
    const plan = planOf(await contextOf(memoryDataset()));
    const chain = arithmeticChain();
    for (const item of plan.filter(({ experiment }) => experiment.kind === "search")) {
      const prepared = await prepareSample(item.sample, chain.sizes);
      const { record } = await computeItem(item, prepared, chain, { dataset: "memory" });
      const { point: _point, ...level } = present(record.points[0], "winner");
      expect(record.search?.restarts).toEqual([level]);
    }
  });

  it("is by the criterion that it names, in all that it records", async () => {
    const plan = planOf(await contextOf(memoryDataset(), configOf({ criterion: "image-score", budget: 6 })));
    const chain = arithmeticChain();
    for (const item of plan.filter(({ experiment }) => experiment.kind === "search")) {
      const prepared = await prepareSample(item.sample, chain.sizes);
      const { record } = await computeItem(item, prepared, chain, { dataset: "memory" });
      const [winner, ...others] = record.points.map(({ imageScore }) => imageScore);
      // A defect is missed at a low score, a good picture rejected at a high one.
      for (const other of others)
        expect(item.sample.anomalous ? other >= (winner ?? 1) : other <= (winner ?? 0)).toBe(true);
    }
  });
});

it("points that keep numbers alone have the same numbers and no maps", async () => {
  const plan = planOf(await contextOf(memoryDataset()));
  const swept = present(
    plan.find(({ role }) => role.startsWith("sweep")),
    "sweep",
  );
  const { experiment } = swept;
  if (experiment.kind !== "points") return expect.fail("a sweep is points");
  const chain = arithmeticChain();
  const prepared = await prepareSample(swept.sample, chain.sizes);
  const compute = (item: typeof swept): ReturnType<typeof computeItem> =>
    computeItem(item, prepared, chain, { dataset: "memory" });
  const numbers = { ...swept, experiment: { ...experiment, keeps: "numbers" } as const };
  const { record, maps } = await compute(numbers);
  expect(maps).toEqual([]);
  expect(record.points).toEqual((await compute(swept)).record.points);
  expect(bytesOfMaps([numbers], new Map(), { width: 10, height: 5 })).toBe(0);
});
