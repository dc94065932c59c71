// What is to be expected under a stated distribution of shifts. Data for scripts; found in a summary by `riskOf`.

import type { RateLimits } from "../core/acceptance.ts";
import type { Range } from "../core/shift.ts";
import type { Count } from "./decisions.ts";
import type { RunSummary } from "./schema.ts";

/** How an amount is drawn: normal, cut to the shift's range, or uniform over a range. */
export type Distribution =
  | { readonly kind: "normal"; readonly mean: number; readonly deviation: number }
  | { readonly kind: "uniform"; readonly range: Range };

/** A value over the draws; "5%" is the quantile on the bad side. */
export interface RiskValue {
  /** "escapes", "falseRejects", or a metric's name. */
  readonly name: string;
  readonly better: "higher" | "lower";
  readonly atRest: number | null;
  readonly mean: number | null;
  readonly quantile5: number | null;
  readonly worst: number | null;
}

export interface PictureRisk {
  readonly sample: string;
  readonly anomalous: boolean;
  /** Draws at which its verdict is wrong, of those that left its defect in view. */
  readonly violating: Count;
}

export interface ObjectRisk {
  readonly object: string;
  readonly draws: number;
  readonly values: readonly RiskValue[];
  /** Draws of the station (each picture at its own pose) at which a limit is violated, of all; null without limits. */
  readonly violating: Count | null;
  readonly pictures: readonly PictureRisk[];
}

export interface RiskData {
  readonly kind: "risk-profile";
  readonly limits: RateLimits;
  readonly distributions: Readonly<Record<string, Distribution>>;
  readonly objects: readonly ObjectRisk[];
}

/** As --shift takes them: "theta=normal(0,3), exposure=-0.5..0.5". */
export function distributionsText(distributions: RiskData["distributions"]): string {
  return Object.entries(distributions)
    .map(([name, distribution]) => `${name}=${distributionText(distribution)}`)
    .join(", ");
}

function distributionText(distribution: Distribution): string {
  if (distribution.kind === "uniform") return distribution.range.join("..");
  return `normal(${distribution.mean},${distribution.deviation})`;
}

/** The risks of a run; undefined where none was asked for. */
export function riskOf({ answers }: Pick<RunSummary, "answers">): RiskData | undefined {
  return answers.map(({ data }) => data).find(isRisk);
}

function isRisk(data: unknown): data is RiskData {
  return data !== null && typeof data === "object" && "kind" in data && data.kind === "risk-profile";
}
