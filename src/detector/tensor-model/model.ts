// What an ONNX file and an inference service have in common: one tensor of pictures goes in, named tensors come out.

import type { ForeignTensors, ForeignValue } from "../../graph/foreign/tensors.ts";

export interface TensorModel {
  /** The file or address, as errors say it. */
  readonly name: string;
  /**
   * As declared: an extent that is left open is a name, or −1; [] where no shape is declared (a scalar is the same). Empty
   * where nothing at all is declared, as some services have it.
   */
  readonly inputs: readonly ForeignValue[];
  readonly outputs: readonly ForeignValue[];
  /** The outputs by name; none named asks for all there are. More than asked for may come. */
  run(feeds: ForeignTensors, outputs: readonly string[]): Promise<ForeignTensors>;
  close(): Promise<void>;
}
