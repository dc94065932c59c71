// PyTorch files (torch.save, zip format): where each tensor of a state dict lies. Nothing in the file is executed; any
// name in its pickle other than those of plain tensors is refused.

import { InputError } from "../core/errors.ts";
import { beyondLimit, limitOf } from "../core/limits.ts";
import { quotedText } from "../core/shown-text.ts";
import { elementCount } from "../core/tensor.ts";
import { type Fail, readBytes, readingFile } from "./read-file.ts";
import { BYTES_PER_ELEMENT, type StoredTensor } from "./safetensors-header.ts";
import { readStateDict, type StoredView } from "./torch-state.ts";
import { openZip, type ZipEntry, type ZipFile } from "./zip-directory.ts";

/** Entries that TorchScript adds to the zip: its code and its constants. */
const TORCHSCRIPT = /(^|\/)(code\/|constants\.pkl$)/;
const PICKLE = "data.pkl";
const LONGEST_BYTE_ORDER = 16;

/**
 * All tensors of a .pt or .bin file by name, in place: its state dict, or the one below `state_dict` or `model`.
 * InputError where the file is not a zip of plain, contiguous, uncompressed tensors, or beyond a limit.
 */
export async function readTorchFile(path: string): Promise<ReadonlyMap<string, StoredTensor>> {
  const fail: Fail = (why) => new InputError(`invalid PyTorch file ${path}: ${why}`);
  return await readingFile(path, async (file) => {
    const zip = await openZip(file, fail);
    const contentOf = (entry: ZipEntry): Promise<Uint8Array> =>
      readBytes(file, zip.dataOffset(entry), entry.byteLength, fail);
    const pickle = pickleOf(zip, fail);
    const root = pickle.name.slice(0, -PICKLE.length);
    const byteOrder = zip.entries.get(`${root}byteorder`);
    if (
      byteOrder !== undefined &&
      (byteOrder.byteLength > LONGEST_BYTE_ORDER || !isLittle(await contentOf(byteOrder)))
    )
      throw fail("its values are not little-endian");
    const state = readStateDict(await contentOf(pickle), fail);
    return new Map([...state].map(([name, view]) => [name, place(name, view, root, zip, fail)]));
  });
}

function pickleOf({ entries }: ZipFile, fail: Fail): ZipEntry {
  const names = [...entries.keys()];
  if (names.some((name) => TORCHSCRIPT.test(name))) {
    throw fail(
      "it is a TorchScript archive; save its weights alone: torch.save(torch.jit.load(FILE, map_location='cpu').state_dict(), NEW)",
    );
  }
  const pickles = names.filter((name) => name === PICKLE || name.endsWith(`/${PICKLE}`));
  if (pickles.length > 1) throw fail(`it holds ${pickles.length} files called ${PICKLE}`);
  const pickle = entries.get(pickles[0] ?? PICKLE);
  if (pickle === undefined)
    throw fail("it holds no data.pkl; save it with torch.save of PyTorch 1.6 or later");
  if (!pickle.stored) throw fail("its data.pkl is compressed");
  if (pickle.byteLength > limitOf("pickle-bytes")) throw fail(beyondLimit("pickle-bytes", pickle.byteLength));
  return pickle;
}

function isLittle(content: Uint8Array): boolean {
  return new TextDecoder().decode(content) === "little";
}

function place(name: string, view: StoredView, root: string, zip: ZipFile, fail: Fail): StoredTensor {
  const { storage, offset, shape, strides } = view;
  const entry = zip.entries.get(`${root}data/${storage.key}`);
  if (entry === undefined || !entry.stored)
    throw fail(`the values of ${quotedText(name)} are missing or compressed`);
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const extent = shape[axis] ?? 0;
    if (extent !== 1 && strides[axis] !== expected) {
      throw fail(`${quotedText(name)} is not contiguous; save it after .contiguous()`);
    }
    expected *= extent;
  }
  const width = BYTES_PER_ELEMENT[storage.type];
  const byteLength = elementCount(shape) * width;
  if (!(offset * width + byteLength <= entry.byteLength))
    throw fail(`${quotedText(name)} ends beyond its storage`);
  const byteOffset = zip.dataOffset(entry) + offset * width;
  return { name, dtype: storage.type, shape, byteOffset, byteLength };
}
