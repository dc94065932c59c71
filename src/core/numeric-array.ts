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
  return numbersIn(type, new Uint8Array(bytes), order);
}

/** The numbers in bytes that are the caller's own and fill their buffer: taken over, not copied. */
export function numbersIn(
  type: NumberType,
  bytes: Uint8Array<ArrayBuffer>,
  order: "little" | "big" = "little",
): NumericArray {
  if ((order === "little") !== HOST_IS_LITTLE_ENDIAN) reverseEach(bytes.buffer, bytesOf(type));
  return VIEWS[type](bytes.buffer);
}

/** The bytes of `values`, little-endian; they may share its memory. */
export function littleEndianBytes(values: Float32Array): Uint8Array {
  if (HOST_IS_LITTLE_ENDIAN) return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const { buffer } = Float32Array.from(values);
  reverseEach(buffer, values.BYTES_PER_ELEMENT);
  return new Uint8Array(buffer);
}

/** Turns the bytes of every number of `size` bytes round. */
function reverseEach(buffer: ArrayBuffer, size: number): void {
  if (size === 2) {
    const words = new Uint16Array(buffer);
    for (let at = 0; at < words.length; at++) {
      const word = words[at] as number;
      words[at] = (word << 8) | (word >>> 8);
    }
  } else if (size > 2) {
    const words = new Uint32Array(buffer);
    for (let at = 0; at < words.length; at++) words[at] = reversedWord(words[at] as number);
    if (size === 8) swapPairs(words);
  }
}

function reversedWord(word: number): number {
  return (word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24);
}

function swapPairs(words: Uint32Array): void {
  for (let at = 0; at + 1 < words.length; at += 2) {
    const word = words[at] as number;
    words[at] = words[at + 1] as number;
    words[at + 1] = word;
  }
}
