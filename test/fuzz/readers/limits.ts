// The text of --raise-limit: the smallest reader there is, and an example of one.

import { raiseLimits } from "../../../src/core/limits.ts";
import type { FuzzedReader } from "../reader.ts";

export const limits: FuzzedReader = {
  name: "limits",
  seeds: async () => ["pixels=1e8", "tensors=200000,json-depth=500"].map((text) => Buffer.from(text)),
  words: ["pixels", "=", ",", "json-depth", "__proto__", "0x", "1e400"],
  read: (bytes) => raiseLimits(Buffer.from(bytes).toString())(),
};
