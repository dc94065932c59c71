// --shift of a command that draws: how the amounts of each shift are distributed.

import { z } from "zod";
import { parseShifts } from "../core/shift-grammar.ts";
import { shiftFacts } from "../shift/registry.ts";
import { type Distributions, distributionsOf } from "../study/risk/distributions.ts";
import { withForm } from "./flag-facts.ts";
import { DISTRIBUTIONS_FORM } from "./study-file/pairs-forms.ts";

export const distributionFlag: z.ZodOptional<z.ZodType<Distributions>> = withForm(
  z.array(z.string()).transform((texts) => distributionsOf(parseShifts(texts, "--shift", shiftFacts()))),
  DISTRIBUTIONS_FORM,
)
  .optional()
  .describe(
    "shifts with how their amounts are drawn: 'theta=normal(0,3)' (mean, deviation; cut to the shift's range), uniform over a range: theta=10 (±10), theta=-3..12, theta=mild (default: uniform, moderate ones of a part and a station)",
  );
