// What a run says, in the terms that inspection engineers ask for: how far it falls, where most, which samples, and
// whether the search stood at the border of its ranges. Undefined values are left out and counted, never taken as 0.

import type { MetricFacts } from "../core/metric-set.ts";
import type { ShiftFacts } from "../core/shift.ts";
import { type DrawsOfRun, drawsOfRun, isExhausted } from "../results/beside-search.ts";
import type {
  Combination,
  Controls,
  Interval,
  MetricSet,
  NoInterval,
  RunSummary,
  SampleSummary,
  SearchOutcome,
} from "../results/schema.ts";
import { type SharedCost, sharedCost } from "../results/shared-cost.ts";
import { isWorse, leadingMetric, lossOf, metricValue } from "./facts.ts";
import { hasMaps, type OwnValues, ownValues } from "./own-values.ts";
import { rangesOfRun, searchedRanges, shiftsOf } from "./ranges.ts";
import { type At, spreadOf } from "./spread.ts";
import { meanOfLowestTenth } from "./worst-tenth.ts";

/** Two fractions, before and after. */
export interface Change {
  readonly from: number;
  readonly to: number;
}

export interface ObjectDrop extends Change {
  readonly object: string;
}

export interface SampleDrop extends Change {
  readonly sample: SampleSummary;
  readonly worst: SearchOutcome;
}

export interface Findings {
  /** The metric that the findings speak of: the summary's leading one. */
  readonly metric: MetricFacts;
  /** The shifts of the summary, for labels. */
  readonly shifts: readonly ShiftFacts[];
  /** The combination that the findings speak of: the last, with the most shifts. */
  readonly combination: Combination;
  readonly original: MetricSet;
  readonly bound: MetricSet;
  /** Largest drop of the pooled metric first; objects without one are left out. */
  readonly objects: readonly ObjectDrop[];
  /** What single samples are compared by. */
  readonly own: OwnValues["facts"];
  /** Largest loss of the samples' own values first; samples without one (of pAUROC the normal ones) are left out. */
  readonly samples: readonly SampleDrop[];
  /** Mean worst pAUROC over the tenth of the samples where it is lowest (at least one sample); null without maps. */
  readonly worstTenth: number | null;
  /** The ranges of the combination, in words. */
  readonly ranges: string;
  /** Samples whose pAUROC the search lowered by less than `UNMOVED`; null without maps. */
  readonly unmoved: number | null;
  /** Samples whose worst point lies on the border of a searched range. */
  readonly atBorder: number;
  /** Samples whose search was still getting worse in the last tenth of its steps. */
  readonly stillImproving: number;
  /** What searches that share took; null where they do not. */
  readonly shared: SharedCost | null;
  /** The uniform draws beside the searches; null without. */
  readonly draws: DrawsOfRun | null;
  /** True where there was nothing to search: every combination of listed amounts was evaluated. */
  readonly exhausted: boolean;
  /** What the same shifts cost detectors that cannot be wrong; null where the part is not moved. */
  readonly controls: Controls | null;
  /** Mean metrics at the nested worst points; null where there is nothing beside the search to choose from. */
  readonly nested: MetricSet | null;
  /** True where a combination within this one was searched too. */
  readonly hasSubsets: boolean;
  /** Mean metrics at the worst common value, one lamp for all pictures of an object; null where none was asked for. */
  readonly common: MetricSet | null;
  /** Mean metrics at the shifts that are worst for the objects. */
  readonly objectBound: MetricSet;
  /** Of the change of the mean metric from the original to the bound, over the sampling of pictures. */
  readonly changeInterval: Interval | null;
  /** Why it has no interval, and the range of the samples' own changes; null where it has one. */
  readonly tooFew: { readonly none: NoInterval; readonly change: Interval | null } | null;
  /** The combination within this one with the worst mean, where that is worse than this one's. */
  readonly costlierSubset: CombinationLevel | null;
  /** The single shift with the worst mean, among two or more. */
  readonly costliestShift: CombinationLevel | null;
  /** Anomalous samples whose mask vanished in the resize: searched by loss, without a pAUROC. None without maps. */
  readonly vanished: number;
  /** True where a region of the pictures counts nowhere, in which a mask may lie. */
  readonly ignores: boolean;
}

/** A combination and the mean of the leading metric at its per-sample worst points. */
export interface CombinationLevel {
  readonly combination: Combination;
  readonly to: number;
}

/** A swept shift at the value where the mean of the leading metric is worst. */
export interface SweepFinding extends Change {
  readonly metric: MetricFacts;
  readonly shift: ShiftFacts;
  readonly value: number;
  /** The range of the sweep, in words. */
  readonly ranges: string;
}

/** A sample that falls by less than this fraction (one point) counts as unmoved. */
export const UNMOVED = 0.01;

/** Below what binary fractions are off by: 57% to 56% is a loss of a point. */
const ROUNDING = 1e-9;

