// What a run says of pictures of one kind alone, good ones above all: no metric tells them from others, so that their image
// scores and the change of their maps are all there is.

import { decisionsOf } from "../results/decisions.ts";
import type { RunSummary, SampleSummary, SearchOutcome } from "../results/schema.ts";
import { greatestOf } from "./extremes.ts";
import { counted, listed, plain, pointText, signed } from "./format.ts";
import { ownValues } from "./own-values.ts";
import { searchedRanges, titleWithRanges } from "./ranges.ts";

interface Searched {
  readonly sample: SampleSummary;
  readonly worst: SearchOutcome;
}

/** Headline first: how far the image scores go, whose goes furthest, what could not be measured and what that would need. */
export function scoreLines(summary: RunSummary): string[] {
  const combination = summary.combinations.at(-1);
  const searched = summary.samples.flatMap((sample): Searched[] => {
    const worst = combination === undefined ? undefined : sample.bounds[combination];
    return worst === undefined ? [] : [{ sample, worst }];
  });
  const furthest = searched.toSorted((left, right) => lostBy(summary, right) - lostBy(summary, left))[0];
  if (combination === undefined || furthest === undefined) return missingLines(summary);
  const changes = searched.map(({ sample, worst }) => worst.imageScore - sample.original.imageScore);
  const mean = changes.reduce((sum, change) => sum + change, 0) / changes.length;
  const { sample, worst } = furthest;
  const { imageScore } = sample.original;
  const { decimals } = ownValues(summary).facts;
  const headline = `The image score of ${counted(searched.length, `${sample.anomalous ? "defective" : "good"} picture`)} changes by ${signed(mean, decimals)} on average, by ${signed(worst.imageScore - imageScore, decimals)} at most`;
  return [
    titleWithRanges(headline, searchedRanges(summary, [combination])),
    `Furthest: ${sample.sample}, ${plain(imageScore, decimals)} → ${plain(worst.imageScore, decimals)} at ${pointText(worst.point, summary.shifts)}.`,
    ...mapChangeLines(searched),
    ...missingLines(summary),
  ];
}

function lostBy(summary: RunSummary, { sample, worst }: Searched): number {
  return ownValues(summary).lost(sample, sample.original.imageScore, worst.imageScore);
}

/** Of a search that raised the change of maps. */
function mapChangeLines(searched: readonly Searched[]): string[] {
  const changes = searched.flatMap(({ worst: { mapChange } }) => mapChange ?? []);
  if (changes.length === 0) return [];
  const mean = changes.reduce((sum, change) => sum + change, 0) / changes.length;
  return [
    `At the worst found a pixel of the map changes by ${plain(mean, 3)} on average over pictures, by ${plain(greatestOf(changes), 3)} at most.`,
  ];
}

/** What is undefined, why, and what it would need. */
function missingLines(summary: RunSummary): string[] {
  const { samples, metrics } = summary;
  const [first] = samples;
  if (first === undefined) return [];
  const titles = metrics.filter(({ shown }) => shown).map(({ title }) => title);
  const [tell, are, need] = titles.length === 1 ? ["tells", "is", "it needs"] : ["tell", "are", "they need"];
  const [kind, other] = first.anomalous ? ["defective", "good"] : ["good", "defective"];
  const shown =
    samples.length === 1
      ? `The only picture shows a ${kind} part`
      : `All ${samples.length} pictures show ${kind} parts`;
  const masks = first.anomalous ? "" : ", and their masks for what compares maps";
  const counts =
    decisionsOf(summary) === undefined
      ? [
          `No threshold was frozen: with --operating-point the same command counts ${first.anomalous ? "escapes" : "false rejects"}.`,
        ]
      : [];
  return [
    `${shown}: ${listed(titles)} ${tell} good parts from defective ones and ${are} undefined; ${need} ${other} parts${masks}.`,
    ...counts,
  ];
}
