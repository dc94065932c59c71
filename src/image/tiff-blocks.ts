// Strips and tiles of a TIFF: taken out of their compression and their prediction (TIFF 6.0, technical notes 1 and 3).

import { inflateSync } from "node:zlib";

/** What a block's bytes are: rows of pixels of `samples` samples of `size` bytes. */
export interface BlockLayout {
  readonly width: number;
  readonly rows: number;
  readonly samples: number;
  readonly size: number;
  readonly order: "little" | "big";
}

type Decompress = (bytes: Uint8Array, length: number) => Uint8Array;

const DECOMPRESSIONS: Readonly<Record<number, Decompress>> = {
  1: (bytes) => bytes,
  5: unpackLzw,
  8: inflate,
  32946: inflate,
  32773: unpackBits,
};

const OTHER_COMPRESSIONS: Readonly<Record<number, string>> = {
  7: "JPEG",
  34887: "LERC",
  34925: "LZMA",
  50000: "Zstandard",
  50001: "WebP",
};

/** The name of a compression that is not read; null of one that is. */
export function unreadCompression(code: number): string | null {
  return DECOMPRESSIONS[code] === undefined ? (OTHER_COMPRESSIONS[code] ?? `code ${code}`) : null;
}

/** A block's samples, as many bytes as its layout says, which may be the file's own memory; RangeError where it holds fewer, or is damaged. */
export function readBlock(
  bytes: Uint8Array,
  { compression, predictor }: { readonly compression: number; readonly predictor: number },
  layout: BlockLayout,
): Uint8Array {
  const length = layout.width * layout.rows * layout.samples * layout.size;
  const unpacked = DECOMPRESSIONS[compression]?.(bytes, length);
  if (unpacked === undefined || unpacked.length < length) throw new RangeError("a block is cut off");
  if (predictor === 1) return unpacked.subarray(0, length);
  // What is not compressed is the file's own memory.
  const samples = new Uint8Array(unpacked.subarray(0, length));
  if (predictor === 2) addNeighbours(samples, layout);
  if (predictor === 3) addBytePlanes(samples, layout);
  return samples;
}

function inflate(bytes: Uint8Array, length: number): Uint8Array {
  try {
    return inflateSync(bytes, { maxOutputLength: Math.max(1, length) });
  } catch {
    throw new RangeError("a block is damaged");
  }
}

function unpackBits(bytes: Uint8Array, length: number): Uint8Array {
  const out = new Uint8Array(length);
  let to = 0;
  for (let from = 0; from < bytes.length && to < length; ) {
    const control = bytes[from++] as number;
    if (control < 128) {
      out.set(bytes.subarray(from, from + Math.min(control + 1, length - to)), to);
      from += control + 1;
      to += control + 1;
    } else if (control > 128) {
      out.fill(bytes[from++] as number, to, to + 257 - control);
      to += 257 - control;
    }
  }
  return out.subarray(0, to);
}

const CLEAR = 256;
const END = 257;

/** TIFF's LZW: codes of 9 to 12 bits, most significant bit first, widened one code early. */
function unpackLzw(bytes: Uint8Array, length: number): Uint8Array {
  const out = new Uint8Array(length);
  /** Each code's string is a stretch of what was written: its start and length. */
  const starts = new Int32Array(4097);
  const lengths = new Int32Array(4097);
  let [to, next, width, previous, bit] = [0, 258, 9, -1, 0];
  while (to < length && bit + width <= 8 * bytes.length) {
    const code = bitsAt(bytes, bit, width);
    bit += width;
    if (code === END) break;
    if (code === CLEAR) {
      [next, width, previous] = [258, 9, -1];
      continue;
    }
    if (code > next || (code >= next && previous < 0) || next > 4096)
      throw new RangeError("a block is damaged");
    const start = to;
    if (previous >= 0) {
      // The new string is the last one and the byte that follows it, which may be the one written next.
      starts[next] = previous;
      lengths[next] = start - previous + 1;
      next++;
    }
    if (code < CLEAR) out[to++] = code;
    else {
      const [from, count] = [starts[code] as number, lengths[code] as number];
      for (let index = 0; index < count && to < length; index++) out[to++] = out[from + index] as number;
    }
    previous = start;
    if (next + 1 >= 1 << width && width < 12) width++;
  }
  return out.subarray(0, to);
}

function bitsAt(bytes: Uint8Array, bit: number, width: number): number {
  const byte = bit >>> 3;
  const word = ((bytes[byte] ?? 0) << 16) | ((bytes[byte + 1] ?? 0) << 8) | (bytes[byte + 2] ?? 0);
  return (word >>> (24 - width - (bit & 7))) & ((1 << width) - 1);
}

/** Predictor 2: each sample is stored as its difference from the one to its left, modulo its range. */
function addNeighbours(bytes: Uint8Array, { width, rows, samples, size, order }: BlockLayout): void {
  const pixelBytes = samples * size;
  for (let row = 0; row < rows; row++) {
    const first = row * width * pixelBytes;
    for (let at = first + pixelBytes; at < first + width * pixelBytes; at += size) {
      let carry = 0;
      for (let step = 0; step < size; step++) {
        const byte = at + (order === "little" ? step : size - 1 - step);
        const sum = (bytes[byte] as number) + (bytes[byte - pixelBytes] as number) + carry;
        bytes[byte] = sum & 255;
        carry = sum >> 8;
      }
    }
  }
}

/** Predictor 3 (floats): a row's bytes of equal significance stand together, most significant first, as differences. */
function addBytePlanes(bytes: Uint8Array, { width, rows, samples, size, order }: BlockLayout): void {
  const perRow = width * samples;
  for (let row = 0; row < rows; row++) {
    const target = bytes.subarray(row * perRow * size, (row + 1) * perRow * size);
    for (let at = samples; at < target.length; at++)
      target[at] = (target[at] as number) + (target[at - samples] as number);
    const planes = target.slice();
    for (let sample = 0; sample < perRow; sample++) {
      for (let plane = 0; plane < size; plane++) {
        const byte = order === "little" ? size - 1 - plane : plane;
        target[sample * size + byte] = planes[plane * perRow + sample] as number;
      }
    }
  }
}
