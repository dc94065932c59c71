// Gradients taken ahead of their time: right after a part of the graph, instead of after the whole of it.

import { invariant } from "../core/errors.ts";
import { gradients } from "./gradient.ts";
import { multiply, reshape } from "./ops/index.ts";
import { defineOp, inputAt, inputOf, type Value } from "./value.ts";

export interface Ahead {
  /** The output, [N]; its derivative is known. */
  readonly value: Value;
  /** d output[n] / d variable, one per variable, in its shape. */
  readonly derivatives: readonly Value[];
}

const aheadOp = defineOp<{ variables: number; axis: number }>({
  name: "gradientAhead",
  infer: (inputs) => inputAt(inputs, 0),
  emit: (writer, value) =>
    writer.node("Identity", [writer.nameOf(inputOf(value, 0))], [writer.nameOf(value)]),
  vjp: (value, cotangent, { variables, axis }) => [
    null,
    ...Array.from({ length: variables }, (_, index) => (): Value => {
      const derivative = inputOf(value, 1 + variables + index);
      const shape = derivative.shape.map((extent, at) => (at === axis ? extent : 1));
      return multiply(reshape(cotangent, shape), derivative);
    }),
    ...Array.from({ length: variables }, () => null),
  ],
});

/**
 * For an output [N] whose entry n depends on slice n of each variable along `axis` alone, the same output with its
 * derivatives built at once, with cotangent 1: a later cotangent only multiplies them. What the derivatives need of the
 * output's graph is thus used up before the rest begins. InvariantError where the slices do not fit.
 */
export function gradientAhead(output: Value, variables: readonly Value[], axis: number): Ahead {
  const slices = output.shape[0];
  invariant(
    output.shape.length === 1 && variables.every((variable) => variable.shape[axis] === slices),
    `gradientAhead: an output [${output.shape.join(", ")}] of variables of other extent along axis ${axis}`,
  );
  const derivatives = gradients(output, variables);
  const value = aheadOp([output, ...variables, ...derivatives], { variables: variables.length, axis });
  return { value, derivatives };
}
