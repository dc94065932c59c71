// The safetensors format: a JSON header, then the tensors. Headers come from strangers, so every rule is checked.

import { type FileHandle, open } from "node:fs/promises";
import { InputError } from "../core/errors.ts";
import { elementCount, type Shape } from "../core/tensor.ts";

export type StoredType = "F64" | "F32" | "F16" | "BF16" | "I64" | "I32" | "I16" | "I8" | "U8" | "BOOL";

const BYTES: Readonly<Record<StoredType, number>> = {
  F64: 8,
  F32: 4,
  F16: 2,
  BF16: 2,
  I64: 8,
  I32: 4,
  I16: 2,
  I8: 1,
  U8: 1,
  BOOL: 1,
};

export interface StoredTensor {
  readonly name: string;
  readonly dtype: StoredType;
  readonly shape: Shape;
  /** From the file's beginning. */
  readonly byteOffset: number;
  readonly byteLength: number;
}

const MAXIMAL_HEADER_BYTES = 100_000_000;

/** All tensors of a file by name; InputError naming the file and the rule that its header breaks. */
export async function readSafetensorsHeader(path: string): Promise<ReadonlyMap<string, StoredTensor>> {
  const fail = (why: string): InputError => new InputError(`invalid safetensors file ${path}: ${why}`);
  let file: FileHandle;
  try {
    file = await open(path);
  } catch {
    throw new InputError(`missing or unreadable file ${path}`);
  }
  try {
    const { size } = await file.stat();
    if (size < 8) throw fail("shorter than its header's length");
    const headerLength = Number(new DataView((await readBytes(file, 0, 8)).buffer).getBigUint64(0, true));
    if (headerLength > MAXIMAL_HEADER_BYTES || headerLength + 8 > size) {
      throw fail(`its header claims ${headerLength} bytes of a file of ${size}`);
    }
    const text = new TextDecoder().decode(await readBytes(file, 8, headerLength));
    return parseHeader(text, 8 + headerLength, size, fail);
  } finally {
    await file.close();
  }
}

async function readBytes(
  file: FileHandle,
  position: number,
  length: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length);
  const { bytesRead } = await file.read(bytes, 0, length, position);
  if (bytesRead !== length) throw new InputError("invalid safetensors file: it ended while being read");
  return bytes;
}

function parseHeader(
  text: string,
  dataStart: number,
  fileSize: number,
  fail: (why: string) => InputError,
): ReadonlyMap<string, StoredTensor> {
  if (!text.startsWith("{")) throw fail("its header does not begin with {");
  let header: unknown;
  try {
    header = JSON.parse(text);
  } catch {
    throw fail("its header is not JSON");
  }
  const entries = Object.entries(header as object).filter(([name]) => name !== "__metadata__");
  const duplicate = duplicateKey(text);
  if (duplicate !== undefined) throw fail(`the key "${duplicate}" stands twice`);
  const tensors = entries.map(([name, entry]) => parseEntry(name, entry, dataStart, fail));
  let end = dataStart;
  for (const { name, byteOffset, byteLength } of [...tensors].sort(
    (left, right) => left.byteOffset - right.byteOffset,
  )) {
    if (byteOffset !== end) throw fail(`the tensor "${name}" overlaps another or leaves a hole`);
    end = byteOffset + byteLength;
  }
  if (end !== fileSize) throw fail(`its tensors end at ${end}, the file at ${fileSize} bytes`);
  return new Map(tensors.map((entry) => [entry.name, entry]));
}

function parseEntry(
  name: string,
  entry: unknown,
  dataStart: number,
  fail: (why: string) => InputError,
): StoredTensor {
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Record<string, unknown>;
  const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
  if (typeof dtype !== "string" || !Object.hasOwn(BYTES, dtype))
    throw fail(`the tensor "${name}" has dtype ${String(dtype)}`);
  if (!Array.isArray(shape) || !shape.every(isCount)) throw fail(`the tensor "${name}" has no proper shape`);
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isCount)) {
    throw fail(`the tensor "${name}" has no proper data_offsets`);
  }
  const [begin, end] = offsets as [number, number];
  const stored = dtype as StoredType;
  if (end - begin !== elementCount(shape) * BYTES[stored]) {
    throw fail(`the tensor "${name}" has ${end - begin} bytes for shape [${shape.join(", ")}] of ${dtype}`);
  }
  return { name, dtype: stored, shape, byteOffset: dataStart + begin, byteLength: end - begin };
}

/** The first key that stands twice in the outermost object; JSON.parse would hide it. */
function duplicateKey(text: string): string | undefined {
  const seen = new Set<string>();
  let depth = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"\s*:?|[{}[\]]/g)) {
    if (token === "{" || token === "[") depth++;
    else if (token === "}" || token === "]") depth--;
    else if (depth === 1 && token.endsWith(":")) {
      const key = JSON.parse(token.slice(0, -1).trim()) as string;
      if (seen.has(key)) return key;
      seen.add(key);
    }
  }
  return undefined;
}

/** A tensor to be written: its values come when they are needed, so that a file may exceed memory. */
export interface WrittenTensor {
  readonly name: string;
  readonly dtype: "F32" | "F16";
  readonly shape: Shape;
  readonly values: () => Float32Array;
}

/** Writes a safetensors file, one tensor after the other; header padded so that data is aligned to 8 bytes. */
export async function writeSafetensors(path: string, tensors: readonly WrittenTensor[]): Promise<void> {
  const header: Record<string, unknown> = {};
  let offset = 0;
  for (const { name, dtype, shape } of tensors) {
    const end = offset + elementCount(shape) * BYTES[dtype];
    header[name] = { dtype, shape, data_offsets: [offset, end] };
    offset = end;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const padded = new Uint8Array(Math.ceil(json.length / 8) * 8).fill(32);
  padded.set(json);
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(padded.length), true);
  const file = await open(path, "w");
  try {
    await file.write(length);
    await file.write(padded);
    for (const { dtype, values } of tensors) await file.write(encode(values(), dtype));
    await file.sync();
  } finally {
    await file.close();
  }
}

function encode(values: Float32Array, dtype: WrittenTensor["dtype"]): Uint8Array {
  if (dtype === "F32") return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return new Uint8Array(Uint16Array.from(values, halfBits).buffer);
}

/** IEEE half precision bits of a number, rounded to nearest even. */
function halfBits(value: number): number {
  const bits = new Uint32Array(Float32Array.of(value).buffer)[0] as number;
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude >= 0x7f800000) return sign | (magnitude > 0x7f800000 ? 0x7e00 : 0x7c00);
  if (magnitude >= 0x477ff000) return sign | 0x7c00;
  if (magnitude < 0x38800000) return sign | Math.round(Math.abs(value) * 2 ** 24);
  const rounded = magnitude + 0xfff + ((magnitude >>> 13) & 1);
  return sign | ((rounded - 0x38000000) >>> 13);
}
