// faultline accept: may a detector be trusted over a range. A verdict per object, on one screen and one page.

import { rangesOf } from "../../core/shift.ts";
import { DEFAULT_LIMITS } from "../../metrics/decisions/limits.ts";
import { imageScore } from "../../objective/criteria/image-score.ts";
import { acceptanceOf } from "../../results/acceptance.ts";
import { accept as question } from "../../study/questions/accept.ts";
import { decisionsAsk, robustnessAsks } from "../../study/questions/asks.ts";
import { acceptBudget, acceptBudgetFlags, flagsWithBudget } from "../accept-choice.ts";
import { defineCommand, type Registration } from "../command.ts";
import { withJudgedPictures } from "../dataset-flags.ts";
import { withDetectorFlags } from "../detector-flags.ts";
import { operatingPointFlags, partsFromFlags } from "../operating-point-flags.ts";
import { countFlag } from "../options.ts";
import { checkedSearch, searchFlags } from "../search-flags.ts";
import { namesOf, stationShiftFlag } from "../shift-flags.ts";
import { configFromFlags, exitCodeOf, printAnswer, studyFlags, studyFromFlags } from "../study-command.ts";
import { studyText } from "../study-file/text.ts";
import { usualBox } from "../usual-shifts.ts";
import { checkVerdictGate, rateLimitFlag, verdictCode, verdictFailOnFlag } from "../verdict-gate.ts";

/** Steps of each side's range at which a shift is tested alone: the tenths that boxes are tested at too. */
const STEPS = 10;

const ownFlags = {
  ...studyFlags,
  shift: stationShiftFlag,
  limit: rateLimitFlag(DEFAULT_LIMITS),
  failOn: verdictFailOnFlag,
  ...operatingPointFlags,
  ...acceptBudgetFlags,
  strategy: searchFlags.strategy,
  steps: countFlag("steps", 0)
    .optional()
    .describe(
      `steps of each side's range at which each shift is tested alone; 0 for not at all (default ${STEPS})`,
    ),
};

export const accept: Registration = defineCommand({
  name: question.name,
  summary: "Say for every object whether limits on escapes and false rejects hold over a range of shifts",
  example: "faultline accept --dataset demo --model demo --objects gear --workers 2 --out runs/accept",
  options: () => withDetectorFlags(ownFlags),
  run: async (given, surroundings) => {
    checkVerdictGate(given);
    const flags = withJudgedPictures(given);
    const { strategy } = checkedSearch({ ...flags, criterion: imageScore.name }, flags.preset);
    const box = flags.shift ?? (await usualBox(flags, surroundings));
    // What cannot be searched is refused before anything is timed.
    question.ranges(question.settings.parse({ ranges: rangesOf(box), strategy }));
    const parts = await partsFromFlags(flags, surroundings);
    const { steps = STEPS, operatingPoint = "", limit: limits = DEFAULT_LIMITS } = flags;
    const command = accept.facts();
    const { invocation = { command: command.name, flags: {} } } = surroundings;
    const choice = { box, steps, limits, command, invocation };
    const chosen = await acceptBudget(flags, choice, surroundings);
    const judged = flagsWithBudget(choice, chosen);
    const ranges = rangesOf(box);
    const shifts = { combinations: [namesOf(box)], ranges };
    const search = { strategy, ...chosen };
    const asks = [
      ...robustnessAsks({ ...shifts, sweeps: [], criterion: imageScore.name, ...search }),
      decisionsAsk({ ...shifts, operatingPoint, parts }),
      { question: question.name, settings: { ranges, limits, operatingPoint, parts, steps, ...search } },
    ];
    const study = await studyFromFlags(flags, configFromFlags(flags, asks), {
      ...surroundings,
      invocation: judged,
      studyText: async () => studyText(command, judged.flags, "kept"),
    });
    const { summary } = study;
    const data = acceptanceOf(summary);
    const { kind: _kind, ...answer } = data ?? { kind: undefined };
    printAnswer(answer, study, flags, surroundings);
    const code = data === undefined ? 0 : verdictCode(flags.failOn, data, summary, surroundings.note);
    return exitCodeOf(summary, code, surroundings);
  },
});
