// A graph is its values: each knows the operator that makes it, its inputs, shape and element type. Values are
// immutable; a graph is whatever can be reached from its outputs. All shapes are known when a value is built.

import { InvariantError, invariant } from "../core/errors.ts";
import { elementCount, type Shape, type Tensor } from "../core/tensor.ts";

export type ElementType = "float32" | "bool" | "int8" | "uint8";

export interface ValueType {
  readonly shape: Shape;
  readonly type: ElementType;
}

export interface Value extends ValueType {
  readonly id: number;
  readonly operator: AnyOperator;
  readonly inputs: readonly Value[];
  readonly attributes: unknown;
}

/** A node's attributes as ONNX types them. */
export type OnnxAttributes = Readonly<
  Record<string, { float: number } | { integer: number } | { integers: readonly number[] } | { text: string }>
>;

/** What an operator writes its ONNX nodes with. */
export interface NodeWriter {
  /** Tensor name of a value. */
  nameOf(value: Value): string;
  /** An int64 initializer (shapes, axes, indices); equal contents share one. */
  integers(values: readonly number[], shape?: Shape): string;
  /** A fresh name for an intermediate tensor. */
  temporary(): string;
  /** Appends a node; a type of another operator set carries its domain in front: "com.microsoft.Gelu". */
  node(
    type: string,
    inputs: readonly string[],
    outputs: readonly string[],
    attributes?: OnnxAttributes,
  ): void;
}

/** One cotangent per input, built only if that input needs it; null where no derivative flows. */
export type Cotangents = readonly ((() => Value) | null)[];

/**
 * An operator: its name, shape rule, ONNX form and vector–Jacobian product in one place. `vjp` is required;
 * an operator through which nothing flows says so with nulls.
 */
export interface Operator<Attributes> {
  readonly name: string;
  infer(inputs: readonly Value[], attributes: Attributes): ValueType;
  emit(writer: NodeWriter, value: Value, attributes: Attributes): void;
  vjp(value: Value, cotangent: Value, attributes: Attributes): Cotangents;
}

/** What a value keeps of its operator once the attributes are bound. */
export interface AnyOperator {
  readonly name: string;
  emit(writer: NodeWriter, value: Value): void;
  vjp(value: Value, cotangent: Value): Cotangents;
}

const registry = new Set<string>();
let nextId = 0;

/** Names of all operators defined so far; a test holds each to have a row in the gradient table. */
export function operatorNames(): readonly string[] {
  return [...registry].sort();
}

/** Defines an operator and returns the function that applies it. Names are unique. */
export function defineOp<Attributes>(
  operator: Operator<Attributes>,
): (inputs: readonly Value[], attributes: Attributes) => Value {
  invariant(!registry.has(operator.name), `operator ${operator.name} is defined twice`);
  registry.add(operator.name);
  return (inputs, attributes) =>
    makeValue(
      {
        name: operator.name,
        emit: (writer, value) => operator.emit(writer, value, attributes),
        vjp: (value, cotangent) => operator.vjp(value, cotangent, attributes),
      },
      inputs,
      operator.infer(inputs, attributes),
      attributes,
    );
}

/** The n-th input of a value; InvariantError if there is none. */
export function inputOf(value: Value, index: number): Value {
  return inputAt(value.inputs, index);
}

/** The n-th of an operator's inputs; InvariantError if there is none. */
export function inputAt(inputs: readonly Value[], index: number): Value {
  const input = inputs[index];
  if (input === undefined) throw new InvariantError(`an operator misses its input ${index}`);
  return input;
}

/** A float32 tensor in a file: weights stay where the checkpoint has them. */
export interface WeightReference {
  readonly name: string;
  /** File name within the model's folder. */
  readonly file: string;
  readonly byteOffset: number;
  readonly byteLength: number;
  readonly storage: "float32" | "float16" | "bfloat16";
}

export type Leaf =
  | { readonly kind: "parameter"; readonly name: string }
  | { readonly kind: "literal"; readonly tensor: Tensor }
  | { readonly kind: "weight"; readonly reference: WeightReference };

const LEAF: AnyOperator = {
  name: "leaf",
  emit: () => {},
  vjp: () => [],
};

/** A graph input, fed at every run. */
export function parameter(name: string, shape: Shape): Value {
  return makeValue(LEAF, [], { shape, type: "float32" }, { kind: "parameter", name } satisfies Leaf);
}

/** A tensor stored in the graph itself. */
export function constant(tensor: Tensor): Value {
  return makeValue(LEAF, [], { shape: tensor.shape, type: "float32" }, {
    kind: "literal",
    tensor,
  } satisfies Leaf);
}

/** A scalar (or filled) constant. */
export function scalar(value: number): Value {
  return constant({ shape: [], data: Float32Array.of(value) });
}

/** A weight that stays in its file; `shape` may view the same bytes differently than the checkpoint does. */
export function weight(reference: WeightReference, shape: Shape): Value {
  const bytes = elementCount(shape) * (reference.storage === "float32" ? 4 : 2);
  invariant(
    bytes === reference.byteLength,
    `weight ${reference.name} has ${reference.byteLength} bytes, not ${bytes}`,
  );
  return makeValue(LEAF, [], { shape, type: "float32" }, { kind: "weight", reference } satisfies Leaf);
}

/** The same operator on other inputs of the same shapes and types. */
export function withInputs(value: Value, inputs: readonly Value[]): Value {
  return makeValue(value.operator, inputs, value, value.attributes);
}

/** The leaf a value is, or undefined for a computed value. */
export function leafOf(value: Value): Leaf | undefined {
  return value.operator === LEAF ? (value.attributes as Leaf) : undefined;
}

/** Every value reachable from `outputs`, inputs before users. */
export function topologicalOrder(outputs: readonly Value[]): Value[] {
  const order: Value[] = [];
  const done = new Set<Value>();
  const stack: { value: Value; next: number }[] = outputs.map((value) => ({ value, next: 0 })).reverse();
  while (stack.length > 0) {
    const top = stack[stack.length - 1] as { value: Value; next: number };
    const input = top.value.inputs[top.next];
    if (done.has(top.value) || input === undefined) {
      if (!done.has(top.value)) order.push(top.value);
      done.add(top.value);
      stack.pop();
    } else {
      top.next++;
      if (!done.has(input)) stack.push({ value: input, next: 0 });
    }
  }
  return order;
}

function makeValue(
  operator: AnyOperator,
  inputs: readonly Value[],
  { shape, type }: ValueType,
  attributes: unknown,
): Value {
  return { id: nextId++, operator, inputs, attributes, shape, type };
}
