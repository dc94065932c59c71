// --limit and --fail-on: a finished run that is worse than its user accepts ends with exit code 3, for use in a pipeline.
// A metric is held to its limit at every printed value, a rate of decisions at its share k/n.

import { z } from "zod";
import type { RateLimit } from "../core/acceptance.ts";
import { UsageError, unknownName } from "../core/errors.ts";
import type { MetricFacts } from "../core/metric-set.ts";
import { parseRateLimit } from "../metrics/decisions/limits.ts";
import { metricFacts } from "../metrics/registry.ts";
import type { Comparison } from "../results/comparison.ts";
import { withForm } from "./flag-facts.ts";
import { type PrintedMetrics, RATES, REST } from "./printed-metrics.ts";
import { LIMITS_FORM } from "./study-file/pairs-forms.ts";
import { NOT_ACCEPTED, VIOLATED } from "./verdict-gate.ts";

export interface Limit {
  /** A registered metric, or a rate of decisions. */
  readonly metric: MetricFacts;
  /** The worst value that is accepted, in the metric's own unit; of a relative one how much above that at rest. */
  readonly worst: number;
  /** Of rates alone. */
  readonly relative: boolean;
}

/** What a run is held to. */
export interface Gates {
  readonly limits: readonly Limit[];
  /** True where a significant regression against --baseline fails too. */
  readonly onRegression: boolean;
}

type FailOn = (typeof FAIL_ON)[number];
const FAIL_ON = ["reject", "regression"] as const;

export const limitFlags: {
  limit: z.ZodType<readonly Limit[] | undefined>;
  failOn: z.ZodOptional<z.ZodType<FailOn>>;
} = {
  limit: withForm(z.array(z.string()).transform(parseLimits), LIMITS_FORM)
    .optional()
    .describe(
      "exit code 3 where an object is worse: pauroc=70%,f1max=0.3; with an operating point escapes=2%, or escapes=+2% above the rate at rest",
    ),
  failOn: z
    .string()
    .transform(parseFailOn)
    .optional()
    .describe(
      "reject: exit code 3 where a --limit is violated, as without it; regression: also where the run is significantly worse than --baseline",
    ),
};

/**
 * The gates of a run. UsageError where --fail-on stands without what it needs, and for a limit on a rate of decisions in
 * a run without an operating point (`rates`).
 */
export function checkedLimits(
  {
    limit = [],
    failOn,
    baseline,
  }: {
    readonly limit?: readonly Limit[] | undefined;
    readonly failOn?: FailOn | undefined;
    readonly baseline?: string | undefined;
  },
  { rates = false }: { readonly rates?: boolean } = {},
): Gates {
  if (failOn === "reject" && limit.length === 0)
    throw new UsageError(`missing --limit: --fail-on ${failOn} needs it`);
  if (failOn === "regression" && baseline === undefined)
    throw new UsageError(`missing --baseline: --fail-on ${failOn} needs it`);
  const rate = limit.find(({ metric }) => RATES.includes(metric));
  if (rate !== undefined && !rates) {
    const names = metricFacts().map(({ name }) => name);
    throw new UsageError(
      `invalid --limit "${rate.metric.name}": it needs an operating point, which this run does not have; expected one of ${names.join(", ")}`,
    );
  }
  return { limits: limit, onRegression: failOn === "regression" };
}

/**
 * The limits of "METRIC=VALUE,…", several texts being one list; UsageError for what is no metric and no rate, values
 * beyond its range, and a metric that is limited twice.
 */
export function parseLimits(texts: readonly string[]): Limit[] {
  const limits = texts.flatMap((text) => text.split(",")).map(parseLimit);
  const metrics = limits.map(({ metric }) => metric.name);
  const twice = metrics.find((metric, index) => metrics.indexOf(metric) !== index);
  if (twice !== undefined) throw new UsageError(`invalid --limit: ${twice} is limited twice`);
  return limits;
}

