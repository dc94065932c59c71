// Whether a study turns pictures that were squashed, told once before it begins.

import type { Sample } from "../data/dataset.ts";
import { squashNote } from "../detector/framing.ts";
import { pictureSize } from "../image/codec.ts";
import type { StudyConfig } from "./config.ts";

/**
 * The note on the first sample that squashing distorts, by the size of one picture of each object and defect; null
 * where nothing is turned or squashed.
 */
export async function studySquashNote(
  { aspect, combinations, sweeps }: Pick<StudyConfig, "aspect" | "combinations" | "sweeps">,
  samples: readonly Sample[],
): Promise<string | null> {
  const turns = [...combinations.flat(), ...sweeps.map(({ shift }) => shift)].includes("theta");
  if (!turns || aspect !== "squash") return null;
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
