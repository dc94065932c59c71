// A cached model held against its own names: every blob is called by the checksum of its content.

import { readdir, readlink, realpath, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { matchesEtag } from "./checksum.ts";

export interface VerifiedFile {
  readonly file: string;
  /** The file itself, links resolved. */
  readonly path: string;
  readonly size: number;
  /** "unknown" where its name is no checksum (a copy, or another hub's naming). */
  readonly state: "sound" | "damaged" | "missing" | "unknown";
}

/** Checks every file of a snapshot's folder. */
export async function verifySnapshot(folder: string): Promise<VerifiedFile[]> {
  const files: VerifiedFile[] = [];
  for (const file of (await readdir(folder)).sort()) {
    const link = join(folder, file);
    const path = await realpath(link).catch(() => undefined);
    if (path === undefined) {
      files.push({ file, path: await readlink(link), size: 0, state: "missing" });
      continue;
    }
    const etag = basename(path);
    const named = /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(etag);
    const sound = named && (await matchesEtag(path, etag));
    const { size } = await stat(path);
    files.push({ file, path, size, state: named ? (sound ? "sound" : "damaged") : "unknown" });
  }
  return files;
}
