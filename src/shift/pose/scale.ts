// The part stands nearer to the camera or farther from it: enlarged about the centre of the picture, cubic.

import { tensor } from "../../core/tensor.ts";
import { divide, multiply, negate, offset, reshape } from "../../graph/ops/index.ts";
import { constant, type Value } from "../../graph/value.ts";
import { UNIT, within } from "../clamped.ts";
import { defineShift, exactAtZero, onPictures, type ShiftDefinition, symmetric } from "../define.ts";
import { movedFromFloor } from "./bounds.ts";
import { type Outside, resampleColumns, resampleRows } from "./cubic.ts";

/** Pictures read at p + (p − centre) · growth, growth [P]. */
function grown(pictures: Value, growth: Value, outside: Outside): Value {
  const factor = reshape(growth, [growth.shape[0] ?? 1, 1, 1, 1]);
  const moves = (extent: number): Value => multiply(factor, constant(fromCentre(extent)));
  const [height, width] = [pictures.shape.at(-2) ?? 1, pictures.shape.at(-1) ?? 1];
  return resampleColumns(resampleRows(pictures, moves(height), outside), moves(width), outside);
}

function fromCentre(extent: number): ReturnType<typeof tensor> {
  return tensor(
    [extent, 1],
    Float32Array.from({ length: extent }, (_, at) => at - (extent - 1) / 2),
  );
}

/** Relative enlargement. */
export const scale: ShiftDefinition = defineShift({
  name: "scale",
  symbol: "s",
  title: "size",
  effect: "scaled",
  unit: "",
  sign: "",
  positive: "larger",
  decimals: 3,
  shownIn: { scale: 100, sign: "%", decimals: 2 },
  writtenUnits: { "%": { scale: 1, per: 100 } },
  range: symmetric(0.2),
  severities: { mild: symmetric(0.02), moderate: symmetric(0.05), severe: symmetric(0.15) },
  cause: "The part stands nearer to the camera or farther from it, or the lens was changed.",
  periodic: false,
  stage: "pose",
  scope: "part",
  needsColour: false,
  act: onPictures((pictures, amount) => {
    const growth = negate(divide(amount, offset(amount, 1)));
    return exactAtZero(pictures, amount, within(grown(pictures, growth, "edge"), UNIT));
  }),
  back: (maps, amount, range) => {
    const moved = movedFromFloor(maps, range, (raised, bounds) =>
      within(grown(raised, amount, "zero"), bounds),
    );
    return exactAtZero(maps, amount, moved);
  },
  place: ({ x, y }, amount, { width, height }) => {
    const [right, down] = [(width - 1) / 2, (height - 1) / 2];
    return { x: right + (x - right) * (1 + amount), y: down + (y - down) * (1 + amount) };
  },
  search: { length: 0.13, edge: 0.013 },
});
