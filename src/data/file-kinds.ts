// Which files of a folder are read as what, by their endings, and what is said of the rest.

import { join } from "node:path";
import { InputError } from "../core/errors.ts";
import { listed } from "../core/listed.ts";
import { MAP_ENDING, MAP_FORMATS, PICTURE_ENDING, PICTURE_FORMATS } from "../image/formats.ts";
import type { OnNote } from "./dataset.ts";
import { entriesIn, type FoundBelow, filesBelow, type Unusable } from "./walk.ts";

export interface FileKind {
  /** In the plural, as messages name it. */
  readonly what: string;
  readonly ending: RegExp;
  /** Their formats, as messages name them. */
  readonly formats: string;
}

export const PICTURES: FileKind = { what: "pictures", ending: PICTURE_ENDING, formats: PICTURE_FORMATS };
export const MASKS: FileKind = { what: "masks", ending: PICTURE_ENDING, formats: PICTURE_FORMATS };
export const MAPS: FileKind = { what: "maps", ending: MAP_ENDING, formats: MAP_FORMATS };

/** Files that nobody takes for a picture, a map or a folder of them: they need no note. */
const COMPANION =
  /\.(txt|md|rst|pdf|json|jsonl|csv|tsv|xml|ya?ml|toml|ini|cfg|html?|log|db|py|sh|bat|ipynb|md5|sha\d+)$/i;

interface ReadSettings {
  readonly onNote: OnNote;
  readonly nested?: boolean;
  /** Folders in this one that are read for themselves, absolute. */
  readonly others?: readonly string[];
}

/**
 * Files of a kind below a folder by POSIX path relative to it, sorted; null where the folder is not there. Notes files
 * that are left unread; InputError naming a folder or file that cannot be read. Not `nested`: the folder's own files,
 * its subfolders noted.
 */
export async function filesOfKind(
  folder: string,
  kind: FileKind,
  { onNote, nested = true, others = [] }: ReadSettings,
): Promise<readonly string[] | null> {
  const found = nested ? await filesBelow(folder, kind.what) : await ownFiles(folder, kind, others, onNote);
  if (found === null) return null;
  for (const entry of found.unusable) refuseUnusable(folder, entry, kind);
  const unread = found.files.filter((name) => !kind.ending.test(name) && !COMPANION.test(name));
  if (unread.length > 0) {
    onNote(`${folder}: ${listed(unread)} not read; ${kind.what} are ${kind.formats}`);
  }
  return found.files.filter((name) => kind.ending.test(name));
}

async function ownFiles(
  folder: string,
  kind: FileKind,
  others: readonly string[],
  onNote: OnNote,
): Promise<FoundBelow | null> {
  const entries = await entriesIn(folder, kind.what);
  if (entries === null) return null;
  const named = (wanted: "file" | "folder"): string[] =>
    entries.filter((entry) => entry.kind === wanted).map(({ name }) => name);
  const folders = named("folder").filter((name) => !others.includes(join(folder, name)));
  if (folders.length > 0) {
    onNote(`${folder}: ${kind.what} in its folders ${listed(folders)} not read, only its own`);
  }
  return { files: named("file"), unusable: entries.filter((entry) => entry.kind === "unusable") };
}

/** An entry that could be a file of the kind or a folder of such: InputError. */
function refuseUnusable(folder: string, { name, why }: Unusable, kind: FileKind): void {
  if (hasEnding(name) && !kind.ending.test(name)) return;
  throw new InputError(`invalid entry ${join(folder, name)}: ${why}; looked for ${kind.what}`);
}

/** True where a name has an ending of letters and digits, as files do and folders rarely. */
export function hasEnding(name: string): boolean {
  return /[^/]\.[A-Za-z][A-Za-z0-9]{0,7}$/.test(name);
}
