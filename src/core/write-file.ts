// Files that are whole or absent: written beside their place, synced, then renamed. Node only.

import { randomUUID } from "node:crypto";
import { type FileHandle, open, readdir, rename, rm } from "node:fs/promises";
import { dirname, isAbsolute, join } from "node:path";
import { InputError } from "./errors.ts";
import { quotedText } from "./shown-text.ts";

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "its folder does not exist",
  ENOTDIR: "its folder is a file",
  EACCES: "no permission",
  EPERM: "no permission",
  EROFS: "the file system is read-only",
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EISDIR: "it is a folder",
  EEXIST: "a file is in its place",
  ELOOP: "its links lead in a circle",
  ENAMETOOLONG: "its name is too long",
};

/**
 * Writes a whole file or nothing; InputError naming the path and the reason. Of several writers of one path, one
 * stands: each has a temporary file of its own.
 */
export async function writeFileAtomic(path: string, content: string | Uint8Array): Promise<void> {
  await writeAtomic(path, (file) => file.writeFile(content));
}

/** The same of a file that is written in parts. */
export async function writeAtomic(path: string, write: (file: FileHandle) => Promise<void>): Promise<void> {
  const temporary = `${path}.${process.pid}-${randomUUID()}.part`;
  try {
    const file = await open(temporary, "wx");
    try {
      await write(file);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await rm(temporary, { force: true }).catch(ignored);
    throw writeFailure(path, error);
  }
}

/** The same of a file below a folder; InputError where its name, which may come out of a file, leads out of there. */
export async function writeFileWithin(
  folder: string,
  name: string,
  content: string | Uint8Array,
): Promise<void> {
  const parts = name.split(/[/\\]/);
  if (isAbsolute(name) || parts.some((part) => part === "" || part === "." || part === ".."))
    throw new InputError(`invalid file name ${quotedText(name)}: it leads out of ${folder}`);
  await writeFileAtomic(join(folder, name), content);
}

/** The InputError for a failed write; other errors as they are. */
export function writeFailure(path: string, error: unknown): unknown {
  const reason = REASONS[(error as NodeJS.ErrnoException).code ?? ""];
  return reason === undefined ? error : new InputError(`cannot write ${path}: ${reason}`);
}

/**
 * Removes, anywhere below a folder, what processes that no longer run left half-written. Links to folders elsewhere are
 * not followed.
 */
export async function removeLeftovers(folder: string, isRunning: (pid: number) => boolean): Promise<void> {
  for await (const path of filesBelow(folder)) {
    const writer = LEFTOVER.exec(path)?.[1];
    if (writer !== undefined && !isRunning(Number(writer))) await rm(path, { force: true });
  }
}

async function* filesBelow(top: string): AsyncGenerator<string> {
  const folders = [top];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) folders.push(path);
      else yield path;
    }
  }
}

/** True for the name of a file that was, or is being, half-written by writeFileAtomic. */
export function isLeftover(name: string): boolean {
  return LEFTOVER.test(name);
}

const LEFTOVER = /\.(\d+)-[0-9a-f-]{36}\.part$/;

/** Folder → the sync under way, and the one that begins after it, for all who come meanwhile. */
const syncs = new Map<string, { readonly now: Promise<void>; next: Promise<void> | undefined }>();

/** Makes the names within a folder last through a loss of power; callers that wait for the disk share one sync. */
export function syncFolder(path: string): Promise<void> {
  const underWay = syncs.get(path);
  if (underWay === undefined) return beginSync(path);
  // What is under way may have begun before the caller's name was there.
  underWay.next ??= underWay.now.then(ignored, ignored).then(() => beginSync(path));
  return underWay.next;
}

function beginSync(path: string): Promise<void> {
  const entry = { now: syncNow(path), next: undefined };
  syncs.set(path, entry);
  const forget = (): void => {
    if (syncs.get(path) === entry && entry.next === undefined) syncs.delete(path);
  };
  entry.now.then(forget, forget);
  return entry.now;
}

async function syncNow(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function ignored(): void {}
