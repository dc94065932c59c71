// Risk: what is to be expected under a stated distribution of shifts. Independent draws, never adapted: one of the station for
// all pictures of an object, and each picture its own pose.

import { z } from "zod";
import { InputError } from "../../core/errors.ts";
import { rangesOf } from "../../core/shift.ts";
import { parseRateLimits } from "../../metrics/decisions/limits.ts";
import { distributionsText } from "../../results/risk.ts";
import { riskAnswer } from "../risk/answer.ts";
import { distributionsSchema, drawnShifts } from "../risk/distributions.ts";
import { plannedRisk } from "../risk/draws.ts";
import {
  askedRule,
  limitSetting,
  operatingPointSetting,
  partsSetting,
  plannedAtRest,
} from "./decision-settings.ts";
import { defineQuestion, type Question } from "./question.ts";

const settings = z.object({
  distributions: distributionsSchema
    .default({})
    .describe("how each shift's amounts are drawn; normal ones are cut to its range"),
  draws: z.int().positive().default(299).describe("independent draws, each evaluated on every picture"),
  limit: limitSetting,
  operatingPoint: operatingPointSetting,
  parts: partsSetting,
});

type Settings = z.output<typeof settings>;

export const risk: Question = defineQuestion<Settings>({
  name: "risk",
  summary: "Expect escapes and false rejects under a stated distribution of shifts",
  settings,
  ranges: ({ distributions }) => rangesOf(drawnShifts(distributions)),
  calibrates: askedRule,
  plan: ({ distributions, draws: count, limit }, view) => {
    parseRateLimits([limit]);
    const shifts = drawnShifts(distributions);
    if (shifts.length === 0) throw new InputError("missing distributions: a risk needs one shift at least");
    return [
      ...plannedAtRest(view),
      ...view.samples.flatMap((sample) => plannedRisk(shifts, sample, { count, seed: view.seed })),
    ];
  },
  words: ({ distributions, draws }) => [`risk over ${draws} draws of ${distributionsText(distributions)}`],
  answer: async (asked, view) => riskAnswer(asked, view),
});
