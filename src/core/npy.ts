// The .npy format: a Python literal as header, then the values. Writing is little-endian float32 in C order.

import { InputError } from "./errors.ts";
import { elementCount, type Shape, type Tensor } from "./tensor.ts";

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

export interface NpyArray {
  readonly shape: Shape;
  readonly data: Float32Array | Float64Array | Uint8Array | Int32Array;
}

type Reader = (view: DataView, count: number) => NpyArray["data"];

const READERS: Readonly<Record<string, { readonly bytes: number; readonly read: Reader }>> = {
  "<f4": {
    bytes: 4,
    read: (view, count) => Float32Array.from({ length: count }, (_, at) => view.getFloat32(4 * at, true)),
  },
  "<f8": {
    bytes: 8,
    read: (view, count) => Float64Array.from({ length: count }, (_, at) => view.getFloat64(8 * at, true)),
  },
  "<i4": {
    bytes: 4,
    read: (view, count) => Int32Array.from({ length: count }, (_, at) => view.getInt32(4 * at, true)),
  },
  "|u1": {
    bytes: 1,
    read: (view, count) => Uint8Array.from({ length: count }, (_, at) => view.getUint8(at)),
  },
  "|b1": {
    bytes: 1,
    read: (view, count) => Uint8Array.from({ length: count }, (_, at) => view.getUint8(at)),
  },
};

/** Bytes of a version 1.0 .npy file, <f4, C order. */
export function encodeNpy({ shape, data }: Tensor): Uint8Array {
  const dimensions = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${dimensions}), }`;
  const headerLength = Math.ceil((text.length + 11) / 64) * 64 - 10;
  const bytes = new Uint8Array(10 + headerLength + 4 * data.length);
  const view = new DataView(bytes.buffer);
  bytes.set([...MAGIC, 1, 0]);
  view.setUint16(8, headerLength, true);
  bytes.set(new TextEncoder().encode(`${text.padEnd(headerLength - 1)}\n`), 10);
  for (const [at, value] of data.entries()) view.setFloat32(10 + headerLength + 4 * at, value, true);
  return bytes;
}

/**
 * Parses a .npy file (f4, f8, i4, u1 or b1, C order, versions 1 and 2).
 * Throws InputError naming `where` and what is wrong.
 */
export function decodeNpy(bytes: Uint8Array, where: string): NpyArray {
  const fail = (why: string): InputError => new InputError(`invalid array ${where}: ${why}`);
  if (bytes.length < 12 || MAGIC.some((value, at) => bytes[at] !== value)) throw fail("not a .npy file");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const wide = (bytes[6] ?? 0) >= 2;
  const start = wide ? 12 : 10;
  const headerLength = wide ? view.getUint32(8, true) : view.getUint16(8, true);
  if (start + headerLength > bytes.length) throw fail("its header is cut off");
  const header = new TextDecoder().decode(bytes.subarray(start, start + headerLength));
  const type = /'descr':\s*'([^']*)'/.exec(header)?.[1];
  const order = /'fortran_order':\s*(True|False)/.exec(header)?.[1];
  const dimensions = /'shape':\s*\(([\d,\sL]*)\)/.exec(header)?.[1];
  if (type === undefined || order === undefined || dimensions === undefined)
    throw fail("its header is malformed");
  if (order === "True") throw fail("Fortran order; expected C order");
  const reader = Object.hasOwn(READERS, type) ? READERS[type] : undefined;
  if (reader === undefined) throw fail(`dtype ${type}; expected one of ${Object.keys(READERS).join(", ")}`);
  const shape = (dimensions.match(/\d+/g) ?? []).map(Number);
  const count = elementCount(shape);
  const body = start + headerLength;
  if (bytes.length - body !== count * reader.bytes) {
    throw fail(`${bytes.length - body} bytes of data for shape (${shape.join(", ")}) of ${type}`);
  }
  return { shape, data: reader.read(new DataView(bytes.buffer, bytes.byteOffset + body), count) };
}
