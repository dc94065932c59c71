// What becomes of the metrics as all pictures are shifted alike, one shift at a time.

import { z } from "zod";
import { InputError } from "../../core/errors.ts";
import { SHIFTS } from "../../shift/registry.ts";
import { defineQuestion, type Planned, type Question } from "./question.ts";
import { sweepRole } from "./roles.ts";

const settings = z.object({
  sweeps: z
    .array(z.object({ shift: z.string(), values: z.array(z.number()).min(1) }))
    .default([])
    .describe("shifts, each with the values it takes"),
});

export const sweep: Question = defineQuestion<z.output<typeof settings>>({
  name: "sweep",
  summary: "Shift all pictures alike, one shift at a time",
  settings,
  ranges: ({ sweeps }) =>
    Object.fromEntries(
      sweeps.map(({ shift, values }) => [shift, [Math.min(0, ...values), Math.max(0, ...values)]]),
    ),
  plan: ({ sweeps }, { samples }) => {
    const swept = sweeps.map(({ shift }) => SHIFTS.named(shift).name);
    const twice = swept.find((shift, index) => swept.indexOf(shift) !== index);
    // No summary could tell them apart.
    if (twice !== undefined)
      throw new InputError(`invalid study: two sweeps of ${twice}; expected one per shift`);
    return samples.flatMap(({ id: sample }) =>
      sweeps.map(
        ({ shift, values }): Planned => ({
          sample,
          role: sweepRole(shift),
          experiment: { kind: "points", points: values.map((value) => ({ [shift]: value })) },
        }),
      ),
    );
  },
  offers: ({ sweeps }) => sweeps.map(({ shift }) => sweepRole(shift)),
  words: ({ sweeps }) => sweeps.map(({ shift, values }) => `${shift} swept at ${values.length} values`),
  answer: async () => [],
});
