// Test pictures without their masks: what needs none must not demand them.

import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { openDataset } from "../../src/data/registry.ts";
import { scratchFolder } from "../support/scratch.ts";

/** A root with these files, all empty but the tables. */
async function rootOf(files: Readonly<Record<string, string>>): Promise<string> {
  const root = await scratchFolder();
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  return root;
}

const CASES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  mvtec: { "nut/test/good/000.png": "", "nut/test/crack/001.png": "", "nut/train/good/000.png": "" },
  visa: {
    "split_csv/1cls.csv":
      "object,split,label,image,mask\nnut,test,normal,nut/test/good/000.png,\nnut,test,anomaly,nut/test/crack/001.png,\nnut,train,normal,a.png,\n",
  },
  folder: { "normal/000.png": "", "anomalous/001.png": "" },
};

describe("the pictures of a data set without masks", () => {
  it.each(Object.entries(CASES))("are all listed: %s", async (kind, files) => {
    const dataset = await openDataset(kind, { root: await rootOf(files) });
    const [object = ""] = dataset.objects;
    const pictures = await dataset.testPictures(object);
    expect(pictures.map(({ id, anomalous }) => [id.slice(-7), anomalous])).toEqual([
      ["001.png", true],
      ["000.png", false],
    ]);
    // A layout that is published with masks lacks them; a folder may have none.
    const samples = dataset.testSamples(object);
    if (kind === "folder") expect((await samples).map(({ unmasked }) => unmasked)).toEqual([true, undefined]);
    else await expect(samples).rejects.toThrow(/missing mask/);
  });

  it("are the demo's samples, which have masks", async () => {
    const dataset = await openDataset("demo", { objects: ["nut"] });
    const ids = (await dataset.testPictures("nut")).map(({ id }) => id);
    expect(ids).toEqual((await dataset.testSamples("nut")).map(({ id }) => id));
  });
});
