// What the question of tolerance is asked with. All of it is JSON, so that a study file asks the same again.

import { z } from "zod";
import { imageScore } from "../../objective/criteria/image-score.ts";
import { DEFAULT_STRATEGY } from "../../search/registry.ts";
import {
  limitSetting,
  operatingPointSetting,
  type Parts,
  partsSetting,
  rangesSetting,
} from "../questions/decision-settings.ts";

export interface ToleranceSettings {
  readonly ranges: Readonly<Record<string, readonly [number, number]>>;
  readonly limit: string;
  readonly operatingPoint: string;
  readonly parts: Parts;
  readonly steps: number;
  readonly criterion: string;
  readonly strategy: string;
  readonly budget: number;
  readonly common: number;
}

export const toleranceSettings: z.ZodType<ToleranceSettings> = z.object({
  ranges: rangesSetting.describe("the shifts, and how far each is followed"),
  limit: limitSetting,
  operatingPoint: operatingPointSetting,
  parts: partsSetting,
  steps: z.int().positive().default(90).describe("steps of each side of a shift alone"),
  criterion: z
    .string()
    .default(imageScore.name)
    .describe("what searches make worse of defective pictures; good ones are searched for their decisions"),
  strategy: z.string().default(DEFAULT_STRATEGY).describe("strategy of the searches of several shifts"),
  budget: z
    .int()
    .positive()
    .default(60)
    .describe("gradient steps of the published search, per picture and each of ten boxes"),
  common: z
    .int()
    .min(0)
    .default(16)
    .describe("station points in each box that the worst common value is chosen from; 0 for none"),
});
