// A plain folder of pictures: DIR/{normal,anomalous,masks}, or the folders that the user names.

import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import { InputError, present } from "../../src/core/errors.ts";
import { openFolder } from "../../src/data/folder.ts";
import { scratchFolder } from "../support/scratch.ts";
import { mask, picture, plant } from "../support/tree.ts";

const gasket = async (): Promise<string> =>
  plant(join(await scratchFolder(), "gasket"), {
    "normal/b.png": picture(),
    "normal/a.png": picture(),
    "anomalous/a.png": picture(),
    "anomalous/c.png": picture(),
    "masks/a.png": mask([1]),
    "masks/c_mask.png": mask([0, 2]),
  });

describe("samples", () => {
  it("belong to one object, called as the folder; normal ones are for training too", async () => {
    const dataset = await openFolder({ root: await gasket() });
    expect([dataset.kind, dataset.objects, dataset.className("gasket")]).toEqual([
      "folder",
      ["gasket"],
      "gasket",
    ]);
    const test = await dataset.testSamples("gasket");
    expect(test.map(({ id, defect }) => [id, defect])).toEqual([
      ["anomalous/a.png", "anomalous"],
      ["anomalous/c.png", "anomalous"],
      ["normal/a.png", "good"],
      ["normal/b.png", "good"],
    ]);
    expect((await dataset.trainSamples("gasket")).map(({ id }) => id)).toEqual([
      "normal/a.png",
      "normal/b.png",
    ]);
  });

  it("have a digest that changes with picture and mask, not with where they lie", async () => {
    const digestsOf = async (root: string): Promise<string[]> => {
      const samples = await (await openFolder({ root })).testSamples("gasket");
      return Promise.all(samples.map((sample) => sample.digest()));
    };
    const root = await gasket();
    const before = await digestsOf(root);
    expect(await digestsOf(await gasket())).toEqual(before);
    await plant(root, { "masks/a.png": mask([2]), "normal/b.png": mask([]) });
    const after = await digestsOf(root);
    expect(after.map((digest, index) => digest === before[index])).toEqual([false, true, true, false]);
  });

  it("find their masks with and without _mask", async () => {
    const [first, second] = await (await openFolder({ root: await gasket() })).testSamples("gasket");
    expect((await present(first, "a").loadMask()).data.indexOf(1)).toBe(0);
    expect((await present(second, "c").loadMask()).data.indexOf(1)).toBe(1);
  });

  it("take the class name, and the folders, that the user gives", async () => {
    const root = await plant(await scratchFolder(), {
      "ok/a.png": picture(),
      "ng/a.png": picture(),
      "truth/a.png": mask([1]),
    });
    const dataset = await openFolder({
      root,
      className: "rubber ring",
      normalDir: "ok",
      abnormalDir: "ng",
      maskDir: join(root, "truth"),
    });
    expect([dataset.objects, dataset.className(basename(root))]).toEqual([[basename(root)], "rubber ring"]);
    expect((await dataset.testSamples(basename(root))).map(({ id }) => id)).toEqual(["ng/a.png", "ok/a.png"]);
  });

  it("may be anomalous only", async () => {
    const root = await plant(await scratchFolder(), {
      "anomalous/a.png": picture(),
      "masks/a.png": mask([1]),
    });
    expect(await (await openFolder({ root })).testSamples(basename(root))).toHaveLength(1);
  });
});

it("names what was looked for where a mask is missing", async () => {
  const root = await plant(await gasket(), { "anomalous/d.png": picture() });
  await expect((await openFolder({ root })).testSamples("gasket")).rejects.toThrow(
    new InputError(
      `missing mask of ${join(root, "anomalous/d.png")}: looked for d.png or d_mask.png in ${join(root, "masks")}`,
    ),
  );
});

it("refuses a root of another layout, a missing one, and an object that it is not", async () => {
  const other = await plant(await scratchFolder(), { "bottle/test/good/000.png": picture() });
  await expect(openFolder({ root: other })).rejects.toThrow(
    new InputError(
      `invalid --root ${other}: looked for pictures in ${join(other, "normal")} and ${join(other, "anomalous")}, found none`,
    ),
  );
  await expect(openFolder({ root: join(other, "none") })).rejects.toThrow(/there is no such folder/);
  await expect(openFolder({ root: await gasket(), objects: ["bottle"] })).rejects.toThrow(
    'unknown object "bottle"; (known: gasket)',
  );
});
