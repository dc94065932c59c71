// A part's plane tilted against the camera's and seen in perspective. A row is read from one row alone, about its centre
// by one factor: rows first, then each row, is the whole interpolation. About the other axis it is the transposed picture.

import { transposeMatrix } from "../../graph/ops/index.ts";
import type { Value } from "../../graph/value.ts";
import { type Bounds, UNIT, within } from "../clamped.ts";
import { exactAtZero, onPictures, type ShiftDefinition } from "../define.ts";
import { movedFromFloor } from "./bounds.ts";
import { type Outside, resampleRows, resampleWithinRows } from "./cubic.ts";
import { type Steps, seenAt, stepsToPicture, stepsToPlane } from "./perspective.ts";

interface Look {
  /** Where a pixel is read, in pictures whose upper edge moves away. */
  readonly steps: (pictures: Value, amount: Value) => Steps;
  readonly outside: Outside;
  readonly bounds: Bounds;
}

/** How amounts in degrees tilt pictures about the horizontal or the vertical axis, and bring maps and places along. */
export function tiltAbout(axis: "horizontal" | "vertical"): Pick<ShiftDefinition, "act" | "back" | "place"> {
  const isUpright = axis === "horizontal";
  // Transposed tightly around what is resampled and clamped: no mask of a selection has to be transposed (WebGPU lacks that).
  const tilted = (pictures: Value, amount: Value, { steps, outside, bounds }: Look): Value => {
    const upright = isUpright ? pictures : transposeMatrix(pictures);
    const { between, along } = steps(upright, amount);
    const read = within(resampleWithinRows(resampleRows(upright, between, outside), along, outside), bounds);
    return isUpright ? read : transposeMatrix(read);
  };
  return {
    act: onPictures((pictures, amount) => {
      const look: Look = { steps: stepsToPlane, outside: "edge", bounds: UNIT };
      return exactAtZero(pictures, amount, tilted(pictures, amount, look));
    }),
    back: (maps, amount, range) => {
      const moved = movedFromFloor(maps, range, (raised, bounds) =>
        tilted(raised, amount, { steps: stepsToPicture, outside: "zero", bounds }),
      );
      return exactAtZero(maps, amount, moved);
    },
    place: ({ x, y }, amount, { width, height }) => {
      if (isUpright) return seenAt({ x, y }, amount, { width, height });
      const seen = seenAt({ x: y, y: x }, amount, { width: height, height: width });
      return { x: seen.y, y: seen.x };
    },
  };
}
