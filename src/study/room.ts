// Room on the disk: maps are most of what a run writes, and a study that cannot end is refused before it begins.

import { statfs } from "node:fs/promises";
import { InputError } from "../core/errors.ts";
import type { PictureSize } from "../core/image.ts";
import type { OnNote } from "../data/dataset.ts";
import type { Experiment } from "../results/record.ts";
import { KEPT } from "../search/kept.ts";
import type { RecordsByKey, WorkItem } from "./plan.ts";

const BYTES_PER_PIXEL = 4;
/** From here on what a run takes is worth a word. */
const WORTH_A_NOTE = 1e9;

/** Bytes of the maps that missing items write at most; what is planned from their records comes on top. */
export function bytesOfMaps(
  items: readonly WorkItem[],
  records: Pick<RecordsByKey, "has">,
  { width, height }: PictureSize,
): number {
  const maps = items
    .filter(({ key }) => !records.has(key))
    .map(({ experiment }) => mapsOf(experiment))
    .reduce((sum, count) => sum + count, 0);
  return BYTES_PER_PIXEL * width * height * maps;
}

function mapsOf(experiment: Experiment): number {
  if (experiment.keeps !== undefined) return 0;
  return experiment.kind === "search" ? KEPT : experiment.points.length;
}

/** Notes what a run takes where that is much. InputError where the folder's disk does not have it. */
export async function checkRoom(folder: string, bytes: number, onNote: OnNote = () => {}): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (bytes > free)
    throw new InputError(
      `missing room in ${folder}: the maps of this study take up to ${sizeWords(bytes)}, ${sizeWords(free)} are free; take fewer pictures (--samples) or another --out`,
    );
  if (bytes >= WORTH_A_NOTE) onNote(`the maps of this study take up to ${sizeWords(bytes)} in ${folder}`);
}

function sizeWords(bytes: number): string {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
