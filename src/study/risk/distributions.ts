// How amounts of shifts are drawn for a risk: uniform over a range, or normal and cut to the shift's own.

import { z } from "zod";
import { UsageError } from "../../core/errors.ts";
import type { Random } from "../../core/random.ts";
import type { Range, ShiftFacts } from "../../core/shift.ts";
import type { ShiftChoice } from "../../core/shift-grammar.ts";
import type { Distribution } from "../../results/risk.ts";
import { factsOf } from "../../shift/define.ts";
import { inCanonicalOrder, SHIFTS } from "../../shift/registry.ts";
import type { DrawnShift } from "../draws.ts";

/** By the shift's name. */
export type Distributions = Readonly<Record<string, Distribution>>;

export const distributionsSchema: z.ZodType<Distributions> = z.record(
  z.string(),
  z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("normal"), mean: z.number(), deviation: z.number() }),
    z.object({ kind: z.literal("uniform"), range: z.tuple([z.number(), z.number()]) }),
  ]),
);

/** What --shift says, as distributions: a range is uniform. */
export function distributionsOf(choices: readonly ShiftChoice[]): Distributions {
  return Object.fromEntries(
    choices.map((choice): [string, Distribution] => [
      choice.facts.name,
      "range" in choice ? { kind: "uniform", range: choice.range } : { kind: "normal", ...choice.normal },
    ]),
  );
}

/** The shifts in canonical order with how each is drawn; UsageError for one that is unknown or cannot be drawn so. */
export function drawnShifts(distributions: Distributions): DrawnShift[] {
  return inCanonicalOrder(Object.keys(distributions)).flatMap((name) => {
    const distribution = distributions[name];
    return distribution === undefined ? [] : [drawnShift(factsOf(SHIFTS.named(name)), distribution)];
  });
}

function drawnShift(facts: ShiftFacts, distribution: Distribution): DrawnShift {
  const { range } = facts;
  if (distribution.kind === "uniform") {
    const [low, high] = distribution.range;
    if (low > high || low < range[0] || high > range[1])
      throw refusal(facts, `the range ${low} to ${high}; expected one within ${range[0]} to ${range[1]}`);
    return { facts, range: distribution.range, draw: (source) => source.uniform(low, high) };
  }
  const { mean, deviation } = distribution;
  if (mean < range[0] || mean > range[1])
    throw refusal(facts, `the mean ${mean}; expected one within ${range[0]} to ${range[1]}`);
  // A wider one is hardly to be told from a uniform draw, and nearly all of it would be thrown away.
  const widest = range[1] - range[0];
  if (!(deviation > 0 && deviation <= widest))
    throw refusal(facts, `the deviation ${deviation}; expected one above 0 and at most ${widest}`);
  return { facts, range, draw: (source) => cutNormal(source, mean, deviation, range) };
}

/** Redrawn until it lies in the range, at most some three times on average: mean and deviation are within it. */
function cutNormal(source: Random, mean: number, deviation: number, [low, high]: Range): number {
  for (;;) {
    const amount = mean + deviation * source.normal();
    if (amount >= low && amount <= high) return amount;
  }
}

function refusal({ name }: ShiftFacts, what: string): UsageError {
  return new UsageError(`invalid distribution of ${name}: ${what}`);
}
