// The protocol's names of element types, and their values: as JSON has them, and as little-endian bytes.

import { endianness } from "node:os";
import { decodeBfloat16, decodeFloat16, encodeFloat16 } from "../../core/half.ts";
import type { ForeignTensor, ForeignType } from "../../graph/foreign/tensors.ts";

interface Datatype {
  /** Bytes of one value. */
  readonly bytes: number;
  /** What its values are taken as. */
  readonly as: ForeignType;
  /** The values of bytes of their own, at an offset of 0. */
  read(bytes: ArrayBuffer): ForeignTensor["data"];
}

const DATATYPES: Readonly<Record<string, Datatype>> = {
  FP32: { bytes: 4, as: "float32", read: (bytes) => new Float32Array(bytes) },
  FP16: { bytes: 2, as: "float16", read: (bytes) => decodeFloat16(new Uint16Array(bytes)) },
  BF16: { bytes: 2, as: "float32", read: (bytes) => decodeBfloat16(new Uint16Array(bytes)) },
  FP64: { bytes: 8, as: "float64", read: (bytes) => new Float64Array(bytes) },
  BOOL: {
    bytes: 1,
    as: "bool",
    read: (bytes) => new Uint8Array(bytes).map((value) => (value === 0 ? 0 : 1)),
  },
  UINT8: { bytes: 1, as: "uint8", read: (bytes) => new Uint8Array(bytes) },
  INT8: { bytes: 1, as: "int8", read: (bytes) => new Int8Array(bytes) },
  UINT16: { bytes: 2, as: "int32", read: (bytes) => new Int32Array(new Uint16Array(bytes)) },
  INT16: { bytes: 2, as: "int32", read: (bytes) => new Int32Array(new Int16Array(bytes)) },
  INT32: { bytes: 4, as: "int32", read: (bytes) => new Int32Array(bytes) },
  UINT32: { bytes: 4, as: "int64", read: (bytes) => widened(new Uint32Array(bytes)) },
  INT64: { bytes: 8, as: "int64", read: (bytes) => new BigInt64Array(bytes) },
  UINT64: { bytes: 8, as: "int64", read: (bytes) => new BigInt64Array(bytes) },
};

/** What tensors of each type are sent as. */
const SENT: Readonly<Record<ForeignType, string>> = {
  ...{ float32: "FP32", float16: "FP16", float64: "FP64", bool: "BOOL" },
  ...{ uint8: "UINT8", int8: "INT8", int32: "INT32", int64: "INT64" },
};

/** Undefined of a type that is no number, and of one that is not known. */
export function datatypeOf(name: string): Datatype | undefined {
  return Object.hasOwn(DATATYPES, name) ? DATATYPES[name] : undefined;
}

/** "FP32" → "float32"; the protocol's own name in lower case of a type that no value here has. */
export function typeOf(name: string): string {
  return datatypeOf(name)?.as ?? name.toLowerCase();
}

export function sentAs(type: ForeignType): string {
  return SENT[type];
}

/** A tensor's values as the binary extension sends them. */
export function bytesOf({ type, data }: ForeignTensor): Uint8Array {
  const values = type === "float16" ? encodeFloat16(data) : data;
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return BIG_ENDIAN ? reversed(bytes, values.BYTES_PER_ELEMENT) : bytes;
}

/** The values of a tensor's bytes, which are as many as its type has it. */
export function valuesOfBytes(bytes: Uint8Array, datatype: Datatype): ForeignTensor["data"] {
  // A copy of their own, as values stand at multiples of their size.
  const own = BIG_ENDIAN ? reversed(bytes, datatype.bytes) : new Uint8Array(bytes);
  return datatype.read(own.buffer);
}

/** The values of a list as JSON has it; what is null there, as servers write NaN and infinity, is NaN. */
export function valuesOfList(
  list: readonly (number | boolean | null)[],
  { as }: Datatype,
): ForeignTensor["data"] {
  const number = (value: number | boolean | null): number => (value === null ? Number.NaN : Number(value));
  switch (as) {
    case "float32":
    case "float16":
      return Float32Array.from(list, number);
    case "float64":
      return Float64Array.from(list, number);
    case "int64":
      return BigInt64Array.from(list, (value) => BigInt(Math.trunc(Number(value))));
    case "int32":
      return Int32Array.from(list, number);
    case "int8":
      return Int8Array.from(list, number);
    case "bool":
      return Uint8Array.from(list, (value) => (value === null || Number(value) === 0 ? 0 : 1));
    case "uint8":
      return Uint8Array.from(list, number);
  }
}

const BIG_ENDIAN = endianness() === "BE";

/** Without a bigint for each: the low half of every value is set. */
function widened(values: Uint32Array): BigInt64Array {
  const wide = new BigInt64Array(values.length);
  const halves = new Uint32Array(wide.buffer);
  const low = BIG_ENDIAN ? 1 : 0;
  for (let at = 0; at < values.length; at++) halves[2 * at + low] = values[at] ?? 0;
  return wide;
}

function reversed(bytes: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
  const turned = Uint8Array.from(bytes);
  for (let at = 0; at < turned.length; at += size) turned.subarray(at, at + size).reverse();
  return turned;
}
