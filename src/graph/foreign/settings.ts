// How a foreign model is opened.

import type { ForeignLimits } from "./limits.ts";
import type { Provider } from "./messages.ts";
import type { Sidecar } from "./sidecars.ts";

export interface ForeignSettings {
  /** The file as errors name it. */
  readonly file: string;
  readonly limits: ForeignLimits;
  /** Threads within one operator; 0 lets the runtime decide. */
  readonly threads: number;
  /** Where it runs; cpu by default. */
  readonly provider?: Provider;
  /** The files beside it that it needs, as they were read. */
  readonly sidecars?: readonly Sidecar[];
  /** Ends the process and what is waiting for it, with a CancelledError. */
  readonly signal?: AbortSignal;
  /** The program of the process, where it is not this file's neighbour. */
  readonly program?: URL;
}
