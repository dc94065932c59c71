// A plain folder of pictures: DIR/{normal,anomalous,masks}, or the folders that the user names.

import { mkdir, rm, symlink } from "node:fs/promises";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import { InputError, present, UsageError } from "../../src/core/errors.ts";
import type { Sample } from "../../src/data/dataset.ts";
import { openFolder } from "../../src/data/folder.ts";
import type { DatasetOptions } from "../../src/data/options.ts";
import { openDataset } from "../../src/data/registry.ts";
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
  it("belong to one object, called as the folder; none is for training", async () => {
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
    expect(await dataset.trainSamples("gasket")).toEqual([]);
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

  it("may be anomalous only, or normal only: that is noted", async () => {
    const root = await plant(await scratchFolder(), {
      "anomalous/a.png": picture(),
      "masks/a.png": mask([1]),
    });
    const notes: string[] = [];
    const dataset = await openDataset("folder", { root }, (line) => notes.push(line));
    expect(await dataset.testSamples(basename(root))).toHaveLength(1);
    expect(notes).toEqual([
      `${join(root, "normal")}: no normal pictures there (folders of ${root}: anomalous, masks)`,
    ]);
    const good = await plant(await scratchFolder(), { "normal/a.png": picture() });
    const normal = await openDataset("folder", { root: good }, (line) => notes.push(line));
    expect((await normal.testSamples(basename(good))).map(({ anomalous }) => anomalous)).toEqual([false]);
    expect(notes[1]).toContain("anomalous: no anomalous pictures there");
  });

  it("have a training split where a folder is named for it", async () => {
    const root = await plant(await gasket(), { "train/n.png": picture() });
    const dataset = await openFolder({ root, trainDir: "train" });
    expect((await dataset.trainSamples("gasket")).map(({ id }) => id)).toEqual(["train/n.png"]);
    await rm(join(root, "train/n.png"));
    await expect(dataset.trainSamples("gasket")).rejects.toThrow(
      `invalid --train-dir train: ${join(root, "train")} has no picture`,
    );
    expect(await dataset.testSamples("gasket")).toHaveLength(4);
  });

  it("are read at any depth, with masks at the same", async () => {
    const root = await plant(await scratchFolder(), {
      "normal/cam1/n0.png": picture(),
      "anomalous/cam1/a0.png": picture(),
      "masks/cam1/a0_mask.png": mask([1]),
    });
    const samples = await (await openFolder({ root })).testSamples(basename(root));
    expect(samples.map(({ id, files }) => [id, files?.masks.length])).toEqual([
      ["anomalous/cam1/a0.png", 1],
      ["normal/cam1/n0.png", 0],
    ]);
  });

  it("of a folder that holds the others are its own alone; a stranger among them is noted", async () => {
    const root = await plant(await scratchFolder(), {
      "n0.png": picture(),
      "old/n0.png": picture(),
      "bad/a0.png": picture(),
      "bad/masks/a0.png": mask([1]),
    });
    const notes: string[] = [];
    const options = { root, normalDir: ".", abnormalDir: "bad", maskDir: "bad/masks" };
    const dataset = await openDataset("folder", options, (line) => notes.push(line));
    expect((await dataset.testSamples(basename(root))).map(({ id }) => id)).toEqual(["bad/a0.png", "n0.png"]);
    expect(notes).toEqual([`${root}: pictures in its folders old not read, only its own`]);
  });

  it("have masks in parts, whose union counts and whose every file is in the digest", async () => {
    const root = await plant(await scratchFolder(), {
      "anomalous/a0.png": picture(),
      "masks/a0/000.png": mask([1]),
      "masks/a0/001.png": mask([0, 9]),
      "masks/a0/002.png": mask([]),
    });
    const only = async (): Promise<Sample> => {
      const [sample] = await (await openFolder({ root })).testSamples(basename(root));
      return present(sample, "a0");
    };
    const sample = await only();
    expect([...(await sample.loadMask()).data.subarray(0, 3)]).toEqual([1, 1, 0]);
    const before = await sample.digest();
    await plant(root, { "masks/a0/001.png": mask([0, 0, 9]) });
    expect(await (await only()).digest()).not.toBe(before);
  });

  it("leave out nothing in silence: files and masks that are not read are noted", async () => {
    const root = await plant(await gasket(), {
      "normal/c.heic": "",
      "normal/d": "",
      "normal/notes.txt": "",
      "normal/Thumbs.db": "",
      "masks/zz.png": mask([1]),
    });
    const notes: string[] = [];
    const dataset = await openDataset("folder", { root }, (line) => notes.push(line));
    await dataset.testSamples("gasket");
    await dataset.testSamples("gasket");
    expect(notes).toEqual([
      `${join(root, "normal")}: c.heic, d not read; pictures are PNG, JPEG, BMP, TIFF, WebP, NumPy`,
      `${join(root, "masks")}: zz.png not read; no anomalous picture has the name`,
    ]);
  });
});

