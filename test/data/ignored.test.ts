// Regions that count nowhere, from every place that they may lie at, down to the mask that metrics see.

import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import { type SizesOf, sizesFor } from "../../src/core/acting-size.ts";
import { present } from "../../src/core/errors.ts";
import { IGNORED } from "../../src/core/image.ts";
import type { Dataset, Sample } from "../../src/data/dataset.ts";
import { movedTo } from "../../src/data/options.ts";
import { openDataset } from "../../src/data/registry.ts";
import { prepareSample } from "../../src/image/prepare.ts";
import { scratchFolder } from "../support/scratch.ts";
import { mask, picture, plant } from "../support/tree.ts";

const ALL = new Array<number>(24).fill(255);

/** Two pictures with a defect in their first pixel, one without, one for training; all of 6×4 pixels. */
const mvtec = async (): Promise<string> =>
  plant(await scratchFolder(), {
    "nut/test/bent/000.png": picture(),
    "nut/test/bent/001.png": picture(0.25),
    "nut/test/good/000.png": picture(),
    "nut/train/good/000.png": picture(),
    "nut/ground_truth/bent/000_mask.png": mask([255]),
    "nut/ground_truth/bent/001_mask.png": mask([255]),
  });

interface Opened {
  readonly dataset: Dataset;
  readonly samples: readonly Sample[];
  readonly notes: readonly string[];
}

async function opened(ignore: string | undefined, root: string): Promise<Opened> {
  const notes: string[] = [];
  const dataset = await openDataset("mvtec", { root, ignore }, (line) => notes.push(line));
  return { dataset, samples: await dataset.testSamples("nut"), notes };
}

async function excluded(sample: Sample | undefined): Promise<number[] | null> {
  const region = (await sample?.loadIgnored?.()) ?? null;
  return region === null ? null : [...region.data.keys()].filter((pixel) => region.data[pixel] === 1);
}

describe("a file", () => {
  it("is the region of every picture, training ones too, and part of the identity", async () => {
    const root = await mvtec();
    const place = await plant(await scratchFolder(), { "a.png": mask([0, 0, 255]), "b.png": mask([0, 9]) });
    const { dataset, samples, notes } = await opened(join(place, "a.png"), root);
    for (const sample of samples) expect(await excluded(sample)).toEqual([2]);
    expect(await excluded((await dataset.trainSamples("nut"))[0])).toEqual([2]);
    expect(notes).toEqual([]);
    const other = await opened(join(place, "b.png"), root);
    const digests = await Promise.all(
      [samples[0], samples[2], other.samples[0]].map((sample) => sample?.regionDigest?.()),
    );
    expect(digests[0]).toBe(digests[1]);
    expect(digests[0]).not.toBe(digests[2]);
    expect(await samples[0]?.digest()).toBe(await other.samples[0]?.digest());
  });

  it("of another size is resized where its shape is the picture's, else refused by name", async () => {
    const root = await mvtec();
    const place = await plant(await scratchFolder(), {
      "half.png": mask([0, 255], 3, 2),
      "square.png": mask([0, 255], 4, 4),
    });
    const { samples, notes } = await opened(join(place, "half.png"), root);
    expect(await excluded(samples[0])).toEqual([2, 3, 8, 9]);
    expect(await excluded(samples[1])).toEqual([2, 3, 8, 9]);
    expect(notes).toEqual([`${join(place, "half.png")}: 3×2 pixels, resized to the pictures' 6×4`]);
    const square = await opened(join(place, "square.png"), root);
    await expect(excluded(square.samples[0])).rejects.toThrow(
      `invalid region ${join(place, "square.png")}: 4×4 pixels, but ${join(root, "nut/test/bent/000.png")} has 6×4`,
    );
  });

  it("may not cover a picture, and may cover its defect, which is then gone", async () => {
    const root = await mvtec();
    const place = await plant(await scratchFolder(), { "all.png": mask(ALL), "defect.png": mask([255]) });
    const { samples } = await opened(join(place, "all.png"), root);
    await expect(excluded(samples[0])).rejects.toThrow(
      `it covers all of ${join(root, "nut/test/bent/000.png")}`,
    );
    const covered = present((await opened(join(place, "defect.png"), root)).samples[0], "sample");
    const { mask: compared, maskVanished } = await prepareSample(covered, squeezed(6, 4));
    expect([compared.data[0], compared.data[1], maskVanished]).toEqual([IGNORED, 0, true]);
  });

  it("that covers the picture at its working size is refused there", async () => {
    const root = await mvtec();
    const place = await plant(await scratchFolder(), { "most.png": mask(ALL.slice(0, 23)) });
    const { samples } = await opened(join(place, "most.png"), root);
    await expect(prepareSample(present(samples[0], "sample"), squeezed(3, 2))).rejects.toThrow(
      "at 3×2 pixels it covers the whole picture",
    );
  });

  it("fits pictures that are drawn in memory", async () => {
    const place = await plant(await scratchFolder(), { "corner.png": mask([255], 2, 2) });
    const dataset = await openDataset("demo", { objects: ["gear"], ignore: join(place, "corner.png") });
    const sample = present((await dataset.testSamples("gear"))[0], "sample");
    const { width, height, data } = present(await sample.loadIgnored?.(), "region");
    expect([width, height]).toEqual([(await sample.loadMask()).width, (await sample.loadMask()).height]);
    expect(data.filter((value) => value === 1).length).toBe((width * height) / 4);
  });
});

