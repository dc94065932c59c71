// Opening files that are not trusted: never a folder, a device or a pipe, which would wait for ever, and none too large.

import type { Stats } from "node:fs";
import { constants, type FileHandle, open } from "node:fs/promises";
import { InputError, unreadableFile } from "../../core/errors.ts";

/** Opens a regular file of at most `most` bytes and hands it to `use`; InputError, as of `file`, for anything else. */
export async function withRegularFile<T>(
  path: string,
  file: string,
  most: number,
  use: (handle: FileHandle, stats: Stats) => Promise<T>,
): Promise<T> {
  const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch(
    (error: unknown) => {
      throw unreadableFile(file, error);
    },
  );
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw new InputError(`unreadable file ${file}: it is no regular file`);
    if (stats.size > most)
      throw new InputError(
        `invalid ${file}: ${Math.ceil(stats.size / 1e6)} MB; expected at most ${most / 1e6} MB`,
      );
    return await use(handle, stats);
  } finally {
    await handle.close();
  }
}
