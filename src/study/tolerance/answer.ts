// What a tolerance answers: of every object how far each shift goes alone and all together, and where its pictures break.

import type { ObjectTolerance, ToleranceData } from "../../results/tolerance.ts";
import type { Answered, AnswerView } from "../questions/question.ts";
import { aloneOf, plannedAlone } from "./alone.ts";
import { toleranceCharts } from "./charts.ts";
import type { ToleranceAsk } from "./plan.ts";
import { togetherOf } from "./together.ts";

/** Charts and data of every object, in the order of the samples. */
export function toleranceAnswer(ask: ToleranceAsk, view: AnswerView): Answered {
  const evaluated = ask.alone.flatMap((each) => plannedAlone(each, view));
  const objects = [...new Set(view.samples.map(({ object }) => object))].map((object): ObjectTolerance => {
    const alone = ask.alone.map((each) => aloneOf(each, object, view));
    const together = ask.together === null ? [] : [togetherOf(ask.together, object, evaluated, view)];
    return {
      object,
      shifts: [...alone.map(({ shift }) => shift), ...together],
      breaking: alone.flatMap(({ breaking }) => breaking),
    };
  });
  const data: ToleranceData = { kind: "tolerances", limits: ask.limits, objects };
  return { charts: toleranceCharts(data), data };
}
