// Findings as sentences, the same in the terminal and on the page. Plain text: escaping is the page's affair.

import type { RunSummary } from "../results/schema.ts";
import { type Findings, findingsOf, type SweepFinding, sweepFindingsOf } from "./findings.ts";
import { combinationLabel, counted, percent, points, relative, shiftValueText } from "./format.ts";

/** "Mean pAUROC falls from 97.1% to 45.0%: −52.1 points, −54% relative (turned by up to ±90°, hue ±180°)" */
export function headline({ original, bound, ranges }: Findings): string {
  return `${changeText(original.pauroc, bound.pauroc, "falls", "")} (${ranges})`;
}

/** The same of a swept shift at its worst value: "Mean pAUROC drops from 98.2% to 93.9% at θ −10.0°: …". */
export function sweepHeadline({ shift, value, from, to, ranges }: SweepFinding): string {
  return `${changeText(from, to, "drops", ` at ${shiftValueText(shift, value)}`)} (${ranges})`;
}

/** What a run says, its headline first: of its searches or, where it made none, of each swept shift. */
export function findingLines(summary: RunSummary): string[] {
  const findings = findingsOf(summary);
  return findings === null
    ? sweepFindingsOf(summary).map(sweepHeadline)
    : [headline(findings), ...sentences(findings)];
}

/** A change that prints as none "stays"; so does a gain, which has nothing to report but that nothing was lost. */
function changeText(from: number | null, to: number | null, verb: "falls" | "drops", where: string): string {
  if (from === null || to === null)
    return "Mean pAUROC is undefined: no object has both normal and anomalous pixels";
  if (percent(from) === percent(to)) return `Mean pAUROC stays at ${percent(from)}%`;
  if (to > from)
    return `Mean pAUROC stays at ${percent(from)}% or above: ${percent(to)}%${where}, ${points(from, to)} points`;
  return `Mean pAUROC ${verb} from ${percent(from)}% to ${percent(to)}%${where}: ${points(from, to)} points${relativeText(from, to)}`;
}

/** ", −51% relative"; nothing where it prints as none. */
function relativeText(from: number, to: number): string {
  const text = relative(from, to);
  return text === "0%" ? "" : `, ${text} relative`;
}

/** What else there is to say, most important first; nothing is said of what is undefined. */
export function sentences(findings: Findings): string[] {
  return [
    ...ofSpread(findings),
    ...ofObjects(findings),
    ...ofSamples(findings),
    ...ofCombinations(findings),
    ...ofBounds(findings),
    ...ofSearch(findings),
  ];
}

function ofSpread({ changeInterval, tooFew, objects }: Findings): string[] {
  if (tooFew !== null) return [tooFewText(tooFew, objects.length > 1)];
  if (changeInterval === null) return [];
  const { low, high } = changeInterval;
  return [`95% interval of the change over test pictures: ${points(0, low)} to ${points(0, high)} points.`];
}

function tooFewText({ none, change }: NonNullable<Findings["tooFew"]>, several: boolean): string {
  const { reason, pictures, picturesNeeded } = none;
  const count =
    reason === "a single picture without a defect"
      ? "one without a defect"
      : `${several ? "an object has " : ""}${pictures} with a defect`;
  const range =
    change === null
      ? ""
      : `; the samples' own changes range from ${points(0, change.low)} to ${points(0, change.high)} points`;
  const needed =
    picturesNeeded === null
      ? "How many would give ±5 points cannot be told from these."
      : `About ${picturesNeeded} with a defect${several ? " per object" : ""} would give ±5 points.`;
  return `Too few pictures for an interval (${count})${range}. ${needed}`;
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
    `Worst tenth of the samples: ${percent(worstTenth)}% pAUROC on average.`,
    unmovedText(unmoved, samples.length),
  ];
}

function unmovedText(unmoved: number, count: number): string {
  if (unmoved > 0) return `${unmoved} of ${counted(count, "sample")} with a defect lost less than a point.`;
  return count === 1
    ? "The one sample with a defect lost at least a point."
    : `All ${count} samples with a defect lost at least a point.`;
}

function ofCombinations({ combination, bound, costlierSubset, costliestShift }: Findings): string[] {
  const said: string[] = [];
  if (costlierSubset !== null) {
    said.push(
      `${combinationLabel(costlierSubset.combination)} alone lowers mean pAUROC further, to ${percent(costlierSubset.to)}%, than ${combinationLabel(combination)} (${percent(bound.pauroc)}%): the larger search missed worse points, or points that are worse for single samples pool better.`,
    );
  }
  if (costliestShift !== null) {
    said.push(
      `Most harmful single shift: ${combinationLabel(costliestShift.combination)}, mean pAUROC ${percent(costliestShift.to)}%.`,
    );
  }
  return said;
}

function ofBounds({ bound, nested, objectBound }: Findings): string[] {
  const said: string[] = [];
  const against = (to: number): string =>
    `mean pAUROC ${percent(to)}%, ${points(bound.pauroc, to)} points from the per-sample value`;
  if (nested !== null && nested.pauroc !== null && nested.pauroc !== bound.pauroc) {
    said.push(
      `Nested (each sample at the worst of this search and of those over fewer shifts): ${against(nested.pauroc)}.`,
    );
  }
  if (objectBound.pauroc !== null && objectBound.pauroc !== bound.pauroc) {
    said.push(
      `Object-level (at the shifts that are worst for each object as a whole): ${against(objectBound.pauroc)}.`,
    );
  }
  return said;
}

function ofSearch({ samples, atBorder, stillImproving, vanished }: Findings): string[] {
  const said: string[] = [];
  if (atBorder > 0) {
    said.push(
      `${atBorder} of ${samples.length} worst points lie at the border of the ranges; wider ranges would probably lower pAUROC further.`,
    );
  }
  if (stillImproving > 0) {
    said.push(
      `${stillImproving} of ${samples.length} searches were still improving in the last tenth of their steps; a larger budget would probably find worse points.`,
    );
  }
  if (vanished > 0) {
    said.push(
      `${counted(vanished, "mask")} vanished in the resize; ${vanished === 1 ? "that sample was" : "those samples were"} searched by loss and count${vanished === 1 ? "s" : ""} in the pooled metrics only.`,
    );
  }
  return said;
}
