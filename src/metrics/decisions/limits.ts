// Limits on the rates of escapes and false rejects, as the command line writes them: escapes=2%,false-rejects=5%, and
// escapes=+2% for so much above the rate at rest.

import { type RateLimit, type RateLimits, SIDES, type Side } from "../../core/acceptance.ts";
import { invariant, UsageError, unknownName } from "../../core/errors.ts";
import type { Failures } from "./parts.ts";
import { percentText, timesTenTo } from "./rule.ts";

/** What a rate is called where a user names it. */
export const RATE_NAMES: Readonly<Record<Side, string>> = {
  escapes: "escapes",
  falseRejects: "false-rejects",
};

/** What accept and tolerance hold a detector to where nothing else is said. */
export const DEFAULT_LIMITS = "escapes=2%,false-rejects=5%";

/** How many parts of each side failed. */
export type FailureCounts = Readonly<Record<Side, Failures>>;

/** The worst share of each side that is accepted, made absolute; null where it is not limited. */
export type ResolvedLimits = Readonly<Record<Side, number | null>>;

/**
 * The limits of "escapes=2%,false-rejects=+5%", several texts being one list; a side that is not named is not limited. A
 * UsageError for what is no rate, a value that is no share or percentage, a rate that is limited twice, and no limit.
 */
export function parseRateLimits(texts: readonly string[]): RateLimits {
  const named = texts.flatMap((text) => text.split(",")).map(parseRate);
  const twice = named.find(({ side }, index) => named.findIndex((other) => other.side === side) !== index);
  if (twice !== undefined)
    throw new UsageError(`invalid --limit: ${RATE_NAMES[twice.side]} is limited twice`);
  const limitOf = (side: Side): RateLimit | null => named.find((each) => each.side === side)?.limit ?? null;
  return { escapes: limitOf("escapes"), falseRejects: limitOf("falseRejects") };
}

function parseRate(text: string): { readonly side: Side; readonly limit: RateLimit } {
  const [name = "", value = "", ...more] = text.split("=").map((part) => part.trim());
  const side = SIDES.find((each) => RATE_NAMES[each] === name);
  if (side === undefined)
    throw new UsageError(unknownName("rate in --limit", name, Object.values(RATE_NAMES)));
  const limit = more.length > 0 ? null : parseRateLimit(value);
  if (limit !== null) return { side, limit };
  throw new UsageError(
    `invalid --limit "${text.trim()}"; expected a share or per cent from 0 to 100%, such as ${name}=2%, or ${name}=+2% above the rate at rest`,
  );
}

/** The limit of "2%", "0.02" or, relative, "+2%"; null where the text says none. */
export function parseRateLimit(text: string): RateLimit | null {
  const [, plus, digits, percent] = /^(\+?)(\d+\.?\d*|\.\d+)(%?)$/.exec(text) ?? [];
  if (digits === undefined) return null;
  const worst = percent === "%" ? timesTenTo(digits, -2) : Number(digits);
  return worst > 1 ? null : { worst, relative: plus === "+" };
}

/** The text that parses to the limits: "escapes=2%,false-rejects=+5%". */
export function rateLimitsText(limits: RateLimits): string {
  return SIDES.flatMap((side) => {
    const limit = limits[side];
    return limit === null ? [] : [`${RATE_NAMES[side]}=${rateLimitText(limit)}`];
  }).join(",");
}

/** "2%", "+2%". */
function rateLimitText({ worst, relative }: RateLimit): string {
  return `${relative ? "+" : ""}${percentText(worst)}`;
}

/** The limits as shares: a relative one is so much above the share that failed at rest, at most 1. */
export function resolvedLimits(limits: RateLimits, atRest: FailureCounts): ResolvedLimits {
  const shareOf = (side: Side): number | null => {
    const limit = limits[side];
    if (limit === null) return null;
    invariant(limit.worst >= 0 && limit.worst <= 1, `invalid limit ${limit.worst} of ${side}`);
    if (!limit.relative) return limit.worst;
    const { k, n } = atRest[side];
    // Rounded as shares are written, so that 0.7 + 0.1 is 0.8.
    return Math.min(1, Number((limit.worst + (n === 0 ? 0 : k / n)).toPrecision(15)));
  };
  return { escapes: shareOf("escapes"), falseRejects: shareOf("falseRejects") };
}
