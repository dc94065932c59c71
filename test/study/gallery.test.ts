// The samples worth looking at, and the files written for them.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sizesFor } from "../../src/core/acting-size.ts";
import { present } from "../../src/core/errors.ts";
import { decodeFloat32Npy } from "../../src/core/npy.ts";
import { decodeImage, decodeMask } from "../../src/image/codec.ts";
import type { SampleSummary } from "../../src/results/schema.ts";
import { turnedMask } from "../../src/shift/pose/turned-mask.ts";
import { collect } from "../../src/study/collect.ts";
import { chooseEntries, dropOf, writeGallery } from "../../src/study/gallery.ts";
import { scratchFolder } from "../support/scratch.ts";
import {
  arithmeticMap,
  CONFIG,
  contextOf,
  memoryDataset,
  NO_CONTROLS,
  runWhole,
  SIDE,
  workingSize,
} from "../support/study.ts";

const THETA = { name: "theta", role: "bound theta" };

/** A sample whose pAUROC falls from 1 by `drop`; null where it has none. */
function dropped(object: string, number: number, drop: number | null): SampleSummary {
  const outcome = { point: {}, loss: 0, imageScore: 0 };
  const worst = drop === null ? null : 1 - drop;
  return {
    object,
    sample: `${object}/${number}`,
    defect: "crack",
    anomalous: drop !== null,
    original: { ...outcome, pauroc: drop === null ? null : 1 },
    bounds: {
      theta: {
        ...{ ...outcome, pauroc: worst, evaluations: 1, steps: 0, units: 1, headroom: 0 },
        flags: {
          ...{ zeroGradient: null, notFinite: false, valuesBeatGradient: null },
          ...{ atBorder: false, stillImproving: null, draftsRefused: null },
        },
      },
    },
    nested: { theta: { ...outcome, pauroc: worst, from: "bound theta" } },
    objectLevel: { theta: { ...outcome, pauroc: worst, from: "bound theta" } },
  };
}

describe("the chosen samples", () => {
  const summaries = fc
    .array(fc.tuple(fc.constantFrom("gear", "nut", "weave"), fc.option(fc.integer({ min: -4, max: 8 }))), {
      maxLength: 20,
    })
    .map((drawn) =>
      drawn.map(([object, drop], number) => dropped(object, number, drop === null ? null : drop / 8)),
    )
    .filter((samples) => samples.length === 0 || samples.some(({ anomalous }) => anomalous));

  it("are as many as asked for, worst first, each object's worst among them", () => {
    fc.assert(
      fc.property(summaries, fc.integer({ min: 1, max: 10 }), (samples, count) => {
        const chosen = chooseEntries(samples, "theta", count);
        const drops = chosen.map((sample) => dropOf(sample, "theta"));
        expect(drops).toEqual([...drops].sort((left, right) => right - left));
        const scored = samples.filter(({ original }) => original.pauroc !== null);
        const objects = new Set(scored.map(({ object }) => object));
        expect(chosen).toHaveLength(Math.min(scored.length, Math.max(count, objects.size)));
        for (const object of objects) {
          const worst = Math.max(
            ...scored.filter((sample) => sample.object === object).map((sample) => dropOf(sample, "theta")),
          );
          expect(chosen.some((sample) => sample.object === object && dropOf(sample, "theta") === worst)).toBe(
            true,
          );
        }
      }),
    );
  });

  it("are by image score where no sample has a pAUROC: good pictures alone, the furthest rise first", () => {
    const good = [0.1, 0.4, 0.2].map((rise, number) => {
      const sample = dropped("nut", number, null);
      const bound = present(sample.bounds["theta"], "bound");
      return { ...sample, bounds: { theta: { ...bound, imageScore: rise } } };
    });
    expect(chooseEntries(good, "theta", 2).map(({ sample }) => sample)).toEqual(["nut/1", "nut/2"]);
  });

  it("are none of a combination that was not searched", () => {
    expect(chooseEntries([dropped("nut", 0, 0.5)], "hue")).toEqual([]);
  });
});

it("writes both pictures, both maps and the mask of each entry", async () => {
  const runFolder = await scratchFolder();
  const dataset = memoryDataset();
  const { items, records } = await runWhole(await contextOf(dataset), runFolder);
  const preset = "paper";
  const context = {
    runFolder,
    dataset,
    sizesOf: sizesFor({ workingSize }, "working"),
    preset,
    seed: CONFIG.seed,
    controls: NO_CONTROLS,
  } as const;
  const { samples } = await collect(items, records, context);
  const gallery = await writeGallery(samples, THETA, {
    ...{ runFolder, items, records, sizesOf: sizesFor({ workingSize }, "working"), preset, seed: 0 },
    transform: async (image, { theta = 0 }) => ({
      ...image,
      data: image.data.map(() => Math.abs(theta) / 90),
    }),
  });
  expect(gallery).toHaveLength(4);
  expect(gallery.every(({ combination, defect }) => combination === "theta" && defect === "crack")).toBe(
    true,
  );
  const [entry] = gallery;
  const { files, worst, sample } = present(entry, "entry");
  const source = present(
    items.find((item) => item.sample.id === sample),
    sample,
  ).sample;
  const array = async (file = "no map"): Promise<unknown> =>
    decodeFloat32Npy(await readFile(join(runFolder, file)), file);
  const image = await source.loadImage();
  expect(await array(files.originalMap)).toEqual({
    shape: [SIDE, SIDE],
    data: arithmeticMap(image, {}),
  });
  expect(await array(files.worstMap)).toEqual({
    shape: [SIDE, SIDE],
    data: arithmeticMap(image, worst.point),
  });
  expect(await decodeMask(join(runFolder, files.mask))).toEqual(await source.loadMask());
  expect((await decodeImage(join(runFolder, files.originalPicture))).data[0]).toBe(0);
  expect((await decodeImage(join(runFolder, files.worstPicture))).data[0]).toBeCloseTo(
    Math.abs(worst.point["theta"] ?? 0) / 90,
    2,
  );
});

it("names its files by their records, and shows masks turned with the picture where the preset turns them", async () => {
  const runFolder = await scratchFolder();
  const dataset = memoryDataset();
  const { items, records } = await runWhole(await contextOf(dataset), runFolder);
  const preset = "released-code";
  const context = {
    runFolder,
    dataset,
    sizesOf: sizesFor({ workingSize }, "working"),
    preset,
    seed: CONFIG.seed,
    controls: NO_CONTROLS,
  } as const;
  const { samples } = await collect(items, records, context);
  const gallery = await writeGallery(samples, THETA, {
    ...{ runFolder, items, records, sizesOf: sizesFor({ workingSize }, "working"), preset, seed: 0 },
    transform: async (image) => image,
  });
  for (const { sample, files, worst } of gallery) {
    const searched = items.find(({ sample: { id }, role }) => id === sample && role === THETA.role);
    expect(files.originalPicture).toBe(`gallery/${searched?.key.slice(0, 16)}-original.png`);
    const mask = await present(searched, "search").sample.loadMask();
    const turned = await decodeMask(join(runFolder, present(files.worstMask, "turned mask")));
    expect(turned).toEqual(turnedMask(mask, worst.point["theta"] ?? 0));
  }
  expect(gallery.length).toBeGreaterThan(0);
});
