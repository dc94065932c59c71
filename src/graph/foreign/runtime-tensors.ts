// Between a foreign model's tensors and the runtime's.

import type * as Runtime from "onnxruntime-common";
import { decodeFloat16, encodeFloat16 } from "../../core/half.ts";
import { type ForeignTensor, isForeignType } from "./tensors.ts";

/** Where JavaScript has float16 arrays the runtime takes and gives these, otherwise the bits. */
const Float16Values = (globalThis as { Float16Array?: new (bits: ArrayBuffer) => Uint16Array }).Float16Array;

/** A feed as the runtime takes it. */
export function toRuntime(Tensor: typeof Runtime.Tensor, feed: ForeignTensor): Runtime.Tensor {
  const { type, shape } = feed;
  if (type !== "float16") return new Tensor(type, feed.data, shape);
  const bits = encodeFloat16(feed.data);
  return new Tensor(type, Float16Values === undefined ? bits : new Float16Values(bits.buffer), shape);
}

/** What an output holds; an error, naming it, for a type that is none of these. */
export function fromRuntime(name: string, { type, dims: shape, data }: Runtime.Tensor): ForeignTensor {
  if (!isForeignType(type)) throw new Error(`output ${name} is of type ${type}`);
  if (type !== "float16") return { type, shape, data } as ForeignTensor;
  const { buffer, byteOffset, length } = data as Uint16Array;
  return { type, shape, data: decodeFloat16(new Uint16Array(buffer, byteOffset, length)) };
}
