// A resize within a graph: two products with constant matrices, so that gradients pass it.

import { type ResamplingKernel, resamplingTaps } from "../core/resampling.ts";
import { type Tensor, tensor } from "../core/tensor.ts";
import { matmul } from "./ops/index.ts";
import { constant, type Value } from "./value.ts";

/** Pictures [.., H, W] at another size, antialiased where it is smaller; nothing is clamped. The same size is no change. */
export function resizeTo(
  pictures: Value,
  { width, height }: { readonly width: number; readonly height: number },
  kernel: ResamplingKernel,
): Value {
  const [rows = 1, columns = 1] = pictures.shape.slice(-2);
  const across =
    columns === width
      ? pictures
      : matmul(pictures, constant(transposed(resizeMatrix(columns, width, kernel))));
  return rows === height ? across : matmul(constant(resizeMatrix(rows, height, kernel)), across);
}

/** [to, from] */
function resizeMatrix(from: number, to: number, kernel: ResamplingKernel): Tensor {
  const { first, end, weights, stride } = resamplingTaps(from, to, kernel);
  const matrix = new Float32Array(to * from);
  for (let position = 0; position < to; position++) {
    const begin = first[position] ?? 0;
    const row = weights.subarray(position * stride, position * stride + (end[position] ?? 0) - begin);
    matrix.set(row, position * from + begin);
  }
  return tensor([to, from], matrix);
}

function transposed({ shape: [rows = 1, columns = 1], data }: Tensor): Tensor {
  const turned = new Float32Array(data.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++)
      turned[column * rows + row] = data[row * columns + column] ?? 0;
  }
  return tensor([columns, rows], turned);
}
