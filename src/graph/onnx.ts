// Graph → ONNX bytes (opset 20). Constants are stored in the model, weights as external data that points into the
// checkpoint itself. Field numbers are those of onnx.proto3.

import type { Shape, Tensor } from "../core/tensor.ts";
import { bytesField, floatField, joined, varintField } from "./protobuf.ts";
import {
  type ElementType,
  leafOf,
  type NodeWriter,
  type OnnxAttributes,
  topologicalOrder,
  type Value,
  type WeightReference,
} from "./value.ts";

const ELEMENT = { float32: 1, uint8: 2, int8: 3, int64: 7, bool: 9, float16: 10, bfloat16: 16 } as const;
const ATTRIBUTE = { float: 1, integer: 2, text: 3, integers: 7 } as const;
const OPSET = 20;
const IR_VERSION = 10;
/** onnxruntime's own operators. */
const CONTRIBUTED = { domain: "com.microsoft", version: 1 };

export interface OnnxModel {
  readonly bytes: Uint8Array;
  /** Bytes of the weights that the model refers to. */
  readonly weightBytes: number;
  /** True where weights are multiplied in 8 bits. */
  readonly int8: boolean;
  readonly inputs: readonly { readonly name: string; readonly shape: Shape }[];
  readonly outputs: readonly { readonly name: string; readonly shape: Shape }[];
}

/** Serialises the graph that computes the named outputs. Inputs are its parameters, in order of first use. */
export function toOnnx(outputs: Readonly<Record<string, Value>>): OnnxModel {
  const values = topologicalOrder(Object.values(outputs));
  const parts = writeValues(values);
  for (const [name, value] of Object.entries(outputs)) {
    parts.writer.node("Identity", [parts.writer.nameOf(value)], [name]);
  }
  const outputInfo = Object.entries(outputs).map(([name, { shape, type }]) => ({ name, shape, type }));
  const graph = joined([
    ...parts.nodes.map((node) => bytesField(1, node)),
    bytesField(2, "faultline"),
    ...parts.initializers.map((initializer) => bytesField(5, initializer)),
    ...parts.inputs.map((input) => bytesField(11, valueInfo(input.name, input.shape, "float32"))),
    ...outputInfo.map((output) => bytesField(12, valueInfo(output.name, output.shape, output.type))),
  ]);
  const bytes = joined([
    varintField(1, IR_VERSION),
    bytesField(2, "faultline"),
    bytesField(7, graph),
    bytesField(8, joined([bytesField(1, ""), varintField(2, OPSET)])),
    bytesField(8, joined([bytesField(1, CONTRIBUTED.domain), varintField(2, CONTRIBUTED.version)])),
  ]);
  const int8 = values.some(({ type }) => type === "int8" || type === "uint8");
  return { bytes, weightBytes: parts.weightBytes, int8, inputs: parts.inputs, outputs: outputInfo };
}

interface GraphParts {
  readonly nodes: Uint8Array[];
  readonly initializers: Uint8Array[];
  readonly inputs: { name: string; shape: Shape }[];
  readonly writer: NodeWriter;
  readonly weightBytes: number;
}

function writeValues(values: readonly Value[]): GraphParts {
  const nodes: Uint8Array[] = [];
  const initializers: Uint8Array[] = [];
  const inputs: { name: string; shape: Shape }[] = [];
  const names = new Map<Value, string>();
  const integerNames = new Map<string, string>();
  const weightNames = new Map<string, string>();
  const constants = new Map<string, NamedTensor[]>();
  let weightBytes = 0;
  let temporaries = 0;
  const writer: NodeWriter = {
    nameOf: (value) => names.get(value) ?? "",
    temporary: () => `t${temporaries++}`,
    node: (type, from, to, attributes = {}) => nodes.push(nodeProto(type, from, to, attributes)),
    integers: (list, shape = [list.length]) => {
      const key = `${shape.join("x")}:${list.join(",")}`;
      let name = integerNames.get(key);
      if (name === undefined) {
        name = `i${integerNames.size}`;
        integerNames.set(key, name);
        initializers.push(rawTensor(name, shape, "int64", bytesOf(BigInt64Array.from(list, BigInt))));
      }
      return name;
    },
  };
  for (const [index, value] of values.entries()) {
    const leaf = leafOf(value);
    let known: string | undefined;
    if (leaf?.kind === "weight") known = weightNames.get(weightKey(leaf.reference, value.shape));
    if (leaf?.kind === "literal") known = nameOfEqual(constants, leaf.tensor, `v${index}`);
    const name = leaf?.kind === "parameter" ? leaf.name : (known ?? `v${index}`);
    names.set(value, name);
    if (known !== undefined) continue;
    if (leaf === undefined) value.operator.emit(writer, value);
    else if (leaf.kind === "parameter") inputs.push({ name, shape: value.shape });
    else if (leaf.kind === "literal")
      initializers.push(rawTensor(name, value.shape, "float32", bytesOf(leaf.tensor.data)));
    else {
      weightNames.set(weightKey(leaf.reference, value.shape), name);
      weightBytes += leaf.reference.byteLength;
      writeWeight(writer, initializers, name, value.shape, leaf.reference);
    }
  }
  return { nodes, initializers, inputs, writer, weightBytes };
}

