// May a detector be trusted over a range: the whole asked box, then inner ones, under limits on escapes and false rejects.
// The first search, draws and shared design over the whole box are the bound's; this question adds the second search, the
// inner boxes and each shift alone.

import { parseThresholdRule } from "../../metrics/decisions/rule.ts";
import { type AcceptSettings, acceptSettings } from "../accept/settings.ts";
import { defineQuestion, type Question } from "./question.ts";

export const accept: Question = defineQuestion<AcceptSettings>({
  name: "accept",
  summary: "Say for every object whether limits on escapes and false rejects hold over a range",
  settings: acceptSettings,
  ranges: ({ ranges }) => ranges,
  calibrates: ({ operatingPoint }) => (operatingPoint === "" ? null : parseThresholdRule(operatingPoint)),
  plan: () => [],
  words: ({ limits }) => [`acceptance under ${limits}`],
  answer: async () => [],
});
