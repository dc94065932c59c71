// Maps and masks from anywhere, paired by their paths below two folders as pictures and masks are.

import { join, resolve } from "node:path";
import { InputError } from "../core/errors.ts";
import type { OnNote } from "./dataset.ts";
import { type FileKind, filesOfKind, MAPS, MASKS } from "./file-kinds.ts";
import { clashMessage } from "./paired-folder.ts";
import { pairMasks } from "./pairing.ts";
import { liesIn } from "./walk.ts";

export interface PairedMap {
  readonly mapPath: string;
  /** None for a map of a normal picture; several are parts of one mask. */
  readonly maskPaths: readonly string[];
}

/**
 * Every map below a folder with its masks, sorted by path. InputError for a folder that is not there or has no map, a
 * mask without a map, and several files of one name.
 */
export async function pairedMaps(maps: string, masks: string, onNote: OnNote): Promise<PairedMap[]> {
  if (resolve(maps) === resolve(masks)) {
    throw new InputError(`invalid --masks ${masks}: it is the folder of --maps too`);
  }
  const mapNames = await namesIn(maps, MAPS, "--maps", {
    onNote,
    nested: !liesIn(resolve(masks), resolve(maps)),
  });
  const maskNames = await namesIn(masks, MASKS, "--masks", {
    onNote,
    nested: !liesIn(resolve(maps), resolve(masks)),
  });
  if (maskNames.length === 0) onNote(`${masks}: no masks there; every map is taken as normal`);
  if (mapNames.length === 0) throw new InputError(`missing maps: ${maps} has no .npy or .tif file`);
  const { masksOf, ownerless, clashes } = pairMasks(mapNames, maskNames);
  const [clash] = clashes;
  if (clash !== undefined) throw new InputError(clashMessage(clash, maps, masks, "maps"));
  const [orphan] = ownerless;
  if (orphan !== undefined) {
    const stem = orphan.replace(/(_mask)?\.[^./]+$/i, "");
    throw new InputError(`missing map for the mask ${join(masks, orphan)}; expected ${join(maps, stem)}.npy`);
  }
  return mapNames.map((name) => ({
    mapPath: join(maps, name),
    maskPaths: (masksOf.get(name) ?? []).map((mask) => join(masks, mask)),
  }));
}

async function namesIn(
  folder: string,
  kind: FileKind,
  flag: string,
  settings: Parameters<typeof filesOfKind>[2],
): Promise<readonly string[]> {
  const names = await filesOfKind(folder, kind, settings);
  if (names === null) throw new InputError(`missing folder ${folder} (${flag})`);
  return names;
}
