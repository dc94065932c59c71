// What a run says, in the terms that inspection engineers ask for: how far it falls, where most, which samples.

import type { Combination, RunSummary, SampleSummary } from "../results/schema.ts";

export interface ObjectDrop {
  readonly object: string;
  readonly from: number;
  readonly to: number;
}

export interface SampleDrop {
  readonly sample: SampleSummary;
  readonly from: number;
  readonly to: number;
}

export interface Findings {
  /** The combination that the findings speak of: the last, with the most shifts. */
  readonly combination: Combination;
  readonly from: number | null;
  readonly to: number | null;
  /** Largest drop of the pooled pAUROC first. */
  readonly objects: readonly ObjectDrop[];
  /** Largest drop of the per-sample pAUROC first. */
  readonly samples: readonly SampleDrop[];
  /** Mean of the per-sample worst pAUROC over the worst tenth of the samples (at least one). */
  readonly worstTenth: number | null;
  /** Samples that the search moved by less than a hundredth. */
  readonly unmoved: number;
  /** The single shift that costs most by itself, if single shifts were searched. */
  readonly costliestShift: { readonly combination: Combination; readonly to: number } | null;
}

/** The findings of a run, null where nothing was searched. */
export function findingsOf(summary: RunSummary): Findings | null {
  const combination = summary.combinations.at(-1);
  if (combination === undefined) return null;
  const objects = summary.objects
    .flatMap(({ object, original, bounds }) => {
      const to = bounds[combination]?.pauroc;
      return original.pauroc === null || to === null || to === undefined
        ? []
        : [{ object, from: original.pauroc, to }];
    })
    .sort((left, right) => right.from - right.to - (left.from - left.to));
  const samples = summary.samples
    .flatMap((sample) => {
      const [from, to] = [sample.original.pauroc, sample.bounds[combination]?.pauroc];
      return from === null || to === null || to === undefined ? [] : [{ sample, from, to }];
    })
    .sort((left, right) => right.from - right.to - (left.from - left.to));
  const lowest = samples.map(({ to }) => to).sort((left, right) => left - right);
  const tenth = lowest.slice(0, Math.max(1, Math.floor(lowest.length / 10)));
  return {
    combination,
    from: summary.mean.original.pauroc,
    to: summary.mean.bounds[combination]?.pauroc ?? null,
    objects,
    samples,
    worstTenth: lowest.length === 0 ? null : tenth.reduce((sum, value) => sum + value, 0) / tenth.length,
    unmoved: samples.filter(({ from, to }) => from - to < 0.01).length,
    costliestShift: costliest(summary),
  };
}

function costliest(summary: RunSummary): Findings["costliestShift"] {
  const single = summary.combinations
    .filter((name) => !name.includes("+"))
    .flatMap((name) => {
      const to = summary.mean.bounds[name]?.pauroc;
      return to === null || to === undefined ? [] : [{ combination: name, to }];
    });
  if (single.length < 2) return null;
  return single.reduce((worst, entry) => (entry.to < worst.to ? entry : worst));
}
