// What a foreign model's process and the one that opened it tell each other.

import type { TensorHead } from "./tensor-pipes.ts";
import type { ForeignValue } from "./tensors.ts";

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
      /** Of the model, which follows through the pipe. */
      readonly byteCount: number;
      readonly threads: number;
      readonly provider: Provider;
    }
  | {
      readonly kind: "run";
      /** Their values follow through the pipe. */
      readonly feeds: readonly TensorHead[];
      /** What is asked for; everything where it is missing. */
      readonly outputs: readonly string[] | undefined;
    };

export type ForeignReply =
  | { readonly kind: "opened"; readonly facts: ForeignFacts }
  | { readonly kind: "ran"; readonly tensors: readonly TensorHead[] }
  | {
      readonly kind: "failed";
      /** What is wrong: the file, or the device that it is to run on. */
      readonly with: "file" | "device";
      readonly message: string;
    };

/** What the guard within a foreign model's process is told. */
export interface Guarded {
  /** The process that started it. */
  readonly parent: number;
  /** Resident memory, in MB of 2²⁰ bytes. */
  readonly memoryMegabytes: number;
}

/** The signal by which a foreign model's process ends itself where it takes more memory than it may. */
export const TOO_MUCH_MEMORY: NodeJS.Signals = "SIGUSR2";
