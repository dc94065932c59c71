// Opening files that are not trusted: never a folder, a device or a pipe, which would wait for ever, and none too large.

import type { Stats } from "node:fs";
import { constants, type FileHandle, open } from "node:fs/promises";
import { InputError, unreadableFile } from "../../core/errors.ts";
import { beyondLimit, type LimitName, limitOf } from "../../core/limits.ts";

/** Opens a regular file within a limit of bytes and hands it to `use`; InputError, as of `file`, for anything else. */
export async function withRegularFile<T>(
  path: string,
  file: string,
  limit: LimitName,
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
    if (stats.size > limitOf(limit))
      throw new InputError(`invalid ${file}: ${beyondLimit(limit, stats.size)}`);
    return await use(handle, stats);
  } finally {
    await handle.close();
  }
}
