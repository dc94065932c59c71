// Tensors that foreign models take and give.

import { elementCount, type Shape, type Tensor } from "../../core/tensor.ts";

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

/** Types that pictures, maps, scores and labels come in. */
export type ForeignType = keyof Values;

const ARRAYS: { readonly [T in ForeignType]: new (count: number) => Values[T] } = {
  ...{ float32: Float32Array, float16: Float32Array, float64: Float64Array, bool: Uint8Array },
  ...{ uint8: Uint8Array, int8: Int8Array, int32: Int32Array, int64: BigInt64Array },
};

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
  return Object.hasOwn(ARRAYS, type);
}

/** True where a tensor's values are as many as its shape says, and of its type. */
export function isWhole({ type, shape, data }: ForeignTensor): boolean {
  return data instanceof ARRAYS[type] && data.length === elementCount(shape);
}

/** As many zeros of a type. */
export function emptyValues(type: ForeignType, count: number): ForeignTensor["data"] {
  return new ARRAYS[type](count);
}
