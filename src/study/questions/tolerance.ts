// Tolerance: how far shifts may go before a limit on escapes or false rejects is violated. Each shift alone, the others at
// zero, then all of them together; the worst found as a function of the range, and its inverse.

import { z } from "zod";
import { InputError } from "../../core/errors.ts";
import { rangesOf } from "../../core/shift.ts";
import { DEFAULT_LIMITS, rateLimitsText } from "../../metrics/decisions/limits.ts";
import { parseThresholdRule } from "../../metrics/decisions/rule.ts";
import { imageScore } from "../../objective/criteria/image-score.ts";
import { CRITERIA, mapsNeeded, masksNeeded } from "../../objective/criteria/registry.ts";
import type { Experiment } from "../../results/record.ts";
import { DEFAULT_STRATEGY } from "../../search/registry.ts";
import { combinationOf } from "../combination.ts";
import { toleranceAnswer } from "../tolerance/answer.ts";
import { plannedTolerance, toleranceAsk } from "../tolerance/plan.ts";
import { defineQuestion, type Planned, type Question } from "./question.ts";
import { CALIBRATION, ORIGINAL } from "./roles.ts";

const settings = z.object({
  ranges: z
    .record(z.string(), z.tuple([z.number(), z.number()]))
    .default({})
    .describe("the shifts, and how far each is followed"),
  limit: z
    .string()
    .default(DEFAULT_LIMITS)
    .describe("the worst rates that are accepted; +2% is so much above the rate at rest"),
  operatingPoint: z
    .string()
    .default("")
    .describe(
      "detector, false-rejects=2% or score=0.5,pixel=0.7; empty: the detector's own decision, else false-rejects=2%",
    ),
  parts: z
    .record(z.string(), z.string())
    .default({})
    .describe("the part that a picture shows, by the picture's id; its own where none is named"),
  steps: z.int().positive().default(90).describe("steps of each side of a shift alone"),
  criterion: z
    .string()
    .default(imageScore.name)
    .describe("what searches make worse of defective pictures; good ones are searched for their decisions"),
  strategy: z.string().default(DEFAULT_STRATEGY).describe("strategy of the searches of several shifts"),
  budget: z
    .int()
    .positive()
    .default(30)
    .describe("gradient steps of the published search, per picture and each of ten boxes"),
  common: z
    .int()
    .min(0)
    .default(16)
    .describe("station points in each box that the worst common value is chosen from; 0 for none"),
});

export type ToleranceSettings = z.output<typeof settings>;

export const tolerance: Question = defineQuestion<ToleranceSettings>({
  name: "tolerance",
  summary: "Find how far each shift, and all together, may go within limits on escapes and false rejects",
  settings,
  ranges: (asked) => rangesOf(toleranceAsk(asked).box),
  calibrates: ({ operatingPoint }) => (operatingPoint === "" ? null : parseThresholdRule(operatingPoint)),
  plan: (asked, view) => {
    const ask = toleranceAsk(asked);
    if (ask.box.length === 0) throw new InputError("missing ranges: a tolerance needs one shift at least");
    const unshifted: Experiment = { kind: "points", points: [{}] };
    return [
      ...view.calibration.map(
        ({ id }): Planned => ({ sample: id, role: CALIBRATION, experiment: unshifted }),
      ),
      ...view.samples.map(({ id }): Planned => ({ sample: id, role: ORIGINAL, experiment: unshifted })),
      ...plannedTolerance(ask, view),
    ];
  },
  needsMaps: ({ criterion }) => mapsNeeded(CRITERIA.named(criterion)),
  needsMasks: ({ criterion }) => masksNeeded(CRITERIA.named(criterion)),
  words: (asked) => {
    const { box, limits } = toleranceAsk(asked);
    const names = combinationOf(box.map(({ facts }) => facts.name));
    return [`tolerance of ${names} under ${rateLimitsText(limits)}`];
  },
  answer: async (asked, view) => toleranceAnswer(toleranceAsk(asked), view),
});
