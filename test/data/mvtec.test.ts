// MVTec AD's layout on disk.

import { mkdir, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { InputError, present } from "../../src/core/errors.ts";
import type { Dataset, Sample } from "../../src/data/dataset.ts";
import { openMvtec } from "../../src/data/mvtec.ts";
import { openDataset } from "../../src/data/registry.ts";
import { writeSynthetic } from "../../src/data/synthetic/write.ts";
import { scratchFolder } from "../support/scratch.ts";
import { mask, picture, plant } from "../support/tree.ts";

const bottle = async (): Promise<string> =>
  plant(await scratchFolder(), {
    "bottle/train/good/000.png": picture(),
    "bottle/test/good/000.png": picture(),
    "bottle/test/good/010.png": picture(),
    "bottle/test/good/002.png": picture(),
    "bottle/test/crack/000.png": picture(0.2),
    "bottle/ground_truth/crack/000_mask.png": mask([0, 1, 255]),
  });

async function sampleNamed(dataset: Dataset, object: string, id: string): Promise<Sample> {
  const samples = await dataset.testSamples(object);
  return present(
    samples.find((sample) => sample.id === id),
    id,
  );
}

describe("samples", () => {
  it("are listed by path, normal ones as good, training ones apart", async () => {
    const dataset = await openMvtec({ root: await bottle() });
    expect([dataset.kind, dataset.objects, dataset.className("bottle")]).toEqual([
      "mvtec",
      ["bottle"],
      "bottle",
    ]);
    const test = await dataset.testSamples("bottle");
    expect(test.map(({ id, defect, anomalous }) => [id, defect, anomalous])).toEqual([
      ["bottle/test/crack/000.png", "crack", true],
      ["bottle/test/good/000.png", "good", false],
      ["bottle/test/good/002.png", "good", false],
      ["bottle/test/good/010.png", "good", false],
    ]);
    expect((await dataset.trainSamples("bottle")).map(({ id }) => id)).toEqual(["bottle/train/good/000.png"]);
  });

  it("have the mask beside them, any non-zero value anomalous; normal ones an empty one", async () => {
    const dataset = await openMvtec({ root: await bottle() });
    const crack = await sampleNamed(dataset, "bottle", "bottle/test/crack/000.png");
    const { width, height, data } = await crack.loadMask();
    expect([width, height, [...data.subarray(0, 4)]]).toEqual([6, 4, [0, 1, 1, 0]]);
    expect((await crack.loadImage()).data[0]).toBeCloseTo(0.2, 2);
    const good = await sampleNamed(dataset, "bottle", "bottle/test/good/000.png");
    expect(await good.loadMask()).toEqual({ width: 6, height: 4, data: new Uint8Array(24) });
  });

  it("are decoded when they are loaded, not before: a corrupt picture spoils itself alone", async () => {
    const root = await plant(await bottle(), { "bottle/test/good/002.png": "no picture" });
    const dataset = await openMvtec({ root });
    const corrupt = await sampleNamed(dataset, "bottle", "bottle/test/good/002.png");
    await expect(corrupt.loadImage()).rejects.toThrow(join(root, "bottle/test/good/002.png"));
    await expect(corrupt.loadImage()).rejects.toThrow(InputError);
    const intact = await sampleNamed(dataset, "bottle", "bottle/test/good/010.png");
    expect((await intact.loadImage()).width).toBe(6);
  });

  it("may have endings in capitals, and are not the hidden files that other programs leave", async () => {
    const root = await plant(await scratchFolder(), {
      "bottle/test/good/000.JPG": picture(),
      "bottle/test/good/._000.JPG": "left by a Mac",
      "bottle/test/good/Thumbs.db": "left by Windows",
      "bottle/test/.ipynb_checkpoints/000.png": picture(),
    });
    const samples = await (await openMvtec({ root })).testSamples("bottle");
    expect(samples.map(({ id }) => id)).toEqual(["bottle/test/good/000.JPG"]);
  });

  it("are found through links to folders", async () => {
    const [root, elsewhere] = [await scratchFolder(), await bottle()];
    await symlink(join(elsewhere, "bottle"), join(root, "bottle"));
    const dataset = await openMvtec({ root });
    expect(await dataset.testSamples("bottle")).toHaveLength(4);
  });

  it("equal those that `synth` wrote", async () => {
    const directory = await scratchFolder();
    await writeSynthetic({ layout: "mvtec", directory, samples: 6, seed: 1, objects: ["nut"], size: 32 });
    const dataset = await openMvtec({ root: directory });
    const samples = await dataset.testSamples("nut");
    expect(samples.map(({ defect }) => defect)).toEqual([
      "chip",
      "crack",
      "foreign-body",
      "good",
      "scratch",
      "stain",
    ]);
    for (const sample of samples)
      expect((await sample.loadMask()).data.includes(1), sample.id).toBe(sample.anomalous);
  });
});

describe("masks", () => {
  it("that are missing are named, with the picture they belong to", async () => {
    const root = await plant(await bottle(), { "bottle/test/crack/001.png": picture() });
    const dataset = await openMvtec({ root });
    await expect(dataset.testSamples("bottle")).rejects.toThrow(
      new InputError(
        `missing mask of ${join(root, "bottle/test/crack/001.png")}: looked for ${join(root, "bottle/ground_truth/crack/001_mask.png")}`,
      ),
    );
  });

  it("of another size than their picture are refused, with both sizes", async () => {
    const root = await plant(await bottle(), { "bottle/ground_truth/crack/000_mask.png": mask([1], 4, 6) });
    const crack = await sampleNamed(await openMvtec({ root }), "bottle", "bottle/test/crack/000.png");
    await expect(crack.loadMask()).rejects.toThrow(
      new InputError(
        `invalid mask ${join(root, "bottle/ground_truth/crack/000_mask.png")}: 4×6 pixels, but ${join(root, "bottle/test/crack/000.png")} has 6×4`,
      ),
    );
  });

  it("that show nothing are refused", async () => {
    const root = await plant(await bottle(), { "bottle/ground_truth/crack/000_mask.png": mask([]) });
    const crack = await sampleNamed(await openMvtec({ root }), "bottle", "bottle/test/crack/000.png");
    await expect(crack.loadMask()).rejects.toThrow(/000_mask\.png: no pixel is anomalous/);
  });
});

describe("a defect folder", () => {
  it.each(["ok", "OK", "Good", "normal", "Pass"])(
    "that other data sets call the normal one is refused: %s",
    async (name) => {
      const root = await plant(await bottle(), { [`bottle/test/${name}/000.png`]: picture() });
      await expect((await openMvtec({ root })).testSamples("bottle")).rejects.toThrow(
        new InputError(
          `invalid defect folder ${join(root, "bottle/test", name)}: normal pictures belong in test/good; rename it, or use --dataset folder with --normal-dir, --abnormal-dir and --mask-dir`,
        ),
      );
    },
  );

  it("without a folder of masks is refused with what was looked for", async () => {
    const root = await plant(await bottle(), { "bottle/test/bent/000.png": picture() });
    await expect((await openMvtec({ root })).testSamples("bottle")).rejects.toThrow(
      `missing masks of the pictures in ${join(root, "bottle/test/bent")}: there is no folder ${join(root, "bottle/ground_truth/bent")}; normal pictures belong in test/good`,
    );
  });

  it("that is a file, a broken link or a link to itself is refused", async () => {
    const root = await plant(await bottle(), { "bottle/test/bent": "" });
    const testing = async (): Promise<unknown> => (await openMvtec({ root })).testSamples("bottle");
    const path = join(root, "bottle/test/bent");
    for (const [target, why] of [
      [null, "it is a file"],
      ["nowhere", "the link leads nowhere"],
      ["bent", "the link leads back to itself"],
    ] as const) {
      if (target !== null) {
        await rm(path);
        await symlink(target, path);
      }
      await expect(testing()).rejects.toThrow(
        `invalid defect folder ${path}: ${why}; looked for a folder of pictures per defect`,
      );
    }
  });

  it("has pictures at any depth, and masks in parts under the picture's name (MVTec LOCO)", async () => {
    const root = await plant(await bottle(), {
      "bottle/test/bent/000.png": picture(),
      "bottle/ground_truth/bent/000/000.png": mask([1]),
      "bottle/ground_truth/bent/000/001.png": mask([0, 1]),
      "bottle/test/crack/cam2/000.png": picture(),
      "bottle/ground_truth/crack/cam2/000_mask.png": mask([0, 0, 1]),
    });
    const dataset = await openMvtec({ root });
    const merged = await sampleNamed(dataset, "bottle", "bottle/test/bent/000.png");
    expect([...(await merged.loadMask()).data.subarray(0, 3)]).toEqual([1, 1, 0]);
    const deeper = await sampleNamed(dataset, "bottle", "bottle/test/crack/cam2/000.png");
    expect((await deeper.loadMask()).data.indexOf(1)).toBe(2);
  });

  it("or picture that is not read is noted", async () => {
    const root = await plant(await bottle(), {
      "bottle/test/stray.png": picture(),
      "bottle/test/dent/notes.txt": "",
      "bottle/ground_truth/bent/000_mask.png": mask([1]),
      "bottle/ground_truth/crack/007_mask.png": mask([1]),
      "cable/train/good/000.png": picture(),
      "papers/a.pdf": "",
    });
    await symlink("nowhere", join(root, "screw"));
    const notes: string[] = [];
    const dataset = await openDataset("mvtec", { root }, (line) => notes.push(line));
    await dataset.testSamples("bottle");
    expect(notes.map((line) => line.replaceAll(root, "ROOT"))).toEqual([
      'ROOT/cable not read: it has no folder "test"',
      "ROOT/screw not read: the link leads nowhere",
      "ROOT/bottle/test: stray.png not read; looked for a folder of pictures per defect",
      "ROOT/bottle/ground_truth: bent not read; test has no folder of the name",
      "ROOT/bottle/test/crack: no pictures of the masks ROOT/bottle/ground_truth/crack/007_mask.png",
      "ROOT/bottle/test/dent: no pictures there",
    ]);
  });
});

it("training pictures that are not there are refused, not none", async () => {
  const root = await plant(await scratchFolder(), { "bottle/test/good/000.png": picture() });
  await expect((await openMvtec({ root })).trainSamples("bottle")).rejects.toThrow(
    `missing training pictures of bottle: looked for pictures in ${join(root, "bottle/train/good")}`,
  );
});

describe("a root", () => {
  it("of another layout is refused: what was looked for, and what is there", async () => {
    const root = await plant(await scratchFolder(), { "normal/0.png": picture(), "masks/0.png": mask([1]) });
    await expect(openMvtec({ root })).rejects.toThrow(
      new InputError(
        `invalid --root ${root}: looked for OBJECT/test/DEFECT/*.png (MVTec AD's layout), found the folders masks, normal`,
      ),
    );
  });

  it("that is one object's folder is refused", async () => {
    const root = join(await bottle(), "bottle");
    await expect(openMvtec({ root })).rejects.toThrow(/found the folders ground_truth, test, train/);
  });

  it("that is missing, a file, or not given is refused", async () => {
    const folder = await plant(await scratchFolder(), { "a.txt": "text" });
    await expect(openMvtec({ root: join(folder, "none") })).rejects.toThrow(
      new InputError(`missing --root ${join(folder, "none")}: there is no such folder`),
    );
    await expect(openMvtec({ root: join(folder, "a.txt") })).rejects.toThrow(/a\.txt: it is not a folder/);
    await expect(openMvtec({})).rejects.toThrow(/missing --root: where is the mvtec data set/);
  });

  it("offers its objects, the chosen ones in its own order, and the nearest name for an unknown one", async () => {
    const root = await scratchFolder();
    for (const object of ["screw", "cable", "bottle"])
      await mkdir(join(root, object, "test"), { recursive: true });
    await mkdir(join(root, "papers"));
    expect((await openMvtec({ root })).objects).toEqual(["bottle", "cable", "screw"]);
    expect((await openMvtec({ root, objects: ["screw", "bottle"] })).objects).toEqual(["bottle", "screw"]);
    await expect(openMvtec({ root, objects: ["botle"] })).rejects.toThrow(
      'unknown object "botle"; did you mean "bottle"? (known: bottle, cable, screw)',
    );
  });
});