interface NamedTensor {
  readonly name: string;
  readonly tensor: Tensor;
}

/**
 * Name of a constant that has been written with the same shape and numbers; otherwise undefined, and this one is kept
 * under its own. Equal constants under one name are what lets a runtime see that two values are one.
 */
function nameOfEqual(written: Map<string, NamedTensor[]>, tensor: Tensor, name: string): string | undefined {
  const shape = tensor.shape.join("x");
  const alike = written.get(shape) ?? [];
  const equal = alike.find((other) => other.tensor.data.every((own, at) => Object.is(own, tensor.data[at])));
  if (equal === undefined) written.set(shape, [...alike, { name, tensor }]);
  return equal?.name;
}

/** Equal for values that are the same bytes in the same shape: they are written once. */
function weightKey({ file, byteOffset }: WeightReference, shape: Shape): string {
  return `${file}:${byteOffset}:${shape.join("x")}`;
}

function writeWeight(
  writer: NodeWriter,
  initializers: Uint8Array[],
  name: string,
  shape: Shape,
  reference: WeightReference,
): void {
  const stored = reference.storage === "float32" ? name : `${name}_stored`;
  initializers.push(externalTensor(stored, shape, reference));
  if (stored !== name) writer.node("Cast", [stored], [name], { to: { integer: ELEMENT.float32 } });
}

function nodeProto(
  type: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: OnnxAttributes,
): Uint8Array {
  return joined([
    ...inputs.map((name) => bytesField(1, name)),
    ...outputs.map((name) => bytesField(2, name)),
    bytesField(3, `${type}_${outputs[0] ?? ""}`),
    bytesField(4, type.slice(type.lastIndexOf(".") + 1)),
    bytesField(7, type.slice(0, Math.max(0, type.lastIndexOf(".")))),
    ...Object.entries(attributes).map(([name, value]) => bytesField(5, attributeProto(name, value))),
  ]);
}

function attributeProto(name: string, value: OnnxAttributes[string]): Uint8Array {
  if ("float" in value)
    return joined([bytesField(1, name), floatField(2, value.float), varintField(20, ATTRIBUTE.float)]);
  if ("integer" in value)
    return joined([bytesField(1, name), varintField(3, value.integer), varintField(20, ATTRIBUTE.integer)]);
  if ("text" in value)
    return joined([bytesField(1, name), bytesField(4, value.text), varintField(20, ATTRIBUTE.text)]);
  const list = value.integers.map((integer) => varintField(8, integer));
  return joined([bytesField(1, name), ...list, varintField(20, ATTRIBUTE.integers)]);
}

function rawTensor(name: string, shape: Shape, type: keyof typeof ELEMENT, bytes: Uint8Array): Uint8Array {
  return joined([...tensorHead(name, shape, type), bytesField(9, bytes)]);
}

function externalTensor(name: string, shape: Shape, reference: WeightReference): Uint8Array {
  const entries = {
    location: reference.file,
    offset: String(reference.byteOffset),
    length: String(reference.byteLength),
  };
  return joined([
    ...tensorHead(name, shape, reference.storage),
    ...Object.entries(entries).map(([key, value]) =>
      bytesField(13, joined([bytesField(1, key), bytesField(2, value)])),
    ),
    varintField(14, 1),
  ]);
}

function tensorHead(name: string, shape: Shape, type: keyof typeof ELEMENT): Uint8Array[] {
  return [
    ...shape.map((extent) => varintField(1, extent)),
    varintField(2, ELEMENT[type]),
    bytesField(8, name),
  ];
}

function valueInfo(name: string, shape: Shape, type: ElementType): Uint8Array {
  const dimensions = shape.map((extent) => bytesField(1, varintField(1, extent)));
  const tensorType = joined([varintField(1, ELEMENT[type]), bytesField(2, joined(dimensions))]);
  return joined([bytesField(1, name), bytesField(2, bytesField(1, tensorType))]);
}

function bytesOf(array: Float32Array | BigInt64Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
