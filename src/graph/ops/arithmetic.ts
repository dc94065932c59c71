// The four operations and negation, with broadcasting.

import type { Cotangents } from "../value.ts";
import { defineOp, inputAt, inputOf, scalar, type Value } from "../value.ts";
import { broadcastShape, sumTo } from "./broadcast.ts";

type Binary = (left: Value, right: Value) => Value;

/** d/dleft and d/dright given as functions of (cotangent, left, right), before the adjoint of broadcasting. */
function binary(
  name: string,
  type: string,
  partials: readonly [
    (cotangent: Value, left: Value, right: Value) => Value,
    (cotangent: Value, left: Value, right: Value) => Value,
  ],
): Binary {
  const op = defineOp<null>({
    name,
    infer: (inputs) => ({
      shape: broadcastShape(inputAt(inputs, 0).shape, inputAt(inputs, 1).shape),
      type: "float32",
    }),
    emit: (writer, value) =>
      writer.node(
        type,
        value.inputs.map((input) => writer.nameOf(input)),
        [writer.nameOf(value)],
      ),
    vjp: (value, cotangent): Cotangents => {
      const left = inputOf(value, 0);
      const right = inputOf(value, 1);
      return [
        () => sumTo(partials[0](cotangent, left, right), left.shape),
        () => sumTo(partials[1](cotangent, left, right), right.shape),
      ];
    },
  });
  return (left, right) => op([left, right], null);
}

const negateOp = defineOp<null>({
  name: "negate",
  infer: (inputs) => inputAt(inputs, 0),
  emit: (writer, value) => writer.node("Neg", [writer.nameOf(inputOf(value, 0))], [writer.nameOf(value)]),
  vjp: (_value, cotangent) => [() => negate(cotangent)],
});

/** −x */
export function negate(input: Value): Value {
  return negateOp([input], null);
}

/** x + y */
export const add: Binary = binary("add", "Add", [(cotangent) => cotangent, (cotangent) => cotangent]);

/** x − y */
export const subtract: Binary = binary("subtract", "Sub", [(cotangent) => cotangent, negate]);

/** x · y; d/dx = y, d/dy = x */
export const multiply: Binary = binary("multiply", "Mul", [
  (cotangent, _left, right) => multiply(cotangent, right),
  (cotangent, left) => multiply(cotangent, left),
]);

/** x / y; d/dx = 1/y, d/dy = −x/y² */
export const divide: Binary = binary("divide", "Div", [
  (cotangent, _left, right) => divide(cotangent, right),
  (cotangent, left, right) => negate(divide(multiply(cotangent, left), multiply(right, right))),
]);

/** x · c */
export function scale(input: Value, factor: number): Value {
  return multiply(input, scalar(factor));
}

/** x + c */
export function offset(input: Value, amount: number): Value {
  return add(input, scalar(amount));
}

/** 1 / x */
export function reciprocal(input: Value): Value {
  return divide(scalar(1), input);
}
