// Tensors that foreign models take and give.

import type { Shape, Tensor } from "../../core/tensor.ts";

/** An input or output of a foreign model, as the file declares it. */
export interface ForeignValue {
  readonly name: string;
  /** "float32", "int64", …; "" for what is no tensor. */
  readonly type: string;
  /** Extents, or the names of those that the file leaves open; [] of a scalar, and where no shape is declared. */
  readonly shape: readonly (number | string)[];
}

/** A type → its values here: float16 as float32, bool as 0 and 1. */
interface Values {
  readonly float32: Float32Array;
  readonly float16: Float32Array;
  readonly float64: Float64Array;
  readonly uint8: Uint8Array;
  readonly int8: Int8Array;
  readonly int32: Int32Array;
  readonly int64: BigInt64Array;
  readonly bool: Uint8Array;
}

export type ForeignType = keyof Values;

/** Types that pictures, maps, scores and labels come in. */
export const FOREIGN_TYPES: readonly ForeignType[] = [
  ...(["float32", "float16", "float64", "uint8", "int8", "int32", "int64", "bool"] as const),
];

/** A tensor that a foreign model takes or gives, row-major; a float16 feed is rounded to nearest even. */
export type ForeignTensor = {
  [T in ForeignType]: { readonly type: T; readonly shape: Shape; readonly data: Values[T] };
}[ForeignType];

export type ForeignTensors = Readonly<Record<string, ForeignTensor>>;

/** A float32 feed. */
export function float32Feed({ shape, data }: Tensor): ForeignTensor {
  return { type: "float32", shape, data };
}

/** True for a type that feeds and answers may have. */
export function isForeignType(type: string): type is ForeignType {
  return FOREIGN_TYPES.some((known) => known === type);
}
