// One picture with its mask and excluded region, as several commands take them.

import { basename, dirname, parse, resolve } from "node:path";
import type { SizesOf } from "../core/acting-size.ts";
import { InputError } from "../core/errors.ts";
import { emptyMask, isEmptyMask, isGreyPicture, type RgbImage } from "../core/image.ts";
import type { ShiftFacts } from "../core/shift.ts";
import { decodeImage, decodeMaskOf } from "../image/codec.ts";
import { type PreparedSample, prepareSample } from "../image/prepare.ts";
import { resizeBicubic } from "../image/resize.ts";
import type { ReadingRules } from "../image/rules.ts";
import { greyWords } from "../study/grey.ts";
import { noteDoubts } from "./reading-flags.ts";

/** Decodes a picture and brings it to size × size, as a model sees it. */
export async function loadPicture(path: string, size: number, rules: ReadingRules): Promise<RgbImage> {
  return resizeBicubic(await decodeImage(path, rules), size, size);
}

/** The paths among some flags, from the folder that the command was begun in; the other flags as they are. */
export function placed<Flags extends Readonly<Partial<Record<FileFlag, string | undefined>>>>(
  flags: Flags,
  cwd: string,
): Flags {
  const paths = FILE_FLAGS.flatMap((key) => {
    const path = flags[key];
    return path === undefined ? [] : [[key, resolve(cwd, path)] as const];
  });
  return { ...flags, ...Object.fromEntries(paths) };
}

const FILE_FLAGS = ["image", "mask", "ignore", "out", "trace"] as const;
type FileFlag = (typeof FILE_FLAGS)[number];

/** What a picture shows where --class does not say it: the name of its folder, as of a folder data set. */
export function classNameOf({ class: named, image }: { class?: string | undefined; image: string }): string {
  return named ?? (basename(dirname(image)) || parse(image).name);
}

interface SampleFlags extends ReadingRules {
  readonly image: string;
  readonly mask?: string | undefined;
  readonly ignore?: string | undefined;
}

/** A picture, ready for a detector; `anomalous` where its mask has a defect at its own size. */
export interface LoadedSample extends PreparedSample {
  readonly anomalous: boolean;
}

/**
 * A picture with its mask (all normal without one), both at a detector's working size; what is doubtful about them is
 * noted. InputError where the sizes of the files differ.
 */
export async function loadSample(
  { image: imagePath, mask: maskPath, ignore, ...rules }: SampleFlags,
  sizesOf: SizesOf,
  note: (line: string) => void,
): Promise<LoadedSample> {
  const picture = await decodeImage(imagePath, rules);
  await noteDoubts([{ image: imagePath, masks: maskPath === undefined ? [] : [maskPath] }], rules, note);
  const mask =
    maskPath === undefined
      ? emptyMask(picture.width, picture.height)
      : await decodeMaskOf(maskPath, imagePath, picture, rules);
  const region = ignore === undefined ? null : await decodeMaskOf(ignore, imagePath, picture);
  const anomalous = !isEmptyMask(mask);
  const prepared = await prepareSample(
    {
      anomalous,
      loadImage: async () => picture,
      loadMask: async () => mask,
      loadIgnored: async () => region,
    },
    sizesOf,
  );
  return { ...prepared, anomalous };
}

/** InputError where colour shifts are named for a grey picture. */
export function refuseGreyPicture(shifts: readonly ShiftFacts[], picture: RgbImage, path: string): void {
  const colours = shifts.filter(({ needsColour }) => needsColour).map(({ name }) => name);
  if (colours.length > 0 && isGreyPicture(picture)) throw new InputError(greyWords(colours, path));
}
