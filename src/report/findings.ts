// What a run says, in the terms that inspection engineers ask for: how far it falls, where most, which samples, and
// whether the search stood at the border of its ranges. Undefined values are left out and counted, never taken as 0.

import type { Shift } from "../core/shift.ts";
import type {
  Combination,
  Interval,
  MetricSet,
  NoInterval,
  RunSummary,
  SampleSummary,
  SearchOutcome,
} from "../results/schema.ts";
import { rangesText, searchedRanges } from "./ranges.ts";
import { type At, spreadOf } from "./spread.ts";

/** The metrics that tables and headlines speak of, in order. */
export const HEADLINE_METRICS: readonly (readonly ["pauroc" | "aupro" | "f1max", string])[] = [
  ["pauroc", "pAUROC"],
  ["aupro", "AUPRO"],
  ["f1max", "F1-max"],
];

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
  /** The combination that the findings speak of: the last, with the most shifts. */
  readonly combination: Combination;
  readonly original: MetricSet;
  readonly bound: MetricSet;
  /** Largest drop of the pooled pAUROC first; objects without one are left out. */
  readonly objects: readonly ObjectDrop[];
  /** Largest drop of the per-sample pAUROC first; samples without one (the normal ones) are left out. */
  readonly samples: readonly SampleDrop[];
  /** Mean worst pAUROC over the tenth of the samples where it is lowest (at least one sample). */
  readonly worstTenth: number | null;
  /** The ranges of the combination, in words. */
  readonly ranges: string;
  /** Samples whose pAUROC the search lowered by less than `UNMOVED`. */
  readonly unmoved: number;
  /** Samples whose worst point lies on the border of a searched range. */
  readonly atBorder: number;
  /** Samples whose search was still getting worse in the last tenth of its steps. */
  readonly stillImproving: number;
  /** Mean metrics at the nested worst points; null where no combination within this one was searched. */
  readonly nested: MetricSet | null;
  /** Mean metrics at the shifts that are worst for the objects. */
  readonly objectBound: MetricSet;
  /** Of the change of the mean pAUROC from the original to the bound, over the sampling of pictures. */
  readonly changeInterval: Interval | null;
  /** Why it has no interval, and the range of the samples' own changes; null where it has one. */
  readonly tooFew: { readonly none: NoInterval; readonly change: Interval | null } | null;
  /** The combination within this one with the lowest mean pAUROC, where that is below this one's. */
  readonly costlierSubset: CombinationLevel | null;
  /** The single shift with the lowest mean pAUROC, among two or more. */
  readonly costliestShift: CombinationLevel | null;
  /** Anomalous samples whose mask vanished in the resize: searched by loss, without a pAUROC. */
  readonly vanished: number;
}

/** A combination and the mean pAUROC at its per-sample worst points. */
export interface CombinationLevel {
  readonly combination: Combination;
  readonly to: number;
}

/** A swept shift at the value where the mean pAUROC is lowest. */
export interface SweepFinding extends Change {
  readonly shift: Shift;
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
  const samples = sampleDrops(summary.samples, combination);
  const single = summary.combinations.filter((name) => !name.includes("+"));
  const { none } = summary.mean.intervals;
  const at: At = { kind: "bounds", combination };
  return {
    combination,
    original: summary.mean.original,
    bound,
    objects: objectDrops(summary, combination),
    samples,
    ranges: searchedRanges(summary, [combination]),
    worstTenth: meanOfLowestTenth(samples.map(({ to }) => to)),
    unmoved: samples.filter(({ from, to }) => from - to < UNMOVED - ROUNDING).length,
    atBorder: samples.filter(({ worst }) => worst.flags.atBorder === true).length,
    stillImproving: samples.filter(({ worst }) => worst.flags.stillImproving === true).length,
    nested: hasNested(summary, combination) ? (summary.mean.nested[combination] ?? null) : null,
    objectBound,
    changeInterval: summary.mean.intervals.bounds[combination]?.change.pauroc ?? null,
    tooFew:
      none === undefined
        ? null
        : { none, change: spreadOf(summary, null, summary.mean, at, "pauroc").change },
    costlierSubset: costlierSubset(summary, combination, bound),
    costliestShift: single.length < 2 ? null : lowest(summary, single),
    vanished: summary.samples.filter(({ maskVanished }) => maskVanished === true).length,
  };
}

function objectDrops(summary: RunSummary, combination: Combination): ObjectDrop[] {
  return summary.objects
    .flatMap(({ object, original, bounds }) => {
      const to = bounds[combination]?.pauroc ?? null;
      return original.pauroc === null || to === null ? [] : [{ object, from: original.pauroc, to }];
    })
    .sort(byDrop);
}

function sampleDrops(samples: readonly SampleSummary[], combination: Combination): SampleDrop[] {
  return samples
    .flatMap((sample) => {
      const [from, worst] = [sample.original.pauroc, sample.bounds[combination]];
      const to = worst?.pauroc ?? null;
      return from === null || worst === undefined || to === null ? [] : [{ sample, worst, from, to }];
    })
    .sort(byDrop);
}

function byDrop(left: Change, right: Change): number {
  return right.from - right.to - (left.from - left.to);
}

function meanOfLowestTenth(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const tenth = values
    .toSorted((left, right) => left - right)
    .slice(0, Math.max(1, Math.round(values.length / 10)));
  return tenth.reduce((sum, value) => sum + value, 0) / tenth.length;
}

/** True where a combination within this one was searched too, so that nesting has something to choose from. */
export function hasNested(summary: RunSummary, combination: Combination): boolean {
  return subsetsOf(summary, combination).length > 0;
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
  const subset = lowest(summary, subsetsOf(summary, combination));
  return subset !== null && bound.pauroc !== null && subset.to < bound.pauroc ? subset : null;
}

/** What each swept shift costs where it costs most; shifts without a mean pAUROC are left out. */
export function sweepFindingsOf({ mean, provenance }: RunSummary): SweepFinding[] {
  const from = mean.original.pauroc;
  return mean.sweeps.flatMap(({ shift, points }) => {
    const known = points.flatMap(({ value, metrics: { pauroc } }) =>
      pauroc === null ? [] : [{ value, to: pauroc }],
    );
    const [first, ...others] = known;
    if (from === null || first === undefined) return [];
    const worst = others.reduce((lowest, point) => (point.to < lowest.to ? point : lowest), first);
    return [{ shift, from, ...worst, ranges: rangesText(provenance.ranges, [shift]) }];
  });
}

function lowest(summary: RunSummary, combinations: readonly Combination[]): CombinationLevel | null {
  const entries = combinations.flatMap((combination) => {
    const to = summary.mean.bounds[combination]?.pauroc ?? null;
    return to === null ? [] : [{ combination, to }];
  });
  const [first, ...others] = entries;
  if (first === undefined) return null;
  return others.reduce((worst, entry) => (entry.to < worst.to ? entry : worst), first);
}
