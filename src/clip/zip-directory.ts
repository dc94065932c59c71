// Where a zip file's entries lie, so that stored (uncompressed) ones can be read in place. With zip64, which PyTorch
// writes for large files. PKWARE APPNOTE 6.3.10, sections 4.3.7, 4.3.12, 4.3.14 to 4.3.16, 4.5.3.

import type { FileHandle } from "node:fs/promises";
import { type Fail, readBytes } from "./read-file.ts";

export interface ZipEntry {
  readonly name: string;
  readonly stored: boolean;
  readonly byteLength: number;
  /** Where the entry's local header begins; see entryDataOffset. */
  readonly headerOffset: number;
}

const END = { signature: 0x06054b50, bytes: 22 };
const END64_LOCATOR = { signature: 0x07064b50, bytes: 20 };
const END64 = { signature: 0x06064b50, bytes: 56 };
const CENTRAL = { signature: 0x02014b50, bytes: 46 };
const LOCAL = { signature: 0x04034b50, bytes: 30 };
const LONGEST_COMMENT = 65_535;
const LARGEST_DIRECTORY = 100_000_000;
const ZIP64_EXTRA = 1;
const SATURATED = 0xffffffff;

/** The entries of a zip file, by its central directory. Throws `fail(why)` where it is not a zip file or damaged. */
export async function readZipDirectory(file: FileHandle, fail: Fail): Promise<readonly ZipEntry[]> {
  const { size } = await file.stat();
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
  if (length > LARGEST_DIRECTORY || offset + length > size) throw fail("its directory lies outside the file");
  return entriesOf(await viewOf(file, offset, length, fail), fail);
}

/** Where an entry's bytes begin; the local header, unlike the directory, says so. */
export async function entryDataOffset(file: FileHandle, entry: ZipEntry, fail: Fail): Promise<number> {
  const header = await viewOf(file, entry.headerOffset, LOCAL.bytes, fail);
  if (header.getUint32(0, true) !== LOCAL.signature) throw fail(`its entry ${entry.name} is damaged`);
  const offset = entry.headerOffset + LOCAL.bytes + header.getUint16(26, true) + header.getUint16(28, true);
  if (offset + entry.byteLength > (await file.stat()).size) {
    throw fail(`its entry ${entry.name} ends beyond the file`);
  }
  return offset;
}

async function viewOf(file: FileHandle, offset: number, length: number, fail: Fail): Promise<DataView> {
  return new DataView((await readBytes(file, offset, length, fail)).buffer);
}

function entriesOf(view: DataView, fail: Fail): ZipEntry[] {
  const entries: ZipEntry[] = [];
  for (let at = 0; at + CENTRAL.bytes <= view.byteLength; ) {
    if (view.getUint32(at, true) !== CENTRAL.signature) break;
    const nameLength = view.getUint16(at + 28, true);
    const extraLength = view.getUint16(at + 30, true);
    const next = at + CENTRAL.bytes + nameLength + extraLength + view.getUint16(at + 32, true);
    if (next > view.byteLength) throw fail("its directory is damaged");
    const name = new TextDecoder().decode(new Uint8Array(view.buffer, at + CENTRAL.bytes, nameLength));
    const extra = new DataView(view.buffer, at + CENTRAL.bytes + nameLength, extraLength);
    const compressed = view.getUint32(at + 20, true);
    const plain = view.getUint32(at + 24, true);
    const header = view.getUint32(at + 42, true);
    // The zip64 block holds, in this order, those of the three that are saturated in the fixed part.
    const wide = zip64Values(extra);
    const byteLength = plain === SATURATED ? (wide.shift() ?? plain) : plain;
    if (compressed === SATURATED) wide.shift();
    const headerOffset = header === SATURATED ? (wide.shift() ?? header) : header;
    entries.push({ name, stored: view.getUint16(at + 10, true) === 0, byteLength, headerOffset });
    at = next;
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
