// Every operator's gradient against central differences, from one table; an operator without a row fails.

import { describe, expect, it } from "vitest";
import { random } from "../../src/core/random.ts";
import { elementCount, type Shape, type Tensor, tensor } from "../../src/core/tensor.ts";
import { gradients } from "../../src/graph/gradient.ts";
import { gradientAhead } from "../../src/graph/gradient-ahead.ts";
import { toOnnx } from "../../src/graph/onnx.ts";
import * as ops from "../../src/graph/ops/index.ts";
import { openNodeEngine } from "../../src/graph/session-node.ts";
import { constant, operatorNames, parameter, type Value } from "../../src/graph/value.ts";
import { expectClose } from "../support/closeness.ts";

interface Row {
  readonly shapes: readonly Shape[];
  readonly range?: readonly [number, number];
  readonly build: (...inputs: Value[]) => Value;
  /** True where the derivative is stated to differ from the function's own. */
  readonly stated?: (inputs: readonly Tensor[]) => number[];
}

const at = (inputs: readonly Tensor[], index: number): number[] => [...(inputs[index]?.data ?? [])];
const two: readonly Shape[] = [[2, 3], [3]];
const one: readonly Shape[] = [[2, 3]];
const square = tensor([3, 3], [1, -2, 3, 4, 0, 5, -1, 2, 1]);

const table: Record<string, Row> = {
  add: { shapes: two, build: (a, b) => ops.add(a, b) },
  subtract: { shapes: two, build: (a, b) => ops.subtract(a, b) },
  multiply: {
    shapes: [
      [2, 1],
      [2, 3],
    ],
    build: (a, b) => ops.multiply(a, b),
  },
  divide: { shapes: two, range: [0.5, 2], build: (a, b) => ops.divide(a, b) },
  negate: { shapes: one, build: (a) => ops.negate(a) },
  exp: { shapes: one, build: (a) => ops.exp(a) },
  log: { shapes: one, range: [0.5, 2], build: (a) => ops.log(a) },
  sqrt: { shapes: one, range: [0.5, 2], build: (a) => ops.sqrt(a) },
  sin: { shapes: one, build: (a) => ops.sin(a) },
  cos: { shapes: one, build: (a) => ops.cos(a) },
  tan: { shapes: one, build: (a) => ops.tan(a) },
  sigmoid: { shapes: one, build: (a) => ops.sigmoid(a) },
  floor: { shapes: one, range: [0.2, 0.8], build: (a) => ops.multiply(a, ops.add(ops.floor(a), a)) },
  reshape: { shapes: one, build: (a) => ops.reshape(a, [3, 2]) },
  transpose: { shapes: [[2, 3, 4]], build: (a) => ops.transpose(a, [2, 0, 1]) },
  slice: { shapes: [[2, 5]], build: (a) => ops.slice(a, 1, 1, 3) },
  pad: { shapes: [[2, 3]], build: (a) => ops.pad(a, 1, 2, 1) },
  concat: {
    shapes: [
      [2, 3],
      [2, 1],
    ],
    build: (a, b) => ops.concat([a, b, a], 1),
  },
  broadcast: { shapes: [[2, 1]], build: (a) => ops.broadcastTo(a, [3, 2, 4]) },
  sum: { shapes: [[2, 3, 2]], build: (a) => ops.sum(a, [0, 2]) },
  matmul: {
    shapes: [
      [2, 3, 4],
      [4, 2],
    ],
    build: (a, b) => ops.matmul(a, b),
  },
  linear: { shapes: [[3, 4], [2, 4], [2]], build: (a, b, c) => ops.linear(a, b, c) },
  gatherRows: { shapes: [[3, 4, 2]], build: (a) => ops.gatherRows(a, [3, 0, 3, 1, 3]) },
  gatherAlong: {
    shapes: [[2, 3, 4]],
    build: (a) => ops.gatherAlong(a, constant(tensor([3, 5], [0, 3, 3, 1, 0, 2, 2, 2, 2, 2, 3, 2, 1, 0, 0]))),
  },
  scatterAlong: {
    shapes: [[2, 3, 4]],
    build: (a) => ops.scatterAlong(a, constant(tensor([3, 4], [0, 2, 2, 0, 1, 1, 1, 1, 2, 1, 0, 2])), 3),
  },
  softmax: { shapes: [[2, 4]], build: (a) => ops.softmax(a) },
  layerNormalization: { shapes: [[3, 6], [6], [6]], build: (a, b, c) => ops.layerNormalization(a, b, c) },
  gelu: { shapes: one, build: (a) => ops.gelu(a) },
  maximum: { shapes: [[2, 4]], build: (a) => ops.maximum(a, [1]) },
  minimum: { shapes: [[2, 4]], build: (a) => ops.minimum(a, [1]) },
  select: {
    shapes: [[6], [6]],
    build: (a, b) => ops.select(ops.greaterOrEqual(a, b), ops.exp(a), ops.sin(b)),
  },
  greaterOrEqual: {
    shapes: [[6], [6]],
    build: (a, b) => ops.add(ops.multiply(a, ops.toFloat(ops.greaterOrEqual(a, b))), b),
  },
  lessOrEqual: {
    shapes: [[6], [6]],
    build: (a, b) => ops.add(ops.multiply(a, ops.toFloat(ops.lessOrEqual(a, b))), b),
  },
  and: {
    shapes: [[6], [6]],
    build: (a, b) => ops.add(ops.select(ops.and(ops.greaterOrEqual(a, b), ops.lessOrEqual(a, b)), a, b), a),
  },
  toFloat: {
    shapes: [[6], [6]],
    build: (a, b) => ops.add(ops.multiply(a, ops.toFloat(ops.lessOrEqual(b, a))), b),
  },
  clamp: { shapes: [[12]], build: (a) => ops.clamp(a, -0.4, 0.5, 1e-5) },
  clipStraightThrough: {
    shapes: [[12]],
    build: (a) => ops.clipStraightThrough(a, -0.4, 0.5),
    stated: (inputs) => at(inputs, 0).map(() => 1),
  },
  gradientAhead: {
    shapes: [
      [3, 2],
      [3, 2],
    ],
    build: (a, b) => ops.exp(gradientAhead(rowSums(a, b), [a, b], 0).value),
  },
  int8Product: {
    shapes: one,
    build: (a) => ops.add(a, ops.int8Product(a, ops.int8Weights(constant(square), 0, "uint8"))),
    stated: (inputs) => at(inputs, 0).map(() => 1),
  },
  int8Weights: {
    shapes: one,
    build: (a) => ops.add(a, ops.toFloat(ops.int8Weights(a, 0, "uint8").values)),
    stated: (inputs) => at(inputs, 0).map(() => 1),
  },
  int8Scale: {
    shapes: one,
    build: (a) => ops.add(a, ops.int8Weights(a, 0, "uint8").scales),
    stated: (inputs) => at(inputs, 0).map(() => 1),
  },
  rowPeak: {
    shapes: one,
    build: (a) => ops.add(a, ops.rowPeak(a)),
    stated: (inputs) => at(inputs, 0).map(() => 1),
  },
  stopGradient: {
    shapes: one,
    build: (a) => ops.multiply(ops.stopGradient(a), a),
    stated: (inputs) => at(inputs, 0),
  },
  withDerivativeOf: {
    shapes: one,
    build: (a) => ops.withDerivativeOf(ops.exp(a), ops.scale(a, 3)),
    stated: (inputs) => at(inputs, 0).map(() => 3),
  },
};

