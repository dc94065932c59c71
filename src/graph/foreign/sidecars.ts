// The files beside an ONNX file that hold its weights (external data): where they may be, and how its process gets them.

import type { Hash } from "node:crypto";
import { constants } from "node:fs";
import { copyFile, link, mkdir, realpath, stat } from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import { InputError, unreadableFile } from "../../core/errors.ts";
import { quotedText } from "../../core/shown-text.ts";
import { withRegularFile } from "./regular-file.ts";

/** A file that an ONNX file needs. */
export interface Sidecar {
  /** As the ONNX file has it: relative, with forward slashes, below its folder. */
  readonly location: string;
  /** Without links. */
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  /** When it was last written, in ms since 1970. */
  readonly written: number;
}

const MOST_FILES = 10_000;

/**
 * Finds a model's other files; `hash` gets their content, in the order of their locations. All locations are checked before
 * any file is opened: InputError, naming the model's file and the location, for one that is not a regular file below its
 * folder.
 */
export async function readSidecars(
  path: string,
  file: string,
  locations: readonly string[],
  hash: Hash,
): Promise<Sidecar[]> {
  if (locations.length > MOST_FILES)
    throw new InputError(
      `invalid ${file}: its weights lie in ${locations.length} files; expected at most ${MOST_FILES}`,
    );
  for (const location of locations) {
    const why = whyNoLocation(location);
    if (why !== null) throw refused(file, location, why);
  }
  const folder = await realpath(dirname(path));
  const found: Pick<Sidecar, "location" | "path">[] = [];
  for (const location of locations.toSorted())
    found.push({ location, path: await within(folder, file, location) });
  const sidecars: Sidecar[] = [];
  for (const each of found) sidecars.push({ ...each, ...(await readInto(hash, each, file)) });
  return sidecars;
}

/**
 * Why a location is no file below the model's folder, whatever is there; null where it may be one. Stricter than any
 * system: what one of them would take for another file is refused on all.
 */
function whyNoLocation(location: string): string | null {
  if (location.startsWith("/") || /^[a-z]:/i.test(location)) return "it is an absolute path";
  if (location.includes("\\")) return "it has a backslash; expected folders with /";
  if (location.split("/").includes("..")) return "it goes up (..)";
  if (/[\p{Cc}\p{Cf}<>:"|?*]/u.test(location)) return "it has characters that no file name should have";
  return /^(\.?\/)*\.?$|\/\.?$/.test(location) ? "it names no file" : null;
}

/** The path without links of what has to lie below the folder. */
async function within(folder: string, file: string, location: string): Promise<string> {
  const path = await realpath(join(folder, location)).catch((error: unknown) => {
    throw unreadableFile(named(file, location), error);
  });
  if (path.startsWith(folder.endsWith(sep) ? folder : folder + sep)) return path;
  throw refused(file, location, "it is a link that leaves the folder");
}

async function readInto(
  hash: Hash,
  { location, path }: Pick<Sidecar, "location" | "path">,
  file: string,
): Promise<Pick<Sidecar, "size" | "written">> {
  return await withRegularFile(path, named(file, location), "weights-bytes", async (handle, stats) => {
    hash.update(`\0${location}\0${stats.size}\0`);
    for await (const chunk of handle.createReadStream({ autoClose: false })) hash.update(chunk as Buffer);
    return { size: stats.size, written: stats.mtimeMs };
  });
}

/**
 * Gives a model's process its other files, below its folder under their locations: as hard links where both are on one
 * file system, otherwise as copies. A link adds nothing to what that process may do to the file: it runs as the same user,
 * the runtime opens such files for reading alone, and removing the folder takes only the link. InputError where a file is
 * another one than was read.
 */
export async function placeSidecars(
  folder: string,
  file: string,
  sidecars: readonly Sidecar[],
): Promise<void> {
  const placed = new Set<string>();
  for (const { location, path, size, written } of sidecars) {
    const place = join(folder, location);
    // One file may have two spellings: a copy onto the link to it would be one onto itself.
    if (placed.has(place)) continue;
    placed.add(place);
    await mkdir(dirname(place), { recursive: true })
      .then(() => link(path, place))
      .catch(() => copyFile(path, place, constants.COPYFILE_FICLONE))
      .catch((error: unknown) => {
        throw unreadableFile(named(file, location), error);
      });
    const now = await stat(path);
    if (now.size !== size || now.mtimeMs !== written)
      throw refused(file, location, "it was changed since it was read");
  }
}

function refused(file: string, location: string, why: string): InputError {
  return new InputError(
    `invalid ${file}: its weights are to lie in ${shown(location)}: ${why}; expected a file in its own folder`,
  );
}

function named(file: string, location: string): string {
  return `${shown(location)} (weights of ${file})`;
}

function shown(location: string): string {
  return quotedText(location, 200);
}
