// How files are read belongs to the data set: to its samples, their digests, and the jobs of a queue.

import { join } from "node:path";
import { expect, it } from "vitest";
import { present, UsageError } from "../../src/core/errors.ts";
import { checkDataset } from "../../src/data/check.ts";
import type { Dataset } from "../../src/data/dataset.ts";
import type { DatasetOptions } from "../../src/data/options.ts";
import { openDataset } from "../../src/data/registry.ts";
import { tiffFile } from "../support/raw-pictures.ts";
import { scratchFolder } from "../support/scratch.ts";
import { mask, plant } from "../support/tree.ts";

const SIZE = { width: 3, height: 1 };

const parts = async (): Promise<string> =>
  plant(join(await scratchFolder(), "parts"), {
    "normal/b.tif": tiffFile(Uint16Array.of(0, 819, 4095), SIZE),
    "anomalous/a.tif": tiffFile(Uint16Array.of(0, 819, 4095), SIZE),
    "train/c.tif": tiffFile(Uint16Array.of(0, 819, 4095), SIZE),
    "masks/a.png": mask([255, 255, 3], 3, 1),
  });

const RULES = { whiteLevel: 4095, maskThreshold: 0.5, invertMasks: true };

async function first(dataset: Dataset): Promise<Awaited<ReturnType<Dataset["testSamples"]>>[number]> {
  return present((await dataset.testSamples("parts"))[0], "sample");
}

it("are the samples' own", async () => {
  const root = await parts();
  const dataset = await openDataset("folder", { root, trainDir: "train", ...RULES });
  expect(dataset.reading).toEqual(RULES);
  const sample = await first(dataset);
  expect((await sample.loadImage()).data.subarray(0, 3)).toEqual(Float32Array.of(0, 0.2, 1));
  expect((await sample.loadMask()).data).toEqual(Uint8Array.of(0, 0, 1));
  const [training] = await dataset.trainSamples("parts");
  expect((await present(training, "sample").loadImage()).data[2]).toBe(1);
});

it("change every digest, and without them none is changed", async () => {
  const root = await parts();
  const plain = await (await first(await openDataset("folder", { root }))).digest();
  const unset = { root, whiteLevel: undefined, maskThreshold: undefined, invertMasks: false };
  expect(await (await first(await openDataset("folder", unset))).digest()).toBe(plain);
  const ways: DatasetOptions[] = [
    { whiteLevel: 4095 },
    { whiteLevel: 1023 },
    { maskThreshold: 0.5 },
    { invertMasks: true },
  ];
  const digests = await Promise.all(
    ways.map(async (way) => (await first(await openDataset("folder", { root, ...way }))).digest()),
  );
  expect(new Set([plain, ...digests]).size).toBe(1 + ways.length);
});

it("travel as JSON: a worker's samples are the planner's", async () => {
  const options: DatasetOptions = { root: await parts(), ...RULES };
  const [here, there] = [options, JSON.parse(JSON.stringify(options)) as DatasetOptions].map(
    async (each) => await (await first(await openDataset("folder", each))).digest(),
  );
  expect(await here).toBe(await there);
});

it("are refused where pictures are drawn", async () => {
  await expect(openDataset("demo", { invertMasks: true })).rejects.toThrow(UsageError);
  await expect(openDataset("demo", { whiteLevel: 4095 })).rejects.toThrow(
    /demo pictures are drawn, not read/,
  );
  await expect(openDataset("demo", { invertMasks: false })).resolves.toMatchObject({ kind: "demo" });
});

it("serve the check of a data set, which notes what is doubtful without them", async () => {
  const root = await parts();
  const check = (rules: DatasetOptions): ReturnType<typeof checkDataset> =>
    checkDataset({ kind: "folder", options: { root, ...rules } });
  const plain = await check({});
  expect(plain.sound).toBe(true);
  expect(plain.notes).toEqual([
    expect.stringMatching(/^mask .*masks\/a\.png: most pixels are anomalous; .*--invert-masks/),
    expect.stringMatching(/^16-bit pictures reach 4095 .*--white-level 4095$/),
  ]);
  const told = await check(RULES);
  expect([told.sound, told.notes]).toEqual([true, []]);
  expect((await check({ whiteLevel: 1023 })).faults).toMatchObject([
    { kind: "unreadable picture", message: expect.stringMatching(/^invalid --white-level 1023 of /) },
    { kind: "unreadable picture" },
  ]);
});
