// The page's files: all of them are read when the server starts, and a request names one of them or nothing. No path
// is ever made from what was asked for.

import { readdir, readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { InputError } from "../../core/errors.ts";

export interface Asset {
  readonly type: string;
  readonly bytes: Uint8Array;
}

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

/** The built page: dist/web, wherever this file was run from. */
export const WEB_FOLDER: string = fileURLToPath(
  new URL(import.meta.url.endsWith(".ts") ? "../../../dist/web/" : "../../web/", import.meta.url),
);

/** Below it stand the files that the static site alone needs; the server neither reads nor serves them. */
export const SITE_FOLDER = "site";

/** The page's files by address; InputError where the page was not built. */
export async function readAssets(folder: string = WEB_FOLDER): Promise<ReadonlyMap<string, Asset>> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const assets = new Map<string, Asset>();
  for (const entry of names) {
    const type = TYPES[extname(entry.name)];
    const path = join(entry.parentPath, entry.name);
    const address = path.slice(folder.length).replaceAll("\\", "/").replace(/^\/?/, "/");
    if (!entry.isFile() || type === undefined || address.startsWith(`/${SITE_FOLDER}/`)) continue;
    assets.set(address, { type, bytes: await readFile(path) });
  }
  const page = assets.get("/index.html");
  if (page === undefined) throw new InputError(`missing page in ${folder}; build it with "npm run build"`);
  assets.set("/", page);
  return assets;
}
