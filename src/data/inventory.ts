// What a root should hold, picture by picture, whether it is there or not: the readers refuse a damaged data set at its
// first fault, the check wants to name all of them.

import { join, parse } from "node:path";
import { InputError } from "../core/errors.ts";
import type { Mask, RgbImage } from "../core/image.ts";
import { decodeImage, decodeMask } from "../image/codec.ts";
import type { ReadingRules } from "../image/rules.ts";
import type { Dataset, Sample } from "./dataset.ts";
import { isFolder, masksByStem, picturesIn } from "./files.ts";
import { folderPlaces } from "./folder.ts";
import { mvtecFolders, NORMAL, type PictureFolder } from "./mvtec.ts";
import type { DatasetOptions } from "./options.ts";
import type { PublishedObject } from "./published-counts.ts";
import { openDataset } from "./registry.ts";
import { numbered } from "./synthetic/dataset.ts";
import { publishedTable, type VisaRow } from "./visa.ts";

export type InventorySplit = "train" | "test good" | "test defective";

/** A picture, and its mask where it is anomalous; paths are those of files, or the ids of pictures in memory. */
export interface InventoryItem {
  readonly split: InventorySplit;
  readonly imagePath: string;
  /** Null for a normal picture. */
  readonly maskPath: string | null;
  /** Both throw InputError naming the file. */
  loadImage(rules: ReadingRules): Promise<RgbImage>;
  loadMask(rules: ReadingRules): Promise<Mask>;
}

export interface Inventory {
  readonly kind: string;
  readonly root: string;
  /** Objects that are there or that the data set's own table lists, sorted. */
  readonly objects: readonly string[];
  /** Those of them that have no folder at all. */
  readonly absent: readonly string[];
  /** All that should be there of one object; lists files only. */
  items(object: string): Promise<readonly InventoryItem[]>;
}

/**
 * The inventory of a data set of any kind, of all its objects whatever `options` choose; `published` says how many
 * numbered pictures MVTec AD's folders have. InputError or UsageError where the root is of another layout.
 */
export async function openInventory(
  kind: string,
  options: DatasetOptions,
  published: ReadonlyMap<string, PublishedObject>,
): Promise<Inventory> {
  const dataset = await openDataset(kind, { ...options, objects: undefined });
  const { root, objects } = dataset;
  const all = { kind, root, objects, absent: [] };
  switch (kind) {
    case "mvtec":
      return { ...all, items: (object) => folderItems(root, object, published.get(object)) };
    case "folder":
      return { ...all, items: () => pairedItems(options) };
    case "visa":
      return openVisaInventory(root, objects);
    default:
      return { ...all, items: (object) => drawnItems(dataset, object) };
  }
}

/** As published: what the table lists. Re-arranged: what is there, as its numbering has gaps. */
async function openVisaInventory(root: string, objects: readonly string[]): Promise<Inventory> {
  const rows = await publishedTable(root);
  const all = { kind: "visa", root, objects };
  if (rows === null) {
    return { ...all, absent: [], items: (object) => folderItems(root, object, undefined) };
  }
  const there = await Promise.all(objects.map((object) => isFolder(join(root, object))));
  return {
    ...all,
    absent: objects.filter((_, index) => !there[index]),
    items: async (object) => listedItems(rows, root, object),
  };
}

/** MVTec AD's layout: the files, and those that a mask or the published numbering says should be there. */
async function folderItems(
  root: string,
  object: string,
  published: PublishedObject | undefined,
): Promise<InventoryItem[]> {
  const expected = published === undefined ? [] : [NORMAL, ...Object.keys(published.defects)];
  const items: InventoryItem[] = [];
  for (const place of await mvtecFolders(root, object, expected)) {
    const { folder, truth } = place;
    const found = new Map((await picturesIn(folder)).map((name) => [parse(name).name, name]));
    const masks = truth === null ? new Map<string, string>() : await masksByStem(truth);
    const numbers = Array.from({ length: publishedCount(place, published) }, (_, index) => numbered(index));
    for (const stem of [...new Set([...found.keys(), ...masks.keys(), ...numbers])].sort()) {
      const imagePath = join(folder, found.get(stem) ?? `${stem}.png`);
      const maskPath = truth === null ? null : (masks.get(stem) ?? join(truth, `${stem}_mask.png`));
      items.push(fileItem(splitOf(place.split, maskPath === null), imagePath, maskPath));
    }
  }
  return items;
}

function publishedCount(
  { split, defect, truth }: PictureFolder,
  published: PublishedObject | undefined,
): number {
  if (published === undefined) return 0;
  if (split === "train") return published.train;
  return truth === null ? published.good : (published.defects[defect] ?? 0);
}

/** A folder data set's normal pictures, and its anomalous ones with the masks of the same stem. */
async function pairedItems(options: DatasetOptions): Promise<InventoryItem[]> {
  const { normal, anomalous, truth } = await folderPlaces(options);
  const masks = await masksByStem(truth);
  const normalItems = (await picturesIn(normal)).map((name) =>
    fileItem("test good", join(normal, name), null),
  );
  const anomalousItems = (await picturesIn(anomalous)).map((name) => {
    const { name: stem } = parse(name);
    return fileItem("test defective", join(anomalous, name), masks.get(stem) ?? join(truth, `${stem}.png`));
  });
  return [...normalItems, ...anomalousItems];
}

/** The lines of VisA's table that name an object. */
function listedItems(rows: readonly VisaRow[], root: string, object: string): InventoryItem[] {
  return rows
    .filter((row) => row.object === object)
    .map(({ split, label, image, mask }) => {
      const isNormal = label === "normal";
      const item = fileItem(
        splitOf(split === "train" ? "train" : "test", isNormal),
        join(root, image),
        isNormal ? null : join(root, mask),
      );
      const loadMask = async (): Promise<Mask> => {
        throw new InputError(`missing mask of ${item.imagePath}: split_csv/1cls.csv names none`);
      };
      return isNormal || mask !== "" ? item : { ...item, loadMask };
    });
}

/** Pictures in memory: those of a data set that is drawn. */
async function drawnItems(dataset: Dataset, object: string): Promise<InventoryItem[]> {
  const item = (split: "train" | "test", sample: Sample): InventoryItem => ({
    split: splitOf(split, !sample.anomalous),
    imagePath: sample.id,
    maskPath: sample.anomalous ? sample.id : null,
    loadImage: () => sample.loadImage(),
    loadMask: () => sample.loadMask(),
  });
  return [
    ...(await dataset.trainSamples(object)).map((sample) => item("train", sample)),
    ...(await dataset.testSamples(object)).map((sample) => item("test", sample)),
  ];
}

function splitOf(split: "train" | "test", isNormal: boolean): InventorySplit {
  if (split === "train") return "train";
  return isNormal ? "test good" : "test defective";
}

function fileItem(split: InventorySplit, imagePath: string, maskPath: string | null): InventoryItem {
  return {
    split,
    imagePath,
    maskPath,
    loadImage: (rules) => decodeImage(imagePath, rules),
    loadMask: (rules) => decodeMask(maskPath ?? imagePath, rules),
  };
}
