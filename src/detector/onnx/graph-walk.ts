// An ONNX graph as paths through it: who makes a tensor, who takes it, and what is known of it before anything runs. All
// walks are bounded: the file is not trusted.

import type { OnnxConstant } from "../../graph/foreign/constant.ts";
import type { OnnxNode, OnnxStructure } from "../../graph/foreign/structure.ts";

/** Nodes that a walk passes at most. */
export const LONGEST_WALK = 256;
/** Constants made of constants. */
const DEEPEST = 32;
/** Of a constant that is put together here. */
const MOST_VALUES = 1024;

export class GraphWalk {
  readonly #producers = new Map<string, OnnxNode>();
  readonly #consumers = new Map<string, OnnxNode[]>();
  readonly #constants: OnnxStructure["constants"];
  readonly #known = new Map<string, readonly number[] | null>();
  readonly #scalars = new Map<string, number | null>();

  constructor({ nodes, constants }: Pick<OnnxStructure, "nodes" | "constants">) {
    this.#constants = constants;
    for (const node of nodes) {
      for (const name of node.outputs) this.#producers.set(name, node);
      // What asks for a tensor's shape alone does not take it.
      if (node.operator === "Shape") continue;
      for (const name of new Set(node.inputs)) {
        const takers = this.#consumers.get(name);
        if (takers === undefined) this.#consumers.set(name, [node]);
        else takers.push(node);
      }
    }
  }

  /** The node that makes a tensor; undefined of inputs and initializers. */
  producer(name: string): OnnxNode | undefined {
    return this.#producers.get(name);
  }

  /** The nodes that take a tensor's values. */
  consumers(name: string): readonly OnnxNode[] {
    return this.#consumers.get(name) ?? [];
  }

  /** The values of a small tensor that no input changes, row-major, booleans as 0 and 1; null of any other. */
  constant(name: string, depth = 0): readonly number[] | null {
    if (depth > DEEPEST) return null;
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const stored = this.#constants.get(name)?.values;
    const node = this.#producers.get(name);
    const values = stored ?? (node === undefined ? null : this.#computed(node, depth));
    this.#known.set(name, values);
    return values;
  }

  /** The one value of a constant whose values are all the same. */
  scalar(name: string | undefined): number | null {
    if (name === undefined || name === "") return null;
    const known = this.#scalars.get(name);
    if (known !== undefined) return known;
    const values = this.constant(name);
    const first = values?.[0];
    const isOne = first !== undefined && values?.every((value) => Object.is(value, first)) === true;
    const scalar = isOne ? first : null;
    this.#scalars.set(name, scalar);
    return scalar;
  }

  #computed({ operator, domain, inputs, attributes }: OnnxNode, depth: number): readonly number[] | null {
    if (domain !== "" && domain !== "ai.onnx") return null;
    const filled = attributes.get("value");
    if (operator === "ConstantOfShape")
      return filled === undefined ? [0] : isConstant(filled) ? filled.values : null;
    const fold = FOLDED.get(operator);
    if (fold === undefined) return null;
    const given: (readonly number[])[] = [];
    let count = 0;
    for (const input of SHAPED.includes(operator) ? inputs.slice(0, 1) : inputs) {
      const values = this.constant(input, depth + 1);
      count += values?.length ?? 0;
      if (values === null || count > MOST_OPERANDS * MOST_VALUES) return null;
      given.push(values);
    }
    return fold(given);
  }
}

function isConstant(value: unknown): value is OnnxConstant {
  return typeof value === "object" && value !== null && "values" in value;
}

type Fold = (inputs: readonly (readonly number[])[]) => readonly number[] | null;

/** Operands of the operators that go value by value, at most. */
const MOST_OPERANDS = 3;

/** Value by value, where inputs have one value or equally many. */
function pointwise(compute: (...values: readonly number[]) => number): Fold {
  return (inputs) => {
    if (inputs.length > MOST_OPERANDS) return null;
    const length = Math.max(0, ...inputs.map((values) => values.length));
    if (inputs.some((values) => values.length !== 1 && values.length !== length)) return null;
    return Array.from({ length }, (_, at) =>
      compute(...inputs.map((values) => values[values.length === 1 ? 0 : at] as number)),
    );
  };
}

const same: Fold = ([values = []]) => values;

function concat(inputs: readonly (readonly number[])[]): readonly number[] | null {
  const values = inputs.flat();
  return values.length > MOST_VALUES ? null : values;
}

/** Of which the first input's values alone matter here. */
const SHAPED = ["Squeeze", "Unsqueeze", "Reshape", "Expand", "Flatten"];

/** What exporters leave uncomputed of normalisation's flags and sizes. A map: names of operators are the file's. */
const FOLDED: ReadonlyMap<string, Fold> = new Map<string, Fold>([
  ...["Identity", "Cast", ...SHAPED].map((operator): [string, Fold] => [operator, same]),
  ["Concat", concat],
  ["IsNaN", pointwise((value = 0) => Number(Number.isNaN(value)))],
  ["Not", pointwise((value = 0) => Number(value === 0))],
  ["And", pointwise((left = 0, right = 0) => Number(left !== 0 && right !== 0))],
  ["Or", pointwise((left = 0, right = 0) => Number(left !== 0 || right !== 0))],
  ["Equal", pointwise((left = 0, right = 0) => Number(left === right))],
  ["Greater", pointwise((left = 0, right = 0) => Number(left > right))],
  ["Less", pointwise((left = 0, right = 0) => Number(left < right))],
  ["Where", pointwise((condition = 0, yes = 0, no = 0) => (condition !== 0 ? yes : no))],
]);
