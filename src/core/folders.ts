// Folders that outputs go into: made so that they last, found behind links, known to be empty. Node only.

import { mkdir, readdir, realpath, stat } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { InputError } from "./errors.ts";
import { syncFolder, writeFailure } from "./write-file.ts";

/**
 * Makes a folder and those above it. The new names outlive a loss of power. InputError naming the folder and the
 * reason; nothing happens where it is there already.
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await makeLevel(resolve(path));
  } catch (error) {
    throw writeFailure(path, error);
  }
}

/** One level at a time: of several at once, node tells a missing folder where the file system is read-only. */
async function makeLevel(folder: string): Promise<void> {
  const made = await isMade(folder).catch(async (error: unknown) => {
    if (codeOf(error) !== "ENOENT" || dirname(folder) === folder) throw error;
    await makeLevel(dirname(folder));
    return await isMade(folder);
  });
  if (made) await syncFolder(dirname(folder));
}

/** Makes a folder whose parent is there; false where it was there already. */
async function isMade(folder: string): Promise<boolean> {
  try {
    await mkdir(folder);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST" && (await stat(folder)).isDirectory()) return false;
    throw error;
  }
}

/** The names in a folder, sorted; null where nothing is there. InputError where it is a file or cannot be read. */
export async function namesIn(path: string): Promise<readonly string[] | null> {
  try {
    return (await readdir(path)).sort();
  } catch (error) {
    const code = codeOf(error);
    if (code === "ENOENT" && (await isAbsent(path))) return null;
    throw new InputError(`invalid folder ${path}: ${REASONS[code] ?? `it cannot be read (${code})`}`);
  }
}

/** Makes a folder that is new or empty; InputError where it is neither. */
export async function makeEmptyFolder(path: string): Promise<void> {
  const names = (await namesIn(path)) ?? [];
  if (names.length > 0) throw new InputError(`invalid folder ${path}: it is not empty; name a new folder`);
  await makeFolder(path);
}

/** A path without links, also of a folder that is not there yet. */
export async function realFolder(path: string): Promise<string> {
  const folder = resolve(path);
  try {
    return await realpath(folder);
  } catch (error) {
    if (codeOf(error) !== "ENOENT" || dirname(folder) === folder) return folder;
    return join(await realFolder(dirname(folder)), basename(folder));
  }
}

/** True where a folder is another one or lies in it; both as `realFolder` gives them. */
export function isWithin(folder: string, outer: string): boolean {
  const [first] = relative(outer, folder).split(sep);
  return first !== ".." && !isAbsolute(relative(outer, folder));
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "it is a link to nothing; name a folder",
  ENOTDIR: "it is a file, or lies in one; name a folder",
  ELOOP: "its links lead in a circle; name a folder",
  EACCES: "no permission to read it",
};

/** False for a link to nothing, which no folder can be made at. */
async function isAbsent(path: string): Promise<boolean> {
  const siblings: string[] = await readdir(dirname(resolve(path))).catch(() => []);
  return !siblings.includes(basename(resolve(path)));
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}
