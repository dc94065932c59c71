// Where a zip file's entries lie, so that stored (uncompressed) ones can be read in place. With zip64, which PyTorch
// writes for large files. The directory and the entries must agree: programs that trust one of the two would read another
// file than ours. PKWARE APPNOTE 6.3.10, sections 4.3.7, 4.3.12, 4.3.14 to 4.3.16, 4.4.4, 4.5.3.

import type { FileHandle } from "node:fs/promises";
import { beyondLimit, limitOf } from "../core/limits.ts";
import { quotedText } from "../core/shown-text.ts";
import { type Fail, readBytes, readBytesNow } from "./read-file.ts";

export interface ZipEntry {
  readonly name: string;
  readonly stored: boolean;
  readonly byteLength: number;
  /** Where the entry's local header begins. */
  readonly headerOffset: number;
  /** Where the next entry begins, or the directory: the entry ends there at the latest. */
  readonly endsBefore: number;
}

export interface ZipFile {
  /** By name; no name stands twice, and no entry overlaps another. */
  readonly entries: ReadonlyMap<string, ZipEntry>;
  /** Where an entry's bytes begin; its local header, unlike the directory, says so. Throws where the two disagree. */
  dataOffset(entry: ZipEntry): number;
}

/** An entry as the directory has it. */
interface Listed extends Omit<ZipEntry, "endsBefore"> {
  /** The fewest bytes that it takes, its header included. */
  readonly least: number;
}

const END = { signature: 0x06054b50, bytes: 22 };
const END64_LOCATOR = { signature: 0x07064b50, bytes: 20 };
const END64 = { signature: 0x06064b50, bytes: 56 };
const CENTRAL = { signature: 0x02014b50, bytes: 46 };
const LOCAL = { signature: 0x04034b50, bytes: 30 };
const LONGEST_COMMENT = 65_535;
const ZIP64_EXTRA = 1;
const SATURATED = 0xffffffff;
const ENCRYPTED = 1;
/** Entries of a PyTorch file that are no tensors: its pickle, its version and the like. */
const OTHER_ENTRIES = 100;

/** Reads a zip file's directory. Throws `fail(why)` where it is not a zip file, damaged or beyond a limit. */
export async function openZip(file: FileHandle, fail: Fail): Promise<ZipFile> {
  const { size } = await file.stat();
  const { offset, length } = await directoryOf(file, size, fail);
  const listed = listedIn(await viewOf(file, offset, length, fail), fail);
  const entries = inOrder(listed, offset, fail);
  const offsets = new Map<ZipEntry, number>();
  return {
    entries,
    dataOffset: (entry) => {
      const known = offsets.get(entry) ?? dataOffset(file, entry, fail);
      offsets.set(entry, known);
      return known;
    },
  };
}

async function directoryOf(
  file: FileHandle,
  size: number,
  fail: Fail,
): Promise<{ readonly offset: number; readonly length: number }> {
  const tailAt = Math.max(0, size - END.bytes - LONGEST_COMMENT);
  const tail = await viewOf(file, tailAt, size - tailAt, fail);
  const end = lastSignature(tail, END.signature, END.bytes);
  if (end < 0) throw fail("it is not a zip file, or its end is missing");
  let offset = tail.getUint32(end + 16, true);
  let length = tail.getUint32(end + 12, true);
  const locator = end - END64_LOCATOR.bytes;
  if (locator >= 0 && tail.getUint32(locator, true) === END64_LOCATOR.signature) {
    const record = await viewOf(file, integer64(tail, locator + 8), END64.bytes, fail);
    if (record.getUint32(0, true) !== END64.signature) throw fail("its zip64 record is missing");
    offset = integer64(record, 48);
    length = integer64(record, 40);
  }
  if (offset + length > size) throw fail("its directory lies outside the file");
  if (length > limitOf("header-bytes")) throw fail(beyondLimit("header-bytes", length));
  return { offset, length };
}

function dataOffset(file: FileHandle, entry: ZipEntry, fail: Fail): number {
  const { name, headerOffset, byteLength, endsBefore } = entry;
  const damaged = (why: string): Error => fail(`its entry ${quotedText(name)} ${why}`);
  const fixed = new DataView(readBytesNow(file, headerOffset, LOCAL.bytes, fail).buffer);
  if (fixed.getUint32(0, true) !== LOCAL.signature) throw damaged("is damaged");
  if ((fixed.getUint16(6, true) & ENCRYPTED) !== 0) throw damaged("is encrypted");
  const nameLength = fixed.getUint16(26, true);
  const ownName = textOf(readBytesNow(file, headerOffset + LOCAL.bytes, nameLength, fail));
  if (ownName !== name) throw damaged(`calls itself ${quotedText(ownName)}`);
  if ((fixed.getUint16(8, true) === 0) !== entry.stored)
    throw damaged("is packed otherwise than its directory says");
  const offset = headerOffset + LOCAL.bytes + nameLength + fixed.getUint16(28, true);
  if (entry.stored && offset + byteLength > endsBefore) throw damaged("ends beyond its place");
  return offset;
}

