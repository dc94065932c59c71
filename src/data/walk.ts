// The one directory walker: links are followed, leftovers of other programs skipped, and whatever can be neither read nor
// entered is reported to the caller, never dropped.

import type { Dirent } from "node:fs";
import { lstat, readdir, realpath, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import { InputError } from "../core/errors.ts";

/** An entry of a folder that is neither a file nor a folder: a broken link, a pipe, a name that is not UTF-8. */
export interface Unusable {
  readonly kind: "unusable";
  readonly name: string;
  readonly why: string;
}

export type Entry = { readonly kind: "file" | "folder"; readonly name: string } | Unusable;

export interface FoundBelow {
  /** POSIX paths relative to the folder, in code-unit order. */
  readonly files: readonly string[];
  /** Named by POSIX paths relative to the folder. */
  readonly unusable: readonly Unusable[];
}

/** What systems and editors leave beside pictures: hidden files, thumbnails, resource forks, recycle bins. */
const LEFTOVER =
  /^(\..*|__MACOSX|@eaDir|Thumbs\.db|ehthumbs.*\.db|desktop\.ini|Icon\r|\$RECYCLE\.BIN|System Volume Information|lost\+found)$/i;

/** Links resolved at a time. */
const AT_ONCE = 64;

/**
 * The visible entries of a folder, sorted by name; null where nothing is there. InputError, saying what was looked
 * for, where a file or a broken link is in its place or it cannot be read.
 */
export async function entriesIn(folder: string, lookedFor: string): Promise<readonly Entry[] | null> {
  const found = await direntsOf(folder, lookedFor);
  if (found === null) return null;
  const entries: Entry[] = [];
  for (let first = 0; first < found.length; first += AT_ONCE) {
    const chunk = found.slice(first, first + AT_ONCE).filter(({ name }) => !LEFTOVER.test(name.toString()));
    entries.push(...(await Promise.all(chunk.map((dirent) => entryOf(folder, dirent)))));
  }
  return entries.sort((left, right) => (left.name < right.name ? -1 : left.name > right.name ? 1 : 0));
}

/** Names of the folders among a folder's visible entries, sorted; none where nothing is there. */
export async function foldersIn(folder: string, lookedFor: string): Promise<string[]> {
  const entries = (await entriesIn(folder, lookedFor)) ?? [];
  return entries.filter(({ kind }) => kind === "folder").map(({ name }) => name);
}

/** Every visible file below a folder, at any depth; null where nothing is there. InputError as `entriesIn`, and for a link loop. */
export async function filesBelow(folder: string, lookedFor: string): Promise<FoundBelow | null> {
  const files: string[] = [];
  const unusable: Unusable[] = [];
  const top = await entriesIn(folder, lookedFor);
  if (top === null) return null;
  const pending = [{ path: folder, prefix: "", entries: top, trail: [await realpath(folder)] }];
  const visits = new Map<string, number>();
  for (let place = pending.pop(); place !== undefined; place = pending.pop()) {
    const { path, prefix, trail } = place;
    for (const entry of place.entries) {
      const name = `${prefix}${entry.name}`;
      if (entry.kind === "file") files.push(name);
      else if (entry.kind === "unusable") unusable.push({ ...entry, name });
      else {
        const inner = join(path, entry.name);
        const entries = (await entriesIn(inner, lookedFor)) ?? [];
        const above = await extended(trail, inner);
        countVisit(visits, inner, above[trail.length] ?? inner);
        pending.push({ path: inner, prefix: `${name}/`, entries, trail: above });
      }
    }
  }
  return { files: files.sort(), unusable };
}

export type PlaceKind = "folder" | "file" | "absent" | "unusable";

/** What is at a path, links followed; "unusable" is a broken link, a pipe, or what may not be looked at. */
export async function kindOf(path: string): Promise<PlaceKind> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) return "folder";
    return found.isFile() ? "file" : "unusable";
  } catch (error) {
    if (!["ENOENT", "ENOTDIR"].includes(codeOf(error))) return "unusable";
    const link = await lstat(path).catch(() => undefined);
    return link === undefined ? "absent" : "unusable";
  }
}

/** True where an absolute path lies below another. */
export function liesIn(inner: string, outer: string): boolean {
  return inner !== outer && inner.startsWith(outer.endsWith(sep) ? outer : outer + sep);
}

/** Names as bytes: decoded by us, so that one that is not UTF-8 is seen and not mangled. */
async function direntsOf(folder: string, lookedFor: string): Promise<Dirent<Buffer>[] | null> {
  try {
    return await readdir(folder, { withFileTypes: true, encoding: "buffer" });
  } catch (error) {
    const code = codeOf(error);
    if (code === "ENOENT" && (await kindOf(folder)) === "absent") return null;
    if (code === "ENOTDIR")
      throw new InputError(`invalid folder ${folder}: it is a file; looked for ${lookedFor}`);
    throw new InputError(`invalid folder ${folder}: ${whyNot(code)}; looked for ${lookedFor}`);
  }
}

async function entryOf(folder: string, dirent: Dirent<Buffer>): Promise<Entry> {
  const name = decoded(dirent.name);
  if (name === null) return { kind: "unusable", name: escaped(dirent.name), why: "its name is not UTF-8" };
  if (dirent.isFile()) return { kind: "file", name };
  if (dirent.isDirectory()) return { kind: "folder", name };
  if (!dirent.isSymbolicLink()) return { kind: "unusable", name, why: NEITHER };
  try {
    const target = await stat(join(folder, name));
    if (target.isFile()) return { kind: "file", name };
    return target.isDirectory() ? { kind: "folder", name } : { kind: "unusable", name, why: NEITHER };
  } catch (error) {
    return { kind: "unusable", name, why: whyNot(codeOf(error)) };
  }
}

const NEITHER = "it is neither a file nor a folder";

/** The real paths from the top to a folder; InputError where it is one of those already, or holds one. */
async function extended(trail: readonly string[], folder: string): Promise<string[]> {
  const real = await realpath(folder);
  if (trail.some((above) => above === real || liesIn(above, real)))
    throw new InputError(`invalid folder ${folder}: the link leads back to ${real}`);
  return [...trail, real];
}

/** Folders that link to each other ten times each, ten deep, have ten thousand million paths. */
const MOST_VISITS = 100;

function countVisit(visits: Map<string, number>, folder: string, real: string): void {
  const count = (visits.get(real) ?? 0) + 1;
  visits.set(real, count);
  if (count > MOST_VISITS)
    throw new InputError(`invalid folder ${folder}: more than ${MOST_VISITS} links lead to ${real}`);
}

function whyNot(code: string): string {
  if (code === "ENOENT") return "the link leads nowhere";
  if (code === "ELOOP") return "the link leads back to itself";
  return `it cannot be read (${code})`;
}

function decoded(name: Buffer): string | null {
  const text = name.toString("utf8");
  return Buffer.from(text, "utf8").equals(name) ? text : null;
}

/** Bytes beyond ASCII as \xNN. */
function escaped(name: Buffer): string {
  return [...name]
    .map((byte) => (byte < 0x80 ? String.fromCharCode(byte) : `\\x${byte.toString(16)}`))
    .join("");
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}
