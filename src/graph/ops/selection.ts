// Comparison, choice and the three kinds of clip the method needs. Ties and clip boundaries have a stated derivative.

import type { NodeWriter } from "../value.ts";
import { defineOp, inputAt, inputOf, scalar, type Value } from "../value.ts";
import { divide, multiply } from "./arithmetic.ts";
import { broadcastShape, broadcastTo, reduced, sum, sumTo } from "./broadcast.ts";

const FLOAT = 1;

type Comparison = (left: Value, right: Value) => Value;

function comparison(name: string, type: string): Comparison {
  const op = defineOp<null>({
    name,
    infer: (inputs) => ({
      shape: broadcastShape(inputAt(inputs, 0).shape, inputAt(inputs, 1).shape),
      type: "bool",
    }),
    emit: (writer, value) =>
      writer.node(
        type,
        value.inputs.map((input) => writer.nameOf(input)),
        [writer.nameOf(value)],
      ),
    vjp: () => [null, null],
  });
  return (left, right) => op([left, right], null);
}

export const greaterOrEqual: Comparison = comparison("greaterOrEqual", "GreaterOrEqual");
export const lessOrEqual: Comparison = comparison("lessOrEqual", "LessOrEqual");
export const and: Comparison = comparison("and", "And");

const toFloatOp = defineOp<null>({
  name: "toFloat",
  infer: (inputs) => ({ shape: inputAt(inputs, 0).shape, type: "float32" }),
  emit: (writer, value) =>
    writer.node("Cast", [writer.nameOf(inputOf(value, 0))], [writer.nameOf(value)], {
      to: { integer: FLOAT },
    }),
  vjp: () => [null],
});

/** true → 1, false → 0 */
export function toFloat(condition: Value): Value {
  return toFloatOp([condition], null);
}

const selectOp = defineOp<null>({
  name: "select",
  infer: (inputs) => ({
    shape: broadcastShape(
      inputAt(inputs, 0).shape,
      broadcastShape(inputAt(inputs, 1).shape, inputAt(inputs, 2).shape),
    ),
    type: "float32",
  }),
  emit: (writer, value) =>
    writer.node(
      "Where",
      value.inputs.map((input) => writer.nameOf(input)),
      [writer.nameOf(value)],
    ),
  vjp: (value, cotangent) => {
    const condition = inputOf(value, 0);
    return [
      null,
      () => sumTo(select(condition, cotangent, scalar(0)), inputOf(value, 1).shape),
      () => sumTo(select(condition, scalar(0), cotangent), inputOf(value, 2).shape),
    ];
  },
});

/** `whenTrue` where the condition holds, else `whenFalse`. */
export function select(condition: Value, whenTrue: Value, whenFalse: Value): Value {
  return selectOp([condition, whenTrue, whenFalse], null);
}

const maximumOp = extremum("maximum", "ReduceMax");
const minimumOp = extremum("minimum", "ReduceMin");

/** Maximum over axes (kept with extent 1); tied elements share the gradient evenly. */
export function maximum(input: Value, axes: readonly number[]): Value {
  return maximumOp([input], { axes });
}

/** Minimum over axes (kept with extent 1); tied elements share the gradient evenly. */
export function minimum(input: Value, axes: readonly number[]): Value {
  return minimumOp([input], { axes });
}

function extremum(name: string, type: string): ReturnType<typeof defineOp<{ axes: readonly number[] }>> {
  return defineOp<{ axes: readonly number[] }>({
    name,
    infer: (inputs, { axes }) => reduced(inputAt(inputs, 0), axes),
    emit: (writer, value, { axes }) =>
      writer.node(type, [writer.nameOf(inputOf(value, 0)), writer.integers(axes)], [writer.nameOf(value)], {
        keepdims: { integer: 1 },
      }),
    vjp: (value, cotangent, { axes }) => [
      () => {
        const input = inputOf(value, 0);
        const reached = toFloat(equals(input, value));
        const share = divide(reached, sum(reached, axes));
        return multiply(broadcastTo(cotangent, input.shape), share);
      },
    ],
  });
}

function equals(left: Value, right: Value): Value {
  return and(greaterOrEqual(left, right), lessOrEqual(left, right));
}

interface ClipAttributes {
  readonly low: number;
  readonly high: number;
}

function emitClip(writer: NodeWriter, value: Value): void {
  writer.node(
    "Clip",
    value.inputs.map((input) => writer.nameOf(input)),
    [writer.nameOf(value)],
  );
}

const clampOp = defineOp<ClipAttributes & { band: number }>({
  name: "clamp",
  infer: (inputs) => inputAt(inputs, 0),
  emit: emitClip,
  vjp: (value, cotangent, { low, high, band }) => [
    () => {
      const input = inputOf(value, 0);
      const inside = and(greaterOrEqual(input, scalar(low - band)), lessOrEqual(input, scalar(high + band)));
      return select(inside, cotangent, scalar(0));
    },
    null,
    null,
  ],
});

/** Clipped to [low, high]; derivative 1 where low − band ≤ x ≤ high + band, else 0 (the rotation's clamps). */
export function clamp(input: Value, low: number, high: number, band: number): Value {
  return clampOp([input, scalar(low), scalar(high)], { low, high, band });
}

const straightThroughOp = defineOp<ClipAttributes>({
  name: "clipStraightThrough",
  infer: (inputs) => inputAt(inputs, 0),
  emit: emitClip,
  vjp: (_value, cotangent) => [() => cotangent, null, null],
});

/** Clipped to [low, high]; derivative 1 everywhere (straight-through estimator, paper A.2). */
export function clipStraightThrough(input: Value, low: number, high: number): Value {
  return straightThroughOp([input, scalar(low), scalar(high)], { low, high });
}