function parseLimit(text: string): Limit {
  const [name = "", value = "", ...more] = text.split("=").map((part) => part.trim());
  const known = [...metricFacts(), ...RATES];
  const metric = known.find((each) => each.name === name);
  if (metric === undefined) {
    const names = known.map((each) => each.name);
    throw new UsageError(unknownName("metric in --limit", name, names));
  }
  const limit = more.length > 0 ? null : limitOf(metric, value);
  if (limit !== null) return { metric, ...limit };
  const above = RATES.includes(metric) ? ", or +2% above the rate at rest" : "";
  const expected =
    metric.unit === "number"
      ? `a number (${metric.title})`
      : `a fraction or per cent, such as 0.7 or 70%${above}`;
  throw new UsageError(`invalid --limit "${text.trim()}"; expected ${expected}`);
}

/** What a text says of a metric's limit; null where it says none. */
function limitOf(metric: MetricFacts, text: string): RateLimit | null {
  if (metric.unit === "number")
    return /^-?(\d+\.?\d*|\.\d+)$/.test(text) ? { worst: Number(text), relative: false } : null;
  const limit = parseRateLimit(text);
  return limit?.relative === true && !RATES.includes(metric) ? null : limit;
}

function parseFailOn(name: string): FailOn {
  const known = FAIL_ON.find((each) => each === name);
  if (known !== undefined) return known;
  throw new UsageError(
    name === NOT_ACCEPTED
      ? `invalid --fail-on "${name}": it needs a verdict of accept, which this command does not have; expected ${FAIL_ON.join(" or ")}`
      : unknownName("--fail-on", name, FAIL_ON),
  );
}

/** Says what violates the gates; the exit code of a finished run that printed these metrics and rates. */
export function codeWithin(
  { limits, onRegression }: Gates,
  printed: readonly PrintedMetrics[],
  { comparison }: { readonly comparison?: Pick<Comparison, "regressions"> },
  note: (line: string) => void,
): number {
  const violations = limitViolations(printed, limits);
  for (const violation of violations) note(`--limit: ${violation}`);
  const regressions = onRegression ? (comparison?.regressions ?? []) : [];
  for (const regression of regressions) note(`--fail-on regression: ${regression}`);
  return violations.length + regressions.length === 0 ? 0 : VIOLATED;
}

/**
 * What violates the limits, a line per object and metric: every printed value must hold, for a mean hides a part. An
 * undefined value never holds, nor does one that a note says is not resolved.
 */
export function limitViolations(printed: readonly PrintedMetrics[], limits: readonly Limit[]): string[] {
  const objects = [...new Set(printed.map(({ object }) => object))];
  return limits.flatMap((limit) =>
    objects.flatMap((object) => {
      const own = printed.filter((set) => set.object === object);
      return violationsOf(own, limit).map((why) => `${object}: ${limit.metric.name} ${why}`);
    }),
  );
}

function violationsOf(
  printed: readonly PrintedMetrics[],
  { metric: { name, better }, worst: said, relative }: Limit,
): string[] {
  const having = printed.filter(({ metrics }) => Object.hasOwn(metrics.values, name));
  const atRest = relative ? (having.find(({ at }) => at === REST)?.metrics.values[name] ?? 0) : 0;
  // Rounded as shares are written: 0.1 + 0.2 is 0.3.
  const worst = relative ? Number((atRest + said).toPrecision(15)) : said;
  const values = having.map(({ at, metrics }) => ({ at, metrics, value: metrics.values[name] ?? null }));
  const missing = values.find(({ value }) => value === null);
  if (missing !== undefined)
    return [
      `is undefined at ${missing.at} (${missing.metrics.reasons?.[name] ?? "not computed"}), limit ${worst}`,
    ];
  const noted = values.find(({ metrics }) => metrics.notes?.[name] !== undefined);
  if (noted !== undefined)
    return [`cannot be judged at ${noted.at} (${noted.metrics.notes?.[name]}), limit ${worst}`];
  const sign = better === "higher" ? 1 : -1;
  const defined = values.map(({ at, value }) => ({ at, value: value ?? Number.NaN }));
  const [first] = defined.toSorted((left, right) => sign * (left.value - right.value));
  if (first === undefined || sign * (first.value - worst) >= 0) return [];
  const sum = relative ? ` (${atRest} at rest, and ${said})` : "";
  return [
    `${shown(first.value, worst)} at ${first.at} is ${better === "higher" ? "below" : "above"} ${worst}${sum}`,
  ];
}

/** Four decimals, or all where four would not tell the value from its limit. */
function shown(value: number, limit: number): string {
  const rounded = value.toFixed(4);
  return Number(rounded) === limit ? String(value) : rounded;
}
