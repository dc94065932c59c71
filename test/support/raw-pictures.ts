// Files byte by byte, of depths and kinds that no encoder here writes: .npy of any type, TIFF, BMP.

import type { NumericArray } from "../../src/core/numeric-array.ts";

/** A .npy file, version 1.0, as numpy writes it; `data` in the host's byte order unless the descr says ">". */
export function npyFile(
  descr: string,
  shape: readonly number[],
  data: NumericArray,
  order: "C" | "Fortran" = "C",
): Uint8Array {
  const dimensions = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const fortran = order === "Fortran" ? "True" : "False";
  const header = `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': (${dimensions}), }\n`;
  const body = bytesIn(data, descr.startsWith(">"));
  const bytes = new Uint8Array(10 + header.length + body.length);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length & 255, header.length >> 8]);
  bytes.set(new TextEncoder().encode(header), 10);
  bytes.set(body, 10 + header.length);
  return bytes;
}

export interface TiffOptions {
  readonly width: number;
  readonly height: number;
  readonly channels?: number;
  /** 0 white is zero, 1 black is zero, 2 RGB. */
  readonly photometric?: number;
  readonly extraSamples?: readonly number[];
  readonly orientation?: number;
  readonly bigEndian?: boolean;
  readonly compression?: number;
  /** The strip as stored; the samples themselves by default. */
  readonly strip?: Uint8Array;
  readonly predictor?: number;
  readonly pages?: number;
}

/** A TIFF of one strip; its sample format follows from the array's type. */
export function tiffFile(data: NumericArray, options: TiffOptions): Uint8Array {
  const { width, height, channels = 1, orientation = 1, bigEndian = false, pages = 1 } = options;
  const { photometric = channels >= 3 ? 2 : 1, extraSamples = [], compression = 1, predictor = 1 } = options;
  const strip = options.strip ?? bytesIn(data, bigEndian);
  const bits = 8 * data.BYTES_PER_ELEMENT;
  const format = /^Float/.test(data.constructor.name)
    ? 3
    : /^(Int|BigInt)/.test(data.constructor.name)
      ? 2
      : 1;
  const tags: [tag: number, value: number][] = [
    [256, width],
    [257, height],
    [259, compression],
    [262, photometric],
    [273, 8],
    [274, orientation],
    [277, channels],
    [278, height],
    [279, strip.length],
    [317, predictor],
    ...extraSamples.map((kind): [number, number] => [338, kind]),
  ];
  // Arrays of SHORT, one value per channel, stand behind each page's directory.
  const arrays: [tag: number, value: number][] = [
    [258, bits],
    [339, format],
  ];
  const count = tags.length + arrays.length;
  const pageBytes = 2 + 12 * count + 4 + 2 * 2 * channels;
  const first = 8 + strip.length;
  const bytes = new Uint8Array(first + pages * pageBytes);
  const view = new DataView(bytes.buffer);
  const little = !bigEndian;
  bytes.set(bigEndian ? [0x4d, 0x4d] : [0x49, 0x49]);
  view.setUint16(2, 42, little);
  view.setUint32(4, first, little);
  bytes.set(strip, 8);
  for (let page = 0; page < pages; page++) {
    const start = first + page * pageBytes;
    view.setUint16(start, count, little);
    const sorted = [...tags, ...arrays].sort(([left], [right]) => left - right);
    for (const [index, [tag, value]] of sorted.entries()) {
      const entry = start + 2 + 12 * index;
      const isArray = arrays.some(([name]) => name === tag);
      view.setUint16(entry, tag, little);
      view.setUint16(entry + 2, isArray ? 3 : 4, little);
      view.setUint32(entry + 4, isArray ? channels : 1, little);
      if (!isArray) view.setUint32(entry + 8, value, little);
      else if (channels <= 2) {
        view.setUint16(entry + 8, value, little);
        view.setUint16(entry + 10, value, little);
      } else {
        const at = start + 2 + 12 * count + 4 + (tag === 258 ? 0 : 2 * channels);
        view.setUint32(entry + 8, at, little);
        for (let channel = 0; channel < channels; channel++) view.setUint16(at + 2 * channel, value, little);
      }
    }
    const next = page + 1 < pages ? start + pageBytes : 0;
    view.setUint32(start + 2 + 12 * count, next, little);
  }
  return bytes;
}

export interface BmpOptions {
  readonly width: number;
  /** Negative: top-down. */
  readonly height: number;
  readonly bits: number;
  /** Rows as stored, each padded to four bytes. */
  readonly rows: readonly (readonly number[])[];
  readonly compression?: number;
  /** Entries of blue, green, red and nothing. */
  readonly palette?: readonly number[];
  /** Red, green, blue, alpha. */
  readonly masks?: readonly number[];
}

/** A BMP with a header of 40 bytes, of 56 where there are bit fields. */
export function bmpFile({
  width,
  height,
  bits,
  rows,
  compression = 0,
  palette = [],
  masks = [],
}: BmpOptions): Uint8Array {
  const headerBytes = 40 + 4 * masks.length;
  const start = 14 + headerBytes + palette.length;
  const bytes = new Uint8Array(start + rows.flat().length);
  const view = new DataView(bytes.buffer);
  bytes.set([0x42, 0x4d]);
  view.setUint32(2, bytes.length, true);
  view.setUint32(10, start, true);
  view.setUint32(14, headerBytes, true);
  view.setInt32(18, width, true);
  view.setInt32(22, height, true);
  view.setUint16(26, 1, true);
  view.setUint16(28, bits, true);
  view.setUint32(30, compression, true);
  view.setUint32(46, palette.length / 4, true);
  for (const [index, mask] of masks.entries()) view.setUint32(54 + 4 * index, mask, true);
  bytes.set(palette, 14 + headerBytes);
  bytes.set(rows.flat(), start);
  return bytes;
}

function bytesIn(data: NumericArray, bigEndian: boolean): Uint8Array {
  const bytes = Uint8Array.from(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  const size = data.BYTES_PER_ELEMENT;
  if (bigEndian) for (let at = 0; at < bytes.length; at += size) bytes.subarray(at, at + size).reverse();
  return bytes;
}
