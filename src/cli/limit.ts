// --limit and --fail-on: a finished run that is worse than its user accepts ends with exit code 3, for use in a pipeline.

import { z } from "zod";
import { UsageError, unknownName } from "../core/errors.ts";
import type { MetricFacts, MetricSet } from "../core/metric-set.ts";
import { metricFacts } from "../metrics/registry.ts";

/** Rates of decisions, which need a threshold: no command that takes --limit has one. */
const RATES: readonly string[] = ["escapes", "false-rejects"];

/** The exit code of a finished run that violates a limit. */
const VIOLATED = 3;

export interface Limit {
  readonly metric: MetricFacts;
  /** The worst value that is accepted, in the metric's own unit. */
  readonly worst: number;
}

/** A metric set that a command printed, with what it is of. */
export interface PrintedMetrics {
  readonly object: string;
  /** "theta+hue", "theta = 30". */
  readonly at: string;
  readonly metrics: MetricSet;
}

export const limitFlags: {
  limit: z.ZodType<readonly Limit[] | undefined>;
  failOn: z.ZodOptional<z.ZodType<"reject">>;
} = {
  limit: z
    .array(z.string())
    .transform(parseLimits)
    .optional()
    .describe("exit code 3 where an object is worse: pauroc=70%,f1max=0.3"),
  failOn: z
    .string()
    .transform(parseFailOn)
    .optional()
    .describe("reject: exit code 3 where a --limit is violated, as without it"),
};

/** The limits of a run; UsageError where --fail-on stands without any. */
export function checkedLimits({
  limit,
  failOn,
}: {
  readonly limit?: readonly Limit[] | undefined;
  readonly failOn?: string | undefined;
}): readonly Limit[] {
  if (failOn !== undefined && limit === undefined)
    throw new UsageError(`missing --limit: --fail-on ${failOn} needs it`);
  return limit ?? [];
}

/**
 * The limits of "METRIC=VALUE,…", several texts being one list; UsageError for what is no metric, values beyond its
 * range, and a metric that is limited twice.
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
  const known = metricFacts();
  const names = known.map((each) => each.name);
  if (RATES.includes(name)) {
    throw new UsageError(
      `invalid --limit "${text.trim()}": ${name} needs a decision threshold, which this command does not have; expected one of ${names.join(", ")}`,
    );
  }
  const metric = known.find((each) => each.name === name);
  if (metric === undefined) throw new UsageError(unknownName("metric in --limit", name, names));
  const worst = more.length > 0 ? Number.NaN : limitValue(metric, value);
  if (Number.isNaN(worst)) {
    const expected =
      metric.unit === "number" ? `a number (${metric.title})` : "a fraction or per cent, such as 0.7 or 70%";
    throw new UsageError(`invalid --limit "${text.trim()}"; expected ${expected}`);
  }
  return { metric, worst };
}

/** The value of a limit; NaN where the text says none. */
function limitValue({ unit }: MetricFacts, text: string): number {
  const [, sign, digits, percent] = /^(-?)(\d+\.?\d*|\.\d+)(%?)$/.exec(text) ?? [];
  if (digits === undefined) return Number.NaN;
  if (unit === "number") return percent === "%" ? Number.NaN : Number(`${sign}${digits}`);
  const value = Number((Number(digits) / (percent === "%" ? 100 : 1)).toPrecision(15));
  return value > 1 || sign === "-" ? Number.NaN : value;
}

function parseFailOn(name: string): "reject" {
  if (name === "reject") return name;
  const missing: Readonly<Record<string, string>> = {
    "not-accepted": "a verdict of accept",
    regression: "a comparison with --baseline",
  };
  const what = missing[name];
  throw new UsageError(
    what === undefined
      ? unknownName("--fail-on", name, ["reject"])
      : `invalid --fail-on "${name}": it needs ${what}, which this command does not have; expected reject`,
  );
}

/** Says what violates the limits; the exit code of a finished run that printed these metrics. */
export function codeWithin(
  limits: readonly Limit[],
  printed: readonly PrintedMetrics[],
  note: (line: string) => void,
): number {
  const violations = limitViolations(printed, limits);
  for (const violation of violations) note(`--limit: ${violation}`);
  return violations.length === 0 ? 0 : VIOLATED;
}

/**
 * What violates the limits, a line per object and metric: every printed value must hold, for a mean hides a part. An
 * undefined value never holds.
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
  { metric: { name, better }, worst }: Limit,
): string[] {
  const having = printed.filter(({ metrics }) => Object.hasOwn(metrics.values, name));
  const values = having.map(({ at, metrics }) => ({ at, metrics, value: metrics.values[name] ?? null }));
  const missing = values.find(({ value }) => value === null);
  if (missing !== undefined)
    return [
      `is undefined at ${missing.at} (${missing.metrics.reasons?.[name] ?? "not computed"}), limit ${worst}`,
    ];
  const sign = better === "higher" ? 1 : -1;
  const defined = values.map(({ at, value }) => ({ at, value: value ?? Number.NaN }));
  const [first] = defined.toSorted((left, right) => sign * (left.value - right.value));
  if (first === undefined || sign * (first.value - worst) >= 0) return [];
  return [
    `${shown(first.value, worst)} at ${first.at} is ${better === "higher" ? "below" : "above"} ${worst}`,
  ];
}

/** Four decimals, or all where four would not tell the value from its limit. */
function shown(value: number, limit: number): string {
  const rounded = value.toFixed(4);
  return Number(rounded) === limit ? String(value) : rounded;
}
