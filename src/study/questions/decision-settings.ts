// What questions that decide on pictures have in common: what they are asked with, the rule that their threshold is chosen
// by, and the unshifted pictures that each of them needs.

import { z } from "zod";
import type { ThresholdRule } from "../../core/thresholds.ts";
import { DEFAULT_LIMITS } from "../../metrics/decisions/limits.ts";
import { parseThresholdRule } from "../../metrics/decisions/rule.ts";
import type { Experiment } from "../../results/record.ts";
import type { Planned, PlanView } from "./question.ts";
import { CALIBRATION, ORIGINAL } from "./roles.ts";

/** The part that a picture shows, by the picture's id, of those that do not stand for themselves. */
export type Parts = Readonly<Record<string, string>>;

/** How far each shift goes, by its name; what that means each question says itself. */
export const rangesSetting: z.ZodDefault<z.ZodType<Readonly<Record<string, [number, number]>>>> = z
  .record(z.string(), z.tuple([z.number(), z.number()]))
  .default({});

export const limitSetting: z.ZodDefault<z.ZodString> = z
  .string()
  .default(DEFAULT_LIMITS)
  .describe("the worst rates that are accepted; +2% is so much above the rate at rest");

export const operatingPointSetting: z.ZodDefault<z.ZodString> = z
  .string()
  .default("")
  .describe(
    "detector, false-rejects=2% or score=0.5,pixel=0.7; empty: the detector's own decision, else false-rejects=2%",
  );

export const partsSetting: z.ZodDefault<z.ZodType<Parts>> = z
  .record(z.string(), z.string())
  .default({})
  .describe("the part that a picture shows, by the picture's id; its own where none is named");

/** The rule that a question is asked with; null for what is usual. UsageError for a text that says none. */
export function askedRule({ operatingPoint }: { readonly operatingPoint: string }): ThresholdRule | null {
  return operatingPoint === "" ? null : parseThresholdRule(operatingPoint);
}

/** The calibration pictures and those that are evaluated, all unshifted. */
export function plannedAtRest({
  calibration,
  samples,
}: Pick<PlanView, "calibration" | "samples">): Planned[] {
  const experiment: Experiment = { kind: "points", points: [{}] };
  return [
    ...calibration.map(({ id }): Planned => ({ sample: id, role: CALIBRATION, experiment })),
    ...samples.map(({ id }): Planned => ({ sample: id, role: ORIGINAL, experiment })),
  ];
}

/** The part that a picture shows: the one that is named, else itself. */
export function partOf(sample: string, parts: Parts): string {
  return Object.hasOwn(parts, sample) ? (parts[sample] ?? sample) : sample;
}
