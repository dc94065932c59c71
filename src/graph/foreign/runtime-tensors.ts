// Between a foreign model's tensors and the runtime's.

import type * as Runtime from "onnxruntime-common";
import { decodeFloat16, encodeFloat16 } from "../../core/half.ts";
import { type ForeignTensor, isForeignType } from "./tensors.ts";

/**
 * Makes the runtime take and give float16 as bits (Uint16Array), whatever JavaScript has: its native part finds a
 * Float16Array of node 24 empty. Only for a process that uses none, before its first tensor.
 */
export function withoutFloat16Array(): void {
  Reflect.deleteProperty(globalThis, "Float16Array");
}

/** A feed as the runtime takes it. */
export function toRuntime(Tensor: typeof Runtime.Tensor, feed: ForeignTensor): Runtime.Tensor {
  const { type, shape } = feed;
  return new Tensor(type, type === "float16" ? encodeFloat16(feed.data) : feed.data, shape);
}

/** What an output holds; an error, naming it, for a type that is none of these. */
export function fromRuntime(name: string, { type, dims: shape, data }: Runtime.Tensor): ForeignTensor {
  if (!isForeignType(type)) throw new Error(`output ${name} is of type ${type}`);
  if (type === "float16") return { type, shape, data: decodeFloat16(data as Uint16Array) };
  return { type, shape, data } as ForeignTensor;
}
