// Reverse-mode differentiation, graph → graph: the backward graph is made of the same operators.

import { InvariantError } from "../core/errors.ts";
import { elementCount, tensor } from "../core/tensor.ts";
import { add } from "./ops/arithmetic.ts";
import { constant, topologicalOrder, type Value } from "./value.ts";

/**
 * d Σ output / d variable for each variable, in its shape. Only what lies between the variables and the output is
 * differentiated: without a weight among the variables, no weight gradient is built.
 * Throws InvariantError for a variable that the output does not depend on.
 */
export function gradients(output: Value, variables: readonly Value[]): Value[] {
  const order = topologicalOrder([output]);
  const active = new Set<Value>(variables);
  for (const value of order) {
    if (value.inputs.some((input) => active.has(input))) active.add(value);
  }
  const cotangents = new Map<Value, Value>();
  cotangents.set(
    output,
    constant(tensor(output.shape, new Float32Array(elementCount(output.shape)).fill(1))),
  );
  for (const value of order.reverse()) {
    const cotangent = cotangents.get(value);
    if (cotangent === undefined || !active.has(value) || value.inputs.length === 0) continue;
    const perInput = value.operator.vjp(value, cotangent);
    for (const [index, input] of value.inputs.entries()) {
      const build = perInput[index];
      if (build === null || build === undefined || !active.has(input)) continue;
      const contribution = build();
      const known = cotangents.get(input);
      cotangents.set(input, known === undefined ? contribution : add(known, contribution));
    }
  }
  return variables.map((variable) => {
    const cotangent = cotangents.get(variable);
    if (cotangent === undefined) {
      throw new InvariantError(
        `the output does not depend on a variable of shape [${variable.shape.join(", ")}]`,
      );
    }
    return cotangent;
  });
}
