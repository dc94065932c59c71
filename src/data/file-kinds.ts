// Which files of a folder are read as what, by their endings, and what is said of the rest.

import { join } from "node:path";
import { InputError } from "../core/errors.ts";
import type { OnNote } from "./dataset.ts";
import { listed } from "./listed.ts";
import { entriesIn, type FoundBelow, filesBelow, type Unusable } from "./walk.ts";

export interface FileKind {
  /** In the plural, as messages name it. */
  readonly what: string;
  /** With the dot, in lower case; files may have them in any case. */
  readonly endings: readonly string[];
}

const ENCODED = [".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff", ".webp"];

export const PICTURES: FileKind = { what: "pictures", endings: [...ENCODED, ".npy"] };
export const MASKS: FileKind = { what: "masks", endings: [...ENCODED, ".npy"] };
export const MAPS: FileKind = { what: "maps", endings: [".npy", ".tif", ".tiff"] };

/** Files that nobody takes for a picture, a map or a folder of them: they need no note. */
const COMPANION =
  /\.(txt|md|rst|pdf|json|jsonl|csv|tsv|xml|ya?ml|toml|ini|cfg|html?|log|db|py|sh|bat|ipynb|md5|sha\d+)$/i;

/** True for a file that is read as the kind, by its ending. */
export function isOfKind({ endings }: FileKind, name: string): boolean {
  const lower = name.toLowerCase();
  return endings.some((ending) => lower.endsWith(ending));
}

/**
 * Files of a kind below a folder by POSIX path relative to it, sorted; null where the folder is not there. Notes files
 * that are left unread; InputError naming a folder or file that cannot be read. Not `nested`: the folder's own files,
 * its subfolders noted.
 */
export async function filesOfKind(
  folder: string,
  kind: FileKind,
  { onNote, nested = true }: { readonly onNote: OnNote; readonly nested?: boolean },
): Promise<readonly string[] | null> {
  const found = nested ? await filesBelow(folder, kind.what) : await ownFiles(folder, kind, onNote);
  if (found === null) return null;
  for (const entry of found.unusable) refuseUnusable(folder, entry, kind);
  const unread = found.files.filter((name) => !isOfKind(kind, name) && !COMPANION.test(name));
  if (unread.length > 0) {
    onNote(`${folder}: not read ${listed(unread)}; ${kind.what} end in ${kind.endings.join(", ")}`);
  }
  return found.files.filter((name) => isOfKind(kind, name));
}

async function ownFiles(folder: string, kind: FileKind, onNote: OnNote): Promise<FoundBelow | null> {
  const entries = await entriesIn(folder, kind.what);
  if (entries === null) return null;
  const named = (wanted: "file" | "folder"): string[] =>
    entries.filter((entry) => entry.kind === wanted).map(({ name }) => name);
  const folders = named("folder");
  if (folders.length > 0) {
    onNote(`${folder}: ${kind.what} of its own are read, none of its folders ${listed(folders)}`);
  }
  return { files: named("file"), unusable: entries.filter((entry) => entry.kind === "unusable") };
}

/** An entry that could be a file of the kind or a folder of such: InputError. */
export function refuseUnusable(folder: string, { name, why }: Unusable, kind: FileKind): void {
  if (hasEnding(name) && !isOfKind(kind, name)) return;
  throw new InputError(`invalid entry ${join(folder, name)}: ${why}; looked for ${kind.what}`);
}

/** True where a name has an ending of letters and digits, as files do and folders rarely. */
export function hasEnding(name: string): boolean {
  return /[^/]\.[A-Za-z][A-Za-z0-9]{0,7}$/.test(name);
}
