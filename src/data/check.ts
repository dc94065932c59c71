// Is a data set on disk the published one, whole and readable? Every picture and mask is decoded; what is wrong is
// named, file by file, instead of at the first fault.

import { dirname } from "node:path";
import { CancelledError, InputError, unknownName } from "../core/errors.ts";
import { isEmptyMask, type PictureSize } from "../core/image.ts";
import type { ReadingRules } from "../image/rules.ts";
import { type Doubts, openDoubts } from "./doubts.ts";
import { type Inventory, type InventoryItem, type InventorySplit, openInventory } from "./inventory.ts";
import type { DatasetOptions } from "./options.ts";
import { type PublishedObject, publishedObjects } from "./published-counts.ts";
import { kindOf } from "./walk.ts";

export type DataFaultKind =
  | "missing object"
  | "count"
  | "missing folder"
  | "invalid folder"
  | "same name"
  | "missing picture"
  | "missing mask"
  | "unreadable picture"
  | "unreadable mask"
  | "mask size"
  | "empty mask";

export interface DataFault {
  readonly kind: DataFaultKind;
  readonly object: string;
  /** Null for an object as a whole. */
  readonly split: InventorySplit | null;
  /** The file, or the id of a picture in memory; null where no single file is at fault. */
  readonly path: string | null;
  /** A sentence that names the fault and its place. */
  readonly message: string;
}

export interface SplitCount {
  readonly object: string;
  readonly split: InventorySplit;
  /** Pictures that are there, readable or not. */
  readonly found: number;
  /** Null where nothing is published of the object. */
  readonly published: number | null;
}

export interface DataCheck {
  readonly kind: string;
  readonly root: string;
  /** True where nothing is at fault. */
  readonly sound: boolean;
  /** Per object and split that has pictures or should have them. */
  readonly counts: readonly SplitCount[];
  readonly faults: readonly DataFault[];
  /** Objects that are there and not among the published ones. */
  readonly unpublished: readonly string[];
  /** Published or listed objects that are not there; each is a fault too. */
  readonly absent: readonly string[];
  /** What was left unread or is doubtful, with the remedy; no faults. */
  readonly notes: readonly string[];
}

export interface CheckSettings {
  readonly kind: string;
  readonly options: DatasetOptions;
  readonly signal?: AbortSignal;
  readonly progress?: (line: string) => void;
  /** Counts to hold the data against, by object; the published ones of the kind unless given. */
  readonly published?: ReadonlyMap<string, PublishedObject>;
}

const SPLITS: readonly InventorySplit[] = ["train", "test good", "test defective", "calibration"];

/** Decoded at a time: keeps all cores busy with little memory. */
const AT_ONCE = 8;

/**
 * Checks the objects asked for, by default all that are published and all that are there; where none of the published
 * ones is, the data set is another one in their layout, and lacks nothing. Memory depends on the
 * largest object's number of files, not on the pictures. InputError where the root is of another layout or an object
 * is neither there nor published; CancelledError where the signal is raised.
 */
export async function checkDataset(settings: CheckSettings): Promise<DataCheck> {
  const { kind, options, published = publishedObjects(kind) } = settings;
  const notes = new Set<string>();
  const inventory = await openInventory(kind, options, published, (line) => notes.add(line));
  const { root } = inventory;
  const objects = objectsToCheck(options.objects, inventory.objects, [...published.keys()]);
  const [listed, gone] = [new Set(inventory.objects), new Set(inventory.absent)];
  const isAbsent = (object: string): boolean => !listed.has(object) || gone.has(object);
  const counts: SplitCount[] = [];
  const faults: DataFault[] = [];
  const doubts = openDoubts(options);
  for (const object of objects) {
    if (isAbsent(object)) {
      const message = `missing object ${object}: ${root} has no test pictures of it; fetch or unpack it again`;
      faults.push({ kind: "missing object", object, split: null, path: null, message });
      continue;
    }
    const checked = await checkObject(object, inventory, settings, doubts);
    const ofObject = checked.isListed ? splitCounts(object, checked.found, published.get(object)) : [];
    counts.push(...ofObject);
    for (const fault of [...ofObject.flatMap(countFault), ...checked.faults]) faults.push(fault);
  }
  const unpublished = published.size === 0 ? [] : objects.filter((object) => !published.has(object));
  const absent = objects.filter(isAbsent);
  return {
    ...{ kind, root, sound: faults.length === 0, counts, faults, unpublished, absent },
    notes: [...notes, ...doubts.notes()],
  };
}

interface CheckedObject {
  /** False where its folders could not be read. */
  readonly isListed: boolean;
  /** Pictures there per split. */
  readonly found: ReadonlyMap<InventorySplit, number>;
  readonly faults: readonly DataFault[];
}

async function checkObject(
  object: string,
  inventory: Inventory,
  settings: CheckSettings,
  doubts: Doubts,
): Promise<CheckedObject> {
  const whole = { object, split: null, path: null };
  try {
    const { items, clashes } = await inventory.contents(object);
    const { found, faults } = await checkItems(object, items, settings);
    if (inventory.root !== "") {
      const files = items.map(({ imagePath, maskPaths }) => ({ image: imagePath, masks: maskPaths }));
      await doubts.inspect(files, settings.signal);
    }
    const named = clashes.map((message): DataFault => ({ ...whole, kind: "same name", message }));
    return { isListed: true, found, faults: [...named, ...(await withoutAbsentFolders(faults))] };
  } catch (error) {
    const { message } = asInput(error);
    return { isListed: false, found: new Map(), faults: [{ ...whole, kind: "invalid folder", message }] };
  }
}

