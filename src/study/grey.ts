// Shifts of colour say nothing on grey pictures: a hue stays where it is, and a saturation tints what no lamp would.

import { InputError } from "../core/errors.ts";
import { isGreyPicture } from "../core/image.ts";
import type { ShiftFacts } from "../core/shift.ts";
import type { OnNote, Picture, Sample } from "../data/dataset.ts";

/** Pictures of an object that are looked at: the first one with a colour decides. */
const LOOKED_AT = 8;

export interface GreyRules {
  /** "note" tells of it and goes on, as the paper did; refused unless given. */
  readonly greyColour?: "refuse" | "note";
  readonly onNote?: OnNote;
}

/** InputError naming the colour shifts and the objects whose pictures are grey. */
export async function refuseGreyColour(
  shifts: readonly ShiftFacts[],
  samples: readonly Sample[],
  { greyColour = "refuse", onNote }: GreyRules,
): Promise<void> {
  const colours = shifts.filter(({ needsColour }) => needsColour).map(({ name }) => name);
  if (colours.length === 0) return;
  const grey = await greyObjects(samples);
  if (grey.length === 0) return;
  const said = greyWords(colours, grey.join(", "));
  if (greyColour === "refuse") throw new InputError(said);
  onNote?.(said);
}

/** The objects whose pictures are grey, as far as they are looked at. */
export async function greyObjects(samples: readonly Picture[]): Promise<readonly string[]> {
  const grey: string[] = [];
  for (const object of new Set(samples.map((sample) => sample.object))) {
    const own = samples.filter((sample) => sample.object === object).slice(0, LOOKED_AT);
    if (await areGrey(own)) grey.push(object);
  }
  return grey;
}

/** What is said of colour shifts on grey pictures. */
export function greyWords(shifts: readonly string[], whose: string): string {
  return `invalid shift ${shifts.join(", ")}: grey pictures (${whose}) have no colour to shift; name others, such as --shift theta`;
}

async function areGrey(samples: readonly Picture[]): Promise<boolean> {
  for (const sample of samples) if (!isGreyPicture(await sample.loadImage())) return false;
  return samples.length > 0;
}
