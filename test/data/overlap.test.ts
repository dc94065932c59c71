// Pictures that two sets share, found by what the files hold, with as little reading as that takes.

import { createHash } from "node:crypto";
import { copyFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Sample } from "../../src/data/dataset.ts";
import { fileSample } from "../../src/data/file-sample.ts";
import { overlapOf, pictureDigests } from "../../src/data/overlap.ts";
import { openDataset } from "../../src/data/registry.ts";
import { scratchFolder } from "../support/scratch.ts";
import { picture, plant } from "../support/tree.ts";

function sampleOf(root: string, name: string): Sample {
  return fileSample({ root, object: "nut", defect: "good", imagePath: join(root, name), maskPaths: [] });
}

const namesOf = async (evaluated: readonly Sample[], others: readonly Sample[]): Promise<string[][]> =>
  (await overlapOf(evaluated, others)).map(({ evaluated: { id }, other }) => [id, other.id]);

describe("pictures in two sets", () => {
  it("are found under any name; those that only have a name or a size in common are not", async () => {
    const [left, right] = [await scratchFolder(), await scratchFolder()];
    await plant(left, { "a.png": "one", "b.png": "two", "c.png": "longer" });
    await plant(right, { "a.png": "two", "z.jpg": "one", "copy.png": "one", "c.png": "other" });
    expect(
      await namesOf(
        ["a.png", "b.png", "c.png"].map((name) => sampleOf(left, name)),
        ["a.png", "z.jpg", "copy.png", "c.png"].map((name) => sampleOf(right, name)),
      ),
    ).toEqual([
      ["a.png", "z.jpg"],
      ["a.png", "copy.png"],
      ["b.png", "a.png"],
    ]);
  });

  it("in memory are compared by what they show", async () => {
    const { testSamples, trainSamples } = await openDataset("demo", { objects: ["nut"] });
    const [test, train] = [await testSamples("nut"), await trainSamples("nut")];
    expect(await namesOf(test, train)).toEqual([]);
    const [first] = test;
    expect(await namesOf(test, first === undefined ? [] : [...train, first])).toEqual([
      [first?.id, first?.id],
    ]);
  });

  it("that cannot be read are named", async () => {
    const root = await plant(await scratchFolder(), { "a.png": "one" });
    await expect(overlapOf([sampleOf(root, "a.png")], [sampleOf(root, "b.png")])).rejects.toThrow(
      `missing file ${join(root, "b.png")}`,
    );
  });
});

it("a picture's digest is that of its file, mask or none", async () => {
  const root = await plant(await scratchFolder(), { "a.png": picture(), "mask.png": picture(0) });
  await copyFile(join(root, "a.png"), join(root, "b.png"));
  const masked = fileSample({
    ...{ root, object: "nut", defect: "bent" },
    ...{ imagePath: join(root, "b.png"), maskPaths: [join(root, "mask.png")] },
  });
  const expected = createHash("sha256")
    .update(await readFile(join(root, "a.png")))
    .digest("hex");
  const [drawn] = await (await openDataset("demo", { objects: ["nut"] })).testSamples("nut");
  expect(
    await pictureDigests([sampleOf(root, "a.png"), masked, ...(drawn === undefined ? [] : [drawn])]),
  ).toEqual(
    new Map([
      ["a.png", expected],
      ["b.png", expected],
    ]),
  );
});
