// What an operating point comes to: decisions at a frozen threshold as counts of independent parts. Data for the report,
// for scripts and for comparisons; found in a summary by `decisionsOf`.

import type { ShiftPoint } from "../core/shift.ts";
import type { Thresholds } from "../core/thresholds.ts";
import type { Combination, RunSummary } from "./schema.ts";

/** k of n with its exact two-sided 95% interval (Clopper–Pearson); no interval of n = 0. */
export interface Count {
  readonly k: number;
  readonly n: number;
  readonly low: number | null;
  readonly high: number | null;
}

export interface DecisionCounts {
  /** Defective parts that are not rejected. */
  readonly escapes: Count;
  /** Good parts that are. */
  readonly falseRejects: Count;
}

/** One station value for all pictures of an object, each side at its own worst one. */
export interface CommonCounts extends DecisionCounts {
  /** The station's amounts at which most escape, and at which most are falsely rejected. */
  readonly points: { readonly escapes: ShiftPoint; readonly falseRejects: ShiftPoint };
}

/** A proportion with its exact interval, as attribute agreement studies give it. */
export interface Rate extends Count {
  /** By the AIAG manual's limits. */
  readonly verdict: "acceptable" | "marginal" | "unacceptable";
}

/** Decisions at rest against those under one random draw a picture; never against the worst case. */
export interface Agreement {
  /** Rows: at rest passed, rejected; columns: under the draw passed, rejected. */
  readonly table: readonly [readonly [number, number], readonly [number, number]];
  /** Cohen's; null where chance agreement is complete. */
  readonly kappa: number | null;
  /** Null where the asymptotic variance is 0. */
  readonly kappaInterval: readonly [number, number] | null;
  readonly effectiveness: Rate;
  /** Of what was rejected at rest, what passes under the draw; null where nothing was rejected. */
  readonly miss: Rate | null;
  /** Of what passed at rest, what is rejected under the draw; null where nothing passed. */
  readonly falseAlarm: Rate | null;
}

/** A picture whose decision was right at rest and wrong somewhere in the range. */
export interface Flip {
  readonly sample: string;
  readonly defect: string;
  readonly anomalous: boolean;
  readonly combination: Combination;
  readonly scoreAtRest: number;
  readonly score: number;
  readonly point: ShiftPoint;
}

/** How one picture was decided; true = rejected. */
export interface PictureVerdict {
  readonly sample: string;
  /** Photographs of one part share it; the sample's id where no group names it. */
  readonly part: string;
  readonly defect: string;
  readonly anomalous: boolean;
  readonly atRest: boolean;
  readonly typical: Readonly<Record<Combination, boolean>>;
  /** True where a good picture was seen to be rejected anywhere in the range, a defective one never to pass. */
  readonly worst: Readonly<Record<Combination, boolean>>;
}

/** What maps say beside decisions. */
export interface MapDecisions {
  /** Missed defect regions at the pixel threshold; null where there is none, or no mask. */
  readonly missedRegions: {
    readonly atRest: Count;
    readonly worst: Readonly<Record<Combination, Count>>;
  } | null;
  /** Mean over pictures of the map's mean change from rest; null without maps. */
  readonly mapChange: {
    readonly typical: Readonly<Record<Combination, number>>;
    readonly worst: Readonly<Record<Combination, number>>;
  } | null;
}

export interface ObjectDecisions extends MapDecisions {
  readonly object: string;
  readonly thresholds: Thresholds;
  readonly atRest: DecisionCounts;
  readonly sweeps: readonly {
    readonly shift: string;
    readonly points: readonly ({ readonly value: number } & DecisionCounts)[];
  }[];
  /** Under one seeded draw a picture, uniform in the combination's box. */
  readonly typical: Readonly<Record<Combination, DecisionCounts>>;
  /** Of the combinations with a shared design. */
  readonly common: Readonly<Record<Combination, CommonCounts>>;
  /** Each picture at the worst of all points evaluated of it within the combination's box. */
  readonly worst: Readonly<Record<Combination, DecisionCounts>>;
  /** Per defect type, escapes alone. */
  readonly defects: readonly {
    readonly defect: string;
    readonly atRest: Count;
    readonly worst: Readonly<Record<Combination, Count>>;
  }[];
  readonly agreement: Readonly<Record<Combination, Agreement>>;
  readonly flips: readonly Flip[];
  readonly verdicts: readonly PictureVerdict[];
  /** What these numbers cannot say, one sentence each. */
  readonly limits: readonly string[];
}

/** The data of an answer about decisions, as JSON holds it. */
export interface DecisionsData {
  readonly kind: "decisions";
  readonly objects: readonly ObjectDecisions[];
}

/** The decisions of a run; undefined where no operating point was asked for. */
export function decisionsOf({
  answers,
}: Pick<RunSummary, "answers">): readonly ObjectDecisions[] | undefined {
  const data = answers.map((answer) => answer.data).find(isDecisions);
  return data?.objects;
}

function isDecisions(data: unknown): data is DecisionsData {
  return data !== null && typeof data === "object" && "kind" in data && data.kind === "decisions";
}
