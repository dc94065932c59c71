// Findings as sentences, the same in the terminal and on the page. Plain text: escaping is the page's affair.

import type { MetricFacts } from "../core/metric-set.ts";
import type { MetricSet, RunSummary } from "../results/schema.ts";
import type { SharedCost } from "../results/shared-cost.ts";
import { verdictLines } from "./acceptance-words.ts";
import { comparisonLines } from "./comparison.ts";
import { decisionLines } from "./decisions-sentences.ts";
import { drawsLines, EXHAUSTED } from "./draws-text.ts";
import { isMeasured, isWorse, metricValue, resamplingShare } from "./facts.ts";
import { type Findings, findingsOf, type SweepFinding, sweepFindingsOf } from "./findings.ts";
import {
  combinationLabel,
  counted,
  listed,
  percent,
  plain,
  points,
  relative,
  shiftValueText,
  signed,
} from "./format.ts";
import { scoreLines } from "./score-lines.ts";

/** "Mean pAUROC falls from 97.1% to 45.0%: −52.1 points, −54% relative (turned by up to ±90°, hue ±180°)" */
export function headline({ metric, own, original, bound, ranges }: Findings): string {
  const ends = [metricValue(original, metric), metricValue(bound, metric)] as const;
  const ranked = own.unit === "fraction" ? "normal and anomalous pixels" : "good and defective pictures";
  return `${meanText(metric, ends, "falls", "", ranked)} (${ranges})`;
}

/** The same of a swept shift at its worst value: "Mean pAUROC drops from 98.2% to 93.9% at θ −10.0°: …". */
export function sweepHeadline({ metric, shift, value, from, to, ranges }: SweepFinding): string {
  return `${meanText(metric, [from, to], "drops", ` at ${shiftValueText(shift, value)}`)} (${ranges})`;
}

/** What a run says, its headline first: its verdicts, its decisions where it has an operating point, then its metrics. */
export function findingLines(summary: RunSummary): string[] {
  return [
    ...[...verdictLines(summary), ...decisionLines(summary)],
    ...[...metricLines(summary), ...comparisonLines(summary)],
  ];
}

/** Of its searches or, where it made none, of each swept shift; of image scores where no metric has a value. */
export function metricLines(summary: RunSummary): string[] {
  if (!isMeasured(summary)) return scoreLines(summary);
  const findings = findingsOf(summary);
  return findings === null
    ? sweepFindingsOf(summary).map(sweepHeadline)
    : [headline(findings), ...sentences(findings)];
}

/** A change that prints as none "stays"; so does a gain, which has nothing to report but that nothing was lost. */
function meanText(
  metric: MetricFacts,
  [from, to]: readonly [number | null, number | null],
  verb: "falls" | "drops",
  where: string,
  ranked = "normal and anomalous pixels",
): string {
  const mean = `Mean ${metric.title}`;
  if (from === null || to === null) return `${mean} is undefined: no object has both ${ranked}`;
  const [before, after] = [levelText(metric, from), levelText(metric, to)];
  if (before === after) return `${mean} stays at ${before}`;
  const change = changeText(metric, from, to);
  if (!isWorse(metric, to, from))
    return `${mean} stays at ${before} or ${metric.better === "higher" ? "above" : "below"}: ${after}${where}, ${change}`;
  const moves = metric.better === "higher" ? verb : "rises";
  return `${mean} ${moves} from ${before} to ${after}${where}: ${change}${relativeText(from, to)}`;
}

/** "97.1%" of a fraction; a number with its decimals. */
function levelText({ unit, decimals }: MetricFacts, value: number): string {
  return unit === "fraction" ? `${percent(value)}%` : plain(value, decimals);
}

/** "−52.1 points" of fractions; the difference of numbers. */
function changeText({ unit, decimals }: MetricFacts, from: number, to: number): string {
  return unit === "fraction" ? `${points(from, to)} points` : signed(to - from, decimals);
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
    ...ofControls(findings),
    ...ofCommon(findings),
    ...ofObjects(findings),
    ...ofSamples(findings),
    ...ofCombinations(findings),
    ...ofBounds(findings),
    ...(findings.exhausted ? [EXHAUSTED] : []),
    ...(findings.draws === null ? [] : drawsLines(findings.draws)),
    ...ofSearch(findings),
  ];
}

function ofSpread({ changeInterval, tooFew, objects }: Findings): string[] {
  if (tooFew !== null) return [tooFewText(tooFew, objects.length > 1)];
  if (changeInterval === null) return [];
  const { low, high } = changeInterval;
  return [
    `95% interval of the change over test pictures: ${points(0, low)} to ${points(0, high)} points. It covers the sampling of pictures, not what the search missed.`,
  ];
}

/** What the transform does to any detector, so that it is not taken for what it does to this one. */
function ofControls({ metric, original, bound, controls }: Findings): string[] {
  const [from, to] = [metricValue(original, metric), metricValue(bound, metric)];
  const [share, constant] = [resamplingShare(metric, controls), metricValue(controls?.constant, metric)];
  if (from === null || to === null || share === null || !isWorse(metric, to, from)) return [];
  const blank = constant === null ? "" : `; a flat map has ${levelText(metric, constant)} there`;
  return [
    `Of the ${changeText(metric, from, to)}, ${changeText(metric, 0, share)} come from resampling and corners alone: what a detector that draws the mask itself loses at the same shifts${blank}.`,
  ];
}

