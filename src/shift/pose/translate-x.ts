// The part lies beside its place: every line is moved by the same amount, with the rotation's band-limited kernel, which
// keeps fine contrast at every amount.

import { reshape, scale } from "../../graph/ops/index.ts";
import type { Value } from "../../graph/value.ts";
import { defineShift, exactAtZero, onPictures, type ShiftDefinition, symmetric } from "../define.ts";
import { movedFromFloor, UNIT, within } from "./bounds.ts";
import { shiftLines } from "./shear.ts";

/** Pixels [P, 1, 1, 1] by which every row of these pictures moves. */
function pixels(pictures: Value, amount: Value): Value {
  return reshape(scale(amount, pictures.shape.at(-1) ?? 1), [amount.shape[0] ?? 1, 1, 1, 1]);
}

/** Fractions of the width; positive to the right. */
export const translateX: ShiftDefinition = defineShift({
  name: "translate-x",
  symbol: "t_x",
  title: "horizontal position",
  effect: "moved sideways",
  unit: "widths",
  sign: "",
  positive: "to the right",
  decimals: 3,
  shownIn: { scale: 100, sign: "%", decimals: 2 },
  writtenUnits: { "%": { scale: 1, per: 100 } },
  range: symmetric(0.2),
  severities: { mild: symmetric(0.01), moderate: symmetric(0.03), severe: symmetric(0.1) },
  cause: "The part lies too far left or right in its fixture, or the camera is triggered early or late.",
  periodic: false,
  length: { side: "width", share: 1 },
  stage: "pose",
  scope: "part",
  needsColour: false,
  act: onPictures((pictures, amount) => {
    const way = {
      length: pictures.shape.at(-1) ?? 1,
      padding: "replicate",
      crop: true,
      backwards: false,
    } as const;
    return exactAtZero(pictures, amount, within(shiftLines(pictures, pixels(pictures, amount), way), UNIT));
  }),
  back: (maps, amount, range) => {
    const way = { length: maps.shape.at(-1) ?? 1, padding: "zero", crop: true, backwards: true } as const;
    const moved = movedFromFloor(maps, range, (raised, bounds) =>
      within(shiftLines(raised, pixels(raised, amount), way), bounds),
    );
    return exactAtZero(maps, amount, moved);
  },
  place: ({ x, y }, amount, { width }) => ({ x: x + amount * width, y }),
  search: { length: 0.13, edge: 0.013 },
});