/** Names a folder that is not there once, in place of everything that should be in it. */
async function withoutAbsentFolders(faults: readonly DataFault[]): Promise<DataFault[]> {
  const lost = new Map<string, DataFault[]>();
  for (const fault of faults) {
    if (fault.path === null || !fault.kind.startsWith("missing")) continue;
    const folder = dirname(fault.path);
    const others = lost.get(folder);
    if (others === undefined) lost.set(folder, [fault]);
    else others.push(fault);
  }
  for (const folder of lost.keys()) if ((await kindOf(folder)) !== "absent") lost.delete(folder);
  const gone = new Set([...lost.values()].flat());
  const folders = [...lost].flatMap(([path, [first, ...others]]): DataFault[] => {
    if (first === undefined) return [];
    const what = first.kind === "missing mask" ? "mask" : "picture";
    const count = others.length === 0 ? `a ${what}` : `${others.length + 1} ${what}s`;
    return [
      { ...first, kind: "missing folder", path, message: `missing folder ${path}: it should hold ${count}` },
    ];
  });
  return [...folders, ...faults.filter((fault) => !gone.has(fault))];
}

/** Decodes everything of one object: pictures there per split, and what is wrong with the rest. */
async function checkItems(
  object: string,
  items: readonly InventoryItem[],
  { options, signal, progress }: CheckSettings,
): Promise<{ readonly found: ReadonlyMap<InventorySplit, number>; readonly faults: readonly DataFault[] }> {
  const found = new Map<InventorySplit, number>();
  const faults: DataFault[] = [];
  for (let first = 0; first < items.length; first += AT_ONCE) {
    if (signal?.aborted === true) throw new CancelledError();
    progress?.(`${object}: ${first} of ${items.length} pictures`);
    const chunk = items.slice(first, first + AT_ONCE);
    const ofChunk = await Promise.all(
      chunk.map(async (item) => ({ split: item.split, ofItem: await itemFaults(item, options) })),
    );
    for (const { split, ofItem } of ofChunk) {
      const isThere = ofItem.every((fault) => fault.kind !== "missing picture");
      if (isThere) found.set(split, (found.get(split) ?? 0) + 1);
      faults.push(...ofItem.map((fault) => ({ ...fault, object, split })));
    }
  }
  return { found, faults };
}

function objectsToCheck(
  asked: readonly string[] | undefined,
  there: readonly string[],
  published: readonly string[],
): readonly string[] {
  const all = new Set([...there, ...published]);
  const known = [...all].sort();
  for (const object of asked ?? []) {
    if (!all.has(object)) throw new InputError(unknownName("object", object, known));
  }
  const wanted = new Set(asked);
  if (asked !== undefined) return known.filter((object) => wanted.has(object));
  return there.some((object) => published.includes(object)) ? known : there;
}

type ItemFault = Pick<DataFault, "kind" | "path" | "message">;

async function itemFaults(item: InventoryItem, rules: ReadingRules): Promise<ItemFault[]> {
  const { imagePath, maskPaths } = item;
  const faults: ItemFault[] = [];
  const note = (what: "picture" | "mask", path: string, { message }: InputError): undefined => {
    const kind = `${message.startsWith("missing") ? "missing" : "unreadable"} ${what}` as const;
    faults.push({ kind, path, message });
  };
  const image = await item
    .loadImage(rules)
    .then(sizeOf)
    .catch((error: unknown) => note("picture", imagePath, asInput(error)));
  let isEmpty = true;
  for (const path of maskPaths) {
    const mask = await item
      .loadMask(path, rules)
      .then((read) => ({ ...sizeOf(read), isEmpty: isEmptyMask(read) }))
      .catch((error: unknown) => note("mask", path, asInput(error)));
    if (mask?.isEmpty !== true) isEmpty = false;
    if (mask === undefined || image === undefined) continue;
    if (mask.width !== image.width || mask.height !== image.height) {
      const sizes = `${mask.width}×${mask.height} pixels, but ${imagePath} has ${image.width}×${image.height}`;
      faults.push({ kind: "mask size", path, message: `invalid mask ${path}: ${sizes}` });
    }
  }
  const [first] = maskPaths;
  if (first !== undefined && isEmpty) {
    const why = `no pixel is anomalous, but ${imagePath} is an anomalous sample`;
    faults.push({ kind: "empty mask", path: first, message: `invalid mask ${maskPaths.join(", ")}: ${why}` });
  }
  return faults;
}

/** All that is compared of what was decoded: nothing of it is kept. */
function sizeOf({ width, height }: PictureSize): PictureSize {
  return { width, height };
}

function asInput(error: unknown): InputError {
  if (error instanceof InputError) return error;
  throw error;
}

function splitCounts(
  object: string,
  found: ReadonlyMap<InventorySplit, number>,
  expected: PublishedObject | undefined,
): SplitCount[] {
  return SPLITS.flatMap((split) => {
    const published = expected === undefined ? null : publishedCount(expected, split);
    const count = found.get(split) ?? 0;
    return count === 0 && published === null ? [] : [{ object, split, found: count, published }];
  });
}

function publishedCount({ train, good, defects }: PublishedObject, split: InventorySplit): number | null {
  if (split === "calibration") return null;
  if (split === "train") return train;
  if (split === "test good") return good;
  return Object.values(defects).reduce((sum, count) => sum + count, 0);
}

function countFault({ object, split, found, published }: SplitCount): DataFault[] {
  if (published === null || found === published) return [];
  const message = `invalid count of ${object}, ${split}: found ${found}, published are ${published}`;
  return [{ kind: "count", object, split, path: null, message }];
}
