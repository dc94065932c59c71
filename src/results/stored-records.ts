// The records of a journal by key, left on the disk: a key and a place in memory for each, so that millions fit.

import { closeSync, openSync, readSync } from "node:fs";
import { present } from "../core/errors.ts";
import { recordOfLine } from "./journal-lines.ts";
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
    const file = openSync(this.#path, "r");
    try {
      return readRecord(file, place);
    } finally {
      closeSync(file);
    }
  }

  keys(): MapIterator<string> {
    return this.#places.keys();
  }

  *values(): MapIterator<ItemRecord> {
    for (const [, record] of this.entries()) yield record;
  }

  *entries(): MapIterator<[string, ItemRecord]> {
    const file = openSync(this.#path, "r");
    try {
      for (const [key, place] of this.#places) yield [key, readRecord(file, place)];
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

function readRecord(file: number, start: number): ItemRecord {
  for (let size = FIRST_READ_BYTES; ; size *= 16) {
    const bytes = Buffer.alloc(size);
    const read = readSync(file, bytes, 0, size, start);
    const end = bytes.indexOf(NEWLINE);
    if (end < 0 && read === size) continue;
    return present(recordOfLine(bytes.toString("utf8", 0, end)), "the record that was read before");
  }
}
