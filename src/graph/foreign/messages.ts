// What a foreign model's process and the one that opened it tell each other.

import type { ForeignTensors, ForeignValue } from "./tensors.ts";

export type { ForeignTensor, ForeignTensors, ForeignValue } from "./tensors.ts";

/** Where a foreign model runs. Never a silent substitute. */
export const PROVIDERS = ["cpu", "webgpu", "cuda"] as const;
export type Provider = (typeof PROVIDERS)[number];

export interface ForeignFacts {
  readonly inputs: readonly ForeignValue[];
  readonly outputs: readonly ForeignValue[];
}

export type ForeignRequest =
  | {
      readonly kind: "open";
      readonly bytes: Uint8Array;
      readonly threads: number;
      readonly provider: Provider;
    }
  | {
      readonly kind: "run";
      readonly feeds: ForeignTensors;
      /** What is asked for; everything where it is missing. */
      readonly outputs: readonly string[] | undefined;
    };

export type ForeignReply =
  | { readonly kind: "opened"; readonly facts: ForeignFacts }
  | { readonly kind: "ran"; readonly tensors: ForeignTensors }
  | {
      readonly kind: "failed";
      /** What is wrong: the file, or the device that it is to run on. */
      readonly with: "file" | "device";
      readonly message: string;
    };
