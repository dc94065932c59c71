// faultline tolerance: how far each shift, and all of them together, may go before a limit on escapes or false rejects is
// violated.

import type { z } from "zod";
import { type Range, rangesOf, type ShiftRanges } from "../../core/shift.ts";
import { imageScore } from "../../objective/criteria/image-score.ts";
import { CRITERIA } from "../../objective/criteria/registry.ts";
import { toleranceOf } from "../../results/tolerance.ts";
import { tolerance as question } from "../../study/questions/tolerance.ts";
import { defineCommand, type Registration, type Surroundings } from "../command.ts";
import { withDetectorFlags } from "../detector-flags.ts";
import { withNames } from "../flag-facts.ts";
import { limitedAsks, limitedFlags } from "../operating-point-flags.ts";
import { countFlag } from "../options.ts";
import { combinationFlags, commonFlag, searchFlags } from "../search-flags.ts";
import { stationShiftFlag } from "../shift-flags.ts";
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
  shift: stationShiftFlag,
  ranges: combinationFlags.ranges,
  ...limitedFlags,
  steps: countFlag("steps")
    .optional()
    .describe("steps outwards at which each side of a shift alone is evaluated (default 90)"),
  criterion: withNames(searchFlags.criterion.unwrap(), () => CRITERIA.names())
    .optional()
    .describe(
      `what searches of several shifts make worse of defective pictures: ${CRITERIA.names().join(", ")} (default ${imageScore.name})`,
    ),
  strategy: searchFlags.strategy,
  budget: countFlag("gradient steps")
    .optional()
    .describe("steps of the published search, per picture and each of ten growing boxes (default 60)"),
  common: commonFlag,
};

type OwnFlags = Pick<z.output<z.ZodObject<typeof ownFlags>>, "shift" | "ranges">;

export const tolerance: Registration = defineCommand({
  name: question.name,
  summary: "How far each shift, and all together, may go within limits on escapes and false rejects",
  example:
    "faultline tolerance --dataset demo --model demo --objects gear --shift theta=30,exposure=severe --limit escapes=2% --out runs/tolerance",
  options: () => withDetectorFlags(ownFlags),
  run: async (flags, surroundings) => {
    const { steps, criterion, strategy, budget, common } = flags;
    const ranges = await rangesFromFlags(flags, surroundings);
    const settings = { ranges, steps, criterion, strategy, budget, common };
    const asked = { question: question.name, shifts: Object.keys(ranges), settings };
    const config = configFromFlags(flags, await limitedAsks(flags, asked, surroundings));
    const study = await studyFromFlags(flags, config, surroundings);
    printAnswer({ ...toleranceOf(study.summary) }, study, flags, surroundings);
    return exitCodeOf(study.summary, 0, surroundings);
  },
});

/** How far each shift is followed; without any the moderate ones of a part and a station. */
async function rangesFromFlags(
  { shift, ranges, ...flags }: StudyFlags & OwnFlags,
  surroundings: Surroundings,
): Promise<ShiftRanges> {
  if (ranges !== undefined) return ranges satisfies Record<string, Range>;
  return rangesOf(shift ?? (await usualBox(flags, surroundings)));
}
