// Uncompressed BMP, which the decoder library does not read: 1, 4, 8, 16, 24 and 32 bits a pixel, bottom-up and
// top-down, with palettes and bit fields (Microsoft's BITMAPINFOHEADER and its successors, OS/2's core header).

import { InputError } from "../core/errors.ts";
import type { Pixels } from "./pixels.ts";

const FILE_HEADER_BYTES = 14;
const CORE_HEADER_BYTES = 12;
const INFO_HEADER_BYTES = 40;

/** Compression methods by their codes; those without an entry here are none. */
const UNCOMPRESSED = 0;
const BIT_FIELDS = 3;
const ALPHA_BIT_FIELDS = 6;
const COMPRESSED: Readonly<Record<number, string>> = { 1: "RLE8", 2: "RLE4", 4: "JPEG", 5: "PNG" };

interface Header {
  readonly width: number;
  readonly height: number;
  readonly topDown: boolean;
  readonly bits: number;
  /** Where the pixels begin. */
  readonly start: number;
  readonly palette: { readonly at: number; readonly entryBytes: number; readonly entries: number };
  /** Red, green, blue, alpha; 0 where a pixel has no such field. */
  readonly masks: readonly [number, number, number, number];
}

/** Sides and samples of a pixel from the header, of any sign and size; InputErrors as `decodeBmp`. */
export function bmpSize(bytes: Uint8Array, path: string): Pick<Pixels, "width" | "height" | "channels"> {
  const { width, height, masks } = headerOf(bytes, path);
  return { width, height, channels: masks[3] === 0 ? 3 : 4 };
}

/**
 * The pixels, of which there are some, as RGB, or RGBA where alpha has a bit field; InputError naming file and fault,
 * before anything is allocated.
 */
export function decodeBmp(bytes: Uint8Array, path: string): Pixels {
  const header = headerOf(bytes, path);
  const { width, height, topDown, bits, start } = header;
  const rowBytes = 4 * Math.ceil((width * bits) / 32);
  if (start + rowBytes * height > bytes.length)
    throw invalid(path, `${width}×${height} pixels of ${bits} bits, but it is cut off`);
  const hasAlpha = header.masks[3] !== 0;
  const channels = hasAlpha ? 4 : 3;
  const data = new Uint8Array(width * height * channels);
  const write = bits <= 8 ? paletteWriter(bytes, header, path) : fieldWriter(bytes, header);
  for (let y = 0; y < height; y++)
    write(start + rowBytes * (topDown ? y : height - 1 - y), data, y * width * channels);
  return { width, height, channels, hasAlpha, data, white: 255 };
}

/** Writes the pixels of the row that begins at a byte, from a place in the target on. */
type RowWriter = (row: number, target: Uint8Array, at: number) => void;

function paletteWriter(bytes: Uint8Array, { width, bits, palette }: Header, path: string): RowWriter {
  const { at: first, entryBytes, entries } = palette;
  const perByte = 8 / bits;
  return (row, target, at) => {
    for (let x = 0, to = at; x < width; x++) {
      const byte = bytes[row + Math.floor(x / perByte)] as number;
      const index = (byte >>> (8 - bits * ((x % perByte) + 1))) & ((1 << bits) - 1);
      if (index >= entries) throw invalid(path, `colour ${index} of a palette of ${entries}`);
      const entry = first + index * entryBytes;
      for (let channel = 2; channel >= 0; channel--) target[to++] = bytes[entry + channel] as number;
    }
  };
}

function fieldWriter(all: Uint8Array, { width, bits, masks }: Header): RowWriter {
  const bytes = bits / 8;
  const fields = masks.filter((mask) => mask !== 0).map(fieldOf);
  return (row, target, at) => {
    for (let x = 0, from = row, to = at; x < width; x++, from += bytes) {
      let word = 0;
      for (let byte = bytes - 1; byte >= 0; byte--) word = (word << 8) | (all[from + byte] as number);
      for (let field = 0; field < fields.length; field++) {
        const { mask, shift, scale } = fields[field] as BitField;
        target[to++] = Math.round(((word & mask) >>> shift) * scale);
      }
    }
  };
}

