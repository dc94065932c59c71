// The records of a journal by key, left on the disk: a key and a place in memory for each, so that millions fit.

import { closeSync, openSync, readSync } from "node:fs";
import { InputError, unreadableFile } from "../core/errors.ts";
import { limitOf } from "../core/limits.ts";
import { recordAgain } from "./journal-lines.ts";
import type { ItemRecord } from "./record.ts";

const NEWLINE = 10;
/** Most lines are shorter; longer ones take a second read. */
const FIRST_READ_BYTES = 4096;

/** A map that reads a record when it is asked for. The journal only grows, so places hold, also once it is closed. */
export class StoredRecords implements ReadonlyMap<string, ItemRecord> {
  readonly #path: string;
  readonly #places = new Map<string, number>();

  constructor(path: string) {
    this.#path = path;
  }

  /** Notes at which byte the line of a key's record begins; the last one of a key stands. */
  place(key: string, start: number): void {
    this.#places.set(key, start);
  }

  delete(key: string): boolean {
    return this.#places.delete(key);
  }

  get size(): number {
    return this.#places.size;
  }

  has(key: string): boolean {
    return this.#places.has(key);
  }

  get(key: string): ItemRecord | undefined {
    const place = this.#places.get(key);
    if (place === undefined) return undefined;
    const file = this.#open();
    try {
      return readRecord(file, this.#path, place);
    } finally {
      closeSync(file);
    }
  }

  #open(): number {
    try {
      return openSync(this.#path, "r");
    } catch (error) {
      throw unreadableFile(this.#path, error);
    }
  }

  keys(): MapIterator<string> {
    return this.#places.keys();
  }

  *values(): MapIterator<ItemRecord> {
    for (const [, record] of this.entries()) yield record;
  }

  *entries(): MapIterator<[string, ItemRecord]> {
    const file = this.#open();
    try {
      for (const [key, place] of this.#places) yield [key, readRecord(file, this.#path, place)];
    } finally {
      closeSync(file);
    }
  }

  [Symbol.iterator](): MapIterator<[string, ItemRecord]> {
    return this.entries();
  }

  forEach(visit: (record: ItemRecord, key: string, map: ReadonlyMap<string, ItemRecord>) => void): void {
    for (const [key, record] of this.entries()) visit(record, key, this);
  }
}

function readRecord(file: number, path: string, start: number): ItemRecord {
  const most = limitOf("line-bytes") + 1;
  for (let size = Math.min(FIRST_READ_BYTES, most); ; size = Math.min(16 * size, most)) {
    const bytes = Buffer.alloc(size);
    const read = readSync(file, bytes, 0, size, start);
    const end = bytes.subarray(0, read).indexOf(NEWLINE);
    if (end < 0 && read === size && size < most) continue;
    const record = end < 0 ? undefined : recordAgain(bytes.subarray(0, end));
    if (record !== undefined) return record;
    throw new InputError(`invalid ${path}: it was changed while it was being read; run the command again`);
  }
}
