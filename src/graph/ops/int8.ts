// Products with weights in 8 bits: each column of the weights has a scale of its own, the other factor, which is uint8, one
// for the whole of it, found at run time. Approximate, and built into finished graphs only: no derivative flows.
//
// Weights are int8, or uint8 around 128: x86-64 without VNNI adds pairs of uint8 × int8 products in 16 bits, where they
// overflow, and uint8 × uint8 ones in 32 (int8-support.ts finds out). With VNNI int8 is twice as fast.

import { invariant } from "../../core/errors.ts";
import { defineOp, inputAt, inputOf, type NodeWriter, type Value } from "../value.ts";

/** ONNX's numbers of the types. */
const TYPE = { uint8: 2, int8: 3 } as const;
/** What stands for zero in uint8. */
const UINT8_ZERO = 128;
/** Levels on either side of zero. */
const LEVELS = 127;
/** Keeps rows of zeros from being divided by zero. */
const LEAST_PEAK = 1e-30;

/** How weights are stored. */
export type Int8Type = "int8" | "uint8";

interface Columns {
  /** The axis of the stored weights [rows, columns] that is summed over in the product. */
  readonly summed: 0 | 1;
}

/** Writes scale = max|w| / 127 over the summed axis, kept with extent 1. */
function writeScale(writer: NodeWriter, weights: string, { summed }: Columns): string {
  const [magnitude, largest, levels, scale] = [0, 1, 2, 3].map(() => writer.temporary()) as [
    string,
    string,
    string,
    string,
  ];
  writer.node("Abs", [weights], [magnitude]);
  writer.node("ReduceMax", [magnitude, writer.integers([summed])], [largest], { keepdims: { integer: 1 } });
  writer.node("Cast", [writer.integers([LEVELS], [])], [levels], { to: { integer: 1 } });
  writer.node("Div", [largest, levels], [scale]);
  return scale;
}

const scaleOp = defineOp<Columns>({
  name: "int8Scale",
  infer: (inputs, { summed }) => ({ shape: [inputAt(inputs, 0).shape[1 - summed] ?? 0], type: "float32" }),
  emit: (writer, value, columns) => {
    const scale = writeScale(writer, writer.nameOf(inputOf(value, 0)), columns);
    writer.node("Reshape", [scale, writer.integers(value.shape)], [writer.nameOf(value)]);
  },
  vjp: () => [null],
});

interface StoredColumns extends Columns {
  readonly type: Int8Type;
}

/** Writes the number that stands for a weight of zero, in the weights' own type. */
function writeZero(writer: NodeWriter, type: "uint8" | "float32"): string {
  const zero = writer.temporary();
  writer.node("Cast", [writer.integers([UINT8_ZERO], [])], [zero], {
    to: { integer: type === "uint8" ? TYPE.uint8 : 1 },
  });
  return zero;
}

const weightsOp = defineOp<StoredColumns>({
  name: "int8Weights",
  infer: (inputs, { summed, type }) => {
    const [rows = 0, columns = 0] = inputAt(inputs, 0).shape;
    return { shape: summed === 0 ? [rows, columns] : [columns, rows], type };
  },
  emit: (writer, value, columns) => {
    const weights = writer.nameOf(inputOf(value, 0));
    const [steps, rounded, moved, stored] = [0, 1, 2, 3].map(() => writer.temporary()) as [
      string,
      string,
      string,
      string,
    ];
    writer.node("Div", [weights, writeScale(writer, weights, columns)], [steps]);
    writer.node("Round", [steps], [rounded]);
    if (columns.type === "uint8") writer.node("Add", [rounded, writeZero(writer, "float32")], [moved]);
    const whole = columns.type === "uint8" ? moved : rounded;
    writer.node("Cast", [whole], [columns.summed === 0 ? writer.nameOf(value) : stored], {
      to: { integer: TYPE[columns.type] },
    });
    if (columns.summed === 1)
      writer.node("Transpose", [stored], [writer.nameOf(value)], { perm: { integers: [1, 0] } });
  },
  vjp: () => [null],
});

const productOp = defineOp<null>({
  name: "int8Product",
  infer: (inputs) => {
    const [input, weights] = [inputAt(inputs, 0), inputAt(inputs, 1)];
    invariant(
      (weights.type === "int8" || weights.type === "uint8") && input.shape.at(-1) === weights.shape[0],
      `int8Product: [${input.shape.join(", ")}] by [${weights.shape.join(", ")}]`,
    );
    return { shape: [...input.shape.slice(0, -1), weights.shape[1] ?? 0], type: "float32" };
  },
  emit: (writer, value) => {
    const [input = "", weights = "", scale = "", ...bias] = value.inputs.map((each) => writer.nameOf(each));
    const zero = inputAt(value.inputs, 1).type === "uint8" ? writeZero(writer, "uint8") : "";
    const factors = [input, weights, scale, zero, ...bias];
    writer.node("com.microsoft.DynamicQuantizeMatMul", factors, [writer.nameOf(value)]);
  },
  vjp: (value) => value.inputs.map(() => null),
});

const rowPeakOp = defineOp<null>({
  name: "rowPeak",
  infer: (inputs) => ({ shape: [...inputAt(inputs, 0).shape.slice(0, -1), 1], type: "float32" }),
  emit: (writer, value) => {
    const [magnitude, peak, least] = [writer.temporary(), writer.temporary(), writer.temporary()];
    writer.node("Abs", [writer.nameOf(inputOf(value, 0))], [magnitude]);
    writer.node("ReduceMax", [magnitude, writer.integers([-1])], [peak], { keepdims: { integer: 1 } });
    writer.node("Constant", [], [least], { value_float: { float: LEAST_PEAK } });
    writer.node("Max", [peak, least], [writer.nameOf(value)]);
  },
  vjp: () => [null],
});

/** The largest magnitude of each row [..., width] → [..., 1], never zero; no derivative flows. */
export function rowPeak(input: Value): Value {
  return rowPeakOp([input], null);
}

/** A weight matrix in 8 bits, [summed, kept], with a scale [kept] per column. */
export interface Int8Weights {
  readonly values: Value;
  readonly scales: Value;
}

/** Weights [rows, columns], of which the axis `summed` will be summed over; runtimes fold this when a session opens. */
export function int8Weights(weights: Value, summed: 0 | 1, type: Int8Type): Int8Weights {
  return { values: weightsOp([weights], { summed, type }), scales: scaleOp([weights], { summed }) };
}

/** [..., summed] × weights [summed, kept] + bias [kept] → [..., kept], on the CPU alone. */
export function int8Product(input: Value, { values, scales }: Int8Weights, bias?: Value): Value {
  return productOp([input, values, scales, ...(bias === undefined ? [] : [bias])], null);
}
