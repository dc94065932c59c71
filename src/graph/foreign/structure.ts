// What an ONNX file says of itself, read without a runtime: its ends, nodes, small constants and the files beside it that
// it needs. Field numbers are those of onnx.proto3.

import { InputError } from "../../core/errors.ts";
import { isConstant, MOST_CONSTANT_VALUES, type OnnxAttribute, type OnnxConstant } from "./constant.ts";
import {
  attributeOf,
  type StoredAttribute,
  type StoredTensor,
  tensorOf,
  valueInfoOf,
} from "./structure-parts.ts";
import type { ForeignValue } from "./tensors.ts";
import { type Field, WireReader } from "./wire.ts";

export interface OnnxNode {
  readonly operator: string;
  /** "" is ONNX's own. */
  readonly domain: string;
  readonly name: string;
  /** "" for an input that is left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, OnnxAttribute>;
}

/** An operator by its domain. */
export interface OnnxOperator {
  readonly domain: string;
  readonly operator: string;
}

export interface OnnxStructure {
  readonly irVersion: number;
  /** The tool that wrote it; "" where it does not say. */
  readonly producer: string;
  readonly opsets: readonly { readonly domain: string; readonly version: number }[];
  /** Inputs of the graph that are no initializers. */
  readonly inputs: readonly ForeignValue[];
  readonly outputs: readonly ForeignValue[];
  /** Nodes of the graph itself, in the file's order: without those of graphs within it and of functions. */
  readonly nodes: readonly OnnxNode[];
  /** Initializers and Constant nodes of the graph that are small, by name. */
  readonly constants: ReadonlyMap<string, OnnxConstant>;
  /** Locations of tensors that lie in other files, each once, in the file's order. */
  readonly sidecars: readonly string[];
  /** Operators used anywhere in the file, each once. */
  readonly operators: readonly OnnxOperator[];
  /** Functions that the file itself defines. */
  readonly functions: readonly OnnxOperator[];
}

/** Inputs and outputs, from each of which the graph is walked. */
const MOST_ENDS = 1024;

/**
 * Reads the bytes of an ONNX file; time and memory are linear in their number, and limited. InputError, naming `file`,
 * where they are no protocol buffer with a graph, or beyond the limits.
 */
export function readStructure(bytes: Uint8Array, file: string): OnnxStructure {
  const reader = new WireReader(file);
  const found = new Found(reader);
  // Given more than once, a message is the sum of its parts.
  const graph = new GraphParts();
  let irVersion = 0;
  let producer = "";
  const opsets: { domain: string; version: number }[] = [];
  reader.message(bytes, (field) => {
    if (field.number === 1) irVersion = field.value;
    if (field.wire !== "bytes") return;
    if (field.number === 2) producer = reader.text(field);
    if (field.number === 7) found.graph(field.content, graph);
    if (field.number === 8) opsets.push(opsetOf(field, reader));
    if (field.number === 25) found.function(field.content);
  });
  if (graph.outputs.length === 0) throw reader.damaged();
  const inputs = graph.inputs.filter(({ name }) => !graph.initializers.has(name));
  const ends = inputs.length + graph.outputs.length;
  if (ends > MOST_ENDS)
    throw new InputError(`invalid ${file}: it has ${ends} inputs and outputs; expected at most ${MOST_ENDS}`);
  return {
    ...{ irVersion, producer, opsets, inputs },
    ...{ outputs: graph.outputs, nodes: graph.nodes, constants: graph.constants },
    ...{ sidecars: [...found.sidecars], operators: [...found.operators.values()] },
    functions: found.functions,
  };
}

function opsetOf({ content }: Field, reader: WireReader): { domain: string; version: number } {
  let domain = "";
  let version = 0;
  reader.message(content, (field) => {
    if (field.number === 1) domain = reader.text(field);
    if (field.number === 2) version = field.value;
  });
  return { domain, version };
}

class GraphParts {
  readonly nodes: OnnxNode[] = [];
  readonly inputs: ForeignValue[] = [];
  readonly outputs: ForeignValue[] = [];
  readonly initializers = new Set<string>();
  readonly constants = new Map<string, OnnxConstant>();
}

const NO_ATTRIBUTES: ReadonlyMap<string, OnnxAttribute> = new Map();

/** What is gathered over all graphs and functions of a file. */
class Found {
  readonly sidecars = new Set<string>();
  readonly operators = new Map<string, OnnxOperator>();
  readonly functions: OnnxOperator[] = [];
  readonly #reader: WireReader;

