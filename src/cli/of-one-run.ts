// Flags that are of one run alone: neither a kept study file nor a stamp names them.

/** By option key: how a study is run and printed, not what it is; an address of the house among them. */
export const OF_ONE_RUN: readonly string[] = ["json", "queue", "workers", "tries", "metricsPort"];
