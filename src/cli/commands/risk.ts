// faultline risk: what escapes and what is falsely rejected under stated distributions of shifts, and how often a limit is
// violated.

import type { z } from "zod";
import { UsageError } from "../../core/errors.ts";
import { riskOf } from "../../results/risk.ts";
import { risk as question } from "../../study/questions/risk.ts";
import {
  type Distributions,
  distributionsOf,
  distributionsSchema,
  drawnShifts,
} from "../../study/risk/distributions.ts";
import { defineCommand, type Registration, type Surroundings } from "../command.ts";
import { withDetectorFlags } from "../detector-flags.ts";
import { distributionFlag } from "../distribution-flag.ts";
import { limitedAsks, limitedFlags } from "../operating-point-flags.ts";
import { countFlag, jsonFlag } from "../options.ts";
import {
  configFromFlags,
  exitCodeOf,
  printAnswer,
  type StudyFlags,
  studyFlags,
  studyFromFlags,
} from "../study-command.ts";
import { usualBox } from "../usual-shifts.ts";

const ownFlags = {
  ...studyFlags,
  shift: distributionFlag,
  distributions: jsonFlag(distributionsSchema)
    .optional()
    .describe('the same as JSON: {"theta":{"kind":"normal","mean":0,"deviation":3}}'),
  draws: countFlag("draws")
    .optional()
    .describe("independent draws, each evaluated on every picture (default 299)"),
  ...limitedFlags,
};

export const risk: Registration = defineCommand({
  name: question.name,
  summary: "What to expect of escapes and false rejects under stated distributions of shifts",
  example:
    'faultline risk --dataset demo --model demo --objects gear --shift "theta=normal(0,3),exposure=mild" --out runs/risk',
  options: () => withDetectorFlags(ownFlags),
  run: async (flags, surroundings) => {
    const distributions = await distributionsFromFlags(flags, surroundings);
    const shifts = drawnShifts(distributions).map(({ facts }) => facts.name);
    const settings = { distributions, draws: flags.draws };
    const asked = { question: question.name, shifts, settings };
    const config = configFromFlags(flags, await limitedAsks(flags, asked, surroundings));
    const study = await studyFromFlags(flags, config, surroundings);
    printAnswer({ ...riskOf(study.summary) }, study, flags, surroundings);
    return exitCodeOf(study.summary, 0, surroundings);
  },
});

/** Those of the flags; where they say none, uniform ones over moderate shifts of a part and a station. */
async function distributionsFromFlags(
  flags: StudyFlags & Pick<z.output<z.ZodObject<typeof ownFlags>>, "shift" | "distributions">,
  surroundings: Surroundings,
): Promise<Distributions> {
  const { shift, distributions } = flags;
  if (shift !== undefined && distributions !== undefined)
    throw new UsageError("invalid --distributions: --shift says them already; give one");
  return shift ?? distributions ?? distributionsOf(await usualBox(flags, surroundings));
}
