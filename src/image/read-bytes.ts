// A file's bytes.

import type { FileHandle } from "node:fs/promises";
import { InputError, unreadableFile } from "../core/errors.ts";
import { beyondLimit, type LimitName, limitOf } from "../core/limits.ts";
import { linkTextOf } from "../core/link-text.ts";
import { openRegular } from "../core/regular-file.ts";
import { standInOf } from "../core/stand-in.ts";
import { type Claim, inDecodingLine } from "./decoding-line.ts";
import { isNpy } from "./formats.ts";

/**
 * All of a file, or of the one that it names where git left a link as text; InputError naming it where it is missing,
 * unreadable, no ordinary file, larger than the limit, empty or a stand-in for what it should be.
 */
export async function readBytes(path: string): Promise<Buffer> {
  const bytes = await opened(path, readWhole);
  return (await contentBehind(path, bytes, readWhole)) ?? bytes;
}

/** As `readBytes`, for what is decoded of the file: in the line of those that need memory for it. */
export async function withBytes<T>(
  path: string,
  decode: (bytes: Buffer, claim: Claim) => Promise<T>,
): Promise<T> {
  const inLine: Reader<T> = (file, size, from) =>
    inDecodingLine(from, size, async (claim) => decode(await readWhole(file, size, from), claim));
  return await opened(path, async (file, size, from) => {
    if (size > LONGEST_LINK) return await inLine(file, size, from);
    const bytes = await readWhole(file, size, from);
    const behind = await contentBehind(path, bytes, async (...target) => [await inLine(...target)] as const);
    if (behind !== null) return behind[0];
    return await inDecodingLine(from, size, (claim) => decode(bytes, claim));
  });
}

/** Larger files are no link in text form. */
const LONGEST_LINK = 4096;

type Reader<T> = (file: FileHandle, size: number, path: string) => Promise<T>;

async function opened<T>(path: string, read: Reader<T>): Promise<T> {
  const file = await openRegular(path);
  try {
    const { size } = await file.stat();
    const limit: LimitName = isNpy(path) ? "array-bytes" : "picture-bytes";
    if (size > limitOf(limit)) throw new InputError(`invalid file ${path}: ${beyondLimit(limit, size)}`);
    if (size === 0) throw new InputError(`invalid file ${path}: it is empty`);
    return await read(file, size, path);
  } finally {
    await file.close();
  }
}

const readWhole: Reader<Buffer> = async (file, size, path) => {
  const bytes = Buffer.allocUnsafe(size);
  try {
    for (let read = 0; read < size; ) {
      const { bytesRead } = await file.read(bytes, read, size - read, read);
      if (bytesRead === 0) throw new InputError(`invalid file ${path}: it was cut off while it was read`);
      read += bytesRead;
    }
  } catch (error) {
    throw error instanceof InputError ? error : unreadableFile(path, error);
  }
  // Not after decoding: what was decoded would have to wait until it is closed.
  await file.close();
  const standIn = standInOf(bytes);
  if (standIn !== null) throw new InputError(`invalid file ${path}: ${standIn}`);
  return bytes;
};

/** What is read of the file that a link in text form names; null where the bytes are none. */
async function contentBehind<T>(path: string, bytes: Buffer, read: Reader<T>): Promise<T | null> {
  const target = linkTextOf(path, bytes);
  if (target === null) return null;
  return await opened(target, read).catch((error: unknown) => {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(
      `invalid file ${path}: git left it in place of a link to ${target} (${error.message})`,
    );
  });
}
