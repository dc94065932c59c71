// Files of a run folder as text and JSON: what cannot be read is said by name. Node only.

import { readFile } from "node:fs/promises";
import { InputError, unreadableFile } from "../core/errors.ts";

/** The JSON value of a file; undefined where there is no such file, InputError where it is no JSON. */
export async function readJson(path: string): Promise<unknown> {
  const text = await readText(path);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw new InputError(`invalid ${path}: it is no JSON; run the study again, or name another folder`);
  }
}

/** A file's text; undefined where there is no such file, InputError where it cannot be read. */
export async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw unreadableFile(path, error);
  }
}
