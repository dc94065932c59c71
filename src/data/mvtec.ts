// MVTec AD's layout: OBJECT/test/DEFECT/NNN.png, OBJECT/ground_truth/DEFECT/NNN_mask.png, OBJECT/train/good.

import { join, parse } from "node:path";
import { InputError, present } from "../core/errors.ts";
import type { Dataset, Picture, Sample } from "./dataset.ts";
import { byId, filePicture, fileSample } from "./file-sample.ts";
import { foldersIn, isFolder, masksByStem, picturesIn } from "./files.ts";
import { chosenObjects, type DatasetOptions, rootOf } from "./options.ts";

/** The folder of the normal pictures. */
export const NORMAL = "good";

/** Opens a root in MVTec AD's layout; InputError saying what was looked for where it is another one. */
export async function openMvtec(options: DatasetOptions): Promise<Dataset> {
  const root = await rootOf(options, "mvtec");
  const candidates = await foldersIn(root);
  const found: string[] = [];
  for (const name of candidates) {
    if (await isFolder(join(root, name, "test"))) found.push(name);
  }
  if (found.length === 0) {
    const there = candidates.length === 0 ? "no folder" : `the folders ${candidates.slice(0, 8).join(", ")}`;
    throw new InputError(
      `invalid --root ${root}: looked for OBJECT/test/DEFECT/*.png (MVTec AD's layout), found ${there}`,
    );
  }
  return {
    kind: "mvtec",
    root,
    objects: chosenObjects(found, options.objects),
    className: (object) => object,
    testSamples: (object) => testSamples(root, object),
    testPictures: (object) => testPictures(root, object),
    trainSamples: async (object) => normalSamples(root, object, join(root, object, "train", NORMAL)),
  };
}

/** A folder of pictures that share a split and a defect. */
export interface PictureFolder {
  readonly split: "train" | "test";
  readonly defect: string;
  readonly folder: string;
  /** The folder of their masks; null for normal pictures. */
  readonly truth: string | null;
}

/** The folders of an object's pictures: training, then each defect that is there or `expected`, sorted. */
export async function mvtecFolders(
  root: string,
  object: string,
  expected: readonly string[] = [],
): Promise<PictureFolder[]> {
  const found = await foldersIn(join(root, object, "test"));
  return [
    { split: "train", defect: NORMAL, folder: join(root, object, "train", NORMAL), truth: null },
    ...[...new Set([...found, ...expected])].sort().map(
      (defect): PictureFolder => ({
        split: "test",
        defect,
        folder: join(root, object, "test", defect),
        truth: defect === NORMAL ? null : join(root, object, "ground_truth", defect),
      }),
    ),
  ];
}

async function testSamples(root: string, object: string): Promise<Sample[]> {
  const samples: Sample[] = [];
  for (const { split, defect, folder, truth } of await mvtecFolders(root, object)) {
    if (split === "train") continue;
    if (truth === null) {
      samples.push(...(await normalSamples(root, object, folder)));
      continue;
    }
    const masks = await masksByStem(truth);
    for (const name of await picturesIn(folder)) {
      const { name: stem } = parse(name);
      if (!masks.has(stem))
        throw new InputError(
          `missing mask of ${join(folder, name)}: looked for ${join(truth, `${stem}_mask.png`)}`,
        );
      const maskPath = present(masks.get(stem), "mask");
      samples.push(fileSample({ root, object, defect, imagePath: join(folder, name), maskPath }));
    }
  }
  return byId(samples);
}

async function testPictures(root: string, object: string): Promise<Picture[]> {
  const pictures: Picture[] = [];
  for (const { split, defect, folder } of await mvtecFolders(root, object)) {
    if (split === "train") continue;
    for (const name of await picturesIn(folder)) {
      const imagePath = join(folder, name);
      pictures.push(filePicture({ root, object, defect, imagePath, anomalous: defect !== NORMAL }));
    }
  }
  return byId(pictures);
}

async function normalSamples(root: string, object: string, folder: string): Promise<Sample[]> {
  const names = await picturesIn(folder);
  return byId(
    names.map((name) =>
      fileSample({ root, object, defect: NORMAL, imagePath: join(folder, name), maskPath: null }),
    ),
  );
}
