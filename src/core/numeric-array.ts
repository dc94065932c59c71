// Arrays of the number types that files store, read as they are: nothing is narrowed. Binary16 becomes float32.

import { decodeFloat16 } from "./half.ts";

export type NumericArray =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | BigUint64Array
  | BigInt64Array
  | Float32Array
  | Float64Array;

/** Kind (unsigned, signed, float) and bytes of a number, as numpy writes them. */
export type NumberType = "u1" | "u2" | "u4" | "u8" | "i1" | "i2" | "i4" | "i8" | "f2" | "f4" | "f8";

const VIEWS: Readonly<Record<NumberType, (bytes: ArrayBuffer) => NumericArray>> = {
  u1: (bytes) => new Uint8Array(bytes),
  u2: (bytes) => new Uint16Array(bytes),
  u4: (bytes) => new Uint32Array(bytes),
  u8: (bytes) => new BigUint64Array(bytes),
  i1: (bytes) => new Int8Array(bytes),
  i2: (bytes) => new Int16Array(bytes),
  i4: (bytes) => new Int32Array(bytes),
  i8: (bytes) => new BigInt64Array(bytes),
  f2: (bytes) => decodeFloat16(new Uint16Array(bytes)),
  f4: (bytes) => new Float32Array(bytes),
  f8: (bytes) => new Float64Array(bytes),
};

const HOST_IS_LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** True for the name of a number type. */
export function isNumberType(text: string): text is NumberType {
  return Object.hasOwn(VIEWS, text);
}

/** Bytes of one number. */
export function bytesOf(type: NumberType): number {
  return Number(type[1]);
}

/** The numbers in `bytes`, whose length is a multiple of the type's; a copy, at any alignment. */
export function readNumbers(
  type: NumberType,
  bytes: Uint8Array,
  order: "little" | "big" = "little",
): NumericArray {
  const copy = new Uint8Array(bytes.length);
  copy.set(bytes);
  if ((order === "little") !== HOST_IS_LITTLE_ENDIAN) reverseEach(copy, bytesOf(type));
  return VIEWS[type](copy.buffer);
}

/** The bytes of `values`, little-endian; they may share its memory. */
export function littleEndianBytes(values: Float32Array): Uint8Array {
  if (HOST_IS_LITTLE_ENDIAN) return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const bytes = new Uint8Array(Float32Array.from(values).buffer);
  reverseEach(bytes, values.BYTES_PER_ELEMENT);
  return bytes;
}

function reverseEach(bytes: Uint8Array, size: number): void {
  for (let start = 0; start < bytes.length; start += size) bytes.subarray(start, start + size).reverse();
}
