// How much of a pixel's light a neighbour gets when a point is spread over a radius.

import type { Tensor } from "../../core/tensor.ts";
import { tensor } from "../../core/tensor.ts";
import { add, divide, greaterOrEqual, multiply, select, sum } from "../../graph/ops/index.ts";
import { constant, scalar, type Value } from "../../graph/value.ts";

/** The farthest pixel that a spread of at most this radius gives weight or, to its right, a derivative. */
export function reachOf(radius: number): number {
  return Math.floor(radius) + 1;
}

/**
 * Weights clamp(1 + r − d, 0, 1) for distances d, of a sum of 1 where each counts `times`. Radius [P, 1, 1, 1] and
 * distances [rows, columns], in pixels → [P, 1, rows, columns]. On its kinks the derivative is the right-hand one, that
 * of a spread that grows: 1 where the weight is just 0, none where it is just 1.
 */
export function spreadWeights(radius: Value, distances: Tensor, times: Tensor): Value {
  const nearness = constant(
    tensor(
      distances.shape,
      distances.data.map((distance) => 1 - distance),
    ),
  );
  const raw = add(radius, nearness);
  const partly = select(greaterOrEqual(raw, scalar(0)), raw, scalar(0));
  const weights = select(greaterOrEqual(raw, scalar(1)), scalar(1), partly);
  return divide(weights, sum(multiply(weights, constant(times)), [2, 3]));
}
