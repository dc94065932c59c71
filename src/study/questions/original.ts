// How well the detector does unshifted, and what the transform costs by itself: all of a study's shifts in the graph,
// each at 0.

import { z } from "zod";
import { UNSHIFTED, zerosOf } from "../../core/shift.ts";
import { inCanonicalOrder } from "../../shift/registry.ts";
import { defineQuestion, type Planned, type Question } from "./question.ts";
import { IDENTITY, ORIGINAL } from "./roles.ts";

const settings = z.object({
  shifts: z.array(z.string()).default([]).describe("shifts whose transform is measured at 0"),
});

export const original: Question = defineQuestion<z.output<typeof settings>>({
  name: "original",
  summary: "Measure the detector on the unshifted pictures",
  settings,
  ranges: ({ shifts }) => Object.fromEntries(inCanonicalOrder(shifts).map((name) => [name, [0, 0]])),
  plan: ({ shifts }, { samples }) => {
    const still = zerosOf(inCanonicalOrder(shifts));
    return samples.flatMap(({ id: sample }): Planned[] => {
      const unshifted: Planned = {
        sample,
        role: ORIGINAL,
        experiment: { kind: "points", points: [UNSHIFTED] },
      };
      if (shifts.length === 0) return [unshifted];
      return [unshifted, { sample, role: IDENTITY, experiment: { kind: "points", points: [still] } }];
    });
  },
  words: () => [],
  answer: async () => [],
});