/** Σ over a row of exp(x)·y: entry n depends on row n alone. */
function rowSums(a: Value, b: Value): Value {
  return ops.reshape(ops.sum(ops.multiply(ops.exp(a), b), [1]), [a.shape[0] ?? 1]);
}

describe("every operator's gradient equals central differences", () => {
  it("has a row for each operator", () => {
    expect(Object.keys(table).sort()).toEqual(operatorNames());
  });
  it.each(Object.keys(table).filter((name) => table[name]?.stated === undefined))("%s", async (name) => {
    const { analytic, numeric } = await compare(table[name] as Row);
    expectClose(analytic, numeric, { absolute: 2e-3, relative: 4e-3, what: name });
  });
  it.each(Object.keys(table).filter((name) => table[name]?.stated !== undefined))(
    "%s as stated",
    async (name) => {
      const row = table[name] as Row;
      const { analytic, inputs, weights } = await compare(row);
      const expected = row.stated?.(inputs).map((value, index) => value * (weights[index] ?? 0)) ?? [];
      expectClose(analytic, expected, { absolute: 1e-5, what: name });
    },
  );
});

/** Gradient of Σ w·f(inputs) with fixed random w, by the graph and by central differences. */
async function compare({ shapes, range = [-1, 1], build }: Row): Promise<{
  analytic: number[];
  numeric: number[];
  inputs: Tensor[];
  weights: Float32Array;
}> {
  const source = random("operators");
  const draw = (shape: Shape, low: number, high: number): Tensor =>
    tensor(
      shape,
      Float32Array.from({ length: elementCount(shape) }, () => source.uniform(low, high)),
    );
  const inputs = shapes.map((shape) => draw(shape, range[0], range[1]));
  const variables = shapes.map((shape, index) => parameter(`x${index}`, shape));
  const output = build(...variables);
  const weights = draw(output.shape, 0.5, 1.5);
  const weighted = ops.multiply(output, constant(weights));
  const total = ops.sum(ops.reshape(weighted, [elementCount(output.shape)]), [0]);
  const derivatives = gradients(total, variables);
  const outputs: Record<string, Value> = { weighted };
  for (const [index, derivative] of derivatives.entries()) outputs[`d${index}`] = derivative;
  const engine = await openNodeEngine({ device: "cpu", threads: 1 });
  const session = await engine.open(toOnnx(outputs));
  const run = (values: readonly Tensor[]): ReturnType<typeof session.run> =>
    session.run(Object.fromEntries(values.map((value, index) => [`x${index}`, value])));
  const exact = await run(inputs);
  const analytic = derivatives.flatMap((_, index) => at([exact[`d${index}`] as Tensor], 0));
  const numeric: number[] = [];
  const step = 1 / 256;
  const sumOf = async (values: readonly Tensor[]): Promise<number> =>
    at([(await run(values))["weighted"] as Tensor], 0).reduce((total, value) => total + value, 0);
  for (const [which, input] of inputs.entries()) {
    for (let element = 0; element < input.data.length; element++) {
      const moved = (amount: number): Tensor[] =>
        inputs.map((other, index) => {
          const data = other.data.slice();
          if (index === which) data[element] = (data[element] ?? 0) + amount;
          return tensor(other.shape, data);
        });
      numeric.push(((await sumOf(moved(step))) - (await sumOf(moved(-step)))) / (2 * step));
    }
  }
  await engine.close();
  return { analytic, numeric, inputs, weights: weights.data };
}
