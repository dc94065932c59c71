// Values within a model's graph as further outputs of it.

import { bytesField, joined } from "../protobuf.ts";

/**
 * The model with these values of its graph (outputs of nodes that are not outputs of the graph) as further outputs, after
 * its own: of the type and shape that the runtime infers. A message that is given twice is the sum of both: the bytes of
 * the file stay as they are, and a second graph adds the outputs.
 */
export function withOutputs(bytes: Uint8Array, names: readonly string[]): Uint8Array {
  const outputs = names.map((name) => bytesField(12, bytesField(1, name)));
  return joined([bytes, bytesField(7, joined(outputs))]);
}
