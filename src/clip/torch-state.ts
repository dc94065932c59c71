// The state dict in a PyTorch file's pickle: which part of which storage each tensor is. Names other than those of plain
// tensors are refused, and nothing is executed.

import { beyondLimit, limitOf } from "../core/limits.ts";
import { shownText } from "../core/shown-text.ts";
import type { Shape } from "../core/tensor.ts";
import { type PickleMeaning, type PickleValue, readPickle, setItem } from "./pickle.ts";
import type { Fail } from "./read-file.ts";
import { MAXIMAL_RANK, type StoredType } from "./safetensors-header.ts";

const STORAGES: ReadonlyMap<string, StoredType> = new Map([
  ["torch.DoubleStorage", "F64"],
  ["torch.FloatStorage", "F32"],
  ["torch.HalfStorage", "F16"],
  ["torch.BFloat16Storage", "BF16"],
  ["torch.LongStorage", "I64"],
  ["torch.IntStorage", "I32"],
  ["torch.ShortStorage", "I16"],
  ["torch.CharStorage", "I8"],
  ["torch.ByteStorage", "U8"],
  ["torch.BoolStorage", "BOOL"],
]);
const DICT = "collections.OrderedDict";
const TENSOR = "torch._utils._rebuild_tensor_v2";
const PARAMETER = "torch._utils._rebuild_parameter";
/** Under these keys training programs keep the state dict beside other things. */
const WRAPPERS: readonly string[] = ["state_dict", "model_state_dict", "model"];
/** How many of them may lie in each other. */
const MOST_WRAPPERS = 8;
/** Characters of a global's name that a message shows. */
const SHOWN_NAME = 100;

/** A storage: the zip's entry data/KEY. */
export class Storage {
  readonly type: StoredType;
  readonly key: string;
  constructor(type: StoredType, key: string) {
    this.type = type;
    this.key = key;
  }
}

/** A tensor: the part of a storage that it views. */
export class StoredView {
  readonly storage: Storage;
  /** In elements. */
  readonly offset: number;
  readonly shape: Shape;
  readonly strides: readonly number[];
  constructor(storage: Storage, offset: number, shape: Shape, strides: readonly number[]) {
    this.storage = storage;
    this.offset = offset;
    this.shape = shape;
    this.strides = strides;
  }
}

/**
 * The tensors of a pickled state dict by name: the pickle itself, or what it holds below `state_dict` or `model`. Throws
 * what `fail` makes where it holds none, or anything that is no plain data.
 */
export function readStateDict(pickle: Uint8Array, fail: Fail): ReadonlyMap<string, StoredView> {
  const tensors = new Map<string, StoredView>();
  for (const [name, value] of unwrapped(readPickle(pickle, meaning(fail)), fail))
    if (value instanceof StoredView) tensors.set(name, value);
  if (tensors.size > limitOf("tensors")) throw fail(beyondLimit("tensors", tensors.size));
  if (tensors.size === 0) throw fail("it holds no tensors");
  return tensors;
}

function unwrapped(saved: PickleValue, fail: Fail): ReadonlyMap<string, PickleValue> {
  let dict = saved;
  for (let level = 0; level <= MOST_WRAPPERS; level++) {
    if (!(dict instanceof Map)) throw fail("it holds no state dict");
    const outer: ReadonlyMap<string, PickleValue> = dict;
    const inner = WRAPPERS.map((key) => outer.get(key)).find((value) => value instanceof Map);
    if (inner === undefined) return outer;
    dict = inner;
  }
  throw fail(`its state dict lies in more than ${MOST_WRAPPERS} others, or in itself`);
}

function meaning(fail: Fail): PickleMeaning {
  return {
    fail,
    admit: (name) => {
      if (![DICT, TENSOR, PARAMETER].includes(name) && !STORAGES.has(name)) {
        throw fail(
          `it refers to ${shownText(name, SHOWN_NAME)}; only plain tensors are read, and nothing is executed: save its state_dict()`,
        );
      }
    },
    apply: (name, operands) => {
      if (name === DICT) return dictOf(operands, fail);
      if (name === PARAMETER && operands[0] instanceof StoredView) return operands[0];
      if (name === TENSOR) return viewOf(operands, fail);
      throw fail(`it applies ${name} to what it does not take`);
    },
    persistent: (id) => {
      const [kind, storage, key] = Array.isArray(id) ? (id as readonly PickleValue[]) : [];
      const type = STORAGES.get(globalName(storage));
      if (kind !== "storage" || type === undefined || typeof key !== "string") {
        throw fail("its pickle refers to what is no storage");
      }
      return new Storage(type, key);
    },
  };
}

function dictOf([pairs]: readonly PickleValue[], fail: Fail): Map<string, PickleValue> {
  const dict = new Map<string, PickleValue>();
  if (pairs === undefined) return dict;
  if (!Array.isArray(pairs)) throw fail("its pickle has a damaged OrderedDict");
  for (const pair of pairs as readonly PickleValue[]) {
    const [key, value] = Array.isArray(pair) ? (pair as readonly PickleValue[]) : [];
    setItem(dict, key ?? null, value ?? null);
  }
  return dict;
}

function viewOf([storage, offset, shape, strides]: readonly PickleValue[], fail: Fail): StoredView {
  if (!(storage instanceof Storage) || !isCount(offset) || !isCounts(shape) || !isCounts(strides)) {
    throw fail("its pickle has a damaged tensor");
  }
  return new StoredView(storage, offset, shape, strides);
}

function globalName(value: PickleValue | undefined): string {
  return typeof value === "object" && value !== null && "global" in value ? String(value.global) : "";
}

function isCount(value: PickleValue | undefined): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

/** Extents or strides: few enough that their product is a finite number. */
function isCounts(value: PickleValue | undefined): value is readonly number[] {
  return (
    Array.isArray(value) && value.length <= MAXIMAL_RANK && (value as readonly PickleValue[]).every(isCount)
  );
}
