// The operating point: at a threshold that is frozen before any shift, how many defects escape and how many good parts are
// rejected. It plans the calibration pictures and one typical draw a picture; sweeps, searches and shared designs are read
// from the records of the study's other questions.

import { z } from "zod";
import { rangesOf, type ShiftBox } from "../../core/shift.ts";
import { imageScore } from "../../objective/criteria/image-score.ts";
import { boxOf, SHIFTS } from "../../shift/registry.ts";
import { combinationOf, distinctCombinations } from "../combination.ts";
import { decisionsOfStudy } from "../decisions/study.ts";
import { typicalPoint } from "../decisions/typical.ts";
import type { SearchedCombination } from "../searched.ts";
import {
  askedRule,
  operatingPointSetting,
  partsSetting,
  plannedAtRest,
  rangesSetting,
} from "./decision-settings.ts";
import { defineQuestion, type Planned, type Question } from "./question.ts";
import { boundRole, typicalRole } from "./roles.ts";

const settings = z.object({
  operatingPoint: operatingPointSetting,
  combinations: z.array(z.array(z.string())).default([]).describe("combinations of shifts that are judged"),
  ranges: rangesSetting.describe("how far a shift goes, where that is not its full range"),
  parts: partsSetting,
});

type Settings = z.output<typeof settings>;

export const operatingPoint: Question = defineQuestion<Settings>({
  name: "operating-point",
  summary: "Count escapes and false rejects at a frozen threshold",
  settings,
  ranges: (asked) => Object.assign({}, ...combinationsOf(asked).map(({ ranges }) => ranges)),
  calibrates: askedRule,
  plan: (asked, view) => {
    const combinations = combinationsOf(asked);
    return [
      ...plannedAtRest(view),
      ...view.samples.flatMap((sample) =>
        combinations.map(({ name, ranges }): Planned => {
          const points = [typicalPoint(boxOf(ranges), sample, view.seed)];
          return { sample: sample.id, role: typicalRole(name), experiment: { kind: "points", points } };
        }),
      ),
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
