// Whether a study turns pictures that were squashed, told once before it begins.

import type { ShiftFacts } from "../core/shift.ts";
import type { Sample } from "../data/dataset.ts";
import { type Aspect, squashNote } from "../detector/framing.ts";
import { pictureSize } from "../image/codec.ts";
import { movesPart } from "../shift/compose.ts";

/**
 * The note on the first sample that squashing distorts, by the size of one picture of each object and defect; null
 * where no shift moves the part or nothing is squashed.
 */
export async function studySquashNote(
  aspect: Aspect,
  shifts: readonly ShiftFacts[],
  samples: readonly Sample[],
): Promise<string | null> {
  if (!movesPart(shifts) || aspect !== "squash") return null;
  const seen = new Set<string>();
  for (const { object, defect, files } of samples) {
    const kind = `${object}/${defect}`;
    if (files === undefined || seen.has(kind)) continue;
    seen.add(kind);
    const note = squashNote(aspect, await pictureSize(files.image), files.image);
    if (note !== null) return note;
  }
  return null;
}
