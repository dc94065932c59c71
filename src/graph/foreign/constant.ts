// Small tensors and attributes of an ONNX file: what its structure hangs on, and no weights.

import type { Shape } from "../../core/tensor.ts";

/** Larger tensors are weights: their values are not read. */
export const MOST_CONSTANT_VALUES = 64;

/** A small tensor. */
export interface OnnxConstant {
  readonly type: string;
  readonly shape: Shape;
  /** Row-major; int64 beyond 2⁵³ is rounded. */
  readonly values: readonly number[];
}

/** What an attribute holds. Graphs and larger tensors are left out of a node's attributes. */
export type OnnxAttribute = number | string | readonly number[] | readonly string[] | OnnxConstant;

/** True for an attribute that is a small tensor. */
export function isConstant(attribute: OnnxAttribute | undefined): attribute is OnnxConstant {
  return typeof attribute === "object" && !Array.isArray(attribute);
}
