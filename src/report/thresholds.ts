// The thresholds of a run in words: where they come from, and what they promise.

import type { Thresholds } from "../core/thresholds.ts";
import type { ObjectDecisions } from "../results/decisions.ts";
import { listed, plain } from "./format.ts";
import { saidOfSome } from "./said-of-some.ts";

type Own = Pick<ObjectDecisions, "object" | "thresholds">;

/** A sentence per way in which thresholds were chosen, then what must be said of them. */
export function thresholdLines(objects: readonly Own[]): string[] {
  const ways = [...new Set(objects.map(({ thresholds }) => waysOf(thresholds)))];
  return [
    ...ways.map((way) =>
      sentenceOf(
        objects.filter(({ thresholds }) => waysOf(thresholds) === way),
        objects.length,
      ),
    ),
    ...saidOfSome(objects.map(({ object, thresholds }) => ({ object, sentences: thresholds.notes }))),
  ];
}

/** The same for thresholds that one sentence can speak of. */
function waysOf({ rule, from, promised }: Thresholds): string {
  return JSON.stringify([rule, from, promised]);
}

function sentenceOf(own: readonly Own[], objects: number): string {
  const [first] = own;
  if (first === undefined) return "";
  const { rule, from, image } = first.thresholds;
  const names = own.map(({ object }) => object);
  const of = own.length === objects ? "" : ` of ${listed(names)}`;
  if (rule.kind === "detector" || image === null)
    return `Decisions${of}: the detector's own; it rejects a part by itself.`;
  const scores =
    objects === 1
      ? scoreText(image)
      : listed(own.map(({ object, thresholds }) => `${scoreText(thresholds.image ?? 0)} (${object})`));
  const origin = rule.kind === "score" ? from : `chosen from ${from}`;
  return `Threshold: a part is rejected above the image score ${scores}, ${origin}${promiseText(first.thresholds)}. Frozen before any shift.`;
}

/** ", promising at most 2% false rejects at rest"; what too few pictures promise stands in the notes. */
function promiseText({ rule, promised }: Thresholds): string {
  if (rule.kind !== "false-rejects" || promised === null || promised > rule.rate) return "";
  return `, promising at most ${shortPercent(promised)} false rejects at rest`;
}

/** "2%", "0.5%" */
function shortPercent(share: number): string {
  return `${Number((100 * share).toFixed(1))}%`;
}

/** A score with three decimals, a small one with three digits. */
export function scoreText(score: number): string {
  return Math.abs(score) >= 0.01 || score === 0 ? plain(score, 3) : score.toPrecision(3).replace("-", "−");
}
