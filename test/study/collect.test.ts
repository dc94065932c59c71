// From records to a summary: nothing but what the records and masks say.

import { rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { sizesFor } from "../../src/core/acting-size.ts";
import { InputError, InvariantError, present } from "../../src/core/errors.ts";
import type { ShiftPoint } from "../../src/core/shift.ts";
import type { Dataset } from "../../src/data/dataset.ts";
import { evaluateMaps } from "../../src/metrics/evaluate.ts";
import { picturesNeeded, standardDeviation } from "../../src/metrics/pictures-needed.ts";
import { CRITERIA } from "../../src/objective/criteria/registry.ts";
import type { ItemRecord } from "../../src/results/record.ts";
import type { MetricSet, SampleSummary } from "../../src/results/schema.ts";
import { meanMetrics } from "../../src/study/aggregate.ts";
import { type Collected, collect } from "../../src/study/collect.ts";
import { scratchFolder } from "../support/scratch.ts";
import {
  arithmeticMap,
  CONFIG,
  contextOf,
  memoryDataset,
  memorySample,
  NO_CONTROLS,
  runWhole,
  SIDE,
  workingSize,
} from "../support/study.ts";

/** Objects with so many pictures with a defect, and so many without. */
function datasetOf(objects: Readonly<Record<string, readonly [number, number]>>): Dataset {
  return {
    ...memoryDataset(),
    objects: Object.keys(objects),
    testSamples: async (object) => {
      const [cracked = 0, good = 0] = objects[object] ?? [];
      return Array.from({ length: cracked + good }, (_, number) =>
        memorySample(object, number < cracked ? "crack" : "good", number),
      );
    },
  };
}

interface Study {
  readonly dataset: Dataset;
  readonly runFolder: string;
  readonly records: ReadonlyMap<string, ItemRecord>;
  collected(records?: ReadonlyMap<string, ItemRecord>): Promise<Collected>;
}

async function study(dataset: Dataset = memoryDataset()): Promise<Study> {
  const runFolder = await scratchFolder();
  const { items, records } = await runWhole(await contextOf(dataset), runFolder);
  return {
    dataset,
    runFolder,
    records,
    collected: (given = records) =>
      collect(items, given, {
        ...{
          runFolder,
          dataset,
          sizesOf: sizesFor({ workingSize }, "working"),
          preset: "paper",
          seed: CONFIG.seed,
        },
        controls: NO_CONTROLS,
      }),
  };
}

/** Metrics of an object's pictures, each at a point of its own, straight from the arithmetic. */
async function metricsAt(
  dataset: Dataset,
  object: string,
  pointOf: (sample: string) => ShiftPoint,
): Promise<MetricSet> {
  const samples = await dataset.testSamples(object);
  const [maps, masks] = [[] as Float32Array[], [] as Uint8Array[]];
  for (const sample of samples) {
    maps.push(arithmeticMap(await sample.loadImage(), pointOf(sample.id)));
    masks.push((await sample.loadMask()).data);
  }
  return evaluateMaps({ maps, masks, width: SIDE, height: SIDE });
}

describe("a summary", () => {
  it("counts objects and samples", async () => {
    const { objects, samples } = await (await study()).collected();
    expect(
      objects.map(({ object, samples: count, anomalousSamples }) => [object, count, anomalousSamples]),
    ).toEqual([
      ["gear", 4, 2],
      ["nut", 4, 2],
    ]);
    expect(samples).toHaveLength(8);
    expect(samples[0]).toMatchObject({ object: "gear", defect: "crack", anomalous: true });
  });

  it("pools the unshifted pictures, every value of a sweep, and every sample's own worst point", async () => {
    const { dataset, collected } = await study();
    const { objects, samples } = await collected();
    for (const { object, original, identity, sweeps, bounds, nested, objectBounds } of objects) {
      expect(original).toEqual(await metricsAt(dataset, object, () => ({})));
      expect(identity).toEqual(original);
      expect(sweeps.map(({ shift }) => shift)).toEqual(["hue"]);
      for (const { value, metrics } of present(sweeps[0], "sweep").points) {
        expect(metrics).toEqual(await metricsAt(dataset, object, () => ({ hue: value })));
      }
      expect(Object.keys(bounds)).toEqual(["theta", "theta+hue+saturation"]);
      for (const [combination, metrics] of Object.entries(bounds)) {
        const worst = (id: string): SampleSummary =>
          present(
            samples.find(({ sample }) => sample === id),
            id,
          );
        const expected = await metricsAt(
          dataset,
          object,
          (id) => present(worst(id).bounds[combination], combination).point,
        );
        expect(metrics).toEqual(expected);
        const nestedAt = (id: string): ShiftPoint =>
          present(worst(id).nested[combination], combination).point;
        expect(nested[combination]).toEqual(await metricsAt(dataset, object, nestedAt));
        const chosenAt = (id: string): ShiftPoint =>
          present(worst(id).objectLevel[combination], combination).point;
        expect(objectBounds[combination]).toEqual(await metricsAt(dataset, object, chosenAt));
      }
    }
  });

  it("holds, per sample, a nested worst case that is never better than its search's or a smaller set's", async () => {
    const { samples } = await (await study()).collected();
    for (const { nested, bounds, anomalous } of samples) {
      const { isWorse } = CRITERIA.named("pauroc").order(anomalous);
      const [theta, all] = ["theta", "theta+hue+saturation"].map((name) => present(nested[name], name));
      const own = present(bounds["theta+hue+saturation"], "bound");
      for (const other of [theta, own]) {
        expect(isWorse(present(other, "other"), present(all, "nested"))).toBe(false);
      }
      const known = present(own.pauroc === null ? all?.loss : all?.pauroc, "nested");
      expect(own.headroom).toBeGreaterThanOrEqual(Math.abs(known - (own.pauroc ?? own.loss ?? Number.NaN)));
    }
  });

  it("holds an object-level bound that is never above the per-sample and the nested one, in each object", async () => {
    const { objects } = await (await study()).collected();
    for (const { bounds, nested, objectBounds, objectSearches } of objects) {
      for (const [name, { values }] of Object.entries(objectBounds)) {
        const value = present(values["pauroc"] ?? undefined, "pauroc");
        expect(value).toBeLessThanOrEqual(bounds[name]?.values["pauroc"] ?? 0);
        expect(value).toBeLessThanOrEqual(nested[name]?.values["pauroc"] ?? 0);
        expect(objectSearches[name]?.candidates).toBeGreaterThan(4 * 2);
      }
    }
  });

  it("holds intervals about every value, of the change too", async () => {
    const { objects, mean } = await (await study(datasetOf({ gear: [10, 2], nut: [11, 2] }))).collected();
    expect(mean.intervals.none).toBeUndefined();
    for (const { bounds, intervals } of [...objects, mean]) {
      for (const [name, { values }] of Object.entries(bounds)) {
        const pauroc = values["pauroc"];
        const interval = present(intervals.bounds[name]?.values["pauroc"] ?? undefined, "interval");
        expect(interval.low).toBeLessThanOrEqual(pauroc ?? 0);
        expect(interval.high).toBeGreaterThanOrEqual(pauroc ?? 1);
        expect(intervals.bounds[name]?.change["pauroc"]?.low).toBeLessThanOrEqual(0);
      }
    }
  });

  it("holds no interval below ten pictures with a defect, nor with a single good one, and says why", async () => {
    const { objects, mean, samples } = await (
      await study(datasetOf({ gear: [9, 2], nut: [10, 1], cap: [10, 2] }))
    ).collected();
    const [gear, nut, cap] = objects.map(({ intervals }) => intervals);
    for (const intervals of [gear, nut, mean.intervals]) {
      expect(intervals?.original["pauroc"]).toBeNull();
      expect(intervals?.bounds["theta"]?.values["loss"]).toBeNull();
      expect(intervals?.bounds["theta"]?.change["pauroc"]).toBeNull();
    }
    expect(cap?.none).toBeUndefined();
    expect(cap?.original["pauroc"]).not.toBeNull();
    const deviations = ["gear", "nut", "cap"].map((name) =>
      standardDeviation(
        samples.flatMap(({ object, bounds }) =>
          object === name ? (bounds["theta+hue+saturation"]?.pauroc ?? []) : [],
        ),
      ),
    );
    expect(gear?.none).toEqual({
      ...{ reason: "too few pictures with a defect", pictures: 9 },
      picturesNeeded: picturesNeeded(deviations.slice(0, 1)),
    });
    expect(nut?.none).toMatchObject({ reason: "a single picture without a defect", pictures: 10 });
    expect(mean.intervals.none).toEqual({
      ...{ reason: "too few pictures with a defect", pictures: 9 },
      picturesNeeded: picturesNeeded(deviations),
    });
  });

  it("means over objects, not over pictures", async () => {
    const few = memoryDataset();
    const dataset: Dataset = {
      ...few,
      testSamples: async (object) => (await few.testSamples(object)).slice(object === "nut" ? 1 : 0),
    };
    const { objects, mean } = await (await study(dataset)).collected();
    expect(objects.map(({ samples }) => samples)).toEqual([4, 3]);
    expect(mean.original).toEqual(meanMetrics(objects.map(({ original }) => original)));
    expect(mean.identity).toEqual(mean.original);
    expect(mean.sweeps[0]?.points.map(({ value }) => value)).toEqual([-1, 0, 1]);
  });

  it("never finds a sample's bound better than the unshifted sample, which every search begins with", async () => {
    const { samples } = await (await study()).collected();
    for (const { original, bounds } of samples) {
      for (const bound of Object.values(bounds)) {
        if (original.pauroc === null) expect(bound.loss).toBeGreaterThanOrEqual(original.loss ?? Number.NaN);
        else expect(bound.pauroc).toBeLessThanOrEqual(original.pauroc);
      }
    }
  });

  it("does not depend on the order in which the records were written", async () => {
    const { records, collected } = await study();
    const reversed = new Map([...records].reverse());
    expect(await collected(reversed)).toEqual(await collected());
  });

  it("is of finished studies with all their maps", async () => {
    const { runFolder, records, collected } = await study();
    const [first] = records.values();
    const { key, maps } = present(first, "record");
    await expect(collected(new Map([...records].slice(1)))).rejects.toThrow(InvariantError);
    await rm(join(runFolder, present(maps, "maps").file));
    await expect(collected()).rejects.toThrow(
      new InputError(`missing map file ${join(runFolder, "maps", `${key}.f32`)}`),
    );
  });
});
