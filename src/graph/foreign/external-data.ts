// Which other files an ONNX file names. Only the fields on the way to tensors are read (onnx.proto3).

import { InputError } from "../../core/errors.ts";

type Message = "model" | "graph" | "node" | "attribute" | "tensor" | "sparse" | "function";

/** Field number → the message that it holds. */
const FIELDS: Readonly<Record<Message, Readonly<Record<number, Message>>>> = {
  model: { 7: "graph", 25: "function" },
  graph: { 1: "node", 5: "tensor", 15: "sparse" },
  node: { 5: "attribute" },
  attribute: { 5: "tensor", 6: "graph", 10: "tensor", 11: "graph", 22: "sparse", 23: "sparse" },
  tensor: {},
  sparse: { 1: "tensor", 2: "tensor" },
  function: { 7: "node" },
};
const EXTERNAL_DATA = 13;
const DATA_LOCATION = 14;
/** Graphs within graphs. */
const DEEPEST = 64;

/**
 * Checks that a model is one file; InputError, naming it, where a tensor's numbers lie elsewhere or the bytes are no
 * protocol buffer with a graph.
 */
export function refuseExternalData(bytes: Uint8Array, file: string): void {
  let graphs = 0;
  const read = (message: Message, part: Uint8Array, depth: number): void => {
    if (depth > DEEPEST) throw new InputError(`invalid ${file}: its graphs are too deep`);
    for (const { field, value, content } of fieldsOf(part, file)) {
      const elsewhere = field === EXTERNAL_DATA || (field === DATA_LOCATION && value !== 0n);
      if (message === "tensor" && elsewhere)
        throw new InputError(
          `invalid ${file}: its weights lie in another file (external data); expected one file with all of them`,
        );
      const inner = FIELDS[message][field];
      if (inner === undefined || content === undefined) continue;
      if (message === "model" && inner === "graph") graphs++;
      read(inner, content, depth + 1);
    }
  };
  read("model", bytes, 0);
  if (graphs === 0) throw damaged(file);
}

interface Field {
  readonly field: number;
  /** Of a varint. */
  readonly value?: bigint;
  /** Of a length-delimited field. */
  readonly content?: Uint8Array;
}

function* fieldsOf(bytes: Uint8Array, file: string): Generator<Field> {
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = bytes[at++];
      if (byte === undefined) break;
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
    throw damaged(file);
  };
  const skip = (count: number): void => {
    at += count;
    if (at > bytes.length) throw damaged(file);
  };
  while (at < bytes.length) {
    const key = Number(varint());
    const field = Math.floor(key / 8);
    switch (key % 8) {
      case 0:
        yield { field, value: varint() };
        break;
      case 1:
        skip(8);
        break;
      case 2: {
        const length = Number(varint());
        const first = at;
        skip(length);
        yield { field, content: bytes.subarray(first, at) };
        break;
      }
      case 5:
        skip(4);
        break;
      default:
        throw damaged(file);
    }
  }
}

function damaged(file: string): InputError {
  return new InputError(`invalid ${file}: it is no ONNX file, or damaged`);
}
