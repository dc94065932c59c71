// One lamp for all pictures of an object, each at a pose of its own: the worst common value against brute force.

import { describe, expect, it } from "vitest";
import { sizesFor } from "../../src/core/acting-size.ts";
import { present } from "../../src/core/errors.ts";
import type { ShiftPoint } from "../../src/core/shift.ts";
import type { Sample } from "../../src/data/dataset.ts";
import { evaluateMaps } from "../../src/metrics/evaluate.ts";
import { lossOf } from "../../src/metrics/loss-of.ts";
import { pixelAuroc } from "../../src/metrics/pixel-auroc.ts";
import type { ItemRecord } from "../../src/results/record.ts";
import type { MetricSet } from "../../src/results/schema.ts";
import { type Collected, collect } from "../../src/study/collect.ts";
import type { RobustnessAsk } from "../../src/study/questions/asks.ts";
import { scratchFolder } from "../support/scratch.ts";
import {
  arithmeticMap,
  CONFIG,
  configOf,
  contextOf,
  memoryDataset,
  NO_CONTROLS,
  runWhole,
  SIDE,
  workingSize,
} from "../support/study.ts";

const DATASET = memoryDataset();

interface Study extends Collected {
  /** Every point of a sample that its records hold. */
  pointsOf(sample: string): readonly ShiftPoint[];
  /** The records of a role, by sample. */
  ofRole(role: string): ReadonlyMap<string, ItemRecord>;
}

async function study(ask: Partial<RobustnessAsk>): Promise<Study> {
  const runFolder = await scratchFolder();
  const { items, records } = await runWhole(await contextOf(DATASET, configOf(ask)), runFolder);
  const collected = await collect(items, records, {
    ...{ runFolder, dataset: DATASET, sizesOf: sizesFor({ workingSize }, "working"), preset: "paper" },
    ...{ seed: CONFIG.seed, controls: NO_CONTROLS },
  });
  return {
    ...collected,
    pointsOf: (sample) =>
      [...records.values()].flatMap((record) =>
        record.sample === sample ? record.points.map(({ point }) => point) : [],
      ),
    ofRole: (role) =>
      new Map(
        items.flatMap(({ key, sample, role: own }) =>
          own === role ? [[sample.id, present(records.get(key), key)]] : [],
        ),
      ),
  };
}

/** The pooled metrics of pictures, each at the worst of some points: lowest pAUROC, then highest loss. */
async function worstPooled(
  samples: readonly Sample[],
  pointsOf: (sample: string) => readonly ShiftPoint[],
): Promise<MetricSet> {
  const [maps, masks] = [[] as Float32Array[], [] as Uint8Array[]];
  for (const sample of samples) {
    const [image, { data: mask }] = [await sample.loadImage(), await sample.loadMask()];
    const tried = pointsOf(sample.id).map((point) => {
      const map = arithmeticMap(image, point);
      return { map, pauroc: pixelAuroc(map, mask) ?? 0, loss: lossOf(map, mask) };
    });
    const [worst] = tried.toSorted((left, right) => left.pauroc - right.pauroc || right.loss - left.loss);
    maps.push(present(worst, "point").map);
    masks.push(mask);
  }
  return evaluateMaps({ maps, masks, width: SIDE, height: SIDE });
}

const pauroc = ({ values }: MetricSet): number => present(values["pauroc"] ?? undefined, "pAUROC");

