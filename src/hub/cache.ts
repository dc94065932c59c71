// The hub's cache as its own clients lay it out: models--ORG--NAME/{blobs, refs, snapshots}. A blob is called by its
// ETag, a snapshot holds links to blobs, refs/main names the snapshot.

import { copyFile, mkdir, readdir, readFile, rm, stat, symlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { writeFailure, writeFileAtomic } from "../core/write-file.ts";

/** A model's folder within the cache. */
export function modelFolder(cache: string, id: string): string {
  return join(cache, `models--${id.replace("/", "--")}`);
}

/** Where the file of an ETag lies once it is whole. */
export function blobPath(folder: string, etag: string): string {
  return join(folder, "blobs", etag);
}

/** Makes snapshots/COMMIT/FILE lead to its blob; a copy where the file system has no links. */
export async function placeInSnapshot(
  folder: string,
  { commit, file, etag }: { readonly commit: string; readonly file: string; readonly etag: string },
): Promise<void> {
  const path = join(folder, "snapshots", commit, file);
  try {
    await mkdir(dirname(path), { recursive: true });
    await rm(path, { force: true });
    const up = "../".repeat(file.split("/").length + 1);
    await symlink(`${up}blobs/${etag}`, path).catch(() => copyFile(blobPath(folder, etag), path));
  } catch (error) {
    throw writeFailure(path, error);
  }
}

/** Notes which commit a branch or tag stands for: the last thing a pull does. */
export async function noteRevision(folder: string, revision: string, commit: string): Promise<void> {
  if (revision === commit) return;
  const path = join(folder, "refs", revision);
  await mkdir(dirname(path), { recursive: true }).catch((error: unknown) => {
    throw writeFailure(path, error);
  });
  await writeFileAtomic(path, commit);
}

/** The snapshot that refs/main names, else the newest that holds `file`. */
export async function chosenSnapshot(folder: string, file: string): Promise<string | undefined> {
  const snapshots = join(folder, "snapshots");
  const names: string[] = await readdir(snapshots).catch(() => []);
  const main = (await readFile(join(folder, "refs", "main"), "utf8").catch(() => "")).trim();
  if (names.includes(main)) return join(snapshots, main);
  const complete: { readonly path: string; readonly time: number }[] = [];
  for (const name of names.sort()) {
    const path = join(snapshots, name);
    const found = await stat(join(path, file)).catch(() => undefined);
    if (found !== undefined) complete.push({ path, time: (await stat(path)).mtimeMs });
  }
  return complete.sort((left, right) => right.time - left.time)[0]?.path;
}
