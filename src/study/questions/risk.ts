// Risk: what is to be expected under a stated distribution of shifts. Independent draws, never adapted: one of the station for
// all pictures of an object, and each picture its own pose.

import { z } from "zod";
import { InputError } from "../../core/errors.ts";
import { rangesOf } from "../../core/shift.ts";
import { DEFAULT_LIMITS, parseRateLimits } from "../../metrics/decisions/limits.ts";
import { parseThresholdRule } from "../../metrics/decisions/rule.ts";
import type { Experiment } from "../../results/record.ts";
import { distributionsText } from "../../results/risk.ts";
import { riskAnswer } from "../risk/answer.ts";
import { distributionsSchema, drawnShifts } from "../risk/distributions.ts";
import { plannedDraws } from "../risk/draws.ts";
import { defineQuestion, type Planned, type Question } from "./question.ts";
import { CALIBRATION, ORIGINAL } from "./roles.ts";

const settings = z.object({
  distributions: distributionsSchema
    .default({})
    .describe("how each shift's amounts are drawn; normal ones are cut to its range"),
  draws: z.int().positive().default(299).describe("independent draws, each evaluated on every picture"),
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
});

type Settings = z.output<typeof settings>;

export const risk: Question = defineQuestion<Settings>({
  name: "risk",
  summary: "Expect escapes and false rejects under a stated distribution of shifts",
  settings,
  ranges: ({ distributions }) => rangesOf(drawnShifts(distributions)),
  calibrates: ({ operatingPoint }) => (operatingPoint === "" ? null : parseThresholdRule(operatingPoint)),
  plan: ({ distributions, draws: count, limit }, { samples, calibration, seed }) => {
    parseRateLimits([limit]);
    const shifts = drawnShifts(distributions);
    if (shifts.length === 0) throw new InputError("missing distributions: a risk needs one shift at least");
    const unshifted: Experiment = { kind: "points", points: [{}] };
    return [
      ...calibration.map(({ id }): Planned => ({ sample: id, role: CALIBRATION, experiment: unshifted })),
      ...samples.flatMap((sample): Planned[] => [
        { sample: sample.id, role: ORIGINAL, experiment: unshifted },
        ...plannedDraws(shifts, sample, { count, seed }),
      ]),
    ];
  },
  words: ({ distributions, draws }) => [`risk over ${draws} draws of ${distributionsText(distributions)}`],
  answer: async (asked, view) => riskAnswer(asked, view),
});
