// The mask that a map is held against: as it is (eq. 3), without what a pose pushed out of the frame; or moved with the
// picture, as the authors' code does it.

import { connectedComponents } from "../core/components.ts";
import { InputError } from "../core/errors.ts";
import { IGNORED, type Mask } from "../core/image.ts";
import type { PresetName } from "../core/preset.ts";
import { PRESETS } from "../core/preset.ts";
import type { ShiftPoint } from "../core/shift.ts";
import { movesPart } from "../shift/compose.ts";
import { SHIFTS, shiftsAt } from "../shift/registry.ts";
import { hides, seenPixels } from "../shift/seen.ts";

/** Share of a defect's pixels that must have been seen for its map to say anything. */
const SEEN_ENOUGH = 0.5;

/** True where maps stay as they are and masks move. */
export function masksMove(preset: PresetName): boolean {
  return PRESETS[preset].compared === "mask turned forward";
}

/** True where points that name these shifts have masks of their own. */
export function hasOwnMasks(preset: PresetName, names: readonly string[]): boolean {
  return masksMove(preset) || names.some((name) => hides(SHIFTS.named(name)));
}

/**
 * The mask for a map drawn at a point. What could not be seen counts nowhere; of masks that move, pixels that count
 * nowhere move with the others. InputError for a pose that moves no masks, under a preset that needs it.
 */
export function comparedMask(mask: Mask, preset: PresetName, point: ShiftPoint): Mask {
  if (masksMove(preset)) return movedMask(mask, preset, point);
  const seen = seenPixels(mask, mask.actingSize ?? mask, point);
  if (seen === null) return mask;
  return { ...mask, data: mask.data.map((value, pixel) => (seen[pixel] === 1 ? value : IGNORED)) };
}

/** True where less than half of one of a mask's regions is left of it in what it is compared as. */
export function isOutOfView(mask: Mask, compared: Mask): boolean {
  if (compared.data === mask.data) return false;
  const { labels, count, sizes } = connectedComponents(mask.data, mask.width, mask.height);
  const left = new Array<number>(count + 1).fill(0);
  for (const [pixel, label] of labels.entries())
    if (label > 0 && compared.data[pixel] === 1) left[label] = (left[label] ?? 0) + 1;
  return sizes.some((size, label) => label > 0 && (left[label] ?? 0) < SEEN_ENOUGH * size);
}

function movedMask(mask: Mask, preset: PresetName, point: ShiftPoint): Mask {
  return shiftsAt(point).reduce((moved, shift) => {
    const amount = point[shift.name] ?? 0;
    if (amount === 0 || !movesPart([shift])) return moved;
    if (shift.forward === undefined)
      throw new InputError(`invalid preset ${preset}: masks cannot be moved with ${shift.name}; use another`);
    return shift.forward(moved, amount);
  }, mask);
}
