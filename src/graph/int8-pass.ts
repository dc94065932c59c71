// Graph → graph: products with chosen weights in 8 bits, forward and backward alike. What comes out is approximate.

import { rowProducts } from "./int8-rows.ts";
import { type Int8Type, type Int8Weights, int8Product, int8Weights } from "./ops/int8.ts";
import { rewrite } from "./rewrite.ts";
import { leafOf, type Value, type WeightReference } from "./value.ts";

/**
 * The graph with every linear layer on a chosen weight matrix, and every product with one (which is what a linear
 * layer's gradient consists of), computed in 8 bits, with weights of the type that the engine multiplies rightly.
 */
export function withInt8Products(
  outputs: Readonly<Record<string, Value>>,
  chosen: (weight: WeightReference) => boolean,
  type: Int8Type,
): Readonly<Record<string, Value>> {
  const made = new Map<string, Int8Weights>();
  const rowProduct = rowProducts();
  const stored = (weights: Value, reference: WeightReference, summed: 0 | 1): Int8Weights => {
    const key = `${reference.file} ${reference.byteOffset} ${weights.shape.join("x")} ${summed}`;
    const known = made.get(key) ?? int8Weights(weights, summed, type);
    made.set(key, known);
    return known;
  };
  return rewrite(outputs, (value, [input, weights, bias]) => {
    const isLinear = value.operator.name === "linear";
    if (!isLinear && value.operator.name !== "matmul") return undefined;
    const leaf = weights && leafOf(weights);
    if (input === undefined || leaf?.kind !== "weight" || !chosen(leaf.reference)) return undefined;
    const inInt8 = stored(weights as Value, leaf.reference, isLinear ? 1 : 0);
    return isLinear ? int8Product(input, inInt8, bias) : rowProduct(input, inInt8);
  });
}
