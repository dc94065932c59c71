// A damaged tree: each kind of fault is named by its file, and nothing else is.

import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { CancelledError, InputError } from "../../src/core/errors.ts";
import { checkDataset, type DataFault } from "../../src/data/check.ts";
import { type PublishedObject, publishedObjects } from "../../src/data/published-counts.ts";
import { writeSynthetic } from "../../src/data/synthetic/write.ts";
import { scratchFolder } from "../support/scratch.ts";
import { mask, picture, plant } from "../support/tree.ts";

/** Six test pictures of each object: a normal one, and one of each of the five defects. */
const WRITTEN: ReadonlyMap<string, PublishedObject> = new Map(
  ["gear", "nut"].map((object) => [
    object,
    { train: 6, good: 1, defects: { chip: 1, crack: 1, "foreign-body": 1, scratch: 1, stain: 1 } },
  ]),
);

const originals: Record<"mvtec" | "visa", string> = { mvtec: "", visa: "" };

beforeAll(async () => {
  for (const layout of ["mvtec", "visa"] as const) {
    const directory = await mkdtemp(join(tmpdir(), "faultline-check-"));
    await writeSynthetic({ layout, directory, samples: 6, seed: 0, objects: ["gear", "nut"], size: 32 });
    originals[layout] = directory;
  }
  return () => Promise.all(Object.values(originals).map((path) => rm(path, { recursive: true })));
});

/** A tree of its own for a test to damage. */
async function tree(layout: "mvtec" | "visa"): Promise<string> {
  const root = join(await scratchFolder(), layout);
  await cp(originals[layout], root, { recursive: true });
  return root;
}

const namedBy = (faults: readonly DataFault[], root: string): [string, string | null][] =>
  faults.map(({ kind, path }) => [kind, path === null ? null : path.slice(root.length + 1)]);

describe.each(["mvtec", "visa"] as const)("a whole tree in the layout of %s", (kind) => {
  it("is sound", async () => {
    const checked = await checkDataset({ kind, options: { root: originals[kind] }, published: WRITTEN });
    expect(checked.faults).toEqual([]);
    expect(checked.sound).toBe(true);
    expect(checked.counts.filter(({ object }) => object === "nut")).toEqual([
      { object: "nut", split: "train", found: 6, published: 6 },
      { object: "nut", split: "test good", found: 1, published: 1 },
      { object: "nut", split: "test defective", found: 5, published: 5 },
    ]);
  });

  it("whose objects nobody published is read all the same, and they are noted", async () => {
    const { sound, unpublished } = await checkDataset({
      kind,
      options: { root: originals[kind], objects: ["gear"] },
    });
    expect([sound, unpublished]).toEqual([true, ["gear"]]);
  });

  it("that misses an object says so once", async () => {
    const root = await tree(kind);
    await rm(join(root, "gear"), { recursive: true });
    const { faults } = await checkDataset({ kind, options: { root }, published: WRITTEN });
    expect(faults.map(({ kind: fault, object }) => [fault, object])).toEqual([["missing object", "gear"]]);
  });
});

