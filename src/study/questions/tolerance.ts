// Tolerance: how far shifts may go before a limit on escapes or false rejects is violated. Each shift alone, the others at
// zero, then all of them together; the worst found as a function of the range, and its inverse.

import { InputError } from "../../core/errors.ts";
import { rangesOf } from "../../core/shift.ts";
import { rateLimitsText } from "../../metrics/decisions/limits.ts";
import { CRITERIA, mapsNeeded, masksNeeded } from "../../objective/criteria/registry.ts";
import { combinationOf } from "../combination.ts";
import { toleranceAnswer } from "../tolerance/answer.ts";
import { plannedTolerance, toleranceAsk } from "../tolerance/plan.ts";
import { type ToleranceSettings, toleranceSettings } from "../tolerance/settings.ts";
import { askedRule, plannedAtRest } from "./decision-settings.ts";
import { defineQuestion, type Question } from "./question.ts";

export const tolerance: Question = defineQuestion<ToleranceSettings>({
  name: "tolerance",
  summary: "Find how far each shift, and all together, may go within limits on escapes and false rejects",
  settings: toleranceSettings,
  ranges: (asked) => rangesOf(toleranceAsk(asked).box),
  calibrates: askedRule,
  plan: (asked, view) => {
    const ask = toleranceAsk(asked);
    if (ask.box.length === 0) throw new InputError("missing ranges: a tolerance needs one shift at least");
    return [...plannedAtRest(view), ...plannedTolerance(ask, view)];
  },
  needsMaps: ({ criterion }) => mapsNeeded(CRITERIA.named(criterion)),
  needsMasks: ({ criterion }) => masksNeeded(CRITERIA.named(criterion)),
  words: (asked) => {
    const { box, limits } = toleranceAsk(asked);
    const names = combinationOf(box.map(({ facts }) => facts.name));
    return [`tolerance of ${names} under ${rateLimitsText(limits)}`];
  },
  answer: async (asked, view) => toleranceAnswer(toleranceAsk(asked), view),
});