  constructor(reader: WireReader) {
    this.#reader = reader;
  }

  /** Reads a graph into `parts`. */
  graph(bytes: Uint8Array, parts: GraphParts): void {
    const reader = this.#reader;
    reader.message(bytes, (field) => {
      if (field.wire !== "bytes") return;
      if (field.number === 1) this.#node(field.content, parts);
      if (field.number === 5) {
        const { name, constant } = this.#tensor(tensorOf(field.content, reader));
        parts.initializers.add(name);
        if (constant !== null) parts.constants.set(name, constant);
      }
      if (field.number === 11) parts.inputs.push(valueInfoOf(field.content, reader));
      if (field.number === 12) parts.outputs.push(valueInfoOf(field.content, reader));
      if (field.number === 15) parts.initializers.add(this.#sparse(field.content));
    });
  }

  /** Reads a function (FunctionProto): its nodes count where they are used. */
  function(bytes: Uint8Array): void {
    const reader = this.#reader;
    const parts = new GraphParts();
    let operator = "";
    let domain = "";
    reader.message(bytes, (field) => {
      if (field.wire !== "bytes") return;
      if (field.number === 1) operator = reader.text(field);
      if (field.number === 7) this.#node(field.content, parts);
      if (field.number === 10) domain = reader.text(field);
      if (field.number === 11) this.#attribute(field.content);
    });
    this.functions.push({ domain, operator });
  }

  #node(bytes: Uint8Array, parts: GraphParts): void {
    const reader = this.#reader;
    let [operator, domain, name] = ["", "", ""];
    const inputs: string[] = [];
    const outputs: string[] = [];
    let attributes: Map<string, OnnxAttribute> | undefined;
    reader.message(bytes, (field) => {
      if (field.wire !== "bytes") return;
      if (field.number === 1) inputs.push(reader.text(field));
      if (field.number === 2) outputs.push(reader.text(field));
      if (field.number === 3) name = reader.text(field);
      if (field.number === 4) operator = reader.text(field);
      if (field.number === 7) domain = reader.text(field);
      if (field.number === 5) {
        const { name: key, value } = this.#attribute(field.content);
        if (value !== undefined) attributes = (attributes ?? new Map()).set(key, value);
      }
    });
    // Each property by its name: a million objects made by spreading take 20 times as long, and three times the memory.
    const node = { operator, domain, name, inputs, outputs, attributes: attributes ?? NO_ATTRIBUTES };
    const key = `${domain}\n${operator}`;
    if (!this.operators.has(key)) this.operators.set(key, { domain, operator });
    parts.nodes.push(node);
    const constant = constantOf(node);
    if (constant !== undefined) parts.constants.set(outputs[0] ?? "", constant);
  }

  #attribute(bytes: Uint8Array): StoredAttribute {
    const attribute = attributeOf(bytes, this.#reader);
    for (const content of attribute.graphs) this.graph(content, new GraphParts());
    for (const tensor of attribute.tensors) this.#tensor(tensor);
    for (const content of attribute.sparse) this.#sparse(content);
    return attribute;
  }

  #tensor(tensor: StoredTensor): StoredTensor {
    if (tensor.isElsewhere && tensor.locations.length === 0) throw this.#reader.damaged();
    for (const location of tensor.locations) this.sidecars.add(location);
    return tensor;
  }

  /** The name of a sparse tensor: that of its values. */
  #sparse(bytes: Uint8Array): string {
    let name = "";
    this.#reader.message(bytes, ({ number, content }) => {
      if (number > 2) return;
      const tensor = this.#tensor(tensorOf(content, this.#reader));
      if (number === 1) name = tensor.name;
    });
    return name;
  }
}

/** What a Constant node holds, where it is small. */
function constantOf({ operator, domain, attributes }: OnnxNode): OnnxConstant | undefined {
  if (operator !== "Constant" || (domain !== "" && domain !== "ai.onnx")) return undefined;
  const [[name, value] = ["", undefined]] = attributes;
  const type = name.includes("float") ? "float32" : "int64";
  if (typeof value === "number") return { type, shape: [], values: [value] };
  if (value === undefined || typeof value === "string") return undefined;
  if (isConstant(value)) return value;
  const values = value.filter((each) => typeof each === "number");
  const isSmall = values.length === value.length && values.length <= MOST_CONSTANT_VALUES;
  return isSmall ? { type, shape: [values.length], values } : undefined;
}
