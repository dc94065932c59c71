// Readers with a fault planted in them: the harness finds each.

import { InputError } from "../../src/core/errors.ts";
import type { FuzzedReader } from "./reader.ts";

/** A reader of three bytes "ok\n" that does something else where a byte is above 127. */
export function planted(name: string, fault: (bytes: Uint8Array) => Promise<void> | void): FuzzedReader {
  return {
    name,
    seeds: async () => [Buffer.from("ok\n")],
    read: (bytes) => {
      if (bytes.some((byte) => byte > 127)) return fault(bytes);
      if (Buffer.from(bytes).toString() !== "ok\n") throw new InputError("invalid text; expected ok");
    },
  };
}
