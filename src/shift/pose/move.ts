// A part beside its place: every line of its picture is moved by the same amount, with the rotation's band-limited
// kernel, which keeps fine contrast at every amount; its map is moved back.

import { reshape, scale, transposeMatrix } from "../../graph/ops/index.ts";
import type { Value } from "../../graph/value.ts";
import { type Bounds, UNIT, within } from "../clamped.ts";
import { exactAtZero, type MapRange, onPictures, type ShiftDefinition } from "../define.ts";
import { movedFromFloor } from "./bounds.ts";
import { type Padding, shiftLines } from "./shear.ts";

interface Move {
  readonly axis: "x" | "y";
  readonly padding: Padding;
  readonly backwards: boolean;
}

/** How amounts in widths (to the right) or heights (down) move pictures, maps and places. */
export function moveAlong(axis: Move["axis"]): Pick<ShiftDefinition, "act" | "back" | "place"> {
  return {
    act: onPictures((pictures, amount) =>
      exactAtZero(
        pictures,
        amount,
        moved(pictures, amount, UNIT, { axis, padding: "replicate", backwards: false }),
      ),
    ),
    back: (maps: Value, amount: Value, range: MapRange) =>
      exactAtZero(
        maps,
        amount,
        movedFromFloor(maps, range, (raised, bounds) =>
          moved(raised, amount, bounds, { axis, padding: "zero", backwards: true }),
        ),
      ),
    place: ({ x, y }, amount, { width, height }) =>
      axis === "x" ? { x: x + amount * width, y } : { x, y: y + amount * height },
  };
}

/** Columns are moved as the transposed picture's rows, which are clamped before they are transposed again: see `rotate`. */
function moved(pictures: Value, amount: Value, bounds: Bounds, { axis, padding, backwards }: Move): Value {
  const lines = axis === "x" ? pictures : transposeMatrix(pictures);
  const length = lines.shape.at(-1) ?? 1;
  const pixels = reshape(scale(amount, length), [amount.shape[0] ?? 1, 1, 1, 1]);
  const shifted = within(shiftLines(lines, pixels, { length, padding, crop: true, backwards }), bounds);
  return axis === "x" ? shifted : transposeMatrix(shifted);
}
