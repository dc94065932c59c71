// What single samples are compared by: the pAUROC of their own map or, without maps or without masks, their image score.

import type { MetricFacts } from "../core/metric-set.ts";
import { comparesMaps } from "../results/provenance.ts";
import type { Combination, PointOutcome, RunSummary, SampleSummary } from "../results/schema.ts";
import { leadingMetric } from "./facts.ts";

export interface OwnValues {
  readonly facts: Pick<MetricFacts, "name" | "title" | "unit" | "decimals">;
  /** The value; null where a sample has none. */
  of(outcome: PointOutcome): number | null;
  /** By how much a sample's value got worse; negative where it got better. */
  lost(sample: Pick<SampleSummary, "anomalous">, from: number, to: number): number;
}

/** True of a run that has maps, and masks that they are compared with. */
export function hasMaps({ provenance }: Pick<RunSummary, "provenance">): boolean {
  return comparesMaps(provenance);
}

/** What the samples of a run are compared by. */
export function ownValues(summary: Pick<RunSummary, "metrics" | "provenance">): OwnValues {
  return hasMaps(summary) ? paurocs(leadingMetric(summary)) : SCORES;
}

/** The same by its facts, as they travel. */
export function ownValuesBy(facts: OwnValues["facts"]): OwnValues {
  return facts.name === SCORES.facts.name ? SCORES : paurocs(facts);
}

/** The samples' own values, those that are defined: unshifted (null), or at the worst found of a combination. */
export function valuesAt(
  summary: Pick<RunSummary, "metrics" | "provenance">,
  samples: readonly SampleSummary[],
  combination: Combination | null,
): number[] {
  const { of } = ownValues(summary);
  return samples.flatMap(({ original, bounds }) => {
    const outcome = combination === null ? original : bounds[combination];
    return outcome === undefined ? [] : (of(outcome) ?? []);
  });
}

function paurocs(facts: OwnValues["facts"]): OwnValues {
  return { facts, of: ({ pauroc }) => pauroc, lost: (_sample, from, to) => from - to };
}

const SCORES: OwnValues = {
  facts: { name: "imageScore", title: "image score", unit: "number", decimals: 3 },
  of: ({ imageScore }) => imageScore,
  lost: ({ anomalous }, from, to) => (anomalous ? from - to : to - from),
};
