// Files that others may have put there: opened as what they are, never a folder, a device or a pipe, which would be read
// for ever. Node only.

import { constants, type FileHandle, open } from "node:fs/promises";
import { InputError, unreadableFile } from "./errors.ts";
import { beyondLimit, type LimitName, limitOf } from "./limits.ts";

/** Opens an ordinary file for reading; InputError naming it, as `shown`, for anything else. The caller closes it. */
export async function openRegular(path: string, shown: string = path): Promise<FileHandle> {
  const file = await openIfThere(path, shown);
  if (file === undefined) throw new InputError(`missing file ${shown}`);
  return file;
}

/** The same; undefined where there is no such file. */
export async function openIfThere(path: string, shown: string = path): Promise<FileHandle | undefined> {
  try {
    // A pipe without a writer would keep the opening waiting.
    const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const stats = await file.stat();
    if (stats.isFile()) return file;
    await file.close();
    const what = stats.isDirectory() ? "a folder" : "no ordinary file";
    throw new InputError(`unreadable file ${shown}: it is ${what}`);
  } catch (error) {
    if (error instanceof InputError) throw error;
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw unreadableFile(shown, error);
  }
}

/**
 * The bytes of an ordinary file that is no larger than a limit, which is checked before anything is read; undefined where
 * there is no such file. InputError naming the file.
 */
export async function readRegular(path: string, limit: LimitName): Promise<Buffer | undefined> {
  const file = await openIfThere(path);
  if (file === undefined) return undefined;
  try {
    const { size } = await file.stat();
    if (size > limitOf(limit)) throw new InputError(`invalid ${path}: ${beyondLimit(limit, size)}`);
    return await file.readFile();
  } catch (error) {
    throw error instanceof InputError ? error : unreadableFile(path, error);
  } finally {
    await file.close();
  }
}
