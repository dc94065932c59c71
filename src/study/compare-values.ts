// The pictures' own values in two runs, paired: Wilcoxon's signed-rank test and a bootstrap of the mean change.

import { random } from "../core/random.ts";
import { percentileInterval } from "../metrics/bootstrap.ts";
import { signedRank } from "../metrics/decisions/wilcoxon.ts";
import { FEWEST_PICTURES } from "../metrics/pictures-needed.ts";
import type { ValueComparison } from "../results/comparison.ts";
import type { Interval } from "../results/schema.ts";
import { comparableValues, type OwnValue, partsOf, placesOf, worstOwn } from "./compare-pictures.ts";
import type { ComparedRun, Row } from "./compared-run.ts";
import { LEVEL, RESAMPLES } from "./intervals.ts";

/** Differences are told apart by this share of the largest value: single-precision scores carry noise below it. */
const NOISE = 1e-6;

/** One part in both runs. */
interface Pair {
  readonly anomalous: boolean;
  readonly change: number;
}

/** A row per object, place and value that both runs have. */
export function comparedValues(
  now: ComparedRun,
  baseline: ComparedRun,
): { readonly rows: readonly Row<ValueComparison>[]; readonly limits: readonly string[] } {
  const { values, thresholds, limits } = comparableValues(now.summary, baseline.summary);
  const [places, earlier] = [placesOf(now), placesOf(baseline)];
  const partOf = partsOf(now.summary);
  const rows = now.summary.objects.flatMap(({ object }) =>
    places.flatMap((place) =>
      values.flatMap((value): Row<ValueComparison>[] => {
        const other = earlier.find(({ at }) => at === place.at);
        if (other === undefined || !place.has(value)) return [];
        const own = { value, object };
        const pairs = pairsOf(
          worstOwn(now, { ...own, place, threshold: thresholds.now.get(object) }),
          worstOwn(baseline, { ...own, place: other, threshold: thresholds.baseline.get(object) }),
          partOf,
        );
        return pairs.length === 0 ? [] : [rowOf({ object, at: place.at, value }, pairs, now)];
      }),
    ),
  );
  return { rows, limits };
}

/** Part by part the mean change of its pictures, rounded to what is no noise. */
function pairsOf(
  now: ReturnType<typeof worstOwn>,
  baseline: ReturnType<typeof worstOwn>,
  partOf: (sample: string) => string,
): Pair[] {
  const parts = new Map<string, { readonly anomalous: boolean; readonly changes: number[] }>();
  let largest = 0;
  for (const [sample, { anomalous, value }] of now) {
    const before = baseline.get(sample)?.value;
    if (before === undefined) continue;
    largest = Math.max(largest, Math.abs(value), Math.abs(before));
    const part = parts.get(partOf(sample)) ?? { anomalous, changes: [] };
    part.changes.push(value - before);
    parts.set(partOf(sample), part);
  }
  const step = NOISE * largest;
  const rounded = (change: number): number => (step === 0 ? 0 : Math.round(change / step) * step);
  return [...parts.values()].map(({ anomalous, changes }) => ({
    ...{ anomalous, change: rounded(meanOf(changes)) },
  }));
}

function rowOf(
  { object, at, value }: { readonly object: string; readonly at: string; readonly value: OwnValue },
  pairs: readonly Pair[],
  { summary: { provenance } }: ComparedRun,
): Row<ValueComparison> {
  const changes = pairs.map(({ change }) => change);
  const seedParts = ["comparison", provenance.seed, object, at, value.title];
  return {
    ...{ object, at, value: value.title, unit: value.unit, parts: pairs.length },
    change: meanOf(changes),
    interval: pairedInterval(pairs, seedParts),
    p: signedRank(changes)?.pTwoSided ?? null,
  };
}

/**
 * The percentile interval of the mean change over parts that are drawn anew within each label; null where there are too
 * few to draw from, as of every interval.
 */
export function pairedInterval(
  pairs: readonly Pair[],
  seedParts: readonly (string | number)[],
): Interval | null {
  const strata = [true, false]
    .map((label) => pairs.filter(({ anomalous }) => anomalous === label).map(({ change }) => change))
    .filter(({ length }) => length > 0);
  const [first = []] = strata;
  if (first.length < FEWEST_PICTURES || strata.some(({ length }) => length === 1)) return null;
  const source = random(...seedParts);
  const means = new Float64Array(RESAMPLES);
  for (let draw = 0; draw < RESAMPLES; draw++) {
    let sum = 0;
    for (const stratum of strata)
      for (let drawn = 0; drawn < stratum.length; drawn++)
        sum += stratum[source.integer(stratum.length)] as number;
    means[draw] = sum / pairs.length;
  }
  return percentileInterval(means, LEVEL);
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
