// A part of a test set that keeps its mixture: seeded, stratified by defect, and N is a prefix of N + 1.

import { random, shuffled } from "../core/random.ts";
import type { Picture } from "./dataset.ts";
import { byId } from "./file-sample.ts";

/** `count` of the samples (all, where there are fewer), sorted by id. */
export function takeSamples<Each extends Picture>(
  samples: readonly Each[],
  count: number,
  seed: number,
): Each[] {
  const groups = new Map<string, Each[]>();
  for (const sample of byId(samples))
    groups.set(sample.defect, [...(groups.get(sample.defect) ?? []), sample]);
  const ranked = [...groups].flatMap(([defect, members]) =>
    shuffled(members, random(seed, "samples", defect)).map((sample, rank) => ({
      sample,
      // The share of its group that is taken once this sample is: taking by it keeps the mixture.
      share: (rank + 0.5) / members.length,
      tie: random(seed, "samples", sample.id).next(),
    })),
  );
  ranked.sort((left, right) => left.share - right.share || left.tie - right.tie);
  return byId(ranked.slice(0, count).map(({ sample }) => sample));
}
