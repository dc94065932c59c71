// Safetensors files: eight bytes of header length, the header, then the tensors. Node only.

import { InputError, InvariantError, invariant } from "../core/errors.ts";
import { decodeBfloat16, decodeFloat16, encodeFloat16 } from "../core/half.ts";
import { beyondLimit, limitOf } from "../core/limits.ts";
import { quotedText } from "../core/shown-text.ts";
import { elementCount, type Shape } from "../core/tensor.ts";
import { writeAtomic } from "../core/write-file.ts";
import { type Fail, readBytes, readingFile } from "./read-file.ts";
import { BYTES_PER_ELEMENT, parseSafetensorsHeader, type StoredTensor } from "./safetensors-header.ts";

/** Tensors begin at a multiple of this, as the published writer has it. */
const ALIGNMENT = 8;
const LENGTH_BYTES = 8;

/** All tensors of a file by name; InputError naming the file and the rule that its header breaks. */
export async function readSafetensorsHeader(path: string): Promise<ReadonlyMap<string, StoredTensor>> {
  const fail = failFor(path);
  return readingFile(path, async (file) => {
    const { size } = await file.stat();
    if (size === 0) throw fail("it is empty");
    if (size < LENGTH_BYTES) throw fail("it is shorter than its header's length");
    const claimed = new DataView((await readBytes(file, 0, LENGTH_BYTES, fail)).buffer).getBigUint64(0, true);
    if (claimed > size - LENGTH_BYTES) {
      throw fail(`its header claims ${claimed} bytes, the file has ${size}; is the download complete?`);
    }
    const length = Number(claimed);
    if (length > limitOf("header-bytes")) throw fail(beyondLimit("header-bytes", length));
    const header = await readBytes(file, LENGTH_BYTES, length, fail);
    return parseSafetensorsHeader(header, LENGTH_BYTES + length, size, fail);
  });
}

/** The values of one F32, F16 or BF16 tensor, row-major, converted exactly; InputError for other dtypes. */
export async function readTensorAsFloat32(path: string, entry: StoredTensor): Promise<Float32Array> {
  const { name, dtype, byteOffset, byteLength } = entry;
  const fail = failFor(path);
  const bytes = await readingFile(path, (file) => readBytes(file, byteOffset, byteLength, fail));
  if (dtype === "F32") return new Float32Array(bytes.buffer);
  if (dtype === "F16") return decodeFloat16(new Uint16Array(bytes.buffer));
  if (dtype === "BF16") return decodeBfloat16(new Uint16Array(bytes.buffer));
  throw new InputError(`invalid dtype ${dtype} of ${quotedText(name)} in ${path}; expected F32, F16 or BF16`);
}

function failFor(path: string): Fail {
  return (why) => new InputError(`invalid safetensors file ${path}: ${why}`);
}

/** A tensor to be written: its values come when they are needed, so that a file may exceed memory. */
export interface WrittenTensor {
  readonly name: string;
  readonly dtype: "F32" | "F16";
  readonly shape: Shape;
  readonly values: () => Float32Array;
}

/**
 * Writes a safetensors file whole or not at all, one tensor in memory at a time: the F32 ones first, so that all are
 * aligned, otherwise in the given order. InputError where the path cannot be written.
 */
export async function writeSafetensors(
  path: string,
  tensors: readonly WrittenTensor[],
  metadata: Readonly<Record<string, string>> = {},
): Promise<void> {
  const inFile = [...tensors].sort(
    (left, right) => BYTES_PER_ELEMENT[right.dtype] - BYTES_PER_ELEMENT[left.dtype],
  );
  const header = headerBytes(inFile, metadata);
  await writeAtomic(path, async (file) => {
    await file.writeFile(header);
    for (const each of inFile) await file.writeFile(encode(each));
  });
}

/** Length and JSON, padded with spaces. */
function headerBytes(
  tensors: readonly WrittenTensor[],
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  const entries = new Map<string, unknown>();
  if (Object.keys(metadata).length > 0) entries.set("__metadata__", metadata);
  let offset = 0;
  for (const { name, dtype, shape } of tensors) {
    if (name === "__metadata__" || entries.has(name)) throw new InvariantError(`a second tensor "${name}"`);
    const end = offset + elementCount(shape) * BYTES_PER_ELEMENT[dtype];
    entries.set(name, { dtype, shape, data_offsets: [offset, end] });
    offset = end;
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(entries)));
  const length = Math.ceil(json.length / ALIGNMENT) * ALIGNMENT;
  const bytes = new Uint8Array(LENGTH_BYTES + length).fill(" ".charCodeAt(0));
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.set(json, LENGTH_BYTES);
  return bytes;
}

function encode({ name, dtype, shape, values }: WrittenTensor): Uint8Array {
  const floats = values();
  invariant(
    floats.length === elementCount(shape),
    `${name} of shape [${shape.join(", ")}] got ${floats.length} values`,
  );
  const stored = dtype === "F32" ? floats : encodeFloat16(floats);
  return new Uint8Array(stored.buffer, stored.byteOffset, stored.byteLength);
}
