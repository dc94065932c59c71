// The words of acceptance that every room shares: which decisions a limit is on, the limits, and the verdicts.

/** The verdict that a detector may be trusted over the whole asked range: the command that gives it is called so too. */
export const ACCEPT = "accept";

export type Verdict = "reject" | "not-enough-search" | typeof ACCEPT | "accept-within" | "too-few-pictures";

/** In the order in which an object's verdict is tested for. */
export const VERDICTS: readonly Verdict[] = [
  "reject",
  "not-enough-search",
  ACCEPT,
  "accept-within",
  "too-few-pictures",
];

/** Which decisions a limit is on. */
export type Side = "escapes" | "falseRejects";
export const SIDES: readonly Side[] = ["escapes", "falseRejects"];

/** The worst rate that is accepted, a share; relative: so much above the rate at rest. */
export interface RateLimit {
  readonly worst: number;
  readonly relative: boolean;
}

/** Null: not limited. */
export type RateLimits = Readonly<Record<Side, RateLimit | null>>;
