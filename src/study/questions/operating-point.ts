// The operating point: at a threshold that is frozen before any shift, how many defects escape and how many good parts are
// rejected. It plans the calibration pictures and one typical draw a picture; sweeps, searches and shared designs are read
// from the records of the study's other questions.

import { z } from "zod";
import { rangesOf, type ShiftBox } from "../../core/shift.ts";
import { parseThresholdRule } from "../../metrics/decisions/rule.ts";
import { imageScore } from "../../objective/criteria/image-score.ts";
import type { Experiment } from "../../results/record.ts";
import { boxOf, SHIFTS } from "../../shift/registry.ts";
import { combinationOf, distinctCombinations } from "../combination.ts";
import { decisionsOfStudy } from "../decisions/study.ts";
import { typicalPoint } from "../decisions/typical.ts";
import type { SearchedCombination } from "../searched.ts";
import { defineQuestion, type Planned, type Question } from "./question.ts";
import { boundRole, CALIBRATION, ORIGINAL, typicalRole } from "./roles.ts";

const settings = z.object({
  operatingPoint: z
    .string()
    .default("")
    .describe(
      "detector, false-rejects=2% or score=0.5,pixel=0.7; empty: the detector's own decision, else false-rejects=2%",
    ),
  combinations: z.array(z.array(z.string())).default([]).describe("combinations of shifts that are judged"),
  ranges: z
    .record(z.string(), z.tuple([z.number(), z.number()]))
    .default({})
    .describe("how far a shift goes, where that is not its full range"),
  parts: z
    .record(z.string(), z.string())
    .default({})
    .describe("the part that a picture shows, by the picture's id; its own where none is named"),
});

type Settings = z.output<typeof settings>;

export const operatingPoint: Question = defineQuestion<Settings>({
  name: "operating-point",
  summary: "Count escapes and false rejects at a frozen threshold",
  settings,
  ranges: (asked) => Object.assign({}, ...combinationsOf(asked).map(({ ranges }) => ranges)),
  calibrates: ({ operatingPoint: rule }) => (rule === "" ? null : parseThresholdRule(rule)),
  plan: (asked, { samples, calibration, seed }) => {
    const unshifted: Experiment = { kind: "points", points: [{}] };
    const combinations = combinationsOf(asked);
    return [
      ...calibration.map(({ id }): Planned => ({ sample: id, role: CALIBRATION, experiment: unshifted })),
      ...samples.flatMap((sample): Planned[] => [
        { sample: sample.id, role: ORIGINAL, experiment: unshifted },
        ...combinations.map(({ name, ranges }): Planned => {
          const points = [typicalPoint(boxOf(ranges), sample, seed)];
          return { sample: sample.id, role: typicalRole(name), experiment: { kind: "points", points } };
        }),
      ]),
    ];
  },
  words: ({ operatingPoint: rule }) => [`decisions at ${rule === "" ? "the usual operating point" : rule}`],
  answer: async (asked, view) =>
    await decisionsOfStudy(view, { combinations: combinationsOf(asked), parts: asked.parts }),
});

/** The combinations as records know them: those that were searched, and others. */
function combinationsOf({ combinations, ranges }: Settings): readonly SearchedCombination[] {
  return distinctCombinations(combinations).map((over) => {
    const box: ShiftBox = boxOf(
      Object.fromEntries(over.map((shift) => [shift, ranges[shift] ?? SHIFTS.named(shift).range])),
    );
    const name = combinationOf(over);
    return { name, role: boundRole(name), over, ranges: rangesOf(box), criterion: imageScore };
  });
}
