// Verdicts in words, the same in the terminal and on the page. Plain text; k of n stands beside every rate.

import type { Range, ShiftFacts } from "../core/shift.ts";
import type { Thresholds } from "../core/thresholds.ts";
import { FROM_LEAST } from "../metrics/decisions/verdict.ts";
import {
  ACCEPT,
  type AcceptanceData,
  acceptanceOf,
  type Binding,
  type ObjectAcceptance,
  type Side,
  type Verdict,
} from "../results/acceptance.ts";
import type { Count } from "../results/decisions.ts";
import type { RunSummary } from "../results/schema.ts";
import { SIDE_WORDS, SIDES } from "./decisions.ts";
import { counted, listed, percent, plain, pointText } from "./format.ts";
import { rangesText } from "./ranges.ts";
import { scoreText } from "./thresholds.ts";

/** The objects of an answer, the worst verdict first; of equal ones the one that goes least far. */
export function worstFirst(objects: readonly ObjectAcceptance[]): readonly ObjectAcceptance[] {
  const reach = ({ within }: ObjectAcceptance): number => within?.factor ?? -1;
  const rank = ({ verdict }: ObjectAcceptance): number => FROM_LEAST.indexOf(verdict);
  return objects.toSorted((left, right) => rank(left) - rank(right) || reach(left) - reach(right));
}

/** "gear: accept within 0.4 of the asked range", an object each, the worst first; none where no verdict was asked for. */
export function verdictLines(summary: Pick<RunSummary, "answers">): string[] {
  const { objects = [] } = acceptanceOf(summary) ?? {};
  return worstFirst(objects).map((own) => `${own.object}: ${verdictTitle(own)}`);
}

type Judged = Pick<ObjectAcceptance, "verdict" | "within" | "atRestAlready" | "binding" | "search">;

/** "accept within 0.4 of the asked range", "reject, at rest already". */
export function verdictTitle({ verdict, within, atRestAlready }: Omit<Judged, "binding" | "search">): string {
  const factor = within?.factor ?? 0;
  const titles: Readonly<Record<Verdict, string>> = {
    accept: ACCEPT,
    "accept-within": factor === 0 ? "accept at rest alone" : `accept within ${factor} of the asked range`,
    reject: atRestAlready ? "reject, at rest already" : "reject",
    "not-enough-search": "not enough search",
    "too-few-pictures": "too few pictures",
  };
  return titles[verdict];
}

/** Why, in a sentence. */
export function verdictReason({ verdict, within, binding, atRestAlready, search }: Judged): string {
  const where = atRestAlready ? "before anything is shifted" : "at the worst setting common to all parts";
  const reasons: Readonly<Record<Verdict, string>> = {
    accept: `Every limit holds over the whole asked range, ${search.second === null ? "and all of it was evaluated" : "and a second search flipped no verdict"}.`,
    "accept-within": `${
      within?.factor === 0
        ? "Every limit holds at rest, and in no range around it that was tested."
        : "Every limit holds over a part of the asked range, not over all of it."
    }${(search.second?.flips ?? 0) > 0 ? " A second search flipped verdicts that the first had missed." : ""}`,
    reject: `A limit is surely violated${binding === null ? "" : ` (95%), by ${SIDE_WORDS[binding.side].title} ${where}`}.`,
    "not-enough-search": "Too little was evaluated for a verdict; no limit is surely violated so far.",
    // Parts enough for every limit are not accepted at a threshold that promises nothing.
    "too-few-pictures":
      binding !== null && isLimitHeld(binding)
        ? "The threshold is from so few calibration pictures that nothing can be accepted; no limit failed."
        : "So few parts cannot show that every limit holds; none is surely violated.",
  };
  return reasons[verdict];
}

/** "escapes 2% and false rejects 5%"; "escapes +2% above rest" of a relative one. */
export function limitsText({ limits }: Pick<AcceptanceData, "limits">): string {
  const said = SIDES.flatMap((side) => {
    const limit = limits[side];
    if (limit === null) return [];
    const rate = shortPercent(limit.worst);
    const { title } = SIDE_WORDS[side];
    return [limit.relative ? `${title} +${rate} above rest` : `${title} ${rate}`];
  });
  return listed(said);
}

/** "12/150 (4.2–13.6%)" with the exact two-sided interval; an en dash of none. */
export function rateText({ k, n, low, high }: Count): string {
  if (n === 0 || low === null || high === null) return "–";
  return `${k}/${n} (${percent(low)}–${percent(high)}%)`;
}

/** What `bindingText` is about. */
export function bindingTerm(binding: Binding): string {
  return isLimitHeld(binding) ? "nearest limit" : "limited by";
}

/** False where the upper limit of confidence is beyond what is allowed. */
export function isLimitHeld({ upper, limit }: Binding): boolean {
  return upper <= limit;
}

