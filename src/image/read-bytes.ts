// A file's bytes.

import { readFile } from "node:fs/promises";
import { InputError, unreadableFile } from "../core/errors.ts";
import { standInOf } from "../core/stand-in.ts";

/** All of a file; InputError naming it where it is missing, unreadable, empty or a stand-in for what it should be. */
export async function readBytes(path: string): Promise<Buffer> {
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
