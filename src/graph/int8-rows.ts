// Gradients in 8 bits: their rows differ in size by orders of magnitude, and a product has one scale for all of them. So
// rows are divided by their peaks before, and multiplied back after.

import { divide, multiply, reshape } from "./ops/index.ts";
import { type Int8Weights, int8Product, rowPeak } from "./ops/int8.ts";
import type { Value } from "./value.ts";

/** Rows of like size [..., width], and what each must be multiplied by, [..., 1]. */
interface EvenRows {
  readonly even: Value;
  readonly peaks: Value;
}

/**
 * A function of rows [N, width] and weights in 8 bits → their product. It remembers what it made: where an earlier product
 * has only been multiplied number by number, as in a layer's activation, its rows go on as they are.
 */
export function rowProducts(): (input: Value, weights: Int8Weights) => Value {
  const made = new Map<Value, EvenRows>();
  return (input, weights) => {
    const { even, peaks } = carriedOn(input, made) ?? divided(input);
    const product = int8Product(even, weights);
    const result = multiply(product, peaks);
    made.set(result, { even: product, peaks });
    return result;
  };
}

function divided(input: Value): EvenRows {
  const peaks = rowPeak(input);
  return { even: divide(input, peaks), peaks };
}

/** An earlier product times something of its own shape: the same with that product's rows still even. */
function carriedOn(input: Value, made: ReadonlyMap<Value, EvenRows>): EvenRows | undefined {
  const product = unshaped(input);
  if (product.operator.name !== "multiply") return undefined;
  for (const [index, factor] of product.inputs.entries()) {
    const earlier = made.get(unshaped(factor));
    const other = product.inputs[1 - index];
    if (earlier === undefined || other === undefined || factor.shape.join() !== other.shape.join()) continue;
    if (earlier.even.shape.join() !== input.shape.join()) continue;
    const even = multiply(earlier.even, reshape(other, input.shape));
    return { even, peaks: earlier.peaks };
  }
  return undefined;
}

/** What a value is before its rows are arranged otherwise. */
function unshaped(value: Value): Value {
  const [source] = value.inputs;
  const arranged = value.operator.name === "reshape" && source?.shape.at(-1) === value.shape.at(-1);
  return arranged && source !== undefined ? unshaped(source) : value;
}
