// PyTorch files (torch.save, zip format): where each tensor of a state dict lies. Nothing in the file is executed; any
// name in its pickle other than those of plain tensors is refused.

import { InputError } from "../core/errors.ts";
import { elementCount, type Shape } from "../core/tensor.ts";
import { type PickleMeaning, type PickleValue, readPickle } from "./pickle.ts";
import { type Fail, readBytes, readingFile } from "./read-file.ts";
import { BYTES_PER_ELEMENT, type StoredTensor, type StoredType } from "./safetensors-header.ts";
import { entryDataOffset, readZipDirectory, type ZipEntry } from "./zip-directory.ts";

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
/** Entries that TorchScript adds to the zip: its code and its constants. */
const TORCHSCRIPT = /(^|\/)(code\/|constants\.pkl$)/;
const LARGEST_PICKLE = 100_000_000;

class Storage {
  readonly type: StoredType;
  readonly key: string;
  constructor(type: StoredType, key: string) {
    this.type = type;
    this.key = key;
  }
}

class StoredView {
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
 * All tensors of a .pt or .bin file by name, in place: its state dict, or the one below `state_dict` or `model`. InputError where the file is not a zip of plain,
 * contiguous, uncompressed tensors.
 */
export async function readTorchFile(path: string): Promise<ReadonlyMap<string, StoredTensor>> {
  const fail: Fail = (why) => new InputError(`invalid PyTorch file ${path}: ${why}`);
  return await readingFile(path, fail, async (file) => {
    const entries = await readZipDirectory(file, fail);
    if (entries.some(({ name }) => TORCHSCRIPT.test(name))) {
      throw fail(
        "it is a TorchScript archive; save its weights alone: torch.save(torch.jit.load(FILE, map_location='cpu').state_dict(), NEW)",
      );
    }
    const pickle = entries.find(({ name }) => /(^|\/)data\.pkl$/.test(name));
    if (pickle === undefined)
      throw fail("it holds no data.pkl; save it with torch.save of PyTorch 1.6 or later");
    if (!pickle.stored || pickle.byteLength > LARGEST_PICKLE)
      throw fail("its data.pkl is compressed or too large");
    const root = pickle.name.slice(0, -"data.pkl".length);
    const byName = new Map(entries.map((entry) => [entry.name, entry]));
    const contentOf = async (entry: ZipEntry): Promise<Uint8Array> =>
      readBytes(file, await entryDataOffset(file, entry, fail), entry.byteLength, fail);
    const byteOrder = byName.get(`${root}byteorder`);
    if (byteOrder !== undefined && (byteOrder.byteLength > 16 || !isLittle(await contentOf(byteOrder)))) {
      throw fail("its values are not little-endian");
    }
    const saved = readPickle(await contentOf(pickle), meaning(fail));
    const tensors = new Map<string, StoredTensor>();
    for (const [name, value] of stateDict(saved, fail)) {
      const entry = byName.get(`${root}data/${value.storage.key}`);
      if (entry === undefined || !entry.stored) throw fail(`the values of ${name} are missing or compressed`);
      tensors.set(name, place(name, value, entry, await entryDataOffset(file, entry, fail), fail));
    }
    return tensors;
  });
}

function isLittle(content: Uint8Array): boolean {
  return new TextDecoder().decode(content) === "little";
}

function meaning(fail: Fail): PickleMeaning {
  return {
    fail,
    admit: (name) => {
      if (![DICT, TENSOR, PARAMETER].includes(name) && !STORAGES.has(name)) {
        throw fail(
          `it refers to ${name}; only plain tensors are read, and nothing is executed: save its state_dict()`,
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

function dictOf([pairs]: readonly PickleValue[], fail: Fail): Map<PickleValue, PickleValue> {
  const dict = new Map<PickleValue, PickleValue>();
  if (pairs === undefined) return dict;
  if (!Array.isArray(pairs)) throw fail("its pickle has a damaged OrderedDict");
  for (const pair of pairs as readonly PickleValue[]) {
    const [key, value] = Array.isArray(pair) ? (pair as readonly PickleValue[]) : [];
    dict.set(key ?? null, value ?? null);
  }
  return dict;
}

function viewOf([storage, offset, shape, strides]: readonly PickleValue[], fail: Fail): StoredView {
  if (!(storage instanceof Storage) || !isCount(offset) || !isCounts(shape) || !isCounts(strides)) {
    throw fail("its pickle has a damaged tensor");
  }
  return new StoredView(storage, offset, shape, strides);
}

function stateDict(saved: PickleValue, fail: Fail): [string, StoredView][] {
  if (!(saved instanceof Map)) throw fail("it holds no state dict");
  for (const wrapper of WRAPPERS) {
    const inner = saved.get(wrapper);
    if (inner instanceof Map) return stateDict(inner, fail);
  }
  const tensors: [string, StoredView][] = [];
  for (const [name, value] of saved) {
    if (typeof name === "string" && value instanceof StoredView) {
      tensors.push([name, value]);
    }
  }
  if (tensors.length === 0) throw fail("it holds no tensors");
  return tensors;
}

function place(
  name: string,
  view: StoredView,
  entry: ZipEntry,
  dataOffset: number,
  fail: Fail,
): StoredTensor {
  const { storage, offset, shape, strides } = view;
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const extent = shape[axis] ?? 0;
    if (extent !== 1 && strides[axis] !== expected) {
      throw fail(`${name} is not contiguous; save it after .contiguous()`);
    }
    expected *= extent;
  }
  const width = BYTES_PER_ELEMENT[storage.type];
  const byteLength = elementCount(shape) * width;
  if (offset * width + byteLength > entry.byteLength) throw fail(`${name} ends beyond its storage`);
  return { name, dtype: storage.type, shape, byteOffset: dataOffset + offset * width, byteLength };
}

function globalName(value: PickleValue | undefined): string {
  return typeof value === "object" && value !== null && "global" in value ? String(value.global) : "";
}

function isCount(value: PickleValue | undefined): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function isCounts(value: PickleValue | undefined): value is readonly number[] {
  return Array.isArray(value) && (value as readonly PickleValue[]).every(isCount);
}