describe("a damaged tree", () => {
  it("has each fault named by its file", async () => {
    const root = await tree("mvtec");
    const small = await mask([1], 6, 4);
    await rm(join(root, "nut/train/good/003.png"));
    await writeFile(join(root, "nut/test/good/000.png"), "no picture");
    await rm(join(root, "nut/ground_truth/chip/000_mask.png"));
    await rm(join(root, "nut/test/crack/000.png"));
    await writeFile(join(root, "nut/ground_truth/foreign-body/000_mask.png"), small);
    await writeFile(join(root, "nut/ground_truth/scratch/000_mask.png"), await mask([0], 32, 32));
    await writeFile(join(root, "nut/ground_truth/stain/000_mask.png"), "");
    const options = { root, objects: ["nut"] };
    const { faults, sound } = await checkDataset({ kind: "mvtec", options, published: WRITTEN });
    expect(sound).toBe(false);
    expect(namedBy(faults, root)).toEqual([
      ["count", null],
      ["count", null],
      ["missing picture", "nut/train/good/003.png"],
      ["missing mask", "nut/ground_truth/chip/000_mask.png"],
      ["missing picture", "nut/test/crack/000.png"],
      ["mask size", "nut/ground_truth/foreign-body/000_mask.png"],
      ["unreadable picture", "nut/test/good/000.png"],
      ["empty mask", "nut/ground_truth/scratch/000_mask.png"],
      ["unreadable mask", "nut/ground_truth/stain/000_mask.png"],
    ]);
    for (const { path, message } of faults) expect(message).toContain(path ?? "nut");
  });

  it("is named file by file where VisA's table lists what is gone", async () => {
    const root = await tree("visa");
    await rm(join(root, "gear/Data/Images/Normal/002.png"));
    await rm(join(root, "gear/Data/Masks/Anomaly/001.png"));
    const { faults } = await checkDataset({ kind: "visa", options: { root }, published: WRITTEN });
    expect(namedBy(faults, root)).toEqual([
      ["count", null],
      ["missing picture", "gear/Data/Images/Normal/002.png"],
      ["missing mask", "gear/Data/Masks/Anomaly/001.png"],
    ]);
  });

  it("names a row of VisA's table that has no mask", async () => {
    const root = await tree("visa");
    const table = join(root, "split_csv/1cls.csv");
    const rows = await readFile(table, "utf8");
    await writeFile(table, rows.replace(",nut/Data/Masks/Anomaly/000.png", ","));
    const { faults } = await checkDataset({ kind: "visa", options: { root, objects: ["nut"] } });
    expect(faults.map(({ kind, message }) => [kind, message])).toEqual([
      ["missing mask", expect.stringContaining("1cls.csv names none")],
    ]);
  });

  it("with a picture too many differs in its count", async () => {
    const root = await tree("mvtec");
    await cp(join(root, "nut/train/good/000.png"), join(root, "nut/train/good/006.png"));
    const { faults } = await checkDataset({ kind: "mvtec", options: { root }, published: WRITTEN });
    expect(faults.map(({ message }) => message)).toEqual([
      "invalid count of nut, train: found 7, published are 6",
    ]);
  });

  it("of whatever files, has exactly those named", async () => {
    const files = [
      ...Array.from({ length: 6 }, (_, index) => `nut/train/good/00${index}.png`),
      ...["chip", "crack", "stain"].flatMap((defect) => [
        `nut/test/${defect}/000.png`,
        `nut/ground_truth/${defect}/000_mask.png`,
      ]),
    ];
    const damages = fc.uniqueArray(fc.record({ path: fc.constantFrom(...files), cut: fc.nat(60) }), {
      selector: ({ path }) => path,
    });
    await fc.assert(
      fc.asyncProperty(damages, async (chosen) => {
        const root = await tree("mvtec");
        for (const { path, cut } of chosen) {
          const whole = await readFile(join(root, path));
          await writeFile(join(root, path), whole.subarray(0, Math.min(cut, whole.length - 20)));
        }
        const options = { root, objects: ["nut"] };
        const { faults } = await checkDataset({ kind: "mvtec", options, published: WRITTEN });
        const named = namedBy(faults, root).map(([, path]) => path);
        expect(named.sort()).toEqual(chosen.map(({ path }) => path).sort());
      }),
      { numRuns: 15 },
    );
  });
});

describe("a part of a data set", () => {
  it("lacks objects, each named once, and nothing else is at fault", async () => {
    const root = await tree("mvtec");
    const { absent, faults } = await checkDataset({
      kind: "mvtec",
      options: { root },
      published: new Map([
        ...WRITTEN,
        ["screw", { train: 320, good: 41, defects: { scratch: 100 } }],
        ["cable", { train: 224, good: 58, defects: { bent: 13 } }],
      ]),
    });
    expect(absent).toEqual(["cable", "screw"]);
    expect(faults.map(({ kind, object }) => [kind, object])).toEqual([
      ["missing object", "cable"],
      ["missing object", "screw"],
    ]);
  });

  it.each(["mvtec", "visa"] as const)("lacks folders, each named once: %s", async (kind) => {
    const root = await tree(kind);
    const folders = {
      mvtec: ["nut/train/good", "nut/test/chip", "nut/ground_truth/crack"],
      visa: ["nut/Data/Images/Normal", "nut/Data/Masks/Anomaly"],
    }[kind];
    for (const folder of folders) await rm(join(root, folder), { recursive: true });
    const { faults } = await checkDataset({ kind, options: { root, objects: ["nut"] }, published: WRITTEN });
    const named = faults.filter(({ path }) => path !== null);
    expect(namedBy(named, root)).toEqual(folders.map((folder) => ["missing folder", folder]));
    expect(named[0]?.message).toContain(kind === "mvtec" ? "it should hold 6 pictures" : "7 pictures");
  });

  it("of which nothing is published lacks nothing", async () => {
    const root = await plant(await scratchFolder(), {
      "part/test/good/000.png": picture(),
      "part/test/bent/000.png": picture(),
      "part/ground_truth/bent/000/000.png": mask([1]),
      "part/ground_truth/bent/000/001.png": mask([0]),
    });
    const { absent, sound, unpublished } = await checkDataset({ kind: "mvtec", options: { root } });
    expect([absent, sound, unpublished]).toEqual([[], true, ["part"]]);
  });
});

