// What a foreign model's process and the one that opened it tell each other.

import type { Shape } from "../../core/tensor.ts";
import type { Tensors } from "../session.ts";

/** An input or output of a foreign model, as the file declares it. */
export interface ForeignValue {
  readonly name: string;
  /** "float32", "int64", …; "" for what is no tensor. */
  readonly type: string;
  /** Extents, or the names of those that the file leaves open; [] of a scalar, and where no shape is declared. */
  readonly shape: readonly (number | string)[];
}

/** A tensor that a foreign model gave: of `type` as its output declares it. */
export interface ForeignTensor {
  readonly type: string;
  readonly shape: Shape;
  readonly data: Float32Array | Float64Array | BigInt64Array | Int32Array | Uint8Array;
}

export type ForeignTensors = Readonly<Record<string, ForeignTensor>>;

export interface ForeignFacts {
  readonly inputs: readonly ForeignValue[];
  readonly outputs: readonly ForeignValue[];
}

export type ForeignRequest =
  | { readonly kind: "open"; readonly bytes: Uint8Array; readonly threads: number }
  | { readonly kind: "run"; readonly feeds: Tensors };

export type ForeignReply =
  | { readonly kind: "opened"; readonly facts: ForeignFacts }
  | { readonly kind: "ran"; readonly tensors: ForeignTensors }
  | { readonly kind: "failed"; readonly message: string };
