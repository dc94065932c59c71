// Large fixtures are kept compressed: before the tests each FILE.br is unpacked beside itself, once. Git ignores what comes
// of it.

import { readdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliDecompress } from "node:zlib";

const unpack = promisify(brotliDecompress);
const FIXTURES = fileURLToPath(new URL("../fixtures", import.meta.url));

/** What vitest calls before all tests. */
export async function setup(): Promise<void> {
  for (const name of await readdir(FIXTURES, { recursive: true })) {
    if (!name.endsWith(".br")) continue;
    const [packed, path] = [join(FIXTURES, name), join(FIXTURES, name.slice(0, -".br".length))];
    if (await isNewer(path, packed)) continue;
    const part = `${path}.${process.pid}.part`;
    await writeFile(part, await unpack(await readFile(packed)));
    await rename(part, path);
  }
}

async function isNewer(path: string, than: string): Promise<boolean> {
  const [made, source] = await Promise.all([stat(path).catch(() => null), stat(than)]);
  return made !== null && made.mtimeMs >= source.mtimeMs;
}
