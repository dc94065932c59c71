// One file in a folder of its own.

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { scratchFolder } from "./scratch.ts";

/** Writes a file that lasts as long as the running test; its path. */
export async function putFile(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(await scratchFolder(), name);
  await writeFile(path, content);
  return path;
}
