// ONNX files as a user might bring them, node by node: good ones, and such as would hold or harm the process.

import type { ForeignType } from "../../src/graph/foreign/tensors.ts";
import { bytesField, joined, varintField } from "../../src/graph/protobuf.ts";

/** The built program of a foreign model's process: node runs no TypeScript. */
export const BUILT_CHILD: URL = new URL("../../dist/graph/foreign/child.js", import.meta.url);

const FLOAT = 1;
const INT32 = 6;
const INT64 = 7;
const BOOL = 9;
const TYPES: Readonly<Record<ForeignType, number>> = {
  ...{ float32: FLOAT, uint8: 2, int8: 3, int32: INT32, int64: INT64, bool: BOOL, float16: 10, float64: 11 },
};

type Extents = readonly (number | string)[];

function valueInfo(name: string, shape: Extents, type = FLOAT): Uint8Array {
  const dimensions = shape.map((extent) =>
    bytesField(1, typeof extent === "number" ? varintField(1, extent) : bytesField(2, extent)),
  );
  const tensorType = joined([varintField(1, type), bytesField(2, joined(dimensions))]);
  return joined([bytesField(1, name), bytesField(2, bytesField(1, tensorType))]);
}

function node(
  type: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: readonly Uint8Array[] = [],
): Uint8Array {
  return joined([
    ...inputs.map((name) => bytesField(1, name)),
    ...outputs.map((name) => bytesField(2, name)),
    bytesField(4, type),
    ...attributes.map((each) => bytesField(5, each)),
  ]);
}

function graphAttribute(name: string, content: Uint8Array): Uint8Array {
  return joined([bytesField(1, name), bytesField(6, content), varintField(20, 5)]);
}

function cast(from: string, to: string, type: number): Uint8Array {
  const attribute = joined([bytesField(1, "to"), varintField(3, type), varintField(20, 2)]);
  return node("Cast", [from], [to], [attribute]);
}

function initializer(
  name: string,
  shape: readonly number[],
  type: number,
  data: ArrayBufferView,
): Uint8Array {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const extents = shape.map((extent) => varintField(1, extent));
  return joined([...extents, varintField(2, type), bytesField(8, name), bytesField(9, bytes)]);
}

interface Graph {
  readonly nodes: readonly Uint8Array[];
  readonly initializers?: readonly Uint8Array[];
  readonly inputs: readonly Uint8Array[];
  readonly outputs: readonly Uint8Array[];
}

function graph({ nodes, initializers = [], inputs, outputs }: Graph): Uint8Array {
  return joined([
    ...nodes.map((each) => bytesField(1, each)),
    bytesField(2, "shift"),
    ...initializers.map((each) => bytesField(5, each)),
    ...inputs.map((each) => bytesField(11, each)),
    ...outputs.map((each) => bytesField(12, each)),
  ]);
}

function model(content: Graph): Uint8Array {
  return joined([
    varintField(1, 8),
    bytesField(7, graph(content)),
    bytesField(8, joined([bytesField(1, ""), varintField(2, 17)])),
  ]);
}

const PICTURES: Extents = ["N", 3, "H", "W"];
const ONE = initializer("one", [], FLOAT, Float32Array.of(1));

interface ShiftFile {
  readonly nodes: readonly Uint8Array[];
  readonly initializers?: readonly Uint8Array[];
  readonly picture?: Extents;
  readonly amount?: Extents;
  readonly amountType?: number;
}

function shiftFile({
  nodes,
  initializers = [],
  picture = PICTURES,
  amount = [1],
  amountType,
}: ShiftFile): Uint8Array {
  return model({
    ...{ nodes, initializers: [ONE, ...initializers] },
    inputs: [valueInfo("x", picture), valueInfo("a", amount, amountType)],
    outputs: [valueInfo("y", picture)],
  });
}

/** Darkens: x · (1 − a), of pictures and amounts declared as here. */
export function darkening(declared: Pick<ShiftFile, "picture" | "amount"> = {}): Uint8Array {
  return shiftFile({
    ...declared,
    nodes: [node("Sub", ["one", "a"], ["share"]), node("Mul", ["x", "share"], ["y"])],
  });
}

/** Adds the amount, beyond 1. */
export function brightening(): Uint8Array {
  return shiftFile({ nodes: [node("Add", ["x", "a"], ["y"])] });
}

