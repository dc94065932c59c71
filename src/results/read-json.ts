// Files of a run folder as text and JSON: what cannot be read, or is larger or deeper than it may be, is said by name.
// Node only.

import { parseBoundedJson } from "../core/bounded-json.ts";
import { InputError } from "../core/errors.ts";
import { readRegular } from "../core/regular-file.ts";

/** The JSON value of a file; undefined where there is no such file, InputError where it is no JSON. */
export async function readJson(path: string): Promise<unknown> {
  const text = await readText(path);
  if (text === undefined) return undefined;
  return parseBoundedJson(text, (why) => {
    const isTooLarge = why.includes("--raise-limit");
    return new InputError(
      `invalid ${path}: ${isTooLarge ? why : "it is no JSON; run the study again, or name another folder"}`,
    );
  });
}

/** A file's text; undefined where there is no such file, InputError where it cannot be read. */
export async function readText(path: string): Promise<string | undefined> {
  return (await readRegular(path, "json-bytes"))?.toString("utf8");
}
