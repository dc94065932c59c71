// One work item: its record, and a map of each of its points.

import { describe, expect, it } from "vitest";
import { present } from "../../src/core/errors.ts";
import { PAPER_RANGES } from "../../src/core/shift.ts";
import { computeItem, prepareSample } from "../../src/study/item.ts";
import { arithmeticDetector, arithmeticMap, memoryDataset, planOf } from "../support/study.ts";

describe("a search", () => {
  it("keeps with every candidate the map of that candidate", async () => {
    const plan = await planOf(memoryDataset());
    const item = present(
      plan.find(({ experiment }) => experiment.kind === "bound"),
      "search",
    );
    const detector = arithmeticDetector();
    const prepared = await prepareSample(item.sample, detector.workingSize);
    const { record, maps } = await computeItem(item, prepared, detector, {
      ...{ dataset: "memory", ranges: PAPER_RANGES, preset: "paper" },
    });
    const expected = record.points.map(({ point }) => arithmeticMap(prepared.image, point));
    expect(maps).toEqual(expected);
    expect(new Set(maps.map((map) => map.join())).size).toBe(record.points.length);
    expect(record.points.length).toBeGreaterThan(1);
  });

  it("notes the worst of each restart, which of a single one is the winner", async () => {
    const plan = await planOf(memoryDataset());
    const detector = arithmeticDetector();
    for (const item of plan.filter(({ experiment }) => experiment.kind === "bound")) {
      const prepared = await prepareSample(item.sample, detector.workingSize);
      const { record } = await computeItem(item, prepared, detector, {
        ...{ dataset: "memory", ranges: PAPER_RANGES, preset: "paper" },
      });
      const { pauroc, loss } = present(record.points[0], "winner");
      expect(record.search?.restarts).toEqual([{ pauroc, loss }]);
    }
  });
});
