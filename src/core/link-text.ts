// Symbolic links that were checked out as text: git leaves a file with the target's path where links are not supported.
// Node only.

import { readFile, stat } from "node:fs/promises";
import { dirname, extname, resolve } from "node:path";
import { InputError } from "./errors.ts";

/** Longer files are no link. */
const LONGEST_PATH = 1024;

/** The path that a file's content names if it is a link in text form: one line, with the file's own ending. */
export function linkTextOf(path: string, content: Uint8Array): string | null {
  if (content.length > LONGEST_PATH) return null;
  const text = new TextDecoder().decode(content);
  const isPath =
    /^[^\p{Cc}\uFFFD]+$/u.test(text) && extname(text).toLowerCase() === extname(path).toLowerCase();
  return isPath && extname(text) !== "" ? resolve(dirname(path), text) : null;
}

/**
 * The file itself, or the one that it names where it is a link in text form. Node's own errors for a missing file,
 * InputError for a pipe or a device, which would be read for ever.
 */
export async function fileBehind(path: string): Promise<string> {
  if ((await sizeOf(path)) > LONGEST_PATH) return path;
  const target = linkTextOf(path, await readFile(path));
  if (target === null) return path;
  await sizeOf(target);
  return target;
}

async function sizeOf(path: string): Promise<number> {
  const found = await stat(path);
  if (found.isFile() || found.isDirectory()) return found.size;
  throw new InputError(`unreadable file ${path}: it is no ordinary file`);
}
