// Findings as sentences, the same in the terminal and on the page. Plain text: escaping is the page's affair.

import type { Findings } from "./findings.ts";
import { combinationLabel, counted, percent, points, relative } from "./format.ts";

/** "Mean pAUROC falls from 97.1% to 45.0%: −52.1 points, −54% relative". */
export function headline({ original, bound }: Findings): string {
  const [from, to] = [original.pauroc, bound.pauroc];
  if (from === null || to === null)
    return "pAUROC is undefined: no object has both normal and anomalous pixels";
  if (to > from)
    return `Mean pAUROC goes from ${percent(from)}% to ${percent(to)}%: ${points(from, to)} points`;
  return `Mean pAUROC falls from ${percent(from)}% to ${percent(to)}%: ${points(from, to)} points, ${relative(from, to)} relative`;
}

/** What else there is to say, most important first; nothing is said of what is undefined. */
export function sentences(findings: Findings): string[] {
  return [
    ...ofDrop(findings),
    ...ofObjects(findings),
    ...ofSamples(findings),
    ...ofCombinations(findings),
    ...ofBounds(findings),
    ...ofSearch(findings),
  ];
}

function ofDrop({ changeInterval }: Findings): string[] {
  if (changeInterval === null) return [];
  const [low, high] = [points(0, changeInterval.low), points(0, changeInterval.high)];
  return [
    `With other test pictures of the same kind, the change would lie between ${low} and ${high} points (95%).`,
  ];
}

function ofObjects({ objects }: Findings): string[] {
  const [most, least] = [objects[0], objects.at(-1)];
  if (most === undefined || least === undefined) return [];
  const text = ({ object, from, to }: typeof most): string =>
    `${object}, ${percent(from)}% → ${percent(to)}% (${points(from, to)} points, ${relative(from, to)})`;
  if (objects.length === 1) return [`Only object: ${text(most)}.`];
  return [`Most affected object: ${text(most)}.`, `Least affected object: ${text(least)}.`];
}

function ofSamples({ samples, worstTenth, unmoved }: Findings): string[] {
  const [hardest] = samples;
  if (hardest === undefined) return [];
  return [
    `Hardest hit sample: ${hardest.sample.sample}, ${percent(hardest.from)}% → ${percent(hardest.to)}%.`,
    `In the worst tenth of the samples, ${percent(worstTenth)}% pAUROC is left on average.`,
    unmoved === 0
      ? `Every one of the ${counted(samples.length, "sample")} with a defect lost at least a point.`
      : `${unmoved} of ${counted(samples.length, "sample")} with a defect lost less than a point.`,
  ];
}

function ofCombinations({ combination, costliest, costliestShift }: Findings): string[] {
  const said: string[] = [];
  if (costliest !== null && costliest.combination !== combination) {
    said.push(
      `${combinationLabel(costliest.combination)} costs most (mean pAUROC ${percent(costliest.to)}%), more than ${combinationLabel(combination)}: the search missed the maximum of the larger set, if that contains the smaller.`,
    );
  }
  if (costliestShift !== null) {
    said.push(
      `The single shift that costs most is ${combinationLabel(costliestShift.combination)}: mean pAUROC ${percent(costliestShift.to)}% by itself.`,
    );
  }
  return said;
}

function ofBounds({ bound, nested, objectBound }: Findings): string[] {
  const said: string[] = [];
  if (nested !== null && nested.pauroc !== null && nested.pauroc !== bound.pauroc) {
    said.push(
      `Nested (each sample at the worst of this search and of those over fewer shifts), mean pAUROC is ${percent(nested.pauroc)}%: ${points(bound.pauroc, nested.pauroc)} points.`,
    );
  }
  if (objectBound.pauroc !== null && objectBound.pauroc !== bound.pauroc) {
    said.push(
      `At the shifts that are worst for each object as a whole (object-level), mean pAUROC is ${percent(objectBound.pauroc)}%: ${points(bound.pauroc, objectBound.pauroc)} points.`,
    );
  }
  return said;
}

function ofSearch({ samples, atBorder, stillImproving, vanished }: Findings): string[] {
  const said: string[] = [];
  if (atBorder > 0) {
    said.push(
      `${atBorder} of ${samples.length} worst cases lie on the border of the searched ranges: wider ranges would probably cost more.`,
    );
  }
  if (stillImproving > 0) {
    said.push(
      `${stillImproving} of ${samples.length} searches were still finding worse in the last tenth of their steps: a larger budget would probably find more.`,
    );
  }
  if (vanished > 0) {
    said.push(
      `${counted(vanished, "mask")} vanished in the resize; ${vanished === 1 ? "that sample was" : "those samples were"} searched by loss and count in the pooled numbers alone.`,
    );
  }
  return said;
}