async function viewOf(file: FileHandle, offset: number, length: number, fail: Fail): Promise<DataView> {
  return new DataView((await readBytes(file, offset, length, fail)).buffer);
}

function listedIn(view: DataView, fail: Fail): Listed[] {
  const listed: Listed[] = [];
  const most = limitOf("tensors") + OTHER_ENTRIES;
  for (let at = 0; at < view.byteLength; ) {
    if (at + CENTRAL.bytes > view.byteLength || view.getUint32(at, true) !== CENTRAL.signature)
      throw fail("its directory is damaged");
    const nameLength = view.getUint16(at + 28, true);
    const extraLength = view.getUint16(at + 30, true);
    const next = at + CENTRAL.bytes + nameLength + extraLength + view.getUint16(at + 32, true);
    if (next > view.byteLength) throw fail("its directory is damaged");
    listed.push(listedAt(view, at, nameLength, extraLength, fail));
    if (listed.length > most) throw fail(beyondLimit("tensors", listed.length));
    at = next;
  }
  return listed;
}

function listedAt(view: DataView, at: number, nameLength: number, extraLength: number, fail: Fail): Listed {
  const name = textOf(new Uint8Array(view.buffer, at + CENTRAL.bytes, nameLength));
  const packed = view.getUint32(at + 20, true);
  const plain = view.getUint32(at + 24, true);
  const header = view.getUint32(at + 42, true);
  // The zip64 block holds, in this order, those of the three that are saturated in the fixed part.
  const wide = zip64Values(new DataView(view.buffer, at + CENTRAL.bytes + nameLength, extraLength));
  const byteLength = plain === SATURATED ? (wide.shift() ?? plain) : plain;
  const packedLength = packed === SATURATED ? (wide.shift() ?? packed) : packed;
  const headerOffset = header === SATURATED ? (wide.shift() ?? header) : header;
  const stored = view.getUint16(at + 10, true) === 0;
  if (stored && packedLength !== byteLength) throw fail(`its entry ${quotedText(name)} has two lengths`);
  return { name, stored, byteLength, headerOffset, least: LOCAL.bytes + nameLength + packedLength };
}

/** The entries by name, each with where it ends at the latest. They may lie in any order, but not in each other. */
function inOrder(listed: readonly Listed[], directoryAt: number, fail: Fail): ReadonlyMap<string, ZipEntry> {
  const byPlace = [...listed].sort((left, right) => left.headerOffset - right.headerOffset);
  const entries = new Map<string, ZipEntry>();
  for (const [index, { least, ...entry }] of byPlace.entries()) {
    const endsBefore = byPlace[index + 1]?.headerOffset ?? directoryAt;
    if (!(entry.headerOffset + least <= endsBefore))
      throw fail(`its entry ${quotedText(entry.name)} ends beyond its place`);
    if (entries.has(entry.name)) throw fail(`it holds ${quotedText(entry.name)} twice`);
    entries.set(entry.name, { ...entry, endsBefore });
  }
  return entries;
}

function zip64Values(extra: DataView): number[] {
  for (let at = 0; at + 4 <= extra.byteLength; ) {
    const length = extra.getUint16(at + 2, true);
    if (extra.getUint16(at, true) === ZIP64_EXTRA && at + 4 + length <= extra.byteLength) {
      return Array.from({ length: Math.floor(length / 8) }, (_, index) =>
        integer64(extra, at + 4 + 8 * index),
      );
    }
    at += 4 + length;
  }
  return [];
}

function lastSignature(view: DataView, signature: number, bytes: number): number {
  for (let at = view.byteLength - bytes; at >= 0; at--) {
    if (view.getUint32(at, true) === signature) return at;
  }
  return -1;
}

function integer64(view: DataView, at: number): number {
  return Number(view.getBigUint64(at, true));
}

const DECODER = new TextDecoder();

function textOf(bytes: Uint8Array): string {
  return DECODER.decode(bytes);
}
