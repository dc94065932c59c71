// What could be seen: a pose may push a place of the part out of the frame. That is the fixture's doing, not the
// detector's; such places count nowhere. The paper's rotation keeps its corners, as published.

import { present } from "../core/errors.ts";
import type { PictureSize } from "../core/image.ts";
import type { ShiftPoint } from "../core/shift.ts";
import type { Place, ShiftDefinition } from "./define.ts";
import { shiftsAt } from "./registry.ts";

/** True where a shift takes what is counted out of the frame. */
export function hides({ stage, keepsCorners }: ShiftDefinition): boolean {
  return stage === "pose" && keepsCorners !== true;
}

/**
 * 1 for every pixel of an unshifted mask [height, width] whose place lay in the frame after each shift of a point that
 * hides, else 0; null where nothing of the point hides. Shifts act on pictures of the acting size.
 */
export function seenPixels(
  { width, height }: PictureSize,
  acting: PictureSize,
  point: ShiftPoint,
): Uint8Array | null {
  const posed = shiftsAt(point).filter(({ name, place }) => place !== undefined && point[name] !== 0);
  if (!posed.some(hides)) return null;
  const moves = posed.map((shift) => ({
    place: present(shift.place, "place"),
    amount: point[shift.name] ?? 0,
    hides: hides(shift),
  }));
  const seen = new Uint8Array(width * height);
  for (let row = 0; row < height; row++) {
    const y = ((row + 0.5) * acting.height) / height - 0.5;
    for (let column = 0; column < width; column++) {
      let at: Place = { x: ((column + 0.5) * acting.width) / width - 0.5, y };
      let isSeen = true;
      for (const move of moves) {
        at = move.place(at, move.amount, acting);
        if (move.hides && !isInFrame(at, acting)) {
          isSeen = false;
          break;
        }
      }
      seen[row * width + column] = isSeen ? 1 : 0;
    }
  }
  return seen;
}

/** From edge to edge of the picture, borders included. */
export function isInFrame({ x, y }: Place, { width, height }: PictureSize): boolean {
  return x >= -0.5 && x <= width - 0.5 && y >= -0.5 && y <= height - 0.5;
}
