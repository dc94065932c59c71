// What the question of acceptance is asked with. All of it is JSON, so that a study file repeats the verdict.

import { z } from "zod";
import { PRESETS } from "../../core/preset.ts";
import { FEWEST_DRAWS } from "../../metrics/decisions/verdict.ts";
import { DEFAULT_STRATEGY } from "../../search/registry.ts";
import {
  limitSetting,
  operatingPointSetting,
  type Parts,
  partsSetting,
  rangesSetting,
} from "../questions/decision-settings.ts";

/** The grid of inner boxes, fixed beforehand: 0, 0.1 … 0.9 of the asked one. */
const INNER_FACTORS: readonly number[] = Array.from({ length: 10 }, (_, tenth) => tenth / 10);

/** Strategies of the second search where none is said, in order: the first that is not the first search's. */
const SECOND_STRATEGIES = ["simplex", DEFAULT_STRATEGY] as const;

const share: z.ZodType<number> = z.number().min(0).lt(1);

export interface AcceptSettings {
  readonly ranges: Readonly<Record<string, readonly [number, number]>>;
  readonly limits: string;
  readonly operatingPoint: string;
  readonly parts: Parts;
  readonly strategy: string;
  readonly second: string;
  readonly budget: number;
  readonly draws: number;
  readonly common: number;
  readonly factors: readonly number[];
  readonly steps: number;
}

export const acceptSettings: z.ZodType<AcceptSettings> = z.object({
  ranges: rangesSetting.describe("the shifts that are asked about, and how far each goes"),
  limits: limitSetting,
  operatingPoint: operatingPointSetting,
  parts: partsSetting,
  strategy: z.string().default(DEFAULT_STRATEGY).describe("the first search's strategy"),
  second: z
    .string()
    .default("")
    .describe("the second search's strategy; empty: simplex, or another where the first is that"),
  budget: z
    .int()
    .positive()
    .default(PRESETS.paper.budget)
    .describe("gradient steps of the published search, per picture and search"),
  draws: z.int().min(0).default(FEWEST_DRAWS).describe("uniform draws a picture within each tested box"),
  common: z
    .int()
    .min(1)
    .default(16)
    .describe("station points of each shared design that the worst common value is chosen from"),
  factors: z
    .array(share)
    .default([...INNER_FACTORS])
    .describe("inner boxes that are tested unless the whole one is accepted: the asked box scaled by these"),
  steps: z
    .int()
    .min(0)
    .default(10)
    .describe("steps of each side's range at which each shift alone is tested; 0 for none"),
});

/** The strategy of the second search, another than the first one's unless it is said. */
export function secondStrategy({ strategy, second }: Pick<AcceptSettings, "strategy" | "second">): string {
  return second !== "" ? second : (SECOND_STRATEGIES.find((other) => other !== strategy) ?? strategy);
}
