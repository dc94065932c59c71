// Elementary functions of one value, each with its derivative beside it.

import { defineOp, inputAt, inputOf, type Value } from "../value.ts";
import { add, multiply, negate, offset, reciprocal, scale } from "./arithmetic.ts";

type Unary = (input: Value) => Value;

/** `derivative(x, f(x))`; null where the derivative is zero almost everywhere. */
function unary(
  name: string,
  type: string,
  derivative: ((input: Value, output: Value) => Value) | null,
): Unary {
  const op = defineOp<null>({
    name,
    infer: (inputs) => inputAt(inputs, 0),
    emit: (writer, value) => writer.node(type, [writer.nameOf(inputOf(value, 0))], [writer.nameOf(value)]),
    vjp: (value, cotangent) => [
      derivative === null ? null : () => multiply(cotangent, derivative(inputOf(value, 0), value)),
    ],
  });
  return (input) => op([input], null);
}

/** d exp = exp */
export const exp: Unary = unary("exp", "Exp", (_input, output) => output);

/** d log = 1/x */
export const log: Unary = unary("log", "Log", (input) => reciprocal(input));

/** d √x = 1/(2√x) */
export const sqrt: Unary = unary("sqrt", "Sqrt", (_input, output) => scale(reciprocal(output), 0.5));

/** d sin = cos */
export const sin: Unary = unary("sin", "Sin", (input) => cos(input));

/** d cos = −sin */
export const cos: Unary = unary("cos", "Cos", (input) => negate(sin(input)));

/** d tan = 1 + tan² */
export const tan: Unary = unary("tan", "Tan", (_input, output) => offset(multiply(output, output), 1));

/** d σ = σ(1 − σ) */
export const sigmoid: Unary = unary("sigmoid", "Sigmoid", (_input, output) =>
  multiply(output, offset(negate(output), 1)),
);

/** Largest integer not above x; derivative zero almost everywhere. */
export const floor: Unary = unary("floor", "Floor", null);

/** x mod 1, in [0, 1); derivative 1. */
export function fraction(input: Value): Value {
  return add(input, negate(floor(input)));
}