/** "escapes: 12 of 150 (θ −9.1°), at least 4.9%, limit 2%": what keeps an object from more, or is nearest to it. */
export function bindingText(
  { side, k, n, lower, upper, limit, point }: Binding,
  shifts: readonly ShiftFacts[],
): string {
  const { title } = SIDE_WORDS[side];
  const allowed = `limit ${shortPercent(limit)}`;
  if (n === 0) return `${title}: no such part, so nothing can be said (${allowed})`;
  const at = point === null || k === 0 ? "" : pointText(point, shifts);
  // Limits are rounded towards what they say: at least so much, at most so much.
  const sure =
    lower > limit
      ? `at least ${plain(Math.floor(1000 * lower) / 10, 1)}% of such parts`
      : `up to ${plain(Math.ceil(1000 * upper) / 10, 1)}% cannot be excluded`;
  return `${title}: ${k} of ${n}${at === "" ? "" : ` (${at})`}, ${sure}, ${allowed}`;
}

/** Within which amounts every limit holds, all shifts together; in words where there is no range. */
export function withinText(
  { within, atRest }: Pick<ObjectAcceptance, "within" | "atRest">,
  shifts: readonly ShiftFacts[],
): string {
  if (within === null)
    return atRest.escapes.n + atRest.falseRejects.n === 0 ? "–" : "nowhere, at rest neither";
  if (within.factor === 0) return "at rest alone";
  return rangesText(within.box, shifts);
}

/** How far each shift goes with the others at zero: "turned by up to ±6° of ±10°", one text a shift. */
export function aloneTexts(
  { alone }: Pick<ObjectAcceptance, "alone">,
  { ranges }: Pick<AcceptanceData, "ranges">,
  shifts: readonly ShiftFacts[],
): string[] {
  return shifts.flatMap((facts) => {
    const range = alone[facts.name];
    if (range === undefined) return [];
    return [aloneText(facts, range, ranges[facts.name])];
  });
}

function aloneText(facts: ShiftFacts, range: Range | null, asked: Range | undefined): string {
  if (range === null || (range[0] === 0 && range[1] === 0)) return `${facts.title}: not at all`;
  const text = rangesText({ [facts.name]: range }, [facts]);
  const isAll = asked !== undefined && asked[0] === range[0] && asked[1] === range[1];
  return isAll ? `${text} (all)` : text;
}

/** "236 defective and 93 good parts at the rate seen": how many in all would hold each limit. */
export function neededText(
  { picturesNeeded, atRest }: Pick<ObjectAcceptance, "picturesNeeded" | "atRest">,
  { limits }: Pick<AcceptanceData, "limits">,
): string {
  const named: Readonly<Record<Side, string>> = { escapes: "defective", falseRejects: "good" };
  const limited = SIDES.filter((side) => limits[side] !== null);
  const known = (isHere: boolean): string[] =>
    limited.flatMap((side) => {
      const count = picturesNeeded[side];
      return count === null || atRest[side].n > 0 !== isHere ? [] : [`${count} ${named[side]}`];
    });
  const [seen, unseen] = [known(true), known(false)];
  const hopeless = limited.filter((side) => picturesNeeded[side] === null).map((side) => named[side]);
  return [
    ...(seen.length === 0 ? [] : [`${listed(seen)} in all at the rate seen`]),
    ...(unseen.length === 0 ? [] : [`${listed(unseen)} if none fails`]),
    ...(hopeless.length === 0 ? [] : [`no number of ${listed(hopeless)} ones would do at the rate seen`]),
  ].join("; ");
}

/** "0.412 from 60 good pictures (calibration), for at most 2% false rejects at rest" */
export function thresholdText({ rule, image, from, promised }: Thresholds): string {
  if (image === null) return "the detector's own decision";
  if (rule.kind !== "false-rejects") return `${scoreText(image)}, ${from}`;
  const kept = promised !== null && promised <= rule.rate;
  return `${scoreText(image)} from ${from}${kept ? `, for at most ${shortPercent(rule.rate)} false rejects at rest` : ""}`;
}

/** "59 draws and 120 units a picture; a second search (simplex) flipped no verdict" */
export function searchedText({ search }: Pick<ObjectAcceptance, "search">): string {
  const { units, draws, second } = search;
  const own = `${counted(draws, "draw")} and ${counted(units, "unit")} a picture`;
  if (second === null) return own;
  const flips = second.flips === 0 ? "no verdict" : counted(second.flips, "verdict");
  return `${own}; a second search (${second.strategy}) flipped ${flips}`;
}

/** Which verdicts hold for all objects at once; null of a single one. */
export function togetherText({ objects }: Pick<AcceptanceData, "objects">): string | null {
  const m = objects.length;
  if (m < 2) return null;
  const level = `${percent(1 - 0.05 / m)}%`;
  const not = objects.filter(({ holdsTogether }) => !holdsTogether).map(({ object }) => object);
  if (not.length === 0) return `All ${m} verdicts hold together too (each at ${level}).`;
  if (not.length === m) return `None of the ${m} verdicts holds for all objects together (each at ${level}).`;
  return `For all ${m} objects together (each at ${level}) these do not hold: ${listed(not)}.`;
}

/** "2%", "0.5%", "2.67%" */
function shortPercent(share: number): string {
  return `${Number((100 * share).toPrecision(3))}%`;
}
