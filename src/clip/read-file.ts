// Parts of weight files. Node only.

import { readSync } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { InputError } from "../core/errors.ts";
import { openRegular } from "../core/regular-file.ts";

/** Makes the error for a broken rule; the caller knows the file. */
export type Fail = (why: string) => InputError;

/** The most that one system call may read. */
const CHUNK_BYTES = 2 ** 30;

/** Opens a file for `use` and closes it whatever happens; InputError where it is missing or no ordinary file. */
export async function readingFile<Result>(
  path: string,
  use: (file: FileHandle) => Promise<Result>,
): Promise<Result> {
  const file = await openRegular(path);
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}

/** At most the first `length` bytes of a file; InputError where it is missing or no ordinary file. */
export async function readHead(path: string, length: number): Promise<Uint8Array> {
  const fail: Fail = (why) => new InputError(`invalid file ${path}: ${why}`);
  return await readingFile(path, async (file) => {
    const { size } = await file.stat();
    return await readBytes(file, 0, Math.min(size, length), fail);
  });
}

/** `length` bytes from `position`. One read may return less than asked, so it is repeated until all is there. */
export async function readBytes(
  file: FileHandle,
  position: number,
  length: number,
  fail: Fail,
): Promise<Uint8Array<ArrayBuffer>> {
  if (!Number.isSafeInteger(position)) throw fail("it points outside itself");
  const bytes = new Uint8Array(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await file.read(bytes, done, Math.min(length - done, CHUNK_BYTES), position + done);
    if (bytesRead === 0) throw fail("it ended while being read; is the download complete?");
    done += bytesRead;
  }
  return bytes;
}

/** The same at once, for a few bytes: many such reads cost little this way. */
export function readBytesNow(
  file: FileHandle,
  position: number,
  length: number,
  fail: Fail,
): Uint8Array<ArrayBuffer> {
  if (!Number.isSafeInteger(position)) throw fail("it points outside itself");
  const bytes = new Uint8Array(length);
  for (let done = 0; done < length; ) {
    const read = readSync(file.fd, bytes, done, length - done, position + done);
    if (read === 0) throw fail("it ended while being read; is the download complete?");
    done += read;
  }
  return bytes;
}
