// Inputs that the product reads as files, by every one of its readers: refused where all refuse.

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { InputError } from "../../../src/core/errors.ts";

/** Writes an input under a name and reads it by all; throws any fault, and the last refusal where none reads it. */
export async function readAsFile(
  bytes: Uint8Array,
  folder: string,
  name: string,
  readers: readonly ((path: string) => Promise<unknown>)[],
): Promise<void> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  const refusals: InputError[] = [];
  for (const read of readers) {
    try {
      await read(path);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      refusals.push(error);
    }
  }
  const last = refusals.at(-1);
  if (last !== undefined && refusals.length === readers.length) throw last;
}
