// Where shifts act: at the detector's working size, as the paper's do, or at the picture's own, before the detector's
// resize: a lens or a sensor knows nothing of a detector.

import type { Mask, PictureSize } from "./image.ts";
import type { Resampling } from "./resampling.ts";
import type { ShiftFacts } from "./shift.ts";

/** At the working size; or at the picture's own, its longer side brought to this many pixels where it is longer. */
export type ActingSize = "working" | number;

/** Longest side of a picture that shifts act on at its own size, unless asked for otherwise. */
export const OWN_SIZE = 1024;

/** The sizes of pictures that a detector takes, and of the maps that it gives. */
export interface TakenSizes {
  /** What a picture must be resized to; of a size that it gives, that size. */
  workingSize(picture: PictureSize): PictureSize;
  /** True where pictures are taken at their own size, whatever it is. */
  readonly ownSize?: boolean;
  /** The size of the maps of pictures of a working size; the same unless given. */
  readonly mapSize?: (working: PictureSize) => PictureSize;
  /** How pictures come to the working size; cubic, as CLIP has it, unless given. */
  readonly resampling?: Resampling;
}

/** The sizes of one picture on its way to a detector. */
export interface SampleSizes {
  /** What shifts act on. */
  readonly acting: PictureSize;
  /** What the detector takes. */
  readonly working: PictureSize;
  /** What maps have, and masks with them. */
  readonly map: PictureSize;
  /** How pictures come to each. */
  readonly resampling: Resampling;
}

export type SizesOf = (picture: PictureSize) => SampleSizes;

/** The sizes of pictures for a detector. */
export function sizesFor(detector: TakenSizes, acting: ActingSize): SizesOf {
  const { mapSize = same, resampling = "cubic" } = detector;
  return (picture) => {
    const own = acting === "working" ? null : capped(picture, acting);
    const working = detector.ownSize === true && own !== null ? own : detector.workingSize(picture);
    return { acting: own ?? working, working, map: mapSize(working), resampling };
  };
}

/** What a mask says of the sizes of its picture, where they are others than its own. */
export function maskSizes({
  acting,
  working,
  map,
}: Omit<SampleSizes, "resampling">): Pick<Mask, "actingSize" | "workingSize"> {
  return {
    ...(sameSize(map, acting) ? {} : { actingSize: acting }),
    ...(sameSize(map, working) ? {} : { workingSize: working }),
  };
}

function same(size: PictureSize): PictureSize {
  return size;
}

/** Where shifts act unless it is said: a lens or a sensor acts on the picture that the camera takes. */
export function actingSizeOf(shifts: readonly Pick<ShiftFacts, "stage">[]): ActingSize {
  return shifts.some(({ stage }) => stage === "optics" || stage === "sensor") ? OWN_SIZE : "working";
}

/** "at the picture's own size, at most 1024 px" */
export function actingWords(acting: ActingSize): string {
  return acting === "working"
    ? "at the detector's working size"
    : `at the picture's own size, at most ${acting} px`;
}

/** A detector's size as records hold it: a square's side, [width, height], or null where it is each picture's own. */
export type SizeFact = number | readonly [number, number] | null;

/** The size that a detector brings a square picture to. */
export function sizeFact({ ownSize, workingSize }: TakenSizes): SizeFact {
  if (ownSize === true) return null;
  const { width, height } = workingSize({ width: 1, height: 1 });
  return width === height ? width : [width, height];
}

/** "240 px", "320×240 px" */
export function sizeWords(fact: SizeFact): string {
  if (fact === null) return "at the pictures' own size";
  return typeof fact === "number" ? `${fact} px` : `${fact.join("×")} px`;
}

export function sameSize(left: PictureSize, right: PictureSize): boolean {
  return left.width === right.width && left.height === right.height;
}

function capped({ width, height }: PictureSize, longest: number): PictureSize {
  const factor = Math.min(1, longest / Math.max(width, height));
  return {
    width: Math.max(1, Math.round(width * factor)),
    height: Math.max(1, Math.round(height * factor)),
  };
}
