// What a root should hold, picture by picture, whether it is there or not: the readers refuse a damaged data set at its
// first fault, the check wants to name all of them.

import { dirname, join, parse, relative, sep } from "node:path";
import { InputError } from "../core/errors.ts";
import type { Mask, RgbImage } from "../core/image.ts";
import { decodeImage, decodeMask } from "../image/codec.ts";
import type { ReadingRules } from "../image/rules.ts";
import type { Dataset, OnNote, Sample } from "./dataset.ts";
import { folderPlaces, noteOwnerless } from "./folder.ts";
import { mvtecDefects, NORMAL, noteOtherTraining } from "./mvtec-defects.ts";
import type { DatasetOptions } from "./options.ts";
import { type PairedFolder, type PlaceToRead, pairedFolder } from "./paired-folder.ts";
import type { PublishedObject } from "./published-counts.ts";
import { openDataset } from "./registry.ts";
import { numbered } from "./synthetic/dataset.ts";
import { publishedTable, rowsByObject, type VisaRow } from "./visa-table.ts";
import { kindOf } from "./walk.ts";

export type InventorySplit = "train" | "test good" | "test defective" | "calibration";

/** A picture, and its masks where it is anomalous; paths are those of files, or the ids of pictures in memory. */
export interface InventoryItem {
  readonly split: InventorySplit;
  readonly imagePath: string;
  /** None for a normal picture; several are parts of one mask. */
  readonly maskPaths: readonly string[];
  /** Both throw InputError naming the file. */
  loadImage(rules: ReadingRules): Promise<RgbImage>;
  loadMask(path: string, rules: ReadingRules): Promise<Mask>;
}

export interface Contents {
  readonly items: readonly InventoryItem[];
  /** A message for each set of files of one name. */
  readonly clashes: readonly string[];
}

export interface Inventory {
  readonly kind: string;
  readonly root: string;
  /** Objects that are there or that the data set's own table lists, sorted. */
  readonly objects: readonly string[];
  /** Those of them that have no folder at all. */
  readonly absent: readonly string[];
  /** All that should be there of one object; lists files only. InputError where a folder cannot be read. */
  contents(object: string): Promise<Contents>;
}

/**
 * The inventory of a data set of any kind, of all its objects whatever `options` choose; `published` says how many
 * numbered pictures MVTec AD's folders have. InputError or UsageError where the root is of another layout.
 */
export async function openInventory(
  kind: string,
  options: DatasetOptions,
  published: ReadonlyMap<string, PublishedObject>,
  onNote: OnNote,
): Promise<Inventory> {
  const dataset = await openDataset(kind, { ...options, objects: undefined }, onNote);
  const inventory = await inventoryOf(dataset, options, published, onNote);
  const { calibrationSamples } = dataset;
  if (calibrationSamples === undefined) return inventory;
  return {
    ...inventory,
    contents: async (object) => {
      const { items, clashes } = await inventory.contents(object);
      const files = (await calibrationSamples(object)).flatMap(({ files }) => files?.image ?? []);
      return { items: [...items, ...files.map((path) => fileItem("calibration", path, []))], clashes };
    },
  };
}

/** Of the data set itself, by its layout. */
async function inventoryOf(
  dataset: Dataset,
  options: DatasetOptions,
  published: ReadonlyMap<string, PublishedObject>,
  onNote: OnNote,
): Promise<Inventory> {
  const { kind, root, objects } = dataset;
  const all = { kind, root, objects, absent: [] };
  switch (kind) {
    case "mvtec":
      return { ...all, contents: (object) => mvtecContents(root, object, published.get(object), onNote) };
    case "folder":
      return { ...all, contents: () => folderContents(options, onNote) };
    case "visa":
      return openVisaInventory(root, objects, onNote);
    default:
      return { ...all, contents: (object) => drawnContents(dataset, object) };
  }
}

/** As published: what the table lists. Re-arranged: what is there, as its numbering has gaps. */
async function openVisaInventory(
  root: string,
  objects: readonly string[],
  onNote: OnNote,
): Promise<Inventory> {
  const rows = await publishedTable(root, onNote);
  const all = { kind: "visa", root, objects };
  if (rows === null) {
    return { ...all, absent: [], contents: (object) => mvtecContents(root, object, undefined, onNote) };
  }
  const byObject = rowsByObject(rows);
  const there = await Promise.all(objects.map((object) => kindOf(join(root, object))));
  return {
    ...all,
    absent: objects.filter((_, index) => there[index] !== "folder"),
    contents: async (object) => ({ items: listedItems(byObject.get(object) ?? [], root), clashes: [] }),
  };
}

/** MVTec AD's layout: the files, and those that a mask or the published numbering says should be there. */
async function mvtecContents(
  root: string,
  object: string,
  published: PublishedObject | undefined,
  onNote: OnNote,
): Promise<Contents> {
  const expected = published === undefined ? [] : [NORMAL, ...Object.keys(published.defects)];
  const { defects, unseen } = await mvtecDefects(root, object, onNote, expected);
  const masked = unseen.map((defect) => ({
    ...{ defect, folder: join(root, object, "test", defect) },
    truth: join(root, object, "ground_truth", defect),
  }));
  await noteOtherTraining(root, object, onNote);
  const train = { folder: join(root, object, "train", NORMAL) };
  const parts: Part[] = [
    {
      ...{ split: "train", pictures: train, truth: null, count: published?.train, suffix: "" },
      areMasksComplete: true,
    },
    ...[...defects, ...masked].map(({ defect, folder, truth }) => ({
      split: splitOf("test", truth === null),
      pictures: { folder },
      truth: truth === null ? null : { folder: truth },
      count: truth === null ? published?.good : published?.defects[defect],
      suffix: "_mask",
      areMasksComplete: true,
    })),
  ];
  return contentsOf(parts, onNote);
}

