// A checkpoint that is in memory already: what a browser has fetched.

import { InputError } from "../core/errors.ts";
import type { Checkpoint, PlacedTensor } from "./checkpoint.ts";
import { parseConfig } from "./config.ts";
import { parseSafetensorsHeader } from "./safetensors-header.ts";

const LENGTH_BYTES = 8;

/**
 * The checkpoint of a safetensors file's bytes and its config's text; `file` is what graphs call it. It has no folder,
 * and its digest is not known. InputError where a rule of either is broken.
 */
export function checkpointOfBytes(configText: string, bytes: Uint8Array, file: string): Checkpoint {
  const fail = (why: string): InputError => new InputError(`invalid safetensors file ${file}: ${why}`);
  if (bytes.length < LENGTH_BYTES) throw fail("it is shorter than its header's length");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = Number(view.getBigUint64(0, true));
  if (LENGTH_BYTES + length > bytes.length) throw fail("it is cut off; reload the page");
  const header = bytes.subarray(LENGTH_BYTES, LENGTH_BYTES + length);
  const stored = parseSafetensorsHeader(header, LENGTH_BYTES + length, bytes.length, fail);
  const tensors = new Map<string, PlacedTensor>(
    [...stored].map(([name, tensor]) => [name, { ...tensor, file }]),
  );
  return {
    config: parseConfig(configText, file),
    folder: "",
    tensors,
    digest: async () => {
      throw new InputError(`the digest of ${file} is not computed in a browser`);
    },
  };
}
