// RUN/journal.jsonl: append-only, a checksum before each line, synced before a record counts as written. A torn last
// line is cut off, a damaged one is left out and its item done again. Node only.

import { constants, type FileHandle, open } from "node:fs/promises";
import { dirname, join } from "node:path";
import { InputError } from "../core/errors.ts";
import { makeFolder } from "../core/folders.ts";
import { openIfThere } from "../core/regular-file.ts";
import { removeLeftovers, syncFolder, writeFailure } from "../core/write-file.ts";
import { lineOf, OlderLine, recordOfLine } from "./journal-lines.ts";
import { linesOf } from "./lines.ts";
import { isRunning, takeLock } from "./lock.ts";
import { olderVersion } from "./older-folders.ts";
import type { ItemRecord } from "./record.ts";
import { StoredRecords } from "./stored-records.ts";

export interface Journal {
  /**
   * By key, each read from the disk when it is asked for; the last record of a key stands: there is a second one only
   * where the first was forgotten.
   */
  readonly records: ReadonlyMap<string, ItemRecord>;
  /** Numbers, from 1, of the lines that were left out because they are damaged or hold no record. */
  readonly damaged: readonly number[];
  /**
   * Adds a record and syncs it to the disk; the key's second record is not written. Records that wait for the disk
   * together are synced together. After a failed write nothing more is taken: what the file holds is not known.
   */
  append(record: ItemRecord): Promise<void>;
  /** Forgets a record whose map is damaged, so that the item is done again. */
  forget(key: string): void;
  close(): Promise<void>;
}

/** What a study makes of a run folder's journal. */
export interface JournalUse {
  /** Makes the folder the run's once no other process can, before anything else in it is touched. */
  readonly claim?: () => Promise<void>;
  /** False of a record that cannot stand under its key: it is left out. */
  readonly isOwn?: (record: ItemRecord) => boolean;
}

/** One line a record. */
export const JOURNAL_FILE = "journal.jsonl";
const LOCK = "lock";

/**
 * Opens (or begins) a run's journal for this process alone; InputError where another process has it, and where an
 * earlier version wrote it, with the command that makes it anew.
 */
export async function openJournal(
  runFolder: string,
  { claim = async () => {}, isOwn = () => true }: JournalUse = {},
): Promise<Journal> {
  const path = join(runFolder, JOURNAL_FILE);
  const failed = (error: unknown): never => {
    throw writeFailure(path, error);
  };
  await makeFolder(runFolder);
  const lock = await takeLock(join(runFolder, LOCK)).catch(failed);
  try {
    await claim();
    // This process has begun nothing here: a file of its number is an earlier one's.
    await removeLeftovers(runFolder, (pid) => pid !== process.pid && isRunning(pid));
    const records = new StoredRecords(path);
    const damaged: number[] = [];
    const length = await readLines(
      path,
      (record, start) => {
        if (isOwn(record)) records.place(record.key, start);
      },
      (line) => void damaged.push(line),
    );
    const file = await openOwn(path).catch(failed);
    await file.truncate(length).catch(failed);
    // The names of the journal and of its folder must outlive a loss of power too.
    await syncFolder(runFolder);
    await syncFolder(dirname(runFolder));
    const write = lineWriter(file, length, failed);
    return {
      records,
      damaged,
      append: (record) =>
        write(record.key, () => {
          if (records.has(record.key)) return undefined;
          return { line: lineOf(record), written: (start) => records.place(record.key, start) };
        }),
      forget: (key) => records.delete(key),
      close: async () => {
        await write("", () => undefined).catch(() => {});
        await file.close();
        await lock.release();
      },
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/**
 * Opens a journal to be continued. Alone of all files it is changed in place: what a link leads to, or another name of it
 * holds, would be changed with it, so that both are refused: InputError.
 */
async function openOwn(path: string): Promise<FileHandle> {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND | (constants.O_NOFOLLOW ?? 0);
  const file = await open(path, flags).catch((error: unknown) => {
    throw codeOf(error) === "ELOOP" ? linked(path, "it is a link to a file elsewhere") : error;
  });
  if ((await file.stat()).nlink <= 1) return file;
  await file.close();
  throw linked(path, "the same file has another name elsewhere (a hard link)");
}

function linked(path: string, why: string): InputError {
  return new InputError(
    `cannot write ${path}: ${why}, which would be changed with it; put a copy of its content in its place`,
  );
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}

/**
 * The records of a run, without taking its lock: also while it is being written. `onRecord` hears of each as it is read,
 * `onDamaged` of the number of every line that is left out, from 1.
 * InputError, with the command that makes the run anew, where an earlier version wrote it.
 */
export async function readRecords(
  runFolder: string,
  onRecord: (record: ItemRecord) => void = () => {},
  onDamaged: (line: number) => void = () => {},
): Promise<ReadonlyMap<string, ItemRecord>> {
  const path = join(runFolder, JOURNAL_FILE);
  const records = new StoredRecords(path);
  const place = (record: ItemRecord, start: number): void => {
    records.place(record.key, start);
    onRecord(record);
  };
  await readLines(path, place, onDamaged);
  return records;
}

/**
 * Calls `onRecord` for every intact line in order, with where it starts, and `onDamaged` for every other; where the last
 * whole line ends. Nothing where there is no journal.
 */
async function readLines(
  path: string,
  onRecord: (record: ItemRecord, start: number) => void,
  onDamaged: (line: number) => void = () => {},
): Promise<number> {
  const file = await openIfThere(path);
  if (file === undefined) return 0;
  let [whole, number] = [0, 0];
  try {
    for await (const { bytes, start, end } of linesOf(file, path)) {
      number++;
      const record = recordOfLine(bytes);
      if (record === undefined) onDamaged(number);
      else onRecord(record, start);
      whole = end;
    }
  } catch (error) {
    if (error instanceof OlderLine) throw await olderVersion(path, error.message);
    throw error;
  } finally {
    await file.close();
  }
  return whole;
}

interface Line {
  readonly line: string;
  /** Called once the line is on the disk, with the byte that it starts at. */
  readonly written: (start: number) => void;
}

interface Waiting {
  readonly key: string;
  readonly make: () => Line | undefined;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Writes lines in the order they are asked for; those that wait while the disk is busy share its next sync. */
function lineWriter(
  file: FileHandle,
  start: number,
  failed: (error: unknown) => never,
): (key: string, make: () => Line | undefined) => Promise<void> {
  let length = start;
  let waiting: Waiting[] = [];
  let busy: Promise<void> = Promise.resolve();
  let broken: { readonly error: unknown } | undefined;

  const writeBatch = async (): Promise<void> => {
    const batch = waiting;
    waiting = [];
    const lines = new Map<string, Line>();
    for (const { key, make } of batch) {
      const line = lines.has(key) ? undefined : make();
      if (line !== undefined) lines.set(key, line);
    }
    try {
      if (broken !== undefined) throw broken.error;
      if (lines.size > 0) {
        const text = [...lines.values()].map(({ line }) => line).join("");
        await file.appendFile(text).catch(failed);
        await file.datasync().catch(failed);
      }
      for (const { line, written } of lines.values()) {
        written(length);
        length += Buffer.byteLength(line);
      }
      for (const { resolve } of batch) resolve();
    } catch (error) {
      // Half a line would swallow the next one.
      if (broken === undefined) await file.truncate(length).catch(() => {});
      broken = { error };
      for (const { reject } of batch) reject(error);
    }
  };

  return (key, make) =>
    new Promise((resolve, reject) => {
      waiting.push({ key, make, resolve, reject });
      if (waiting.length === 1) busy = busy.then(writeBatch);
    });
}