describe("a layout that is not right", () => {
  it("has files of one name and folders of another named beside the other faults", async () => {
    const root = await tree("mvtec");
    await cp(join(root, "nut/test/chip/000.png"), join(root, "nut/test/chip/000.tif"));
    await cp(join(root, "nut/test/good"), join(root, "gear/test/OK"), { recursive: true });
    const { faults } = await checkDataset({ kind: "mvtec", options: { root }, published: WRITTEN });
    expect(faults.map(({ kind, object }) => [kind, object])).toEqual([
      ["invalid folder", "gear"],
      ["count", "nut"],
      ["same name", "nut"],
    ]);
    expect(faults[2]?.message).toContain("000.png, ");
  });

  it("has what is not read noted, once", async () => {
    const root = await tree("mvtec");
    await writeFile(join(root, "nut/test/good/001.heic"), "");
    await cp(join(root, "nut/train/good"), join(root, "nut/train/ok"), { recursive: true });
    const { notes, sound } = await checkDataset({ kind: "mvtec", options: { root }, published: WRITTEN });
    expect(sound).toBe(true);
    expect(notes).toEqual([
      `${join(root, "nut/train")}: ok not read; training pictures are in good`,
      expect.stringContaining("001.heic not read"),
    ]);
  });

  it("may have masks of normal pictures: they are noted", async () => {
    const root = await plant(await scratchFolder(), {
      "normal/a.png": picture(),
      "anomalous/b.png": picture(),
      "masks/a.png": mask([]),
      "masks/b.png": mask([1]),
    });
    const { notes, sound } = await checkDataset({ kind: "folder", options: { root } });
    expect([sound, notes]).toEqual([
      true,
      [`${join(root, "masks")}: a.png not read; no anomalous picture has the name`],
    ]);
  });
});

describe("other kinds", () => {
  it("of data have no published counts: a folder is only read", async () => {
    const root = await plant(await scratchFolder(), {
      "normal/a.png": picture(),
      "anomalous/b.png": picture(),
      "anomalous/c.png": picture(),
      "masks/b.png": mask([1]),
    });
    const { counts, faults, unpublished } = await checkDataset({ kind: "folder", options: { root } });
    expect(counts.map(({ found, published }) => [found, published])).toEqual([
      [1, null],
      [2, null],
    ]);
    expect(namedBy(faults, root)).toEqual([["missing mask", "masks/c.png"]]);
    expect(unpublished).toEqual([]);
  });

  it("of data have training pictures where a folder is named for them", async () => {
    const root = await plant(await scratchFolder(), { "normal/a.png": picture(), "ok/b.png": picture() });
    const { counts } = await checkDataset({ kind: "folder", options: { root, trainDir: "ok" } });
    expect(counts.map(({ split, found }) => [split, found])).toEqual([
      ["train", 1],
      ["test good", 1],
    ]);
  });

  it("of data have no masks, or nothing but good pictures, as the notes say", async () => {
    const root = await plant(await scratchFolder(), { "a.png": picture(), "anomalous/b.png": picture() });
    const { counts, notes, sound } = await checkDataset({ kind: "folder", options: { root } });
    expect([sound, counts.map(({ split, found }) => [split, found])]).toEqual([
      true,
      [
        ["test good", 1],
        ["test defective", 1],
      ],
    ]);
    expect(notes).toEqual([
      expect.stringContaining(`1 picture of ${root} itself is taken as good`),
      expect.stringContaining(`${join(root, "anomalous")}: no masks`),
    ]);
  });

  it("of data have calibration pictures beside them, which are decoded too", async () => {
    const calibration = await plant(await scratchFolder(), {
      "nut/a.png": picture(),
      "nut/b.png": "damaged",
    });
    const options = { root: await tree("mvtec"), objects: ["nut"], calibration };
    const { counts, faults } = await checkDataset({ kind: "mvtec", options, published: WRITTEN });
    expect(counts.at(-1)).toMatchObject({ split: "calibration", found: 2, published: null });
    expect(namedBy(faults, calibration)).toEqual([["unreadable picture", "nut/b.png"]]);
  });

  it("of data are drawn: the demo is sound", async () => {
    const { sound, counts } = await checkDataset({ kind: "demo", options: { objects: ["nut"] } });
    expect([sound, counts.length]).toEqual([true, 3]);
  });
});

it("stops where it is interrupted", async () => {
  const cancel = new AbortController();
  const checking = checkDataset({
    kind: "mvtec",
    options: { root: originals.mvtec },
    signal: cancel.signal,
    progress: () => cancel.abort(),
  });
  await expect(checking).rejects.toThrow(CancelledError);
});

it("refuses an object that is neither there nor published, with the nearest name", async () => {
  const checking = checkDataset({ kind: "mvtec", options: { root: originals.mvtec, objects: ["bottel"] } });
  await expect(checking).rejects.toThrow(InputError);
  await expect(checking).rejects.toThrow('did you mean "bottle"?');
});

it("the published counts add up to the published totals", () => {
  const totals = (kind: string): number[] => {
    const objects = [...publishedObjects(kind).values()];
    const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);
    return [
      objects.length,
      sum(objects.map(({ train }) => train)),
      sum(objects.map(({ good }) => good)),
      sum(objects.flatMap(({ defects }) => Object.values(defects))),
    ];
  };
  // 3,629 for training and 1,725 to test; 9,621 normal and 1,200 anomalous.
  expect(totals("mvtec")).toEqual([15, 3629, 467, 1258]);
  expect(totals("visa")).toEqual([12, 8659, 962, 1200]);
});
