// The samples worth looking at: pictures, maps and masks of the worst drops, in RUN/gallery.

import { join } from "node:path";
import type { SizesOf } from "../core/acting-size.ts";
import { present } from "../core/errors.ts";
import { makeFolder } from "../core/folders.ts";
import type { RgbImage } from "../core/image.ts";
import { encodeNpy } from "../core/npy.ts";
import type { PresetName } from "../core/preset.ts";
import { type ShiftPoint, UNSHIFTED } from "../core/shift.ts";
import { tensor } from "../core/tensor.ts";
import { writeFileAtomic } from "../core/write-file.ts";
import { encodeMaskPng, encodePng } from "../image/codec.ts";
import { prepareSample } from "../image/prepare.ts";
import { comparedMask, masksMove } from "../objective/compared-mask.ts";
import { readMap } from "../results/maps.ts";
import type { ItemRecord } from "../results/record.ts";
import type { Combination, GalleryEntry, SampleSummary } from "../results/schema.ts";
import { haveMaps } from "./aggregate.ts";
import type { WorkItem } from "./plan.ts";
import { ORIGINAL } from "./questions/roles.ts";
import type { SearchedCombination } from "./searched.ts";

const FOLDER = "gallery";
const ENTRIES = 24;

/**
 * Drop in per-sample pAUROC; samples without one come last. By score: how far the image score goes the wrong way, down where
 * there is a defect, up where there is none.
 */
export function dropOf(
  { anomalous, original, bounds }: SampleSummary,
  combination: Combination,
  byScore: boolean = original.loss === null,
): number {
  const worst = bounds[combination];
  if (worst === undefined) return Number.NEGATIVE_INFINITY;
  if (byScore)
    return anomalous ? original.imageScore - worst.imageScore : worst.imageScore - original.imageScore;
  if (original.pauroc === null || worst.pauroc === null) return Number.NEGATIVE_INFINITY;
  return original.pauroc - worst.pauroc;
}

/**
 * The entries to show: each object's largest drop, then the largest of all; worst first. Where no sample has a pAUROC, as
 * without maps, without masks and of good pictures alone, by image score.
 */
export function chooseEntries(
  samples: readonly SampleSummary[],
  combination: Combination,
  count: number = ENTRIES,
): SampleSummary[] {
  const byScore = samples.every(({ original }) => original.pauroc === null);
  const drop = (sample: SampleSummary): number => dropOf(sample, combination, byScore);
  const ranked = samples
    .filter((sample) => Number.isFinite(drop(sample)))
    .sort((left, right) => drop(right) - drop(left));
  const firsts = [...new Map([...ranked].reverse().map((sample) => [sample.object, sample])).values()];
  const chosen = new Set([...new Set([...firsts, ...ranked])].slice(0, Math.max(count, firsts.length)));
  return ranked.filter((sample) => chosen.has(sample));
}

/** Writes the gallery of a combination. */
export async function writeGallery(
  samples: readonly SampleSummary[],
  { name: combination, role }: Pick<SearchedCombination, "name" | "role">,
  context: {
    readonly runFolder: string;
    readonly items: readonly WorkItem[];
    readonly records: ReadonlyMap<string, ItemRecord>;
    readonly transform: (image: RgbImage, point: ShiftPoint, options: { seed: number }) => Promise<RgbImage>;
    readonly sizesOf: SizesOf;
    readonly preset: PresetName;
    /** Of the study: what its shifts draw from. */
    readonly seed: number;
  },
): Promise<GalleryEntry[]> {
  const { runFolder, items, records, transform, sizesOf, preset, seed } = context;
  const chosen = chooseEntries(samples, combination);
  if (chosen.length > 0) await makeFolder(join(runFolder, FOLDER));
  const entries: GalleryEntry[] = [];
  for (const summary of chosen) {
    const own = items.filter((item) => item.sample.id === summary.sample);
    const recordOf = (of: string): ItemRecord => {
      const { key } = present(
        own.find((item) => item.role === of),
        of,
      );
      return present(records.get(key), `record ${key}`);
    };
    const [original, worst] = [recordOf(ORIGINAL), recordOf(role)];
    const { image, mask } = await prepareSample(present(own[0], "item").sample, sizesOf);
    const bound = present(summary.bounds[combination], combination);
    const stem = join(FOLDER, worst.key.slice(0, 16));
    const files: GalleryEntry["files"] = {
      originalPicture: `${stem}-original.png`,
      worstPicture: `${stem}-worst.png`,
      ...(haveMaps([original, worst])
        ? { originalMap: `${stem}-original.npy`, worstMap: `${stem}-worst.npy` }
        : {}),
      mask: `${stem}-mask.png`,
      ...(masksMove(preset) ? { worstMask: `${stem}-worst-mask.png` } : {}),
    };
    const write = (file: string, content: Uint8Array): Promise<void> =>
      writeFileAtomic(join(runFolder, file), content);
    await write(files.originalPicture, await encodePng(await transform(image, UNSHIFTED, { seed })));
    await write(files.worstPicture, await encodePng(await transform(image, bound.point, { seed })));
    const writeMap = async (file: string | undefined, of: ItemRecord): Promise<void> => {
      if (file === undefined) return;
      await write(file, encodeNpy(tensor([mask.height, mask.width], readMap(runFolder, of, 0))));
    };
    await writeMap(files.originalMap, original);
    await writeMap(files.worstMap, worst);
    await write(files.mask, await encodeMaskPng(mask));
    if (files.worstMask !== undefined) {
      await write(files.worstMask, await encodeMaskPng(comparedMask(mask, preset, bound.point)));
    }
    const { object, sample, defect } = summary;
    entries.push({ object, sample, defect, combination, original: summary.original, worst: bound, files });
  }
  return entries;
}