describe("a folder", () => {
  it("has regions by picture before those by object, and says of how many it has none", async () => {
    const root = await mvtec();
    const own = await plant(await scratchFolder(), {
      "nut/test/bent/000_mask.png": mask([0, 255]),
      "nut/test/bent/007.png": mask([0, 255]),
      "nut/test/good/000/left.png": mask([0, 0, 255]),
      "nut/test/good/000/right.png": mask([0, 0, 0, 255]),
    });
    const { samples, notes } = await opened(own, root);
    expect(await Promise.all(samples.map(excluded))).toEqual([[1], null, [2, 3]]);
    expect(samples[1]?.regionDigest).toBeUndefined();
    expect(notes).toEqual([
      `${own}: nut/test/bent/007.png not read; no picture has the name`,
      `${own}: no region of 1 of 3 test pictures of nut, whose pixels all count (looked for nut.png and nut/test/bent/000.png)`,
    ]);
    await plant(own, { "nut.png": mask([0, 0, 0, 0, 0, 255]) });
    const both = await opened(own, root);
    expect(await Promise.all(both.samples.map(excluded))).toEqual([[1], [5], [2, 3]]);
    expect(both.notes).toHaveLength(1);
  });

  it("pairs the pictures of a folder data set by their paths below the root", async () => {
    const root = await plant(await scratchFolder(), {
      "normal/000.png": picture(),
      "anomalous/000.png": picture(),
      "masks/000.png": mask([255]),
      "regions/anomalous/000.png": mask([0, 255]),
    });
    const dataset = await openDataset("folder", { root, ignore: join(root, "regions") });
    const samples = await dataset.testSamples(basename(root));
    expect(await Promise.all(samples.map(excluded))).toEqual([[1], null]);
  });

  it("refuses a picture's region of another size, and two of them", async () => {
    const root = await mvtec();
    const small = await plant(await scratchFolder(), { "nut/test/bent/000.png": mask([255], 3, 2) });
    const { samples } = await opened(small, root);
    await expect(excluded(samples[0])).rejects.toThrow(`${join(small, "nut/test/bent/000.png")}: 3×2 pixels`);
    await plant(small, { "nut/test/bent/000.bmp": mask([255]) });
    await expect(opened(small, root)).rejects.toThrow("keep one");
  });
});

describe("what is refused at once", () => {
  it("is a place where nothing lies, and a folder without a mask", async () => {
    const root = await mvtec();
    const empty = await plant(await scratchFolder(), { "notes.txt": "none" });
    await expect(opened(join(empty, "none.png"), root)).rejects.toThrow(
      `missing --ignore ${join(empty, "none.png")}`,
    );
    await expect(opened(empty, root)).rejects.toThrow(`invalid --ignore ${empty}: it has no mask`);
  });
});

it("leaves all as it is where nothing is ignored", async () => {
  const { samples } = await opened(undefined, await mvtec());
  expect(
    samples.every(({ loadIgnored, regionDigest }) => loadIgnored === undefined && regionDigest === undefined),
  ).toBe(true);
});

it("moves with a root that moves, where it lies below it", () => {
  expect(movedTo("/b", { root: "/a", ignore: "/a/regions" })).toEqual({ root: "/b", ignore: "/b/regions" });
  expect(movedTo("/b", { root: "/a", ignore: "/c/r.png" })).toEqual({ root: "/b", ignore: "/c/r.png" });
  expect(movedTo("/b", { root: "/a", whiteLevel: 3 })).toEqual({ root: "/b", whiteLevel: 3 });
  expect(movedTo(undefined, { ignore: "/c" })).toEqual({ root: undefined, ignore: "/c" });
});

function squeezed(width: number, height: number): SizesOf {
  return sizesFor({ workingSize: () => ({ width, height }) }, "working");
}
