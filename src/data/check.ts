// Is a data set on disk the published one, whole and readable? Every picture and mask is decoded; what is wrong is
// named, file by file, instead of at the first fault.

import { CancelledError, InputError, unknownName } from "../core/errors.ts";
import { isEmptyMask } from "../core/image.ts";
import type { ReadingRules } from "../image/rules.ts";
import { openDoubts } from "./doubts.ts";
import { type InventoryItem, type InventorySplit, openInventory } from "./inventory.ts";
import type { DatasetOptions } from "./options.ts";
import { type PublishedObject, publishedObjects } from "./published-counts.ts";

export type DataFaultKind =
  | "missing object"
  | "count"
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
  /** What is read but doubtful, with the remedy: no faults. */
  readonly notes: readonly string[];
  /** Objects that are there and not among the published ones. */
  readonly unpublished: readonly string[];
}

export interface CheckSettings {
  readonly kind: string;
  readonly options: DatasetOptions;
  readonly signal?: AbortSignal;
  readonly progress?: (line: string) => void;
  /** Counts to hold the data against, by object; the published ones of the kind unless given. */
  readonly published?: ReadonlyMap<string, PublishedObject>;
}

const SPLITS: readonly InventorySplit[] = ["train", "test good", "test defective"];

/** Decoded at a time: keeps all cores busy with little memory. */
const AT_ONCE = 8;

/**
 * Checks the objects asked for, by default all that are published and all that are there. Memory depends on the
 * largest object's number of files, not on the pictures. InputError where the root is of another layout or an object
 * is neither there nor published; CancelledError where the signal is raised.
 */
export async function checkDataset(settings: CheckSettings): Promise<DataCheck> {
  const { kind, options, published = publishedObjects(kind) } = settings;
  const inventory = await openInventory(kind, options, published);
  const { root, absent } = inventory;
  const objects = objectsToCheck(options.objects, inventory.objects, [...published.keys()]);
  const counts: SplitCount[] = [];
  const faults: DataFault[] = [];
  const doubts = openDoubts(options);
  for (const object of objects) {
    if (!inventory.objects.includes(object) || absent.includes(object)) {
      const message = `missing object ${object}: ${root} has no test pictures of it; fetch or unpack it again`;
      faults.push({ kind: "missing object", object, split: null, path: null, message });
      continue;
    }
    const items = await inventory.items(object);
    const checked = await checkItems(object, items, settings);
    const files = items.map(({ imagePath, maskPath }) => ({ image: imagePath, mask: maskPath }));
    if (root !== "") await doubts.inspect(files, settings.signal);
    const ofObject = splitCounts(object, checked.found, published.get(object));
    counts.push(...ofObject);
    for (const fault of [...ofObject.flatMap(countFault), ...checked.faults]) faults.push(fault);
  }
  const unpublished = published.size === 0 ? [] : objects.filter((object) => !published.has(object));
  return { kind, root, sound: faults.length === 0, counts, faults, notes: doubts.notes(), unpublished };
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
  const known = [...new Set([...there, ...published])].sort();
  for (const object of asked ?? []) {
    if (!known.includes(object)) throw new InputError(unknownName("object", object, known));
  }
  return asked === undefined ? known : known.filter((object) => asked.includes(object));
}

type ItemFault = Pick<DataFault, "kind" | "path" | "message">;

async function itemFaults(item: InventoryItem, rules: ReadingRules): Promise<ItemFault[]> {
  const { imagePath, maskPath } = item;
  const faults: ItemFault[] = [];
  const note = (what: "picture" | "mask", path: string, { message }: InputError): undefined => {
    const kind = `${message.startsWith("missing") ? "missing" : "unreadable"} ${what}` as const;
    faults.push({ kind, path, message });
  };
  const image = await item
    .loadImage(rules)
    .catch((error: unknown) => note("picture", imagePath, asInput(error)));
  if (maskPath === null) return faults;
  const mask = await item.loadMask(rules).catch((error: unknown) => note("mask", maskPath, asInput(error)));
  if (mask === undefined) return faults;
  if (image !== undefined && (mask.width !== image.width || mask.height !== image.height)) {
    const sizes = `${mask.width}×${mask.height} pixels, but ${imagePath} has ${image.width}×${image.height}`;
    faults.push({ kind: "mask size", path: maskPath, message: `invalid mask ${maskPath}: ${sizes}` });
  }
  if (isEmptyMask(mask)) {
    const why = `no pixel is anomalous, but ${imagePath} is an anomalous sample`;
    faults.push({ kind: "empty mask", path: maskPath, message: `invalid mask ${maskPath}: ${why}` });
  }
  return faults;
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

function publishedCount({ train, good, defects }: PublishedObject, split: InventorySplit): number {
  if (split === "train") return train;
  if (split === "test good") return good;
  return Object.values(defects).reduce((sum, count) => sum + count, 0);
}

function countFault({ object, split, found, published }: SplitCount): DataFault[] {
  if (published === null || found === published) return [];
  const message = `invalid count of ${object}, ${split}: found ${found}, published are ${published}`;
  return [{ kind: "count", object, split, path: null, message }];
}