/** A folder data set's normal pictures, its anomalous ones with their masks, and those for training if it has such. */
async function folderContents(options: DatasetOptions, onNote: OnNote): Promise<Contents> {
  const { normal, anomalous, truth, train } = await folderPlaces(options);
  const part = (split: InventorySplit, pictures: PlaceToRead, masks: PlaceToRead | null): Part => ({
    ...{ split, pictures, truth: masks, count: undefined, suffix: "", areMasksComplete: false },
  });
  const parts = [
    ...(train === null ? [] : [part("train", train, null)]),
    part("test good", normal, null),
    part("test defective", anomalous, truth),
  ];
  return contentsOf(parts, onNote);
}

/** A folder of pictures of one split. */
interface Part {
  readonly split: InventorySplit;
  readonly pictures: PlaceToRead;
  /** Null for normal pictures. */
  readonly truth: PlaceToRead | null;
  /** Published number of pictures, which are numbered from 000. */
  readonly count: number | undefined;
  /** What follows a picture's name in that of its mask. */
  readonly suffix: string;
  /** True where each mask says that there should be a picture. */
  readonly areMasksComplete: boolean;
}

/** Normal pictures may have masks too, of which nothing is read. */
function withoutOwnerless({ truth }: Part, paired: PairedFolder, onNote: OnNote): PairedFolder {
  if (truth !== null) noteOwnerless(paired, truth.folder, onNote);
  return { ...paired, ownerless: [] };
}

async function contentsOf(parts: readonly Part[], onNote: OnNote): Promise<Contents> {
  const items: InventoryItem[][] = [];
  const clashes: string[] = [];
  for (const part of parts) {
    const paired = await pairedFolder(part.pictures, part.truth, onNote);
    items.push(itemsOf(part, part.areMasksComplete ? paired : withoutOwnerless(part, paired, onNote)));
    for (const clash of paired.clashes) clashes.push(clash);
  }
  return { items: items.flat(), clashes };
}

/** The pictures of a folder, and those that a mask without a picture or a published number stands for. */
function itemsOf({ split, pictures, truth, count = 0, suffix }: Part, paired: PairedFolder): InventoryItem[] {
  const listed = new Set(paired.pictures.map(({ stem }) => stem));
  const absent = new Map<string, readonly string[]>();
  for (let index = 0; index < count; index++) absent.set(numbered(index), []);
  for (const [stem, maskPaths] of ownersOf(paired, truth)) absent.set(stem, maskPaths);
  const stems = [...absent].filter(([stem]) => !listed.has(stem));
  const all = [
    ...paired.pictures,
    ...stems.map(([stem, maskPaths]) => ({
      ...{ stem, maskPaths, imagePath: join(pictures.folder, `${stem}.png`) },
    })),
  ];
  return all
    .sort((left, right) => (left.stem < right.stem ? -1 : left.stem > right.stem ? 1 : 0))
    .map(({ stem, imagePath, maskPaths }) => {
      const isUnmasked = truth !== null && maskPaths.length === 0;
      return fileItem(
        split,
        imagePath,
        isUnmasked ? [join(truth.folder, `${stem}${suffix}.png`)] : maskPaths,
      );
    });
}

/** The stems of the pictures that masks without one should be of, with those masks. */
function ownersOf(
  { pictures, ownerless }: PairedFolder,
  truth: PlaceToRead | null,
): [stem: string, maskPaths: string[]][] {
  const areNested = pictures.some(({ stem }) => stem.includes("/"));
  const owners = new Map<string, string[]>();
  for (const path of ownerless) {
    const name = relative(truth?.folder ?? "", path)
      .split(sep)
      .join("/");
    const { dir, name: base } = parse(name);
    const own = dir === "" ? base : `${dir}/${base}`;
    const stem = dir === "" || areNested ? own.replace(/_mask$/i, "") : dirname(name);
    owners.set(stem, [...(owners.get(stem) ?? []), path]);
  }
  return [...owners];
}

/** The pictures of lines of VisA's table. */
function listedItems(rows: readonly VisaRow[], root: string): InventoryItem[] {
  return rows.map(({ split, defect, image, mask }) => {
    const masks = defect === null ? [] : [join(root, mask)];
    const item = fileItem(splitOf(split, defect === null), join(root, image), masks);
    const loadMask = async (): Promise<Mask> => {
      throw new InputError(`missing mask of ${item.imagePath}: split_csv/1cls.csv names none`);
    };
    return defect === null || mask !== "" ? item : { ...item, loadMask };
  });
}

/** Pictures in memory: those of a data set that is drawn. */
async function drawnContents(dataset: Dataset, object: string): Promise<Contents> {
  const item = (split: "train" | "test", sample: Sample): InventoryItem => ({
    split: splitOf(split, !sample.anomalous),
    imagePath: sample.id,
    maskPaths: sample.anomalous ? [sample.id] : [],
    loadImage: () => sample.loadImage(),
    loadMask: () => sample.loadMask(),
  });
  const items = [
    ...(await dataset.trainSamples(object)).map((sample) => item("train", sample)),
    ...(await dataset.testSamples(object)).map((sample) => item("test", sample)),
  ];
  return { items, clashes: [] };
}

function splitOf(split: "train" | "test", isNormal: boolean): InventorySplit {
  if (split === "train") return "train";
  return isNormal ? "test good" : "test defective";
}

function fileItem(split: InventorySplit, imagePath: string, maskPaths: readonly string[]): InventoryItem {
  return {
    ...{ split, imagePath, maskPaths },
    loadImage: (rules) => decodeImage(imagePath, rules),
    loadMask: (path, rules) => decodeMask(path, rules),
  };
}
