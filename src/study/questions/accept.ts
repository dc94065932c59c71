// May a detector be trusted over a range: the whole asked box, then each shift alone and inner boxes, under limits on escapes
// and false rejects. What the bound and the operating point evaluate is evaluated here too, so that they can stand beside it.

import { ACCEPT } from "../../core/acceptance.ts";
import { rangesOf } from "../../core/shift.ts";
import { acceptanceAnswer } from "../accept/answer.ts";
import { askedBox, plannedAnyway, walkAsk } from "../accept/asked.ts";
import { type AcceptSettings, acceptSettings } from "../accept/settings.ts";
import { walkOf } from "../accept/walk.ts";
import { askedRule } from "./decision-settings.ts";
import { defineQuestion, type Question } from "./question.ts";

export const accept: Question = defineQuestion<AcceptSettings>({
  name: ACCEPT,
  summary: "Say for every object whether limits on escapes and false rejects hold over a range",
  settings: acceptSettings,
  ranges: (asked) => rangesOf(askedBox(asked)),
  calibrates: askedRule,
  plan: (asked, view) => {
    const anyway = plannedAnyway(asked, view);
    const objects = new Set(view.samples.map(({ object }) => object));
    return [
      ...anyway,
      ...[...objects].flatMap((object) => {
        const ask = walkAsk(asked, object, view);
        return ask === null ? [] : walkOf(ask, anyway, view).planned;
      }),
    ];
  },
  words: ({ limits }) => [`acceptance under ${limits}`],
  answer: async (asked, view) => acceptanceAnswer(asked, view),
});
