// What the files of a data set may be instead of what they are taken for: masks of many grey levels or of the normal
// pixels, pictures of fewer bits than their files have. Noted, with the remedy, and summarised: a data set whose every
// mask is a JPEG gets one line.

import { CancelledError, InputError } from "../core/errors.ts";
import { highestOf16Bits, type MaskDoubt, readMask } from "../image/codec.ts";
import type { ReadingRules } from "../image/rules.ts";

/** Decoded at a time: keeps all cores busy with little memory. */
const AT_ONCE = 8;

/** Pictures, evenly spread, that stand for all in the question how many bits they use. */
const PICTURES_LOOKED_AT = 32;

/** The white of cameras of 10 and 12 bits. */
const CAMERA_WHITES = [1023, 4095];

export interface FilePair {
  readonly image: string;
  /** None for a normal picture; several are parts of one mask. */
  readonly masks: readonly string[];
}

export interface Doubts {
  /** Decodes the masks, and some of the pictures; files that cannot be read are left to whoever reads them. CancelledError when interrupted. */
  inspect(files: readonly FilePair[], signal?: AbortSignal): Promise<void>;
  /** Takes what was found doubtful about a mask. */
  add(mask: string, doubts: readonly MaskDoubt[]): void;
  /** A line for each kind of doubt, naming the first file and how many more. */
  notes(): string[];
}

/** No doubts yet, about files read by these rules. */
export function openDoubts(rules: ReadingRules): Doubts {
  const masks = new Map<MaskDoubt, Set<string>>();
  const deep = { pictures: 0, highest: 0, brightest: "" };
  const add: Doubts["add"] = (mask, doubts) => {
    for (const doubt of doubts) masks.set(doubt, (masks.get(doubt) ?? new Set()).add(mask));
  };
  const inspectPicture = async (path: string): Promise<void> => {
    const highest = await highestOf16Bits(path).catch(unreadable);
    if (highest === undefined || highest === null) return;
    deep.pictures++;
    if (highest < deep.highest) return;
    deep.highest = highest;
    deep.brightest = path;
  };
  return {
    inspect: async (files, signal) => {
      const truths = files.flatMap(({ masks }) => masks);
      for (let first = 0; first < truths.length; first += AT_ONCE) {
        if (signal?.aborted === true) throw new CancelledError();
        const some = truths.slice(first, first + AT_ONCE);
        const found = await Promise.all(
          some.map(async (path) => (await readMask(path, rules).catch(unreadable))?.doubts ?? []),
        );
        for (const [index, path] of some.entries()) add(path, found[index] ?? []);
      }
      if (rules.whiteLevel !== undefined) return;
      for (const { image } of spread(files, PICTURES_LOOKED_AT)) {
        if (signal?.aborted === true) throw new CancelledError();
        if (whiteOf(deep.highest) !== undefined) await inspectPicture(image);
      }
    },
    add,
    notes: () => [
      ...[...masks].map(([doubt, files]) => maskNote(doubt, [...files], rules)),
      ...(deep.pictures === 0 ? [] : depthNotes(deep)),
    ],
  };
}

function maskNote(doubt: MaskDoubt, files: readonly string[], { invertMasks }: ReadingRules): string {
  const which = `${files[0]}${files.length > 1 ? ` and ${files.length - 1} more` : ""}`;
  if (doubt === "many levels") {
    return `mask ${which}: many grey levels, as left by JPEG or interpolation, and every non-zero pixel counts as anomalous; --mask-threshold 0.5 counts only those above half`;
  }
  return invertMasks === true
    ? `mask ${which}: most pixels are anomalous; is --invert-masks right?`
    : `mask ${which}: most pixels are anomalous; if it marks the normal pixels, use --invert-masks`;
}

function depthNotes({ highest, brightest }: { highest: number; brightest: string }): string[] {
  const white = whiteOf(highest);
  if (white === undefined) return [];
  const bits = Math.log2(white + 1);
  return [
    `16-bit pictures reach ${highest} of 65535 at most (${brightest}), so they are read as nearly black; if the camera has ${bits} bits: --white-level ${white}`,
  ];
}

/** The white of the camera whose pictures reach no more than this; undefined where 16 bits are used. */
function whiteOf(highest: number): number | undefined {
  return CAMERA_WHITES.find((white) => highest <= white);
}

function spread<Item>(items: readonly Item[], count: number): Item[] {
  const step = Math.max(1, items.length / count);
  return Array.from(
    { length: Math.min(count, items.length) },
    (_, index) => items[Math.floor(index * step)],
  ).filter((item) => item !== undefined);
}

function unreadable(error: unknown): undefined {
  if (!(error instanceof InputError)) throw error;
}