/** The findings of a run; null where nothing was searched. */
export function findingsOf(summary: RunSummary): Findings | null {
  const combination = summary.combinations.at(-1);
  if (combination === undefined) return null;
  const bound = summary.mean.bounds[combination];
  const objectBound = summary.mean.objectBounds[combination];
  if (bound === undefined || objectBound === undefined) return null;
  const own = ownValues(summary);
  const samples = sampleDrops(summary, combination);
  const single = summary.combinations.filter((name) => !name.includes("+"));
  const { none } = summary.mean.intervals;
  const at: At = { kind: "bounds", combination };
  const metric = leadingMetric(summary);
  return {
    metric,
    shifts: summary.shifts,
    combination,
    original: summary.mean.original,
    bound,
    objects: objectDrops(summary, combination),
    own: own.facts,
    samples,
    ranges: searchedRanges(summary, [combination]),
    worstTenth: hasMaps(summary) ? meanOfLowestTenth(samples.map(({ to }) => to)) : null,
    unmoved: hasMaps(summary)
      ? samples.filter(({ from, to }) => from - to < UNMOVED - ROUNDING).length
      : null,
    atBorder: samples.filter(({ worst }) => worst.flags.atBorder === true).length,
    stillImproving: samples.filter(({ worst }) => worst.flags.stillImproving === true).length,
    nested: hasNested(summary, combination) ? (summary.mean.nested[combination] ?? null) : null,
    hasSubsets: subsetsOf(summary, combination).length > 0,
    common: summary.mean.common?.[combination]?.metrics ?? null,
    objectBound,
    shared: sharedCost(summary),
    draws: drawsOfRun(summary, combination),
    exhausted: isExhausted(summary, combination),
    controls: summary.mean.controls[combination] ?? null,
    changeInterval: summary.mean.intervals.bounds[combination]?.change[metric.name] ?? null,
    tooFew:
      none === undefined ? null : { none, change: spreadOf(summary, null, summary.mean, at, metric).change },
    costlierSubset: costlierSubset(summary, combination, bound),
    costliestShift: single.length < 2 ? null : worst(summary, single),
    ignores: summary.provenance.ignores,
    vanished: hasMaps(summary)
      ? summary.samples.filter(({ maskVanished }) => maskVanished === true).length
      : 0,
  };
}

function objectDrops(summary: RunSummary, combination: Combination): ObjectDrop[] {
  const metric = leadingMetric(summary);
  return summary.objects
    .flatMap(({ object, original, bounds }) => {
      const [from, to] = [metricValue(original, metric), metricValue(bounds[combination], metric)];
      return from === null || to === null ? [] : [{ object, from, to }];
    })
    .sort(
      (left, right) =>
        (lossOf(metric, right.from, right.to) ?? 0) - (lossOf(metric, left.from, left.to) ?? 0),
    );
}

function sampleDrops(summary: RunSummary, combination: Combination): SampleDrop[] {
  const { of, lost } = ownValues(summary);
  const lossOfSample = ({ sample, from, to }: SampleDrop): number => lost(sample, from, to);
  return summary.samples
    .flatMap((sample) => {
      const [from, worst] = [of(sample.original), sample.bounds[combination]];
      const to = worst === undefined ? null : of(worst);
      return from === null || worst === undefined || to === null ? [] : [{ sample, worst, from, to }];
    })
    .sort((left, right) => lossOfSample(right) - lossOfSample(left));
}

/**
 * True where nesting has something to choose from that is worth a row: a combination within this one was searched too, or a
 * draw is worse than what the search found.
 */
export function hasNested(summary: RunSummary, combination: Combination): boolean {
  if (subsetsOf(summary, combination).length > 0) return true;
  return (drawsOfRun(summary, combination)?.worse ?? 0) > 0;
}

function subsetsOf({ combinations }: RunSummary, combination: Combination): Combination[] {
  const shifts = combination.split("+");
  return combinations.filter(
    (name) => name !== combination && name.split("+").every((shift) => shifts.includes(shift)),
  );
}

function costlierSubset(
  summary: RunSummary,
  combination: Combination,
  bound: MetricSet,
): CombinationLevel | null {
  const metric = leadingMetric(summary);
  const subset = worst(summary, subsetsOf(summary, combination));
  const own = metricValue(bound, metric);
  return subset !== null && own !== null && isWorse(metric, subset.to, own) ? subset : null;
}

/** What each swept shift costs where it costs most; shifts without a mean are left out. */
export function sweepFindingsOf(summary: RunSummary): SweepFinding[] {
  const metric = leadingMetric(summary);
  const { mean } = summary;
  const from = metricValue(mean.original, metric);
  return mean.sweeps.flatMap(({ shift: name, points }) => {
    const [shift] = shiftsOf(summary, [name]);
    const known = points.flatMap(({ value, metrics }) => {
      const to = metricValue(metrics, metric);
      return to === null ? [] : [{ value, to }];
    });
    const [first, ...others] = known;
    if (shift === undefined || from === null || first === undefined) return [];
    const lowest = others.reduce(
      (least, point) => (isWorse(metric, point.to, least.to) ? point : least),
      first,
    );
    return [{ metric, shift, from, ...lowest, ranges: rangesOfRun(summary, [shift]) }];
  });
}

function worst(summary: RunSummary, combinations: readonly Combination[]): CombinationLevel | null {
  const metric = leadingMetric(summary);
  const entries = combinations.flatMap((combination) => {
    const to = metricValue(summary.mean.bounds[combination], metric);
    return to === null ? [] : [{ combination, to }];
  });
  const [first, ...others] = entries;
  if (first === undefined) return null;
  return others.reduce((least, entry) => (isWorse(metric, entry.to, least.to) ? entry : least), first);
}
