// RUN/journal.jsonl: append-only, a checksum before each line, synced after each. A torn last line is cut off, a
// damaged one is left out and its item done again. Node only.

import { type FileHandle, mkdir, open, readFile, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { sha256 } from "../core/digest.ts";
import { InputError } from "../core/errors.ts";
import { writeFailure } from "../core/write-file.ts";
import type { ItemRecord } from "./record.ts";

export interface Journal {
  /** By key; the last record of a key stands: there is a second one only where the first was forgotten. */
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

/** Locks that this process holds: its own number in a file may also be an earlier process's that had the same. */
const held = new Set<string>();

/** Opens (or begins) a run's journal for this process alone; InputError where another process has it. */
export async function openJournal(runFolder: string): Promise<Journal> {
  const path = join(runFolder, FILE);
  const failed = (error: unknown): never => {
    throw writeFailure(path, error);
  };
  await mkdir(runFolder, { recursive: true }).catch(failed);
  const lock = join(runFolder, LOCK);
  await takeLock(lock).catch(failed);
  let records: Map<string, ItemRecord>;
  let file: FileHandle;
  try {
    const whole = parseJournal(await journalBytes(path));
    records = whole.records;
    file = await open(path, "a");
    await file.truncate(whole.length);
  } catch (error) {
    await releaseLock(lock);
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
      await releaseLock(lock);
    },
  };
}

/** The records of a run, without taking its lock. */
export async function readRecords(runFolder: string): Promise<ReadonlyMap<string, ItemRecord>> {
  return parseJournal(await journalBytes(join(runFolder, FILE))).records;
}

/** Nothing where there is no journal yet. A journal that cannot be read is an error: it must not be begun anew. */
async function journalBytes(path: string): Promise<Buffer> {
  return readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return Buffer.alloc(0);
    throw new InputError(`unreadable file ${path} (${error.code})`);
  });
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
    records.set(record.key, record);
  }
  return { records, length };
}

async function takeLock(path: string): Promise<void> {
  const name = resolve(path);
  if (held.has(name)) throw inUse(process.pid, path);
  held.add(name);
  try {
    while (!(await createLock(path))) {
      const owner = Number(await readFile(path, "utf8").catch(() => "0"));
      if (owner !== process.pid && isRunning(owner)) throw inUse(owner, path);
      await rm(path, { force: true });
    }
  } catch (error) {
    held.delete(name);
    throw error;
  }
}

/** False where the lock file is there already. */
async function createLock(path: string): Promise<boolean> {
  try {
    await writeFile(path, `${process.pid}`, { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return false;
  }
}

function inUse(owner: number, path: string): InputError {
  return new InputError(
    `the run is in use by process ${owner}; wait for it, or delete ${path} if it is gone`,
  );
}

async function releaseLock(path: string): Promise<void> {
  await rm(path, { force: true });
  held.delete(resolve(path));
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
