// Data sets by kind.

import { basename, join } from "node:path";
import { expect, it } from "vitest";
import { UsageError } from "../../src/core/errors.ts";
import type { DatasetOptions } from "../../src/data/options.ts";
import { DATASETS, openDataset } from "../../src/data/registry.ts";
import { scratchFolder } from "../support/scratch.ts";
import { picture, plant } from "../support/tree.ts";

it("opens each kind by its name", async () => {
  const mvtec = await plant(await scratchFolder(), { "bottle/test/good/000.png": picture() });
  const folder = await plant(await scratchFolder(), { "normal/000.png": picture() });
  const opened = await Promise.all([
    openDataset("mvtec", { root: mvtec }),
    openDataset("visa", { root: mvtec }),
    openDataset("folder", { root: folder }),
    openDataset("demo", { objects: ["gear"] }),
  ]);
  expect(opened.map(({ kind, root, objects }) => [kind, root, objects])).toEqual([
    ["mvtec", mvtec, ["bottle"]],
    ["visa", mvtec, ["bottle"]],
    ["folder", folder, [basename(folder)]],
    ["demo", "", ["gear"]],
  ]);
});

it.each(["mvtec-ad", "constructor", ""])("refuses the kind %j as wrong usage", async (kind) => {
  await expect(openDataset(kind, {})).rejects.toThrow(UsageError);
  await expect(openDataset(kind, {})).rejects.toThrow(`unknown data set "${kind}"`);
});

it.each(Object.keys(DATASETS).filter((kind) => kind !== "demo"))(
  "takes a %s without a root as wrong usage, a root that is not there as a failure",
  async (kind) => {
    await expect(openDataset(kind, {})).rejects.toMatchObject({ exitCode: 2 });
    const root = join(await scratchFolder(), "none");
    await expect(openDataset(kind, { root })).rejects.toMatchObject({ exitCode: 1 });
  },
);

it("draws as many pictures of the demo as its options say, the first of them as ever", async () => {
  const idsOf = async (options: DatasetOptions): Promise<string[]> =>
    (await (await openDataset("demo", { objects: ["gear"], ...options })).testSamples("gear")).map(
      ({ id }) => id,
    );
  const [usual, many] = [await idsOf({}), await idsOf({ demoGood: 60, demoPerDefect: 30 })];
  const good = many.filter((id) => id.includes("/good/"));
  expect([usual.length, many.length, good.length]).toEqual([30, 150 + 60, 60]);
  expect(many.filter((id) => usual.includes(id))).toEqual(usual);
  const { calibrationSamples } = await openDataset("demo", { demoGood: 60, demoPerDefect: 30 });
  expect(await calibrationSamples?.("gear")).toHaveLength(60);
  await expect(openDataset("demo", { demoGood: 1e9 })).rejects.toThrow("invalid testGood 1000000000");
});
