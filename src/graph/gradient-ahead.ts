// Gradients taken ahead of their time: right after a part of the graph, instead of after the whole of it.

import { invariant } from "../core/errors.ts";
import { gradients } from "./gradient.ts";
import { multiply, reshape } from "./ops/index.ts";
import { defineOp, inputAt, inputOf, type Value } from "./value.ts";

export interface Ahead {
  /** The output, [N]; its derivative is known. */
  readonly value: Value;
  /** d output[n] / d variable[n], one per variable, in its shape [N, …]. */
  readonly derivatives: readonly Value[];
}

const aheadOp = defineOp<{ variables: number }>({
  name: "gradientAhead",
  infer: (inputs) => inputAt(inputs, 0),
  emit: (writer, value) =>
    writer.node("Identity", [writer.nameOf(inputOf(value, 0))], [writer.nameOf(value)]),
  vjp: (value, cotangent, { variables }) => [
    null,
    ...Array.from({ length: variables }, (_, index) => (): Value => {
      const derivative = inputOf(value, 1 + variables + index);
      const perRow = reshape(cotangent, [value.shape[0] ?? 1, ...derivative.shape.slice(1).map(() => 1)]);
      return multiply(perRow, derivative);
    }),
    ...Array.from({ length: variables }, () => null),
  ],
});

/**
 * For an output [N] whose entry n depends on row n of each variable [N, …] alone, the same output with its derivatives
 * built at once, with cotangent 1: a later cotangent only multiplies them. What the derivatives need of the
 * output's graph is thus used up before the rest begins. InvariantError where the rows do not fit.
 */
export function gradientAhead(output: Value, variables: readonly Value[]): Ahead {
  const rows = output.shape[0];
  invariant(
    output.shape.length === 1 && variables.every((variable) => variable.shape[0] === rows),
    `gradientAhead: an output [${output.shape.join(", ")}] of variables with other rows`,
  );
  const derivatives = gradients(output, variables);
  const value = aheadOp([output, ...variables, ...derivatives], { variables: variables.length });
  return { value, derivatives };
}
