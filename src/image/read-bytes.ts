// A file's bytes.

import { readFile } from "node:fs/promises";
import { InputError, unreadableFile } from "../core/errors.ts";
import { linkTextOf } from "../core/link-text.ts";
import { standInOf } from "../core/stand-in.ts";

/**
 * All of a file, or of the one that it names where git left a link as text; InputError naming it where it is missing,
 * unreadable, empty or a stand-in for what it should be.
 */
export async function readBytes(path: string): Promise<Buffer> {
  const bytes = await readWhole(path);
  const target = linkTextOf(path, bytes);
  if (target === null) return bytes;
  return await readWhole(target).catch((error: unknown) => {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(
      `invalid file ${path}: git left it in place of a link to ${target} (${error.message})`,
    );
  });
}

async function readWhole(path: string): Promise<Buffer> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw unreadableFile(path, error);
  }
  if (bytes.length === 0) throw new InputError(`invalid file ${path}: it is empty`);
  const standIn = standInOf(bytes);
  if (standIn !== null) throw new InputError(`invalid file ${path}: ${standIn}`);
  return bytes;
}