describe("a folder flag", () => {
  it.each([
    [{ normalDir: "god" }, "missing --normal-dir god: there is no folder ROOT/god"],
    [{ abnormalDir: "god" }, "missing --abnormal-dir god: there is no folder ROOT/god"],
    [{ maskDir: "god" }, "missing --mask-dir god: there is no folder ROOT/god"],
    [{ trainDir: "god" }, "missing --train-dir god: there is no folder ROOT/god"],
    [{ normalDir: "file" }, "invalid --normal-dir file: ROOT/file is a file"],
    [{ maskDir: "loop" }, "invalid --mask-dir loop: ROOT/loop is a broken link or unreadable"],
    [{ trainDir: "normal" }, "invalid --train-dir normal: ROOT/normal is the folder of --normal-dir too"],
    [
      { maskDir: "anomalous" },
      "invalid --mask-dir anomalous: ROOT/anomalous is the folder of --abnormal-dir too",
    ],
    [{ normalDir: "empty" }, "invalid --normal-dir empty: ROOT/empty has no picture (PNG"],
  ])("that names what cannot be right is refused: %j", async (options, message) => {
    const root = await plant(await gasket(), { file: "", "empty/notes.txt": "" });
    await symlink("loop", join(root, "loop"));
    const opening = openFolder({ root, ...options });
    await expect(opening).rejects.toThrow(InputError);
    await expect(opening).rejects.toThrow(message.replaceAll("ROOT", root));
  });

  it("of another kind of data set is wrong usage", async () => {
    const opening = openDataset("mvtec", { root: await gasket(), maskDir: "masks" });
    await expect(opening).rejects.toThrow(UsageError);
    await expect(opening).rejects.toThrow("invalid --mask-dir: mvtec has a layout of its own");
  });
});

describe("files of one name", () => {
  it.each([
    [
      { "masks/a_mask.png": "" },
      "masks",
      "masks/a.png, ROOT/masks/a_mask.png: all are of ROOT/anomalous/a.png",
    ],
    [{ "anomalous/a.jpg": "" }, "pictures", "anomalous/a.jpg, ROOT/anomalous/a.png: they have the same name"],
    [{ "normal/A.png": "" }, "pictures", "normal/A.png, ROOT/normal/a.png: they have the same name"],
  ])("are refused with both: %j", async (files, what, message) => {
    const root = await plant(await gasket(), files);
    await expect((await openFolder({ root })).testSamples("gasket")).rejects.toThrow(
      `invalid ${what} ROOT/${message}`.replaceAll("ROOT", root),
    );
  });
});

describe("a folder of pictures alone", () => {
  it("has good ones, which is noted with what is not read", async () => {
    const root = await plant(await scratchFolder(), {
      ...{ "a.png": picture(), "b.png": picture(), "old/c.png": picture() },
      "choosing/d.png": picture(0.25),
    });
    const notes: string[] = [];
    const options = { root, className: "screw", calibration: join(root, "choosing") };
    const dataset = await openDataset("folder", options, (line) => notes.push(line));
    const object = basename(root);
    expect([dataset.objects, dataset.className(object)]).toEqual([[object], "screw"]);
    const samples = await dataset.testSamples(object);
    expect(samples.map(({ id, defect, anomalous }) => [id, defect, anomalous])).toEqual([
      ["a.png", "good", false],
      ["b.png", "good", false],
    ]);
    expect(notes).toEqual([
      `${root}: pictures in its folders old not read, only its own`,
      `2 pictures of ${root} itself are taken as good; put defective ones into ${join(root, "anomalous")}`,
    ]);
  });

  it("has defective ones too where the note is followed; a folder of normal ones takes its place", async () => {
    const root = await plant(await scratchFolder(), { "a.png": picture(), "anomalous/b.png": picture() });
    const idsOf = async (options: DatasetOptions = {}): Promise<string[]> =>
      (await (await openFolder({ root, ...options })).testPictures(basename(root))).map(({ id }) => id);
    expect(await idsOf()).toEqual(["a.png", "anomalous/b.png"]);
    await plant(root, { "normal/c.png": picture() });
    expect(await idsOf()).toEqual(["anomalous/b.png", "normal/c.png"]);
    expect(await idsOf({ normalDir: "." })).toEqual(["a.png", "anomalous/b.png"]);
  });
});

describe("defective pictures without masks", () => {
  it("are samples that say so, with an empty mask and an identity of their own", async () => {
    const root = await plant(await scratchFolder(), {
      ...{ "normal/a.png": picture(), "anomalous/a.png": picture(), "truth/a.png": mask([1]) },
    });
    const notes: string[] = [];
    const open = async (options: DatasetOptions): Promise<readonly Sample[]> =>
      (await openDataset("folder", { root, ...options }, (line) => notes.push(line))).testSamples(
        basename(root),
      );
    const [bad, good] = await open({});
    expect([bad?.unmasked, bad?.anomalous, bad?.files?.masks]).toEqual([true, true, []]);
    expect((await bad?.loadMask())?.data).toEqual(new Uint8Array(24));
    expect(good?.unmasked).toBeUndefined();
    expect(notes).toEqual([
      `${join(root, "anomalous")}: no masks, so what needs them is left undefined (pixel metrics, missed regions); looked for ${join(root, "masks")} (folders of ${root}: anomalous, normal, truth), or name theirs with --mask-dir`,
    ]);
    // The same picture among the good ones, or with a mask, is another.
    const [read] = await open({ whiteLevel: 255 });
    const [drawn] = await open({ maskDir: "truth" });
    expect(read?.unmasked).toBe(true);
    const digests = await Promise.all([bad, good, read, drawn].map((sample) => sample?.digest()));
    expect(new Set(digests).size).toBe(4);
  });

  it("lack them all or none: a mask that is not in the folder of masks is missing", async () => {
    const root = await plant(await scratchFolder(), { "anomalous/a.png": picture() });
    await mkdir(join(root, "masks"));
    const testing = (await openFolder({ root })).testSamples(basename(root));
    await expect(testing).rejects.toThrow(`missing mask of ${join(root, "anomalous/a.png")}`);
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
