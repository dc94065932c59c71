// Opening files that are not trusted: ordinary ones alone, and none too large.

import type { Stats } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { InputError } from "../../core/errors.ts";
import { beyondLimit, type LimitName, limitOf } from "../../core/limits.ts";
import { openRegular } from "../../core/regular-file.ts";

/** Opens a regular file within a limit of bytes and hands it to `use`; InputError, as of `file`, for anything else. */
export async function withRegularFile<T>(
  path: string,
  file: string,
  limit: LimitName,
  use: (handle: FileHandle, stats: Stats) => Promise<T>,
): Promise<T> {
  const handle = await openRegular(path, file);
  try {
    const stats = await handle.stat();
    if (stats.size > limitOf(limit))
      throw new InputError(`invalid ${file}: ${beyondLimit(limit, stats.size)}`);
    return await use(handle, stats);
  } finally {
    await handle.close();
  }
}
