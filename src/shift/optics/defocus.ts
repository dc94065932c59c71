// Defocus: every point becomes a disc, on the sRGB values as the common corruption libraries have it. The disc's weights
// become one factor per pair of cosine frequencies.

import { type Tensor, tensor } from "../../core/tensor.ts";
import { matmul, multiply, reshape, scale } from "../../graph/ops/index.ts";
import { constant, type Value } from "../../graph/value.ts";
import { defineShift, exactAtZero, onPictures, type ShiftDefinition } from "../define.ts";
import { analysis, response, synthesis } from "./cosines.ts";
import { reachOf, spreadWeights } from "./spread.ts";

const LARGEST = 2;

/** Radius of the disc in per cent of the width. */
export const defocus: ShiftDefinition = defineShift({
  name: "defocus",
  symbol: "r",
  title: "defocus",
  effect: "out of focus",
  unit: "per cent of the width",
  sign: "%",
  decimals: 2,
  writtenUnits: { "%": { scale: 1 } },
  range: [0, LARGEST],
  severities: { mild: [0, 0.3], moderate: [0, 0.8], severe: [0, LARGEST] },
  cause: "The part stands nearer or farther than the lens is focused on, or the lens has moved or is dirty.",
  periodic: false,
  length: { side: "width", share: 0.01 },
  stage: "optics",
  scope: "station",
  needsColour: false,
  act: onPictures((pictures, amount) => exactAtZero(pictures, amount, discBlurred(pictures, amount))),
  search: { length: 0.7, edge: 0.13 },
});

/** Pictures [1 or P, C, H, W] blurred by discs with radii [P] in per cent of the width → [P, C, H, W]. */
function discBlurred(pictures: Value, amount: Value): Value {
  const [height = 1, width = 1] = pictures.shape.slice(-2);
  const reach = reachOf((width * LARGEST) / 100);
  const [rows, columns] = [
    { length: height, reach },
    { length: width, reach },
  ];
  const radius = reshape(scale(amount, width / 100), [amount.shape[0] ?? 1, 1, 1, 1]);
  const { distances, times } = quarterDisc(reach);
  const weights = spreadWeights(radius, distances, times);
  const alongRows = matmul(weights, constant(response(columns)));
  const factors = matmul(constant(response(rows, true)), alongRows);
  const spectrum = matmul(constant(analysis(rows, true)), matmul(pictures, constant(analysis(columns))));
  const blurred = matmul(constant(synthesis(rows, true)), multiply(spectrum, factors));
  return matmul(blurred, constant(synthesis(columns)));
}

/** Distances of the pixels right of and below a point, [reach + 1, reach + 1], and of how many pixels each is one. */
function quarterDisc(reach: number): { readonly distances: Tensor; readonly times: Tensor } {
  const side = reach + 1;
  const places = Array.from({ length: side * side }, (_, at) => [at % side, Math.floor(at / side)] as const);
  const of = (value: (x: number, y: number) => number): Tensor =>
    tensor(
      [side, side],
      places.map(([x, y]) => value(x, y)),
    );
  return { distances: of(Math.hypot), times: of((x, y) => (x === 0 ? 1 : 2) * (y === 0 ? 1 : 2)) };
}
