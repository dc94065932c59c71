// 8-bit products against exact ones, and which of a graph's products become them.

import { describe, expect, it } from "vitest";
import { checkpointWeights } from "../../src/clip/weights.ts";
import { present } from "../../src/core/errors.ts";
import { random } from "../../src/core/random.ts";
import { gradients } from "../../src/graph/gradient.ts";
import { withInt8Products } from "../../src/graph/int8-pass.ts";
import { rowProducts } from "../../src/graph/int8-rows.ts";
import {
  add,
  gelu,
  type Int8Type,
  int8Product,
  int8Weights,
  linear,
  matmul,
  multiply,
  reshape,
  sum,
} from "../../src/graph/ops/index.ts";
import type { Int8Support } from "../../src/graph/session.ts";
import { openNodeEngine } from "../../src/graph/session-node.ts";
import { graphText } from "../../src/graph/text.ts";
import { constant, parameter, type Value } from "../../src/graph/value.ts";
import { expectClose } from "../support/closeness.ts";
import { evaluate, floats } from "../support/graph.ts";
import { openTiny } from "../support/tiny.ts";

const source = random("int8");
const uniform = (count: number, reach = 1): Float32Array =>
  Float32Array.from({ length: count }, () => reach * source.uniform(-1, 1));

/** The types of weights that are right on this processor: uint8 on every one. */
const { weights: own } = await supported();
const TYPES: readonly Int8Type[] = own === "uint8" ? ["uint8"] : ["uint8", own];

async function supported(): Promise<Int8Support> {
  const engine = await openNodeEngine({ device: "cpu", threads: 1 });
  await engine.close();
  return present(engine.int8, "8-bit products on the CPU");
}

describe.each(TYPES)("8-bit products with weights of %s", (type) => {
  it("are within a step of each factor of the exact product, whatever a column's magnitude", async () => {
    const input = parameter("input", [20, 32]);
    const columns = Float32Array.from({ length: 24 }, (_, column) => 10 ** (column % 4));
    const values = uniform(24 * 32).map((value, at) => value * (columns[Math.floor(at / 32)] ?? 1));
    const stored = constant(floats([24, 32], values));
    const bias = constant(floats([24], uniform(24)));
    const outputs = {
      exact: linear(input, stored, bias),
      product: int8Product(input, int8Weights(stored, 1, type), bias),
    };
    const { exact, product } = await evaluate(outputs, { input: floats([20, 32], uniform(20 * 32)) });
    for (const [column, magnitude] of columns.entries()) {
      const of = (data: ArrayLike<number> = []): number[] =>
        Array.from({ length: 20 }, (_, row) => data[row * 24 + column] ?? Number.NaN);
      expectClose(of(product?.data), of(exact?.data), {
        absolute: 0.05 * magnitude,
        what: `column ${column}`,
      });
    }
  });

  it("are right where pairs of products overflow 16 bits", async () => {
    const input = parameter("input", [20, 32]);
    const stored = constant(floats([32, 24], new Float32Array(32 * 24).fill(1)));
    const outputs = { product: int8Product(input, int8Weights(stored, 0, type)) };
    const { product } = await evaluate(outputs, {
      input: floats([20, 32], new Float32Array(20 * 32).fill(1)),
    });
    expectClose(product?.data ?? [], new Float32Array(20 * 24).fill(32), { absolute: 1e-4 });
  });

  it("with a scale for every row are as close in the smallest row, and zero where a row is", async () => {
    const input = parameter("input", [6, 32]);
    const stored = constant(floats([32, 24], uniform(32 * 24)));
    const reach = [1, 1e-3, 1e-6, 0, 1e3, 1e-9];
    const rows = uniform(6 * 32).map((value, at) => value * (reach[Math.floor(at / 32)] ?? 0));
    const outputs = {
      exact: matmul(input, stored),
      product: rowProducts()(input, int8Weights(stored, 0, type)),
    };
    const { exact, product } = await evaluate(outputs, { input: floats([6, 32], rows) });
    for (const [row, magnitude] of reach.entries()) {
      const of = (data: ArrayLike<number> = []): number[] =>
        Array.from({ length: 24 }, (_, column) => data[row * 24 + column] ?? Number.NaN);
      expectClose(of(product?.data), of(exact?.data), { absolute: 0.05 * magnitude, what: `row ${row}` });
    }
  });

  it("of a gradient go through a layer's activation with one scale for every row, as close in the smallest", async () => {
    const [rows, width, hidden] = [4, 16, 24];
    const cotangent = parameter("cotangent", [rows, width]);
    const slope = parameter("slope", [2, rows / 2, hidden]);
    const [out, into] = [
      constant(floats([width, hidden], uniform(width * hidden))),
      constant(floats([hidden, width], uniform(hidden * width))),
    ];
    const through = (product: (input: Value, matrix: Value) => Value): Value => {
      const arranged = reshape(product(cotangent, out), slope.shape);
      return product(reshape(multiply(arranged, slope), [rows, hidden]), into);
    };
    const inRows = rowProducts();
    const product = through((input, matrix) => inRows(input, int8Weights(matrix, 0, type)));
    expect(graphText({ product }).match(/rowPeak/g)).toHaveLength(1);
    const reach = [1, 1e-4, 1e3, 1e-8];
    const values = uniform(rows * width).map((value, at) => value * (reach[Math.floor(at / width)] ?? 0));
    const results = await evaluate(
      { exact: through(matmul), product },
      { cotangent: floats([rows, width], values), slope: floats(slope.shape, uniform(rows * hidden)) },
    );
    for (const [row, magnitude] of reach.entries()) {
      const of = (name: string): ArrayLike<number> =>
        results[name]?.data.slice(row * width, (row + 1) * width) ?? [];
      expectClose(of("product"), of("exact"), { absolute: 0.15 * magnitude, what: `row ${row}` });
    }
  });

  it("replace what is chosen, forward and backward, and nothing else", async () => {
    const { checkpoint } = await openTiny("tiny-gelu");
    const { width, mlpWidth } = checkpoint.config.vision;
    const weights = checkpointWeights(checkpoint);
    const input = parameter("input", [6, width]);
    const layer = (index: number): Value => {
      const name = `visual.transformer.resblocks.${index}.mlp.c_fc`;
      const matrix = weights(`${name}.weight`, [mlpWidth, width]);
      return gelu(linear(input, matrix, weights(`${name}.bias`, [mlpWidth])));
    };
    const loss = sum(add(layer(0), layer(1)), [0, 1]);
    const [gradient = input] = gradients(loss, [input]);
    const changed = withInt8Products(
      { loss, gradient },
      (reference) => reference.name.includes("blocks.0"),
      type,
    );
    expect(graphText(changed).match(/int8Product/g)).toHaveLength(2);
    expect(graphText(withInt8Products({ loss, gradient }, () => false, type))).toBe(
      graphText({ loss, gradient }),
    );
  });
});
