// Reading along lines at places that a graph computes itself, and its adjoint, which adds to such places.

import { invariant } from "../../core/errors.ts";
import { defineOp, inputAt, inputOf, type NodeWriter, type Value } from "../value.ts";
import { broadcastShape } from "./broadcast.ts";

const INT32 = 6;

/** Whole numbers kept as floats, as ONNX wants indices: int32, one for every value of `shape`. */
function writeIndices(writer: NodeWriter, indices: Value, shape: readonly number[]): string {
  const [whole, each] = [writer.temporary(), writer.temporary()];
  writer.node("Cast", [writer.nameOf(indices)], [whole], { to: { integer: INT32 } });
  writer.node("Expand", [whole, writer.integers(shape)], [each]);
  return each;
}

const gatherOp = defineOp<null>({
  name: "gatherAlong",
  infer: (inputs) => {
    const [lines, indices] = [inputAt(inputs, 0).shape, inputAt(inputs, 1).shape];
    const shape = [...broadcastShape(lines.slice(0, -1), indices.slice(0, -1)), indices.at(-1) ?? 1];
    invariant(
      lines.slice(0, -1).every((extent, axis) => extent === shape[axis]),
      `gatherAlong: [${lines.join(", ")}] at [${indices.join(", ")}]`,
    );
    return { shape, type: "float32" };
  },
  emit: (writer, value) => {
    const indices = writeIndices(writer, inputOf(value, 1), value.shape);
    writer.node("GatherElements", [writer.nameOf(inputOf(value, 0)), indices], [writer.nameOf(value)], {
      axis: { integer: value.shape.length - 1 },
    });
  },
  vjp: (value, cotangent) => [
    () => scatterAlong(cotangent, inputOf(value, 1), inputOf(value, 0).shape.at(-1) ?? 1),
    null,
  ],
});

/**
 * lines [..., n] at `indices` [..., m], whole numbers from 0 to n − 1 whose leading axes broadcast → [..., m]. No
 * derivative flows through the indices.
 */
export function gatherAlong(lines: Value, indices: Value): Value {
  return gatherOp([lines, indices], null);
}

const scatterOp = defineOp<{ extent: number }>({
  name: "scatterAlong",
  infer: (inputs, { extent }) => ({
    shape: [...inputAt(inputs, 0).shape.slice(0, -1), extent],
    type: "float32",
  }),
  emit: (writer, value) => {
    const values = inputOf(value, 0);
    const indices = writeIndices(writer, inputOf(value, 1), values.shape);
    const zeros = writer.temporary();
    writer.node("ConstantOfShape", [writer.integers(value.shape)], [zeros]);
    writer.node("ScatterElements", [zeros, indices, writer.nameOf(values)], [writer.nameOf(value)], {
      axis: { integer: value.shape.length - 1 },
      reduction: { text: "add" },
    });
  },
  vjp: (value, cotangent) => [() => gatherAlong(cotangent, inputOf(value, 1)), null],
});

/** Lines of `extent` zeros to which `values` [..., m] are added at `indices`: the adjoint of `gatherAlong`. */
export function scatterAlong(values: Value, indices: Value, extent: number): Value {
  return scatterOp([values, indices], { extent });
}
