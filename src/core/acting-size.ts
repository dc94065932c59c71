// Where shifts act: at the detector's working size, as the paper's do, or at the picture's own, before the detector's
// resize: a lens or a sensor knows nothing of a detector.

import type { PictureSize } from "./image.ts";
import type { ShiftFacts } from "./shift.ts";

/** At the working size; or at the picture's own, its longer side brought to this many pixels where it is longer. */
export type ActingSize = "working" | number;

/** Longest side of a picture that shifts act on at its own size, unless asked for otherwise. */
export const OWN_SIZE = 1024;

/** The sizes of one picture on its way to a detector. */
export interface SampleSizes {
  /** What the detector takes; masks and maps have it. */
  readonly working: PictureSize;
  /** What shifts act on. */
  readonly acting: PictureSize;
}

export type SizesOf = (picture: PictureSize) => SampleSizes;

/** The sizes of pictures for a detector. */
export function sizesFor(workingSize: (picture: PictureSize) => PictureSize, acting: ActingSize): SizesOf {
  return (picture) => {
    const working = workingSize(picture);
    return { working, acting: acting === "working" ? working : capped(picture, acting) };
  };
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
