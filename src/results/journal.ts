// RUN/journal.jsonl: append-only, a checksum before each line, synced after each. A torn last line is cut off, a
// damaged one is left out and its item done again. Node only.

import { type FileHandle, mkdir, open, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { sha256 } from "../core/digest.ts";
import { InputError } from "../core/errors.ts";
import { writeFailure } from "../core/write-file.ts";
import type { ItemRecord } from "./record.ts";

export interface Journal {
  /** By key; the first record of a key stands. */
  readonly records: ReadonlyMap<string, ItemRecord>;
  /** Adds a record and syncs it to the disk; the key's second record is not written. */
  append(record: ItemRecord): Promise<void>;
  /** Forgets a record whose map is damaged, so that the item is done again. */
  forget(key: string): void;
  close(): Promise<void>;
}

const FILE = "journal.jsonl";
const LOCK = "lock";
const CHECKSUM_LENGTH = 16;

/** Opens (or begins) a run's journal for this process alone; InputError where another process has it. */
export async function openJournal(runFolder: string): Promise<Journal> {
  const path = join(runFolder, FILE);
  const failed = (error: unknown): never => {
    throw writeFailure(path, error);
  };
  await mkdir(runFolder, { recursive: true }).catch(failed);
  const lock = join(runFolder, LOCK);
  await takeLock(lock).catch(failed);
  const { records, length } = parseJournal(await readFile(path).catch(() => Buffer.alloc(0)));
  let file: FileHandle;
  try {
    await truncate(path, length).catch(() => writeFile(path, ""));
    file = await open(path, "a");
  } catch (error) {
    await rm(lock, { force: true });
    return failed(error);
  }
  let tail: Promise<void> = Promise.resolve();
  const write = async (record: ItemRecord): Promise<void> => {
    if (records.has(record.key)) return;
    await file.appendFile(lineOf(record)).catch(failed);
    await file.datasync().catch(failed);
    records.set(record.key, record);
  };
  return {
    records,
    append: (record) => {
      const written = tail.then(() => write(record));
      tail = written.catch(() => {});
      return written;
    },
    forget: (key) => records.delete(key),
    close: async () => {
      await tail;
      await file.close();
      await rm(lock, { force: true });
    },
  };
}

/** The records of a run, without taking its lock. */
export async function readRecords(runFolder: string): Promise<ReadonlyMap<string, ItemRecord>> {
  return parseJournal(await readFile(join(runFolder, FILE)).catch(() => Buffer.alloc(0))).records;
}

function lineOf(record: ItemRecord): string {
  const json = JSON.stringify(record);
  return `${sha256(json).slice(0, CHECKSUM_LENGTH)} ${json}\n`;
}

/** Whole, intact lines; `length` is where the last whole line ends. */
function parseJournal(bytes: Buffer): { records: Map<string, ItemRecord>; length: number } {
  const length = bytes.lastIndexOf(10) + 1;
  const records = new Map<string, ItemRecord>();
  for (const line of bytes.toString("utf8", 0, length).split("\n")) {
    const json = line.slice(CHECKSUM_LENGTH + 1);
    if (json === "" || sha256(json).slice(0, CHECKSUM_LENGTH) !== line.slice(0, CHECKSUM_LENGTH)) continue;
    const record = JSON.parse(json) as ItemRecord;
    if (!records.has(record.key)) records.set(record.key, record);
  }
  return { records, length };
}

async function takeLock(path: string): Promise<void> {
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      await writeFile(path, `${process.pid}`, { flag: "wx" });
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      const owner = Number(await readFile(path, "utf8").catch(() => "0"));
      if (owner !== process.pid && isRunning(owner)) {
        throw new InputError(
          `the run is in use by process ${owner}; wait for it, or delete ${path} if it is gone`,
        );
      }
      await rm(path, { force: true });
    }
  }
}

function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