/** What a station does to all of its pictures alike. */
function ofCommon({ metric, original, common }: Findings): string[] {
  const [from, to] = [metricValue(original, metric), common === null ? null : metricValue(common, metric)];
  if (from === null || to === null) return [];
  return [
    `Worst common (one lamp for all pictures of an object, each picture at its own pose): mean ${metric.title} ${levelText(metric, to)}, ${changeText(metric, from, to)} from the original.`,
  ];
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

function ofObjects({ metric, objects }: Findings): string[] {
  const [most, least] = [objects[0], objects.at(-1)];
  if (most === undefined || least === undefined) return [];
  const text = ({ object, from, to }: typeof most): string =>
    `${object}, ${levelText(metric, from)} → ${levelText(metric, to)} (${changeText(metric, from, to)}, ${relative(from, to)})`;
  if (objects.length === 1) return [`Only object: ${text(most)}.`];
  return [`Most affected object: ${text(most)}.`, `Least affected object: ${text(least)}.`];
}

function ofSamples({ metric, own, samples, worstTenth, unmoved }: Findings): string[] {
  const [hardest] = samples;
  if (hardest === undefined) return [];
  const { sample, from, to } = hardest;
  if (worstTenth === null || unmoved === null)
    return [
      `Hardest hit sample: ${sample.sample} (${sample.defect}), ${own.title} ${plain(from, own.decimals)} → ${plain(to, own.decimals)}.`,
    ];
  return [
    `Hardest hit sample: ${sample.sample}, ${percent(from)}% → ${percent(to)}%.`,
    `Worst tenth of the samples: ${percent(worstTenth)}% ${metric.title} on average.`,
    unmovedText(unmoved, samples.length),
  ];
}

function unmovedText(unmoved: number, count: number): string {
  if (unmoved > 0) return `${unmoved} of ${counted(count, "sample")} with a defect lost less than a point.`;
  return count === 1
    ? "The one sample with a defect lost at least a point."
    : `All ${count} samples with a defect lost at least a point.`;
}

function ofCombinations(findings: Findings): string[] {
  const { metric, shifts, combination, bound, costlierSubset, costliestShift } = findings;
  const own = metricValue(bound, metric);
  const said: string[] = [];
  if (costlierSubset !== null && own !== null) {
    said.push(
      `${combinationLabel(costlierSubset.combination, shifts)} alone ${metric.better === "higher" ? "lowers" : "raises"} mean ${metric.title} further, to ${levelText(metric, costlierSubset.to)}, than ${combinationLabel(combination, shifts)} (${levelText(metric, own)}): the larger search missed worse points, or points that are worse for single samples pool better.`,
    );
  }
  if (costliestShift !== null) {
    said.push(
      `Most harmful single shift: ${combinationLabel(costliestShift.combination, shifts)}, mean ${metric.title} ${levelText(metric, costliestShift.to)}.`,
    );
  }
  return said;
}

function ofBounds(findings: Findings): string[] {
  const { metric, bound, nested, common, objectBound, draws, hasSubsets } = findings;
  const own = metricValue(bound, metric);
  const against = (title: string, set: MetricSet | null): string[] => {
    const to = set === null ? null : metricValue(set, metric);
    if (own === null || to === null || to === own) return [];
    return [
      `${title}: mean ${metric.title} ${levelText(metric, to)}, ${changeText(metric, own, to)} from the per-sample value.`,
    ];
  };
  const among = listed([
    "this search",
    ...(hasSubsets ? ["of those over fewer shifts"] : []),
    ...(common === null ? [] : ["of the shared settings"]),
    ...(draws === null || draws.worse === 0 ? [] : ["of the draws"]),
  ]);
  return [
    ...against(`Nested (each sample at the worst of ${among})`, nested),
    ...against("Object-level (at the shifts that are worst for each object as a whole)", objectBound),
  ];
}

function ofSearch({
  metric,
  samples,
  atBorder,
  stillImproving,
  vanished,
  ignores,
  shared,
}: Findings): string[] {
  const said: string[] = shared === null ? [] : [sharedText(shared)];
  if (atBorder > 0) {
    said.push(
      `${atBorder} of ${samples.length} worst points lie at the border of the ranges; wider ranges would probably lower ${metric.title} further.`,
    );
  }
  if (stillImproving > 0) {
    said.push(
      `${stillImproving} of ${samples.length} searches were still improving in the last tenth of their steps; a larger budget would probably find worse points.`,
    );
  }
  if (vanished > 0) {
    const where = ignores ? "in the resize or in what counts nowhere" : "in the resize";
    said.push(
      `${counted(vanished, "mask")} vanished ${where}; ${vanished === 1 ? "that sample was" : "those samples were"} searched by loss and count${vanished === 1 ? "s" : ""} in the pooled metrics only.`,
    );
  }
  return said;
}

function sharedText({ units, independent }: SharedCost): string {
  const [taken, alone] = [units, independent].map((cost) => cost.toFixed(0));
  return `The searches shared what they found: a picture took ${taken} forward evaluations in all; independent searches would have taken ${alone}.`;
}
