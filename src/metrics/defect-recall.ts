// Recall per kind of defect: a rare kind that is never found counts as much as a frequent one.

import { DECIDES_ITSELF, type Metric, type PictureTally, type Pool } from "./metric.ts";

export const defectRecall: Metric = {
  name: "defectRecall",
  title: "defect recall",
  unit: "fraction",
  decimals: 1,
  better: "higher",
  shown: false,
  needs: "threshold",
  source:
    "macro-averaged recall: the mean over kinds of defect of the share of pictures rejected at the frozen image threshold",
  of: ({ frozen, pictures, weights }) => {
    const threshold = frozen?.image ?? null;
    const kinds = kindsOf(pictures, weights);
    if (threshold === null || kinds === null || kinds.size === 0) return null;
    let sum = 0;
    for (const members of kinds.values()) {
      const rejected = members.filter(({ imageScore }) => imageScore > threshold);
      sum += weightOf(rejected) / weightOf(members);
    }
    return sum / kinds.size;
  },
  reason: ({ frozen, pictures, weights }) => {
    if (frozen?.image === null) return DECIDES_ITSELF;
    return kindsOf(pictures, weights) === null ? "no kinds of defect" : null;
  },
};

interface Member extends PictureTally {
  readonly weight: number;
}

/** The anomalous pictures that count, by their kind of defect; null where one has none. */
function kindsOf(
  pictures: Pool["pictures"],
  weights: Pool["weights"],
): ReadonlyMap<string, readonly Member[]> | null {
  const kinds = new Map<string, Member[]>();
  for (const [index, picture] of pictures.entries()) {
    const weight = weights[index] as number;
    if (!picture.anomalous || weight === 0) continue;
    if (picture.defect === undefined) return null;
    const members = kinds.get(picture.defect) ?? [];
    members.push({ ...picture, weight });
    kinds.set(picture.defect, members);
  }
  return kinds;
}

function weightOf(members: readonly Member[]): number {
  return members.reduce((sum, { weight }) => sum + weight, 0);
}
