// Parts of weight files. Node only.

import { constants, readSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { InputError } from "../core/errors.ts";
import { beyondLimit, type LimitName, limitOf } from "../core/limits.ts";

/** Makes the error for a broken rule; the caller knows the file. */
export type Fail = (why: string) => InputError;

/** The most that one system call may read. */
const CHUNK_BYTES = 2 ** 30;

/** A pipe is opened at once too, to be told from a file, instead of waiting for whoever writes to it. */
const READ_NOW = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** Opens a file for `use` and closes it whatever happens; InputError where it is missing or no file. */
export async function readingFile<Result>(
  path: string,
  fail: Fail,
  use: (file: FileHandle) => Promise<Result>,
): Promise<Result> {
  const file = await open(path, READ_NOW).catch((error: NodeJS.ErrnoException) => {
    throw new InputError(`missing or unreadable file ${path} (${error.code})`);
  });
  try {
    if (!(await file.stat()).isFile()) throw fail("not a file");
    return await use(file);
  } finally {
    await file.close();
  }
}

/** At most the first `length` bytes of a file; InputError where it is missing or no file. */
export async function readHead(path: string, length: number): Promise<Uint8Array> {
  const fail: Fail = (why) => new InputError(`invalid file ${path}: ${why}`);
  return await readingFile(path, fail, async (file) => {
    const { size } = await file.stat();
    return await readBytes(file, 0, Math.min(size, length), fail);
  });
}

/** A file's text, UTF-8; InputError where it is missing, no file or has more bytes than the limit allows. */
export async function readText(path: string, limit: LimitName): Promise<string> {
  const fail: Fail = (why) => new InputError(`invalid file ${path}: ${why}`);
  return await readingFile(path, fail, async (file) => {
    const { size } = await file.stat();
    if (size > limitOf(limit)) throw fail(beyondLimit(limit, size));
    return Buffer.from(await readBytes(file, 0, size, fail)).toString("utf8");
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
