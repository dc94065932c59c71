// --fail-below: a finished run whose lower bound is too low ends with exit code 3, for use in a pipeline.

import { UsageError, unknownName } from "../core/errors.ts";
import type { Combination, RunSummary } from "../results/schema.ts";

const METRICS = ["pauroc", "aupro", "f1max", "ap", "imageAuroc"] as const;
type GateMetric = (typeof METRICS)[number];

/** The exit code of a finished run that violates a gate. */
export const GATE_EXIT_CODE = 3;

export interface Gate {
  readonly metric: GateMetric;
  /** A fraction in [0, 1]. */
  readonly least: number;
}

/** "pauroc=0.7,aupro=0.3" as gates; UsageError for another metric, or a number that is no fraction. */
export function parseGates(text: string): Gate[] {
  return text.split(",").map((part) => {
    const [name = "", value = "", ...rest] = part.trim().split("=");
    const metric = METRICS.find((known) => known === name);
    if (metric === undefined) throw new UsageError(unknownName("metric of --fail-below", name, METRICS));
    const least = value.trim() === "" || rest.length > 0 ? Number.NaN : Number(value);
    if (!(least >= 0 && least <= 1)) {
      throw new UsageError(`invalid --fail-below "${part}"; expected ${name}=FRACTION within 0 and 1`);
    }
    return { metric, least };
  });
}

/** What violates the gates, a line each: every object must hold, for a mean hides a part. Undefined never holds. */
export function gateViolations(
  { objects }: RunSummary,
  combination: Combination,
  gates: readonly Gate[],
): string[] {
  return gates.flatMap(({ metric, least }) =>
    objects.flatMap(({ object, bounds }) => {
      const bound = bounds[combination];
      const value = bound?.[metric] ?? null;
      if (value === null) {
        return [
          `${object}: ${metric} is undefined (${bound?.reasons?.[metric] ?? "not searched"}), asked for ${least}`,
        ];
      }
      return value < least ? [`${object}: ${metric} ${value.toFixed(4)} is below ${least}`] : [];
    }),
  );
}
