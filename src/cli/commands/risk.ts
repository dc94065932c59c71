// faultline risk: what escapes and what is falsely rejected under stated distributions of shifts, and how often a limit is
// violated.

import type { z } from "zod";
import { UsageError } from "../../core/errors.ts";
import { summaryText } from "../../report/write.ts";
import { comparisonJson } from "../../results/contract-json.ts";
import { riskOf } from "../../results/risk.ts";
import { decisionsAsk, robustnessAsks } from "../../study/questions/asks.ts";
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
import { operatingPointFlags, partsFromFlags } from "../operating-point-flags.ts";
import { countFlag, jsonFlag } from "../options.ts";
import { UNSEARCHED } from "../search-flags.ts";
import {
  configFromFlags,
  exitCodeOf,
  type StudyFlags,
  studyFlags,
  studyFromFlags,
} from "../study-command.ts";
import { usualBox } from "../usual-shifts.ts";
import { rateLimitFlag } from "../verdict-gate.ts";

const ownFlags = {
  ...studyFlags,
  shift: distributionFlag,
  distributions: jsonFlag(distributionsSchema)
    .optional()
    .describe('the same as JSON: {"theta":{"kind":"normal","mean":0,"deviation":3}}'),
  draws: countFlag("draws")
    .optional()
    .describe("independent draws, each evaluated on every picture (default 299)"),
  ...operatingPointFlags,
  limit: rateLimitFlag("escapes=2%,false-rejects=5%"),
};

export const risk: Registration = defineCommand({
  name: question.name,
  summary: "What to expect of escapes and false rejects under stated distributions of shifts",
  example:
    'faultline risk --dataset demo --model demo --objects gear --shift "theta=normal(0,3),exposure=mild" --out runs/risk',
  options: () => withDetectorFlags(ownFlags),
  run: async (flags, surroundings) => {
    const { draws, limit } = flags;
    const distributions = await distributionsFromFlags(flags, surroundings);
    const shifts = drawnShifts(distributions).map(({ facts }) => facts.name);
    const asks = robustnessAsks({ combinations: [shifts], ...{ sweeps: [], ranges: {} }, ...UNSEARCHED });
    const shared = {
      operatingPoint: flags.operatingPoint ?? "",
      parts: await partsFromFlags(flags, surroundings),
    };
    const settings = {
      ...{ ...shared, distributions },
      ...(draws === undefined ? {} : { draws }),
      ...(limit === undefined ? {} : { limit }),
    };
    const config = configFromFlags(flags, [
      ...asks.slice(0, 1),
      // A typical draw, uniform in a box, would be of another distribution.
      decisionsAsk({ ...shared, combinations: [], ranges: {} }),
      { question: question.name, settings },
    ]);
    const { summary, reportHtml } = await studyFromFlags(flags, config, surroundings);
    const found = riskOf(summary);
    if (flags.json) {
      const { provenance } = summary;
      surroundings.out(JSON.stringify({ ...found, provenance, ...comparisonJson(summary) }));
    } else {
      surroundings.out(summaryText(summary));
      surroundings.out(`report: ${reportHtml}`);
    }
    return exitCodeOf(summary, 0, surroundings);
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
