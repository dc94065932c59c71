// Operators that move values without changing them: reshape, transpose, slice, pad, concat. Each is the other's adjoint.

import { InvariantError, invariant } from "../../core/errors.ts";
import { elementCount, type Shape } from "../../core/tensor.ts";
import { defineOp, inputAt, inputOf, leafOf, type Value, type WeightReference, weight } from "../value.ts";

const reshapeOp = defineOp<{ shape: Shape }>({
  name: "reshape",
  infer: (inputs, { shape }) => {
    const input = inputAt(inputs, 0);
    invariant(
      elementCount(input.shape) === elementCount(shape),
      `reshape: [${input.shape.join(", ")}] does not fit [${shape.join(", ")}]`,
    );
    return { shape, type: input.type };
  },
  emit: (writer, value, { shape }) =>
    writer.node(
      "Reshape",
      [writer.nameOf(inputOf(value, 0)), writer.integers(shape)],
      [writer.nameOf(value)],
    ),
  vjp: (value, cotangent) => [() => reshape(cotangent, inputOf(value, 0).shape)],
});

/** The same elements in another shape. */
export function reshape(input: Value, shape: Shape): Value {
  return reshapeOp([input], { shape });
}

const transposeOp = defineOp<{ axes: readonly number[] }>({
  name: "transpose",
  infer: (inputs, { axes }) => {
    const input = inputAt(inputs, 0);
    return { shape: axes.map((axis) => input.shape[axis] ?? 0), type: input.type };
  },
  emit: (writer, value, { axes }) =>
    writer.node("Transpose", [writer.nameOf(inputOf(value, 0))], [writer.nameOf(value)], {
      perm: { integers: axes },
    }),
  vjp: (_value, cotangent, { axes }) => [
    () =>
      transpose(
        cotangent,
        axes.map((_axis, position) => axes.indexOf(position)),
      ),
  ],
});

/** Axes in a new order: result axis i is input axis `axes[i]`. A transpose of a transpose becomes one, or none. */
export function transpose(input: Value, axes: readonly number[]): Value {
  if (input.operator.name !== "transpose") return transposeOp([input], { axes });
  const inner = input.attributes as { readonly axes: readonly number[] };
  const joint = axes.map((axis) => inner.axes[axis] ?? axis);
  const source = inputOf(input, 0);
  return joint.every((axis, position) => axis === position) ? source : transposeOp([source], { axes: joint });
}

/** The last two axes exchanged. */
export function transposeMatrix(input: Value): Value {
  const rank = input.shape.length;
  const axes = Array.from({ length: rank }, (_, axis) => axis);
  axes[rank - 1] = rank - 2;
  axes[rank - 2] = rank - 1;
  return transpose(input, axes);
}

const sliceOp = defineOp<{ axis: number; begin: number; end: number }>({
  name: "slice",
  infer: (inputs, { axis, begin, end }) => {
    const input = inputAt(inputs, 0);
    const extent = input.shape[axis] ?? 0;
    invariant(
      0 <= begin && begin < end && end <= extent,
      `slice: [${begin}, ${end}) of an axis of ${extent}`,
    );
    return { shape: input.shape.map((size, at) => (at === axis ? end - begin : size)), type: input.type };
  },
  emit: (writer, value, { axis, begin, end }) =>
    writer.node(
      "Slice",
      [
        writer.nameOf(inputOf(value, 0)),
        writer.integers([begin]),
        writer.integers([end]),
        writer.integers([axis]),
      ],
      [writer.nameOf(value)],
    ),
  vjp: (value, cotangent, { axis, begin, end }) => [
    () => pad(cotangent, axis, begin, (inputOf(value, 0).shape[axis] ?? 0) - end),
  ],
});

/**
 * Elements `begin` up to, not including, `end` along one axis. Rows of a weight are a weight: the same file, another
 * place in it.
 */
export function slice(input: Value, axis: number, begin: number, end: number): Value {
  const leaf = leafOf(input);
  if (axis === 0 && leaf?.kind === "weight") return weightRows(leaf.reference, input.shape, begin, end);
  return sliceOp([input], { axis, begin, end });
}

function weightRows(reference: WeightReference, shape: Shape, begin: number, end: number): Value {
  const [rows = 1, ...rest] = shape;
  invariant(0 <= begin && begin < end && end <= rows, `slice: [${begin}, ${end}) of ${rows} rows`);
  const rowBytes = reference.byteLength / rows;
  const part = {
    ...reference,
    byteOffset: reference.byteOffset + begin * rowBytes,
    byteLength: (end - begin) * rowBytes,
  };
  return weight(part, [end - begin, ...rest]);
}

const padOp = defineOp<{ axis: number; before: number; after: number }>({
  name: "pad",
  infer: (inputs, { axis, before, after }) => {
    const { shape, type } = inputAt(inputs, 0);
    invariant(before >= 0 && after >= 0, `pad: ${before} before and ${after} after`);
    return { shape: shape.map((size, at) => (at === axis ? before + size + after : size)), type };
  },
  emit: (writer, value, { axis, before, after }) => {
    const along = (count: number): number[] => value.shape.map((_, at) => (at === axis ? count : 0));
    writer.node(
      "Pad",
      [writer.nameOf(inputOf(value, 0)), writer.integers([...along(before), ...along(after)])],
      [writer.nameOf(value)],
    );
  },
  vjp: (value, cotangent, { axis, before, after }) => [
    () => slice(cotangent, axis, before, (value.shape[axis] ?? 0) - after),
  ],
});

/** Zeros before and after along one axis: never stored, as a block of zeros of the same size would be. */
export function pad(input: Value, axis: number, before: number, after: number): Value {
  return before === 0 && after === 0 ? input : padOp([input], { axis, before, after });
}

const concatOp = defineOp<{ axis: number }>({
  name: "concat",
  infer: (inputs, { axis }) => {
    const first = inputAt(inputs, 0);
    const extent = inputs.reduce((sum, input) => sum + (input.shape[axis] ?? 0), 0);
    for (const input of inputs) {
      const fits = input.shape.every((size, at) => at === axis || size === first.shape[at]);
      if (!fits)
        throw new InvariantError(`concat: [${input.shape.join(", ")}] beside [${first.shape.join(", ")}]`);
    }
    return { shape: first.shape.map((size, at) => (at === axis ? extent : size)), type: first.type };
  },
  emit: (writer, value, { axis }) =>
    writer.node(
      "Concat",
      value.inputs.map((input) => writer.nameOf(input)),
      [writer.nameOf(value)],
      { axis: { integer: axis } },
    ),
  vjp: (value, cotangent, { axis }) => {
    let begin = 0;
    return value.inputs.map((input) => {
      const from = begin;
      const to = from + (input.shape[axis] ?? 0);
      begin = to;
      return () => slice(cotangent, axis, from, to);
    });
  },
});

/** Inputs one after the other along one axis; a single input is returned as it is. */
export function concat(inputs: readonly Value[], axis: number): Value {
  return inputs.length === 1 ? inputAt(inputs, 0) : concatOp(inputs, { axis });
}
