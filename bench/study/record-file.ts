// Finished items, kept in a file of lines: an interrupted study goes on where it was, and studies share what they have in
// common. The folder is named by the code that the records depend on, so that changed searches are searched again.

import { createHash } from "node:crypto";
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ItemRecord } from "../../src/results/record.ts";
import type { RecordsByKey } from "../../src/study/plan.ts";

export interface RecordFile extends RecordsByKey {
  readonly get: (key: string) => ItemRecord | undefined;
  readonly has: (key: string) => boolean;
  add(record: ItemRecord): void;
}

/** The records of a file, and those added to it; a line torn by an interruption is computed again. */
export function openRecordFile(file: string): RecordFile {
  const records = new Map<string, ItemRecord>();
  mkdirSync(dirname(file), { recursive: true });
  for (const line of existsSync(file) ? readFileSync(file, "utf8").split("\n") : []) {
    const record = parsed(line);
    if (record !== null) records.set(record.key, record);
  }
  return {
    get: (key) => records.get(key),
    has: (key) => records.has(key),
    add: (record) => {
      records.set(record.key, record);
      appendFileSync(file, `${JSON.stringify(record)}\n`);
    },
  };
}

function parsed(line: string): ItemRecord | null {
  try {
    return JSON.parse(line) as ItemRecord;
  } catch {
    return null;
  }
}

const SRC = new URL("../../src/", import.meta.url);
/** What a record depends on beside its key, which has the detector and all that was planned. */
const DEPENDS_ON = ["search/", "study/item.ts", "study/known.ts", "results/visits.ts"];

/** A digest of the sources that searches' records depend on. */
export function codeDigest(): string {
  const files = DEPENDS_ON.flatMap((path) => {
    const place = fileURLToPath(new URL(path, SRC));
    return path.endsWith("/")
      ? readdirSync(place, { recursive: true, encoding: "utf8" }).map((name) => join(place, name))
      : [place];
  });
  const hash = createHash("sha256");
  for (const file of files.filter((name) => name.endsWith(".ts")).toSorted()) hash.update(readFileSync(file));
  return hash.digest("hex").slice(0, 16);
}
