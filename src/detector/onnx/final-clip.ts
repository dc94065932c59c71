// The clip at the end of a graph, and what decides the label: beyond a clip all values are one, so rankings read the
// tensor before it, while the decision stays the graph's own.

import type { OnnxNode } from "../../graph/foreign/structure.ts";
import { type GraphWalk, LONGEST_WALK } from "./graph-walk.ts";

export interface FinalClip {
  /** The tensor that is clipped. */
  readonly before: string;
  /** What it is clipped to. */
  readonly interval: readonly [number, number];
}

/** Neither the order of values nor any value changes in these, shapes apart. */
const SAME_VALUES = ["Identity", "Reshape", "Squeeze", "Unsqueeze", "Flatten"];
/** Numbers of the element types float32, float16, float64 and bfloat16. */
const FLOATS = [1, 10, 11, 16];

/**
 * The clip that an output ends with, at either end (one bound alone, as of distances, is none); null where there is no
 * such. A choice that no input changes is followed: exporters keep "if it is normalised" in the graph.
 */
export function finalClip(walk: GraphWalk, output: string): FinalClip | null {
  let before: string | undefined;
  let [low, high] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  let name = output;
  for (let steps = 0; steps < LONGEST_WALK; steps++) {
    const node = walk.producer(name);
    if (node === undefined) break;
    const bounds = boundsOf(walk, node);
    const next = bounds?.of ?? passed(walk, node);
    if (next === undefined || next === "") break;
    if (bounds !== undefined) {
      low = Math.max(low, bounds.low);
      high = Math.min(high, bounds.high);
      before = next;
    }
    name = next;
  }
  if (before === undefined || !Number.isFinite(low) || !Number.isFinite(high) || low >= high) return null;
  return { before, interval: [low, high] };
}

export interface LabelRule {
  /** Rejects where the value is strictly above. */
  readonly above: number;
  /** The tensor that is compared. */
  readonly of: string;
}

/** What a label output compares with what; null where it is no such comparison. */
export function labelRule(walk: GraphWalk, label: string): LabelRule | null {
  let name = label;
  for (let steps = 0; steps < LONGEST_WALK; steps++) {
    const node = walk.producer(name);
    if (node === undefined) return null;
    const [left = "", right = ""] = node.inputs;
    if (node.operator === "Greater") return rule(left, walk.scalar(right));
    if (node.operator === "Less") return rule(right, walk.scalar(left));
    const next = SAME_VALUES.includes(node.operator) || node.operator === "Cast" ? left : undefined;
    if (next === undefined || next === "") return null;
    name = next;
  }
  return null;
}

function rule(of: string, above: number | null): LabelRule | null {
  return above === null ? null : { of, above };
}

/** The tensor that a node hands on with its values as they are. */
function passed(walk: GraphWalk, { operator, inputs, attributes }: OnnxNode): string | undefined {
  const [first, second, third] = inputs;
  if (SAME_VALUES.includes(operator)) return first;
  if (operator === "Cast") return FLOATS.includes(Number(attributes.get("to"))) ? first : undefined;
  if (operator !== "Where") return undefined;
  const condition = walk.scalar(first);
  if (condition === null) return undefined;
  return condition !== 0 ? second : third;
}

interface Bounds {
  readonly of: string;
  readonly low: number;
  readonly high: number;
}

/** What a node bounds, as Clip or as a minimum or maximum with a constant. */
function boundsOf(walk: GraphWalk, { operator, inputs, attributes }: OnnxNode): Bounds | undefined {
  const [first = "", second, third] = inputs;
  if (operator === "Clip") {
    // Until opset 10 the bounds are attributes.
    const low = walk.scalar(second) ?? numberOf(attributes.get("min")) ?? Number.NEGATIVE_INFINITY;
    const high = walk.scalar(third) ?? numberOf(attributes.get("max")) ?? Number.POSITIVE_INFINITY;
    return { of: first, low, high };
  }
  if ((operator !== "Min" && operator !== "Max") || inputs.length !== 2) return undefined;
  const right = walk.scalar(second);
  const bound = right ?? walk.scalar(first);
  if (bound === null) return undefined;
  const of = right === null ? (second ?? "") : first;
  return operator === "Min"
    ? { of, low: Number.NEGATIVE_INFINITY, high: bound }
    : { of, low: bound, high: Number.POSITIVE_INFINITY };
}

function numberOf(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}
