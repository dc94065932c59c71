// Dense row-major arrays with a shape: what travels between files, graphs and metrics.

import { invariant } from "./errors.ts";

export type Shape = readonly number[];

export interface Tensor {
  readonly shape: Shape;
  readonly data: Float32Array;
}

/** Number of elements of a shape; 1 for a scalar (`[]`). */
export function elementCount(shape: Shape): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

/** A float32 tensor over `data`; throws InvariantError when the count does not fit the shape. */
export function tensor(shape: Shape, data: Float32Array | readonly number[]): Tensor {
  const values = data instanceof Float32Array ? data : Float32Array.from(data);
  invariant(
    values.length === elementCount(shape),
    `a tensor of shape [${shape.join(", ")}] needs ${elementCount(shape)} values, got ${values.length}`,
  );
  return { shape, data: values };
}

/** Row-major strides, in elements. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length).fill(1);
  for (let axis = shape.length - 2; axis >= 0; axis--) {
    strides[axis] = (strides[axis + 1] ?? 1) * (shape[axis + 1] ?? 1);
  }
  return strides;
}

/** True when both shapes have the same extents in the same order. */
export function sameShape(left: Shape, right: Shape): boolean {
  return left.length === right.length && left.every((extent, axis) => extent === right[axis]);
}
