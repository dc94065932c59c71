// Uniform draws beside every search: the same station for all pictures, candidates of the bound, numbers alone; and finite
// boxes that need neither draws nor a search.

import { describe, expect, it } from "vitest";
import { sizesFor } from "../../src/core/acting-size.ts";
import { present } from "../../src/core/errors.ts";
import type { ItemRecord } from "../../src/results/record.ts";
import { boxOf } from "../../src/shift/registry.ts";
import { type Collected, collect } from "../../src/study/collect.ts";
import { uniformDraws } from "../../src/study/draws.ts";
import type { RobustnessAsk } from "../../src/study/questions/asks.ts";
import { scratchFolder } from "../support/scratch.ts";
import {
  CONFIG,
  configOf,
  contextOf,
  memoryDataset,
  NO_CONTROLS,
  runWhole,
  workingSize,
} from "../support/study.ts";

const DATASET = memoryDataset();
const BOX = boxOf({ theta: [-30, 30], exposure: [-1, 1] });
const RANGES = { theta: [-30, 30], exposure: [-1, 1], jpeg: [0, 3] } as const;

interface Study extends Collected {
  readonly roles: readonly string[];
  recordOf(sample: string, role: string): ItemRecord | undefined;
}

async function study(ask: Partial<RobustnessAsk>): Promise<Study> {
  const runFolder = await scratchFolder();
  const config = configOf({ sweeps: [], ranges: RANGES, ...ask });
  const { items, records } = await runWhole(await contextOf(DATASET, config), runFolder);
  const collected = await collect(items, records, {
    ...{ runFolder, dataset: DATASET, sizesOf: sizesFor({ workingSize }, "working"), preset: "paper" },
    ...{ seed: CONFIG.seed, controls: NO_CONTROLS },
  });
  return {
    ...collected,
    roles: items.map(({ role }) => role),
    recordOf: (sample, role) => {
      const item = items.find((each) => each.sample.id === sample && each.role === role);
      return item === undefined ? undefined : present(records.get(item.key), item.key);
    },
  };
}

describe("uniform draws", () => {
  const drawn = (id: string, count: number, box = BOX) =>
    uniformDraws(box, { object: "gear", id }, { count, seed: 3, stream: "draws" });

  it("of fewer are the first of more, and another shift changes none", () => {
    expect(drawn("a", 59).slice(0, 7)).toEqual(drawn("a", 7));
    const thetas = drawn("a", 9).map(({ theta }) => theta);
    expect(drawn("a", 9, boxOf({ theta: [-30, 30] })).map(({ theta }) => theta)).toEqual(thetas);
  });

  it("share the lamp among an object's pictures, each of which lies as it does", () => {
    const [one, other] = [drawn("a", 9), drawn("b", 9)];
    expect(one.map(({ exposure }) => exposure)).toEqual(other.map(({ exposure }) => exposure));
    for (const [index, { theta }] of one.entries()) expect(theta).not.toBe(other[index]?.theta);
  });
});

describe("a bound with draws", () => {
  const over = { combinations: [["theta"], ["theta", "exposure"]], budget: 1, draws: 12 };

  it("keeps their numbers, and the map of the worst where it is worse than what the search found", async () => {
    const { samples, recordOf, roles } = await study(over);
    expect(roles.filter((role) => role === "draws theta")).toEqual([]);
    let drawnWorst = 0;
    for (const { sample, bounds, nested } of samples) {
      const draws = present(recordOf(sample, "draws theta+exposure"), sample);
      expect([draws.points.length, draws.maps]).toEqual([12, undefined]);
      const { loss, draws: beside } = present(bounds["theta+exposure"], sample);
      const again = recordOf(sample, "drawn worst theta+exposure");
      expect(again === undefined).toBe(beside?.worse === 0);
      expect(beside?.count).toBe(12);
      if (again === undefined) continue;
      drawnWorst++;
      expect(again.maps).toBeDefined();
      expect(draws.points).toContainEqual(again.points[0]);
      expect(nested["theta+exposure"]).toMatchObject({
        ...again.points[0],
        from: "drawn worst theta+exposure",
      });
      expect(loss).not.toBe(again.points[0]?.loss);
    }
    // One step leaves much to draw; without any case this test would say nothing.
    expect(drawnWorst).toBeGreaterThan(0);
  });

  it("is never above the one without", async () => {
    const [without, beside] = [await study({ ...over, draws: 0 }), await study(over)];
    for (const [index, { nested, objectBounds, bounds }] of beside.objects.entries()) {
      const other = present(without.objects[index], "object");
      expect(bounds).toEqual(other.bounds);
      for (const [own, old] of [
        [nested, other.nested] as const,
        [objectBounds, other.objectBounds] as const,
      ]) {
        const [value, before] = [own, old].map((sets) => sets["theta+exposure"]?.values["pauroc"] ?? 0);
        expect(value).toBeLessThanOrEqual(present(before, "pAUROC"));
      }
    }
  });
});

describe("a bound over listed amounts alone", () => {
  it("is that of brute force, needs no draws, and says that it is exact", async () => {
    const found = await study({ combinations: [["jpeg"]], budget: 2, draws: 59, common: 0 });
    expect(found.roles.filter((role) => role.startsWith("draw"))).toEqual([]);
    const swept = await study({
      ...{ combinations: [], sweeps: [{ shift: "jpeg", values: [0, 1, 2, 3] }], common: 0 },
    });
    for (const { sample, bounds } of found.samples) {
      const { loss, pauroc, exhausted } = present(bounds["jpeg"], sample);
      expect(exhausted).toBe(true);
      const all = present(swept.recordOf(sample, "sweep jpeg"), sample).points;
      const worst = all.toSorted(
        (left, right) => (left.pauroc ?? 0) - (right.pauroc ?? 0) || (right.loss ?? 0) - (left.loss ?? 0),
      )[0];
      expect([pauroc, loss]).toEqual([worst?.pauroc, worst?.loss]);
    }
  });

  it("is searched where the budget does not pay for all", async () => {
    const { samples } = await study({ combinations: [["jpeg"]], budget: 1, common: 0 });
    for (const { bounds } of samples) expect(bounds["jpeg"]?.exhausted).toBeUndefined();
  });
});
