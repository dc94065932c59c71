// The answer about acceptance: a verdict per object, the least of them, and how failures grow with the asked box.

import { rangesOf } from "../../core/shift.ts";
import { parseRateLimits } from "../../metrics/decisions/limits.ts";
import { leastVerdict } from "../../metrics/decisions/verdict.ts";
import type { AcceptanceData, ObjectAcceptance } from "../../results/acceptance.ts";
import type { Chart } from "../../results/chart.ts";
import type { Answered, AnswerView } from "../questions/question.ts";
import { askedBox } from "./asked.ts";
import { growthCharts } from "./charts.ts";
import { judgedObject } from "./object.ts";
import type { AcceptSettings } from "./settings.ts";

/** The verdicts of all objects of a finished study; none where every picture was lost. */
export function acceptanceAnswer(settings: AcceptSettings, view: AnswerView): Answered {
  const names = [...new Set(view.samples.map(({ object }) => object))];
  if (names.length === 0) return { charts: [] };
  const judged = names.map((object) => judgedObject(settings, { object, objects: names.length }, view));
  const objects: ObjectAcceptance[] = judged.map(({ acceptance }) => acceptance);
  const charts: Chart[] = judged.flatMap(growthCharts);
  const data: AcceptanceData = {
    kind: "acceptance",
    verdict: leastVerdict(objects.map(({ verdict }) => verdict)),
    limits: parseRateLimits([settings.limits]),
    ranges: rangesOf(askedBox(settings)),
    objects,
  };
  return { charts, data };
}