describe("the worst common value", () => {
  it("is that of brute force where a shift takes few amounts: the design is the whole grid", async () => {
    const { objects, ofRole } = await study({
      ...{ combinations: [["jpeg"]], sweeps: [], ranges: { jpeg: [0, 3] }, common: 4 },
    });
    for (const { points } of ofRole("common jpeg").values())
      expect(points.map(({ point }) => point["jpeg"])).toEqual([0, 1, 2, 3]);
    for (const { object, common } of objects) {
      const found = present(common?.["jpeg"], "common value");
      const samples = await DATASET.testSamples(object);
      const grid = [];
      for (const jpeg of [0, 1, 2, 3]) grid.push(await worstPooled(samples, () => [{ jpeg }]));
      expect(pauroc(found.metrics)).toBe(Math.min(...grid.map(pauroc)));
      expect(found.metrics).toEqual(grid[present(found.point?.["jpeg"], "amount")]);
    }
  });

  it("is that of brute force over lamps, each picture at its own worst pose of those that were tried", async () => {
    const {
      objects,
      pointsOf,
      samples: said,
    } = await study({
      ...{ combinations: [["theta"], ["theta", "hue"]], sweeps: [], common: 7 },
    });
    for (const { object, common } of objects) {
      const found = present(common?.["theta+hue"], "common value");
      const samples = await DATASET.testSamples(object);
      const huesOf = (id: string): number[] => pointsOf(id).map(({ hue = 0 }) => hue);
      const [first, ...others] = samples.map(({ id }) => new Set(huesOf(id)));
      const shared = [...present(first, "hues")].filter((hue) => others.every((hues) => hues.has(hue)));
      expect(shared.length).toBeGreaterThanOrEqual(7);
      const pools = [await worstPooled(samples, () => [{}])];
      for (const lamp of shared)
        pools.push(await worstPooled(samples, (id) => pointsOf(id).filter(({ hue = 0 }) => hue === lamp)));
      expect(pauroc(found.metrics)).toBe(Math.min(...pools.map(pauroc)));
      const stood = said
        .filter((sample) => sample.object === object)
        .map((sample) => present(sample.common?.["theta+hue"], "outcome").point);
      expect(new Set(stood.map(({ hue = 0 }) => hue))).toEqual(new Set([found.point?.["hue"]]));
      expect(new Set(stood.map(({ theta = 0 }) => theta)).size).toBeGreaterThan(1);
    }
  });

  it("lies between the original and the worst found, for objects, their mean and every picture", async () => {
    const { objects, mean, samples } = await study({
      ...{ combinations: [["theta", "hue", "saturation"]], sweeps: [], common: 8 },
    });
    const name = "theta+hue+saturation";
    for (const { original, common, objectBounds } of [...objects, mean]) {
      const value = pauroc(present(common?.[name], name).metrics);
      expect(value).toBeLessThanOrEqual(pauroc(original));
      expect(value).toBeGreaterThanOrEqual(pauroc(present(objectBounds[name], name)));
    }
    for (const { common, nested } of samples) {
      const [shared, own] = [present(common?.[name], name), present(nested[name], name)];
      if (own.pauroc === null) expect(own.loss).toBeGreaterThanOrEqual(shared.loss ?? Number.NaN);
      else expect(own.pauroc).toBeLessThanOrEqual(shared.pauroc ?? 0);
    }
  });

  it("has the same lamps for all pictures of an object, and the part as it lies among each one's few poses", async () => {
    const name = "theta+hue";
    const { ofRole } = await study({ combinations: [["theta", "hue"]], sweeps: [], common: 6 });
    const lamps = new Map<string, string>();
    for (const { object, points } of ofRole(`common ${name}`).values()) {
      const own = JSON.stringify([...new Set(points.map(({ point }) => point["hue"]))]);
      expect(lamps.get(object) ?? own).toBe(own);
      lamps.set(object, own);
      const poses = [...new Set(points.map(({ point }) => point["theta"]))];
      expect(poses).toContain(0);
      expect(poses.length).toBeLessThanOrEqual(4);
      expect(points).toHaveLength(6 * poses.length);
    }
    expect(lamps.size).toBe(2);
  });

  it("is of the largest combinations alone, of those that hold a station's shift, and of none if not asked for", async () => {
    const combinations = [["theta"], ["hue"], ["theta", "hue"], ["saturation"]];
    const asked = await study({ combinations, sweeps: [], common: 2 });
    expect(Object.keys(present(asked.objects[0]?.common, "common"))).toEqual(["theta+hue", "saturation"]);
    const [unasked, posed] = [
      await study({ combinations, sweeps: [], common: 0 }),
      await study({ combinations: [["theta"]], sweeps: [], common: 2 }),
    ];
    for (const { objects, mean, samples } of [unasked, posed])
      for (const each of [...objects, mean, ...samples]) expect(each).not.toHaveProperty("common");
  });
});

describe("a sweep", () => {
  it("says the worst of its values for all pictures, and every picture at its own", async () => {
    const values = [-1, 0, 2];
    const { objects } = await study({
      combinations: [],
      sweeps: [
        { shift: "theta", values },
        { shift: "hue", values },
      ],
    });
    for (const { object, sweeps } of objects) {
      const samples = await DATASET.testSamples(object);
      const [turned, lit] = sweeps.map(({ worst }) => present(worst, "worst"));
      const pools = [];
      for (const hue of values) pools.push(await worstPooled(samples, () => [{ hue }]));
      const common = present(lit?.common, "common value");
      expect(common.metrics).toEqual(pools[values.indexOf(common.value ?? Number.NaN)]);
      expect(pauroc(common.metrics)).toBe(Math.min(...pools.map(pauroc)));
      const own = await worstPooled(samples, () => values.map((hue) => ({ hue })));
      expect(pauroc(present(lit, "hue").perPicture)).toBe(Math.min(pauroc(own), pauroc(common.metrics)));
      expect(turned).not.toHaveProperty("common");
    }
  });
});
