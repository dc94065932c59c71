// θ (paper, eq. 1): the part is turned, clockwise; its map is turned back (eq. 3).

import { defineShift, onPictures, type ShiftDefinition, symmetric } from "../define.ts";
import { mapTurnedBack } from "./align.ts";
import { rotate } from "./rotate.ts";
import { turnedMask } from "./turned-mask.ts";

/** Degrees, clockwise. */
export const theta: ShiftDefinition = defineShift({
  name: "theta",
  symbol: "θ",
  title: "rotation",
  effect: "turned",
  unit: "degrees",
  sign: "°",
  positive: "clockwise",
  decimals: 1,
  writtenUnits: { deg: { scale: 1 }, rad: { scale: 180, per: Math.PI } },
  range: symmetric(90),
  severities: { mild: symmetric(2), moderate: symmetric(10), severe: symmetric(30) },
  cause: "The part lies turned on the belt or in its fixture.",
  periodic: false,
  stage: "pose",
  scope: "part",
  needsColour: false,
  act: onPictures((pictures, amount) =>
    rotate(pictures, amount, { direction: "clockwise", padding: "replicate" }),
  ),
  back: mapTurnedBack,
  forward: turnedMask,
  keepsCorners: true,
  place: ({ x, y }, amount, { width, height }) => {
    // The rotation's own centre is a pixel, not the picture's middle.
    const [column, row] = [Math.ceil(width / 2), Math.ceil(height / 2)];
    const turn = (amount * Math.PI) / 180;
    const [right, down] = [x - column, y - row];
    return {
      x: column + right * Math.cos(turn) - down * Math.sin(turn),
      y: row + right * Math.sin(turn) + down * Math.cos(turn),
    };
  },
  search: {
    // A trained detector's pAUROC has its kinks along theta.
    length: 60,
    edge: 6,
    learningRate: 5,
    drawnTogether: 0,
    favoured: {
      ...{ low: 0.12, high: 0.12, still: 0.16, near: 1 },
      edges: ["still", "low", "high"],
      sharp: [-90, 0, 90],
    },
  },
});
