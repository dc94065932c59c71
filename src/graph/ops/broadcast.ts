// Broadcasting and its adjoint, summation; and the shape rule that elementwise operators share.

import { InvariantError } from "../../core/errors.ts";
import { type Shape, sameShape } from "../../core/tensor.ts";
import { defineOp, inputAt, inputOf, type Value } from "../value.ts";
import { reshape } from "./layout.ts";

/** The shape two operands broadcast to (numpy's rule); InvariantError when they do not fit. */
export function broadcastShape(left: Shape, right: Shape): Shape {
  const rank = Math.max(left.length, right.length);
  return Array.from({ length: rank }, (_, axis) => {
    const a = left[axis - rank + left.length] ?? 1;
    const b = right[axis - rank + right.length] ?? 1;
    if (a !== b && a !== 1 && b !== 1) {
      throw new InvariantError(`broadcast: [${left.join(", ")}] with [${right.join(", ")}]`);
    }
    return a === 1 ? b : a;
  });
}

const broadcastOp = defineOp<{ shape: Shape }>({
  name: "broadcast",
  infer: (inputs, { shape }) => ({ shape, type: inputAt(inputs, 0).type }),
  emit: (writer, value, { shape }) =>
    writer.node("Expand", [writer.nameOf(inputOf(value, 0)), writer.integers(shape)], [writer.nameOf(value)]),
  vjp: (value, cotangent) => [() => sumTo(cotangent, inputOf(value, 0).shape)],
});

/** The input repeated to `shape`. */
export function broadcastTo(input: Value, shape: Shape): Value {
  return sameShape(input.shape, shape) ? input : broadcastOp([input], { shape });
}

const sumOp = defineOp<{ axes: readonly number[] }>({
  name: "sum",
  infer: (inputs, { axes }) => reduced(inputAt(inputs, 0), axes),
  emit: (writer, value, { axes }) =>
    writer.node(
      "ReduceSum",
      [writer.nameOf(inputOf(value, 0)), writer.integers(axes)],
      [writer.nameOf(value)],
      { keepdims: { integer: 1 } },
    ),
  vjp: (value, cotangent) => [() => broadcastTo(cotangent, inputOf(value, 0).shape)],
});

/** Sum over axes, which stay with extent 1. */
export function sum(input: Value, axes: readonly number[]): Value {
  return axes.length === 0 ? input : sumOp([input], { axes });
}

/** The adjoint of broadcasting: summed down to `shape`. */
export function sumTo(input: Value, shape: Shape): Value {
  if (sameShape(input.shape, shape)) return input;
  const extra = input.shape.length - shape.length;
  const axes = input.shape.flatMap((size, axis) =>
    axis < extra || (shape[axis - extra] === 1 && size !== 1) ? [axis] : [],
  );
  return reshape(sum(input, axes), shape);
}

/** Type of a reduction that keeps its axes with extent 1. */
export function reduced(input: Value, axes: readonly number[]): { shape: Shape; type: "float32" } {
  return { shape: input.shape.map((size, axis) => (axes.includes(axis) ? 1 : size)), type: "float32" };
}
