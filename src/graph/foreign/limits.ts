// How much a foreign model may take.

import { UsageError } from "../../core/errors.ts";

export interface ForeignLimits {
  /** Resident memory of its process, in MB of 2²⁰ bytes. */
  readonly memoryMegabytes: number;
  /** Of one call: opening the file, or one run. */
  readonly seconds: number;
}

export const MEMORY_VARIABLE = "FAULTLINE_FOREIGN_MEMORY_MB";
export const SECONDS_VARIABLE = "FAULTLINE_FOREIGN_SECONDS";

const DEFAULTS: ForeignLimits = { memoryMegabytes: 2048, seconds: 60 };
/** What node and the runtime take by themselves. */
const LEAST_MEGABYTES = 256;

/** The limits that the environment sets, or the usual ones; UsageError for anything but a number. */
export function foreignLimits(env: Readonly<Record<string, string | undefined>>): ForeignLimits {
  const read = (variable: string, usual: number, least: number): number => {
    const text = env[variable];
    if (text === undefined || text === "") return usual;
    const value = Number(text);
    if (Number.isFinite(value) && value >= least && value <= 1e6) return value;
    throw new UsageError(`invalid ${variable} "${text}"; expected a number from ${least} to 1000000`);
  };
  return {
    memoryMegabytes: read(MEMORY_VARIABLE, DEFAULTS.memoryMegabytes, LEAST_MEGABYTES),
    seconds: read(SECONDS_VARIABLE, DEFAULTS.seconds, 0.1),
  };
}
