// Changes to bytes of any format: bits, integers at the edge of every width, cuts, joins, repeats and words.

import type { Random } from "../../src/core/random.ts";
import { pick, shortLength } from "./draw.ts";
import { looksLikeText, mutateText } from "./mutate-text.ts";

/** What a mutation may draw on besides the bytes themselves. */
export interface Material {
  /** Other inputs of the same format, for joins. */
  readonly others: readonly Uint8Array[];
  /** Texts that occur in the format. */
  readonly words: readonly string[];
}

type Mutation = (bytes: Buffer, random: Random, material: Material) => Buffer;

/** Results are no longer than this, or than twice what they came from. Larger inputs are made on purpose: see corpus.ts. */
const MOST_BYTES = 65_536;

const EDGES: readonly bigint[] = [
  ...[0n, 1n, 2n, -1n, -2n, 10n, 100n, 127n, 128n, 255n, 256n, 1000n, 32767n, 32768n, 65535n, 65536n],
  ...[2n ** 24n, 2n ** 31n - 1n, 2n ** 31n, 2n ** 32n - 1n, 2n ** 32n, 2n ** 53n, 2n ** 63n - 1n, 2n ** 63n],
  // NaN and infinity as 16-, 32- and 64-bit floats, by their bits.
  ...[0x7e00n, 0x7c00n, 0x7fc00000n, 0x7f800000n, 0x7ff8000000000000n, 0x7ff0000000000000n],
];

const MUTATIONS: readonly Mutation[] = [
  flipBits,
  flipBits,
  setBytes,
  putEdge,
  putEdge,
  nudge,
  putVarint,
  cutOut,
  cutShort,
  insertNoise,
  fillRun,
  repeatBlock,
  swapBlocks,
  copyBlock,
  joinOther,
  putWord,
];

/** The bytes after one to eight changes; text is changed as text half the time. */
export function mutate(bytes: Uint8Array, random: Random, material: Material): Uint8Array {
  const most = Math.max(MOST_BYTES, bytes.length * 2);
  let result: Buffer = Buffer.from(bytes);
  const asText = looksLikeText(bytes);
  do {
    result =
      asText && random.integer(2) === 0
        ? mutateText(result, random, material.words)
        : pick(MUTATIONS, random)(result, random, material);
    if (result.length > most) result = result.subarray(0, most);
  } while (random.integer(8) > 3);
  return result;
}

function block(bytes: Buffer, random: Random): { start: number; end: number } {
  const length = shortLength(bytes.length, random);
  const start = random.integer(bytes.length - Math.min(length, bytes.length) + 1);
  return { start, end: Math.min(bytes.length, start + length) };
}

function flipBits(bytes: Buffer, random: Random): Buffer {
  for (let count = 1 + random.integer(4); count > 0 && bytes.length > 0; count--) {
    const at = random.integer(bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << random.integer(8));
  }
  return bytes;
}

function setBytes(bytes: Buffer, random: Random): Buffer {
  const { start, end } = block(bytes, random);
  for (let at = start; at < Math.min(end, start + 16); at++) bytes[at] = random.integer(256);
  return bytes;
}

function writeInteger(bytes: Buffer, at: number, width: number, value: bigint, little: boolean): void {
  for (let index = 0; index < width; index++) {
    const byte = Number((value >> BigInt(8 * index)) & 255n);
    bytes[at + (little ? index : width - 1 - index)] = byte;
  }
}

/** A number at the edge over what stands there. */
function putEdge(bytes: Buffer, random: Random): Buffer {
  const width = Math.min(bytes.length, pick([1, 2, 4, 4, 8, 8], random));
  writeInteger(
    bytes,
    random.integer(bytes.length - width + 1),
    width,
    pick(EDGES, random),
    random.integer(2) === 0,
  );
  return bytes;
}

/** A number one more or less than stands there: lengths and counts that are nearly right. */
function nudge(bytes: Buffer, random: Random): Buffer {
  if (bytes.length === 0) return bytes;
  const at = random.integer(bytes.length);
  bytes[at] = (bytes[at] ?? 0) + pick([1, -1, 2, -2, 8, -8, 16], random);
  return bytes;
}

function putVarint(bytes: Buffer, random: Random): Buffer {
  const varint: number[] = [];
  let rest = BigInt.asUintN(64, pick(EDGES, random));
  for (; rest > 127n; rest >>= 7n) varint.push(Number(rest & 127n) | 128);
  varint.push(Number(rest));
  const at = random.integer(bytes.length + 1);
  const over = random.integer(3) === 0 ? varint.length : random.integer(2);
  return Buffer.concat([bytes.subarray(0, at), Buffer.from(varint), bytes.subarray(at + over)]);
}

function cutOut(bytes: Buffer, random: Random): Buffer {
  const { start, end } = block(bytes, random);
  return Buffer.concat([bytes.subarray(0, start), bytes.subarray(end)]);
}

function cutShort(bytes: Buffer, random: Random): Buffer {
  const at = random.integer(bytes.length + 1);
  return random.integer(4) === 0 ? bytes.subarray(at) : bytes.subarray(0, at);
}

function insertNoise(bytes: Buffer, random: Random): Buffer {
  const at = random.integer(bytes.length + 1);
  const noise = Buffer.from(Array.from({ length: shortLength(64, random) }, () => random.integer(256)));
  return Buffer.concat([bytes.subarray(0, at), noise, bytes.subarray(at)]);
}

function fillRun(bytes: Buffer, random: Random): Buffer {
  const { start, end } = block(bytes, random);
  return bytes.fill(pick([0, 255, random.integer(256)], random), start, end);
}

function repeatBlock(bytes: Buffer, random: Random): Buffer {
  const { start, end } = block(bytes, random);
  const most = Math.max(1, Math.floor(MOST_BYTES / Math.max(1, end - start)));
  const times = shortLength(Math.min(most, 4096), random);
  const repeated = Array.from({ length: times + 1 }, () => bytes.subarray(start, end));
  return Buffer.concat([bytes.subarray(0, start), ...repeated, bytes.subarray(end)]);
}

function swapBlocks(bytes: Buffer, random: Random): Buffer {
  const [one, other] = [block(bytes, random), block(bytes, random)].sort(
    (left, right) => left.start - right.start,
  );
  if (one === undefined || other === undefined || one.end > other.start) return bytes;
  const parts = [
    bytes.subarray(0, one.start),
    bytes.subarray(other.start, other.end),
    bytes.subarray(one.end, other.start),
    bytes.subarray(one.start, one.end),
    bytes.subarray(other.end),
  ];
  return Buffer.concat(parts);
}

function copyBlock(bytes: Buffer, random: Random): Buffer {
  const { start, end } = block(bytes, random);
  bytes.copyWithin(random.integer(bytes.length + 1), start, end);
  return bytes;
}

/** The head of this one and the tail of another. */
function joinOther(bytes: Buffer, random: Random, { others }: Material): Buffer {
  const other = pick(others, random);
  const head = bytes.subarray(0, random.integer(bytes.length + 1));
  return Buffer.concat([head, other.subarray(random.integer(other.length + 1))]);
}

function putWord(bytes: Buffer, random: Random, { words }: Material): Buffer {
  if (words.length === 0) return flipBits(bytes, random);
  const [word, at] = [Buffer.from(pick(words, random)), random.integer(bytes.length + 1)];
  const over = random.integer(2) === 0 ? word.length : 0;
  return Buffer.concat([bytes.subarray(0, at), word, bytes.subarray(at + over)]);
}
