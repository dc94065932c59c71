// A part of a test set that keeps its mixture: seeded, stratified by defect, and N is a prefix of N + 1.

import { listed } from "../core/listed.ts";
import { random, shuffled } from "../core/random.ts";
import type { Picture } from "./dataset.ts";
import { byId } from "./file-sample.ts";

/**
 * `count` of the samples (all, where there are fewer), sorted by id. The first has a defect and the second has none,
 * where there are both; beyond, the shares of normal and anomalous samples are kept, and those of the defects.
 */
export function takeSamples<Each extends Picture>(
  samples: readonly Each[],
  count: number,
  seed: number,
): Each[] {
  const sorted = byId(samples);
  const strata = [true, false].map((anomalous) =>
    mixedDefects(
      sorted.filter((sample) => sample.anomalous === anomalous),
      seed,
    ),
  );
  const first = strata.flatMap((stratum) => stratum.slice(0, 1));
  const taken = new Set(first.slice(0, count));
  for (const sample of interleaved(strata)) {
    if (taken.size >= Math.min(count, sorted.length)) break;
    taken.add(sample);
  }
  return sorted.filter((sample) => taken.has(sample));
}

/** What the samples chosen of an object cannot show, a phrase each; none where every kind is among them. */
export function subsetGaps(all: readonly Picture[], chosen: readonly Picture[]): string[] {
  const [taken, whole] = [chosen.length, all.length];
  const among = taken === whole ? `${whole} test pictures` : `${taken} of ${whole} test pictures`;
  const gaps: string[] = [];
  if (!chosen.some(({ anomalous }) => anomalous)) {
    gaps.push(`no picture with a defect among ${among}: pixel metrics and image AUROC are undefined`);
  } else if (chosen.every(({ anomalous }) => anomalous)) {
    gaps.push(`no picture without a defect among ${among}: image AUROC is undefined`);
  }
  const defectsOf = (some: readonly Picture[]): Set<string> =>
    new Set(some.filter(({ anomalous }) => anomalous).map(({ defect }) => defect));
  const there = defectsOf(chosen);
  const left = [...defectsOf(all)].filter((defect) => !there.has(defect)).sort();
  if (left.length > 0)
    gaps.push(`no ${left.length === 1 ? "picture" : "pictures"} of ${listed(left)} among ${among}`);
  return gaps;
}

function mixedDefects<Each extends Picture>(samples: readonly Each[], seed: number): Each[] {
  const groups = new Map<string, Each[]>();
  for (const sample of samples) {
    const group = groups.get(sample.defect);
    if (group === undefined) groups.set(sample.defect, [sample]);
    else group.push(sample);
  }
  const members = [...groups].map(([defect, group]) => shuffled(group, random(seed, "samples", defect)));
  return interleaved(shuffled(members, random(seed, "defects")));
}

/**
 * All members in one order whose every beginning has about the same share of each group; members keep their order, and
 * of equal shares the earlier group's comes first.
 */
function interleaved<Each>(groups: readonly (readonly Each[])[]): Each[] {
  return groups
    .flatMap((members) =>
      // The middle of a member's part of its group: sorting by it takes equal shares of all groups.
      members.map((sample, rank) => ({ sample, share: (rank + 0.5) / members.length })),
    )
    .sort((left, right) => left.share - right.share)
    .map(({ sample }) => sample);
}
