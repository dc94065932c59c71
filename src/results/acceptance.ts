// May a detector be trusted over a range: verdicts on objects under limits on escapes and false rejects. Data for the page,
// the one screen and scripts; found in a summary by `acceptanceOf`.

import type { RateLimits, Side, Verdict } from "../core/acceptance.ts";
import type { Range, ShiftPoint, ShiftRanges } from "../core/shift.ts";
import type { Thresholds } from "../core/thresholds.ts";
import type { DecisionCounts } from "./decisions.ts";
import type { RunSummary } from "./schema.ts";

export {
  ACCEPT,
  type RateLimit,
  type RateLimits,
  type Side,
  VERDICTS,
  type Verdict,
} from "../core/acceptance.ts";

/** What keeps an object from being accepted over the whole range, or is nearest to it. */
export interface Binding {
  readonly side: Side;
  readonly k: number;
  readonly n: number;
  /** One-sided 95% limits of the rate. */
  readonly lower: number;
  readonly upper: number;
  readonly limit: number;
  /** The station's point at which most fail; null at rest, or where no shift is the station's. */
  readonly point: ShiftPoint | null;
}

export interface Action {
  /** What to do, a sentence. */
  readonly what: string;
  /** What it was measured to change; null as long as it was not. */
  readonly measured: null;
}

/** What was evaluated of an object's pictures that did not fail, the fewest of any. */
export interface AcceptanceSearch {
  readonly units: number;
  readonly draws: number;
  /** Of the second search, where one was made: its strategy, and how many verdicts of pictures it flipped. */
  readonly second: { readonly strategy: string; readonly flips: number } | null;
}

export interface ObjectAcceptance {
  readonly object: string;
  readonly verdict: Verdict;
  /** True of a reject that the unshifted pictures give already. */
  readonly atRestAlready: boolean;
  /** The asked box scaled by the largest tested factor within which accept holds; null where it holds nowhere. */
  readonly within: { readonly factor: number; readonly box: ShiftRanges } | null;
  /** Each shift alone: how far it goes with every limit held, 0 included; null where none holds at rest. */
  readonly alone: Readonly<Record<string, Range | null>>;
  /** By the upper limits, as verdicts are; or by the rates as seen, where so few pictures cannot hold a limit at all. */
  readonly aloneBy: "limits" | "seen";
  readonly binding: Binding | null;
  readonly thresholds: Thresholds;
  readonly atRest: DecisionCounts;
  readonly typical: DecisionCounts;
  readonly common: DecisionCounts;
  readonly worst: DecisionCounts;
  /** Pictures in all that would hold each limit at the rate seen; null where it is not limited, or no number would. */
  readonly picturesNeeded: Readonly<Record<Side, number | null>>;
  readonly search: AcceptanceSearch;
  /** True where the verdict stands at 1 − 0.05/m too, for all m objects together. */
  readonly holdsTogether: boolean;
  readonly actions: readonly Action[];
  /** What must be said beside it, a sentence each. */
  readonly notes: readonly string[];
}

/** The data of an answer about acceptance, as JSON holds it. */
export interface AcceptanceData {
  readonly kind: "acceptance";
  /** The least of the objects' verdicts: reject, not-enough-search, too-few-pictures, accept-within, accept. */
  readonly verdict: Verdict;
  readonly limits: RateLimits;
  /** The asked box. */
  readonly ranges: ShiftRanges;
  readonly objects: readonly ObjectAcceptance[];
}

/** The verdicts of a run; undefined where none was asked for. */
export function acceptanceOf({ answers }: Pick<RunSummary, "answers">): AcceptanceData | undefined {
  return answers.map(({ data }) => data).find(isAcceptance);
}

function isAcceptance(data: unknown): data is AcceptanceData {
  return data !== null && typeof data === "object" && "kind" in data && data.kind === "acceptance";
}
