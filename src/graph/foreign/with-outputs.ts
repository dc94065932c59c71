// Values within a model's graph as further outputs of it.

import { bytesField, joined, varintField } from "../protobuf.ts";

/**
 * The model with these values of its graph (outputs of nodes) as further float32 outputs, after its own. A message that is
 * given twice is the sum of both: the bytes of the file stay as they are, and a second graph adds the outputs.
 */
export function withOutputs(bytes: Uint8Array, names: readonly string[]): Uint8Array {
  const float = bytesField(2, bytesField(1, varintField(1, 1)));
  const outputs = names.map((name) => bytesField(12, joined([bytesField(1, name), float])));
  return joined([bytes, bytesField(7, joined(outputs))]);
}
