// The mask that a map is held against: as it is (eq. 3), or moved with the picture, as the authors' code does it.

import { InputError } from "../core/errors.ts";
import type { Mask } from "../core/image.ts";
import type { PresetName } from "../core/preset.ts";
import { PRESETS } from "../core/preset.ts";
import type { ShiftPoint } from "../core/shift.ts";
import { movesPart } from "../shift/compose.ts";
import { shiftsAt } from "../shift/registry.ts";

/** True where maps stay as they are and every point has a mask of its own. */
export function masksMove(preset: PresetName): boolean {
  return PRESETS[preset].compared === "mask turned forward";
}

/**
 * The mask for a map drawn at a point: pixels that count nowhere move with the others. InputError for a
 * pose that moves no masks, under a preset that needs it.
 */
export function comparedMask(mask: Mask, preset: PresetName, point: ShiftPoint): Mask {
  if (!masksMove(preset)) return mask;
  return shiftsAt(point).reduce((moved, shift) => {
    const amount = point[shift.name] ?? 0;
    if (amount === 0 || !movesPart([shift])) return moved;
    if (shift.forward === undefined)
      throw new InputError(`invalid preset ${preset}: masks cannot be moved with ${shift.name}; use another`);
    return shift.forward(moved, amount);
  }, mask);
}
