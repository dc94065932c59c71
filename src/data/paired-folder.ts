// A folder of pictures with the folder of their masks: listed and paired once, for the readers, which refuse the first
// fault, and for the check, which names them all.

import { join } from "node:path";
import { InputError } from "../core/errors.ts";
import { listed } from "../core/listed.ts";
import type { OnNote } from "./dataset.ts";
import { filesOfKind, MASKS, PICTURES } from "./file-kinds.ts";
import { type Clash, pairMasks } from "./pairing.ts";

export interface PlaceToRead {
  readonly folder: string;
  /** False where other folders of the data set lie in this one. */
  readonly nested?: boolean;
  /** Those folders, absolute: they are read for themselves, and need no note. */
  readonly others?: readonly string[];
}

export interface PairedPicture {
  readonly imagePath: string;
  /** The picture's path relative to its folder, without its ending. */
  readonly stem: string;
  /** Several are parts of one mask; none where none was found. */
  readonly maskPaths: readonly string[];
}

export interface PairedFolder {
  readonly pictures: readonly PairedPicture[];
  /** True where the folder of the masks is there. */
  readonly hasTruth: boolean;
  /** Masks of no picture, absolute. */
  readonly ownerless: readonly string[];
  /** A message for each set of files of which one is too many. */
  readonly clashes: readonly string[];
}

/** Pictures of a folder, sorted by path; `truth` null for normal ones. InputError naming what cannot be read. */
export async function pairedFolder(
  pictures: PlaceToRead,
  truth: PlaceToRead | null,
  onNote: OnNote,
): Promise<PairedFolder> {
  const names = (await filesOfKind(pictures.folder, PICTURES, { ...pictures, onNote })) ?? [];
  const masks = truth === null ? null : await filesOfKind(truth.folder, MASKS, { ...truth, onNote });
  const { masksOf, ownerless, clashes } = pairMasks(names, masks ?? []);
  const maskPath = (name: string): string => join(truth?.folder ?? "", name);
  return {
    pictures: names.map((name) => ({
      imagePath: join(pictures.folder, name),
      stem: name.replace(/\.[^./]+$/, ""),
      maskPaths: (masksOf.get(name) ?? []).map(maskPath),
    })),
    hasTruth: masks !== null,
    ownerless: ownerless.map(maskPath),
    clashes: clashes.map((clash) => clashMessage(clash, pictures.folder, truth?.folder ?? "")),
  };
}

/** Throws the first clash of a paired folder. */
export function refuseClashes({ clashes: [clash] }: PairedFolder): void {
  if (clash !== undefined) throw new InputError(clash);
}

/** Says that two pictures have one name, or one picture several masks; `what` the pictures are called. */
export function clashMessage(
  { of, files, picture }: Clash,
  pictures: string,
  masks: string,
  what = "pictures",
): string {
  const folder = of === "masks" ? masks : pictures;
  const paths = listed(files.map((file) => join(folder, file)));
  return of === "masks"
    ? `invalid masks ${paths}: all are of ${join(pictures, picture)}; keep one`
    : `invalid ${what} ${paths}: they have the same name; keep one, or rename the others`;
}
