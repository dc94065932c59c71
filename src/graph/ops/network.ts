// Operators that runtimes have as one kernel: softmax, layer normalisation, the two GELUs.

import { defineOp, inputAt, inputOf, scalar, type Value } from "../value.ts";
import { add, divide, multiply, negate, offset, scale, subtract } from "./arithmetic.ts";
import { sum, sumTo } from "./broadcast.ts";
import { exp, sigmoid, sqrt } from "./elementary.ts";

/** Mean over the last axis, kept with extent 1. */
export function meanLast(input: Value): Value {
  const axis = input.shape.length - 1;
  return scale(sum(input, [axis]), 1 / (input.shape[axis] ?? 1));
}

const softmaxOp = defineOp<null>({
  name: "softmax",
  infer: (inputs) => inputAt(inputs, 0),
  emit: (writer, value) =>
    writer.node("Softmax", [writer.nameOf(inputOf(value, 0))], [writer.nameOf(value)], {
      axis: { integer: -1 },
    }),
  vjp: (value, cotangent) => [
    () => {
      const weighted = multiply(cotangent, value);
      return subtract(weighted, multiply(value, sum(weighted, [value.shape.length - 1])));
    },
  ],
});

/** Softmax over the last axis; dx = s ⊙ (g − Σ g⊙s). */
export function softmax(input: Value): Value {
  return softmaxOp([input], null);
}

const layerNormalizationOp = defineOp<{ epsilon: number }>({
  name: "layerNormalization",
  infer: (inputs) => inputAt(inputs, 0),
  emit: (writer, value, { epsilon }) =>
    writer.node(
      "LayerNormalization",
      value.inputs.map((input) => writer.nameOf(input)),
      [writer.nameOf(value)],
      { axis: { integer: -1 }, epsilon: { float: epsilon } },
    ),
  vjp: (value, cotangent, { epsilon }) => {
    const [input, gain, bias] = [inputOf(value, 0), inputOf(value, 1), inputOf(value, 2)];
    const centred = subtract(input, meanLast(input));
    const deviation = sqrt(offset(meanLast(multiply(centred, centred)), epsilon));
    const normalised = divide(centred, deviation);
    return [
      () => {
        const inner = multiply(cotangent, gain);
        const along = multiply(normalised, meanLast(multiply(inner, normalised)));
        return divide(subtract(subtract(inner, meanLast(inner)), along), deviation);
      },
      () => sumTo(multiply(cotangent, normalised), gain.shape),
      () => sumTo(cotangent, bias.shape),
    ];
  },
});

/** (x − mean)/√(variance + ε) · gain + bias over the last axis. */
export function layerNormalization(input: Value, gain: Value, bias: Value, epsilon = 1e-5): Value {
  return layerNormalizationOp([input, gain, bias], { epsilon });
}

/** Too small to move any number but zero and its likes, where it makes Φ = xΦ(x)/x the ½ that it is. */
const NEAR_ZERO = 2 ** -100;

const geluOp = defineOp<null>({
  name: "gelu",
  infer: (inputs) => inputAt(inputs, 0),
  emit: (writer, value) => writer.node("Gelu", [writer.nameOf(inputOf(value, 0))], [writer.nameOf(value)]),
  vjp: (value, cotangent) => [
    () => {
      const input = inputOf(value, 0);
      const cumulative = divide(offset(value, NEAR_ZERO / 2), offset(input, NEAR_ZERO));
      const density = scale(exp(scale(multiply(input, input), -0.5)), 1 / Math.sqrt(2 * Math.PI));
      return multiply(cotangent, add(cumulative, multiply(input, density)));
    },
  ],
});

/** x·Φ(x), exact; derivative Φ(x) + x·φ(x), where Φ(x) is had from the value itself. */
export function gelu(input: Value): Value {
  return geluOp([input], null);
}

/** x·σ(1.702x), as OpenAI's checkpoints were trained. */
export function quickGelu(input: Value): Value {
  return multiply(input, sigmoid(scale(input, 1.702)));
}

/** x / √(Σx² over the last axis): unit length. */
export function normalizeLast(input: Value): Value {
  return divide(input, sqrt(sum(multiply(input, input), [input.shape.length - 1])));
}

const stopOp = defineOp<null>({
  name: "stopGradient",
  infer: (inputs) => inputAt(inputs, 0),
  emit: (writer, value) =>
    writer.node("Identity", [writer.nameOf(inputOf(value, 0))], [writer.nameOf(value)]),
  vjp: () => [null],
});

/** The value itself, through which no derivative flows. */
export function stopGradient(input: Value): Value {
  return stopOp([input], null);
}

const borrowOp = defineOp<null>({
  name: "withDerivativeOf",
  infer: (inputs) => inputAt(inputs, 0),
  emit: (writer, value) =>
    writer.node("Identity", [writer.nameOf(inputOf(value, 0))], [writer.nameOf(value)]),
  vjp: (_value, cotangent) => [null, () => cotangent],
});

/** `value`, bit for bit, with the derivatives of `smooth`: both of one shape. */
export function withDerivativeOf(value: Value, smooth: Value): Value {
  return borrowOp([value, smooth], null);
}

/** 1 − x */
export function complement(input: Value): Value {
  return add(scalar(1), negate(input));
}
