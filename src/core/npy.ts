// The .npy format: a Python literal as header, then the values. Writing is little-endian float32 in C order.

import { InputError } from "./errors.ts";
import { fromFortranOrder } from "./fortran-order.ts";
import { beyondLimit, limitOf } from "./limits.ts";
import { shortened } from "./listed.ts";
import {
  bytesOf,
  isNumberType,
  littleEndianBytes,
  type NumberType,
  type NumericArray,
  numbersIn,
  readNumbers,
} from "./numeric-array.ts";
import { shownText } from "./shown-text.ts";
import { elementCount, type Shape, type Tensor } from "./tensor.ts";

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/** numpy's name of a boolean. */
const BOOLEAN = "b1";
/** Bytes of a header of version 1.0 at most; a later version's could claim 4 GB. */
const MOST_HEADER = 65_535;
/** More than any picture, map or table has. */
const MOST_AXES = 8;
/** Characters of a dtype in a message. */
const SHOWN_DTYPE = 40;

export interface NpyArray {
  readonly shape: Shape;
  readonly type: NumberType | typeof BOOLEAN;
  /** C order, whatever the file's; booleans as 0 and 1. */
  readonly data: NumericArray;
}

/** Bytes of a version 1.0 .npy file, <f4, C order. */
export function encodeNpy(array: Tensor): Uint8Array {
  const [header, data] = npyParts(array);
  const bytes = new Uint8Array(header.length + data.length);
  bytes.set(header);
  bytes.set(data, header.length);
  return bytes;
}

/** The same bytes as header and data, which may share the array's memory. */
export function npyParts({ shape, data }: Tensor): [Uint8Array, Uint8Array] {
  const dimensions = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${dimensions}), }`;
  const headerLength = Math.ceil((text.length + 11) / 64) * 64 - 10;
  const header = new Uint8Array(10 + headerLength);
  header.set([...MAGIC, 1, 0]);
  new DataView(header.buffer).setUint16(8, headerLength, true);
  header.set(new TextEncoder().encode(`${text.padEnd(headerLength - 1)}\n`), 10);
  return [header, littleEndianBytes(data)];
}

/**
 * Parses a .npy file: floats of 2, 4 or 8 bytes, integers of 1 to 8, booleans (as 0 and 1), either byte order, C or
 * Fortran order, format versions 1 to 3. Throws InputError naming `where` and what is wrong. Time and memory are linear in
 * the bytes, of which there are at most as the limit array-bytes says.
 */
export function decodeNpy(bytes: Uint8Array, where: string): NpyArray {
  const header = readNpyHeader(bytes, where);
  if (header === null) throw invalid(where, bytes.length < 12 ? "not a .npy file" : "its header is cut off");
  const { shape, descr, dataStart, dataBytes } = header;
  const body = bytes.subarray(dataStart);
  if (body.length !== dataBytes)
    throw invalid(where, `${body.length} bytes of data for shape (${shownShape(shape)}) of ${descr}`);
  refuseLarge(header, where);
  return arrayOf(header, body);
}

/** What a .npy file's header says, whose data may not be there yet. */
export interface NpyHeader extends Pick<NpyArray, "shape" | "type"> {
  /** The dtype as it is written: "<f4". */
  readonly descr: string;
  readonly isFortran: boolean;
  /** Bytes before the data, and of the data. */
  readonly dataStart: number;
  readonly dataBytes: number;
}

/** In the file, or as float32 where it holds shorter floats. */
function refuseLarge({ shape, type, dataBytes }: NpyHeader, where: string): void {
  const bytes = type === "f2" ? elementCount(shape) * Float32Array.BYTES_PER_ELEMENT : dataBytes;
  if (bytes > limitOf("array-bytes")) throw invalid(where, beyondLimit("array-bytes", bytes));
}

/**
 * Reads the header of an array from the first bytes of a stream; null where more of them are needed. Throws InputError as
 * `decodeNpy` does, as soon as the bytes cannot become a header; how large the array may be is the caller's to say.
 */
export function readNpyHeader(bytes: Uint8Array, where: string): NpyHeader | null {
  if (MAGIC.some((value, at) => at < bytes.length && bytes[at] !== value))
    throw invalid(where, "not a .npy file");
  if (bytes.length < 12) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const wide = (bytes[6] ?? 0) >= 2;
  const start = wide ? 12 : 10;
  const length = wide ? view.getUint32(8, true) : view.getUint16(8, true);
  if (length > MOST_HEADER)
    throw invalid(where, `its header claims ${length} bytes; expected at most ${MOST_HEADER}`);
  const dataStart = start + length;
  if (dataStart > bytes.length) return null;
  const header = new TextDecoder().decode(bytes.subarray(start, dataStart));
  const descr = /'descr':\s*'([^']*)'/.exec(header)?.[1];
  const layout = /'fortran_order':\s*(True|False)/.exec(header)?.[1];
  const dimensions = /'shape':\s*\(([\d,\sL]*)\)/.exec(header)?.[1];
  if (descr === undefined || layout === undefined || dimensions === undefined)
    throw invalid(where, "its header is malformed");
  const type = typeNamed(descr.replace(/^[<>|=]/, ""));
  if (type === undefined)
    throw invalid(
      where,
      `dtype ${shownText(descr, SHOWN_DTYPE)}; expected f2, f4, f8, i1 to i8, u1 to u8 or b1; convert it with astype`,
    );
  const shape = (dimensions.match(/\d+/g) ?? []).map(Number);
  if (shape.length > MOST_AXES) throw invalid(where, `${shape.length} axes; expected at most ${MOST_AXES}`);
  const dataBytes = elementCount(shape) * bytesOf(storedAs(type));
  if (![...shape, dataBytes].every(Number.isSafeInteger))
    throw invalid(where, `shape (${shownShape(shape)}), which no array has`);
  return { shape, type, descr, isFortran: layout === "True", dataStart, dataBytes };
}

/** The array of a header and the bytes of its data. */
export function arrayOf({ shape, type, descr, isFortran }: NpyHeader, data: Uint8Array): NpyArray {
  const stored = storedAs(type);
  const order = descr.startsWith(">") ? "big" : "little";
  const numbers = isFortran
    ? numbersIn(stored, fromFortranOrder(data, shape, bytesOf(stored)), order)
    : readNumbers(stored, data, order);
  return { shape, type, data: numbers };
}

function shownShape(shape: Shape): string {
  return shortened(shape.join(", "));
}

function storedAs(type: NpyArray["type"]): NumberType {
  return type === BOOLEAN ? "u1" : type;
}

function invalid(where: string, why: string): InputError {
  return new InputError(`invalid array ${where}: ${why}`);
}

/** Parses a .npy file of float32, as `encodeNpy` writes it; InputError for another type, else as `decodeNpy`. */
export function decodeFloat32Npy(bytes: Uint8Array, where: string): Tensor {
  const { shape, type, data } = decodeNpy(bytes, where);
  if (data instanceof Float32Array) return { shape, data };
  throw new InputError(`invalid array ${where}: dtype ${type}; expected f4`);
}

function typeNamed(name: string): NpyArray["type"] | undefined {
  return name === BOOLEAN || isNumberType(name) ? name : undefined;
}