interface BitField {
  readonly mask: number;
  readonly shift: number;
  /** What brings the field's highest value to 255. */
  readonly scale: number;
}

function fieldOf(mask: number): BitField {
  const shift = 31 - Math.clz32(mask & -mask);
  return { mask, shift, scale: 255 / (mask >>> shift) };
}

function headerOf(bytes: Uint8Array, path: string): Header {
  if (bytes.length < FILE_HEADER_BYTES + CORE_HEADER_BYTES) throw invalid(path, "its header is cut off");
  const view = viewOf(bytes);
  const size = view.getUint32(FILE_HEADER_BYTES, true);
  const isCore = size === CORE_HEADER_BYTES;
  if ((!isCore && size < INFO_HEADER_BYTES) || FILE_HEADER_BYTES + size > bytes.length)
    throw invalid(path, `a header of ${size} bytes, which is unknown or cut off`);
  const start = view.getUint32(10, true);
  if (isCore) {
    const bits = view.getUint16(24, true);
    return {
      ...{ width: view.getUint16(18, true), height: view.getUint16(20, true), topDown: false, start },
      ...{ bits: checkedBits(bits, path), palette: paletteOf(bytes, { size, bits, entryBytes: 3 }, path) },
      masks: defaultMasks(bits),
    };
  }
  const height = view.getInt32(22, true);
  const bits = checkedBits(view.getUint16(28, true), path);
  const compression = view.getUint32(30, true);
  const method = COMPRESSED[compression];
  if (method !== undefined)
    throw invalid(
      path,
      `it is a BMP compressed by ${method}, which is not read; save it uncompressed or as PNG`,
    );
  if (![UNCOMPRESSED, BIT_FIELDS, ALPHA_BIT_FIELDS].includes(compression))
    throw invalid(path, `compression ${compression} is unknown`);
  const stated = view.getUint32(46, true);
  return {
    ...{ width: view.getInt32(18, true), height: Math.abs(height), topDown: height < 0, start, bits },
    palette: paletteOf(bytes, { size, bits, entryBytes: 4, stated }, path),
    masks: compression === UNCOMPRESSED ? defaultMasks(bits) : statedMasks(view, size, compression, path),
  };
}

function checkedBits(bits: number, path: string): number {
  if (![1, 4, 8, 16, 24, 32].includes(bits)) throw invalid(path, `${bits} bits a pixel`);
  return bits;
}

function paletteOf(
  bytes: Uint8Array,
  header: { size: number; bits: number; entryBytes: number; stated?: number },
  path: string,
): Header["palette"] {
  const { size, bits, entryBytes, stated = 0 } = header;
  const at = FILE_HEADER_BYTES + size;
  if (bits > 8) return { at, entryBytes, entries: 0 };
  const entries = stated === 0 ? 1 << bits : Math.min(stated, 1 << bits);
  if (at + entries * entryBytes > bytes.length) throw invalid(path, "its palette is cut off");
  return { at, entryBytes, entries };
}

/** Without bit fields: 5 bits a colour of 16, bytes of 24 and 32 (whose fourth means nothing). */
function defaultMasks(bits: number): Header["masks"] {
  return bits === 16 ? [0x7c00, 0x3e0, 0x1f, 0] : [0xff0000, 0xff00, 0xff, 0];
}

/** Bit fields stand behind the oldest header, and within its successors, from the same byte on. */
function statedMasks(view: DataView, size: number, compression: number, path: string): Header["masks"] {
  const first = FILE_HEADER_BYTES + INFO_HEADER_BYTES;
  const withAlpha = size >= INFO_HEADER_BYTES + 16 || compression === ALPHA_BIT_FIELDS;
  if (first + 16 > view.byteLength) throw invalid(path, "its bit fields are cut off");
  const [red, green, blue] = [0, 4, 8].map((offset) => view.getInt32(first + offset, true));
  if (!red || !green || !blue) throw invalid(path, "a colour without a bit field");
  return [red, green, blue, withAlpha ? view.getInt32(first + 12, true) : 0];
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function invalid(path: string, why: string): InputError {
  return new InputError(`invalid image ${path}: ${why}`);
}
