// Products: batched matrix product, the linear layer as PyTorch stores it, and gathering of rows by fixed indices.

import { invariant } from "../../core/errors.ts";
import { tensor } from "../../core/tensor.ts";
import { constant, defineOp, inputAt, inputOf, type Value } from "../value.ts";
import { broadcastShape, sum, sumTo } from "./broadcast.ts";
import { pad, reshape, transposeMatrix } from "./layout.ts";

const matmulOp = defineOp<null>({
  name: "matmul",
  infer: (inputs) => {
    const [left, right] = [inputAt(inputs, 0), inputAt(inputs, 1)];
    invariant(
      left.shape.length >= 2 && right.shape.length >= 2 && left.shape.at(-1) === right.shape.at(-2),
      `matmul: [${left.shape.join(", ")}] by [${right.shape.join(", ")}]`,
    );
    const batch = broadcastShape(left.shape.slice(0, -2), right.shape.slice(0, -2));
    return { shape: [...batch, left.shape.at(-2) ?? 1, right.shape.at(-1) ?? 1], type: "float32" };
  },
  emit: (writer, value) =>
    writer.node(
      "MatMul",
      value.inputs.map((input) => writer.nameOf(input)),
      [writer.nameOf(value)],
    ),
  vjp: (value, cotangent) => {
    const [left, right] = [inputOf(value, 0), inputOf(value, 1)];
    return [
      () => sumTo(matmul(cotangent, transposeMatrix(right)), left.shape),
      () => sumTo(matmul(transposeMatrix(left), cotangent), right.shape),
    ];
  },
});

/** [..., m, k] × [..., k, n] → [..., m, n]; leading axes broadcast. */
export function matmul(left: Value, right: Value): Value {
  return matmulOp([left, right], null);
}

const linearOp = defineOp<null>({
  name: "linear",
  infer: (inputs) => {
    const [input, weights] = [inputAt(inputs, 0), inputAt(inputs, 1)];
    invariant(
      input.shape.length === 2 && weights.shape.length === 2 && input.shape[1] === weights.shape[1],
      `linear: [${input.shape.join(", ")}] by transposed [${weights.shape.join(", ")}]`,
    );
    return { shape: [input.shape[0] ?? 0, weights.shape[0] ?? 0], type: "float32" };
  },
  emit: (writer, value) =>
    writer.node(
      "Gemm",
      value.inputs.map((input) => writer.nameOf(input)),
      [writer.nameOf(value)],
      { transB: { integer: 1 } },
    ),
  vjp: (value, cotangent) => {
    const [input, weights] = [inputOf(value, 0), inputOf(value, 1)];
    return [
      () => matmul(cotangent, weights),
      () => matmul(transposeMatrix(cotangent), input),
      () => reshape(sum(cotangent, [0]), [weights.shape[0] ?? 0]),
    ].slice(0, value.inputs.length);
  },
});

/** [rows, in] × weights [out, in] (PyTorch's layout) + bias [out] → [rows, out]. */
export function linear(input: Value, weights: Value, bias?: Value): Value {
  return linearOp(bias === undefined ? [input, weights] : [input, weights, bias], null);
}

const gatherOp = defineOp<{ indices: readonly number[] }>({
  name: "gatherRows",
  infer: (inputs, { indices }) => {
    const input = inputAt(inputs, 0);
    return {
      shape: [...input.shape.slice(0, -2), indices.length, input.shape.at(-1) ?? 1],
      type: input.type,
    };
  },
  emit: (writer, value, { indices }) =>
    writer.node(
      "Gather",
      [writer.nameOf(inputOf(value, 0)), writer.integers(indices)],
      [writer.nameOf(value)],
      { axis: { integer: value.shape.length - 2 } },
    ),
  vjp: (value, cotangent, { indices }) => [
    () => scatterRows(cotangent, indices, inputOf(value, 0).shape.at(-2) ?? 1),
  ],
});

/** The adjoint of gathering: rows that were read are summed by a 0/1 matrix over them alone, the others are zero. */
function scatterRows(cotangent: Value, indices: readonly number[], rows: number): Value {
  const read = [...new Set(indices)].sort((left, right) => left - right);
  const position = new Map(read.map((row, at) => [row, at]));
  const matrix = new Float32Array(read.length * indices.length);
  for (const [at, row] of indices.entries()) matrix[(position.get(row) ?? 0) * indices.length + at] = 1;
  const sums = matmul(constant(tensor([read.length, indices.length], matrix)), cotangent);
  if (read.length === rows) return sums;
  const withZero = pad(sums, sums.shape.length - 2, 0, 1);
  return gatherRows(
    withZero,
    Array.from({ length: rows }, (_, row) => position.get(row) ?? read.length),
  );
}

/** [..., rows, width] → [..., indices, width], repeats allowed; the adjoint adds, as a product with a 0/1 matrix. */
export function gatherRows(input: Value, indices: readonly number[]): Value {
  return gatherOp([input], { indices });
}