/** √(−a) is no number. */
export function notFinite(): Uint8Array {
  return shiftFile({
    nodes: [node("Neg", ["a"], ["b"]), node("Sqrt", ["b"], ["c"]), node("Mul", ["x", "c"], ["y"])],
  });
}

/** Fills this many float32 values. */
export function greedy(values: number): Uint8Array {
  return shiftFile({
    nodes: [
      node("Expand", ["a", "many"], ["b"]),
      node("ReduceMax", ["b"], ["c"]),
      node("Mul", ["x", "c"], ["y"]),
    ],
    initializers: [initializer("many", [1], INT64, BigInt64Array.of(BigInt(values)))],
  });
}

/** Gives this many float32 values in a place of one. */
export function swollen(values: number): Uint8Array {
  return shiftFile({
    nodes: [node("Expand", ["a", "many"], ["y"])],
    initializers: [initializer("many", [1], INT64, BigInt64Array.of(BigInt(values)))],
    picture: ["N"],
  });
}

/** Loops 2⁶² times. */
export function endless(): Uint8Array {
  const body = graph({
    nodes: [node("Identity", ["condition"], ["goes_on"]), node("Mul", ["state", "half"], ["next"])],
    initializers: [initializer("half", [], FLOAT, Float32Array.of(0.5))],
    inputs: [valueInfo("round", [], INT64), valueInfo("condition", [], BOOL), valueInfo("state", PICTURES)],
    outputs: [valueInfo("goes_on", [], BOOL), valueInfo("next", PICTURES)],
  });
  return shiftFile({
    nodes: [
      node("Mul", ["x", "a"], ["b"]),
      node("Loop", ["rounds", "yes", "b"], ["y"], [graphAttribute("body", body)]),
    ],
    initializers: [
      initializer("rounds", [], INT64, BigInt64Array.of(2n ** 62n)),
      initializer("yes", [], BOOL, Uint8Array.of(1)),
    ],
  });
}

/** Its factor lies in a file beside it. */
export function withExternalData(location: string): Uint8Array {
  const entry = (key: string, value: string): Uint8Array =>
    bytesField(13, joined([bytesField(1, key), bytesField(2, value)]));
  const elsewhere = joined([
    ...[varintField(1, 1), varintField(2, FLOAT), bytesField(8, "factor")],
    ...[entry("location", location), entry("offset", "0"), entry("length", "4"), varintField(14, 1)],
  ]);
  return shiftFile({
    nodes: [node("Mul", ["a", "factor"], ["b"]), node("Mul", ["x", "b"], ["y"])],
    initializers: [elsewhere],
  });
}

/** Gives what it takes, of this type. */
export function unchanged(type: ForeignType): Uint8Array {
  return model({
    nodes: [node("Identity", ["x"], ["y"])],
    inputs: [valueInfo("x", ["N"], TYPES[type])],
    outputs: [valueInfo("y", ["N"], TYPES[type])],
  });
}

/** Divides the least int32 by −1, which an x86 processor refuses. */
export function crashing(): Uint8Array {
  return shiftFile({
    nodes: [
      ...[cast("x", "whole", INT32), node("Add", ["whole", "least"], ["low"])],
      ...[node("Sub", ["low", "whole"], ["lowest"]), node("Div", ["lowest", "minus"], ["huge"])],
      cast("huge", "y", FLOAT),
    ],
    initializers: [
      initializer("least", [], INT32, Int32Array.of(-(2 ** 31))),
      initializer("minus", [], INT32, Int32Array.of(-1)),
    ],
  });
}

/** A node without inputs that the runtime computes while it opens the file: this many zeros. */
export function greedyWhenOpened(values: number): Uint8Array {
  return shiftFile({
    nodes: [
      ...[node("ConstantOfShape", ["many"], ["b"]), node("ReduceMax", ["b"], ["c"])],
      node("Mul", ["x", "c"], ["y"]),
    ],
    initializers: [initializer("many", [1], INT64, BigInt64Array.of(BigInt(values)))],
  });
}

/** Asks for an operator that ONNX does not have. */
export function unknownOperator(): Uint8Array {
  return shiftFile({ nodes: [node("Frobnicate", ["x"], ["y"])] });
}

/** An amount of whole numbers. */
export function wholeAmount(): Uint8Array {
  return shiftFile({ nodes: [node("Identity", ["x"], ["y"])], amountType: INT64 });
}
