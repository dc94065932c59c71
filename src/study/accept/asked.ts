// What the question of acceptance asks, checked, and what is evaluated for it in any case: the bound of the asked box with
// its draws and shared design, and the decisions at rest and under one typical draw.

import { InputError } from "../../core/errors.ts";
import { rangesOf, type ShiftBox } from "../../core/shift.ts";
import type { Decider, ThresholdRule } from "../../core/thresholds.ts";
import { parseRateLimits } from "../../metrics/decisions/limits.ts";
import { parseThresholdRule } from "../../metrics/decisions/rule.ts";
import { picturesFor } from "../../metrics/decisions/threshold.ts";
import { imageScore } from "../../objective/criteria/image-score.ts";
import { searchable } from "../../search/box.ts";
import { checkStrategy } from "../../search/registry.ts";
import { boxOf } from "../../shift/registry.ts";
import { DEFAULT_RATE } from "../calibration.ts";
import { bound } from "../questions/bound.ts";
import { operatingPoint } from "../questions/operating-point.ts";
import type { Planned, PlanView } from "../questions/question.ts";
import { type AcceptSettings, secondStrategy } from "./settings.ts";
import type { WalkAsk } from "./walk.ts";

/** The asked box; InputError without a shift, or with what the searches cannot do. */
export function askedBox(settings: AcceptSettings): ShiftBox {
  const box = searchable(boxOf(settings.ranges));
  if (box.length === 0)
    throw new InputError("invalid study: acceptance over no shift; expected at least one in ranges");
  checkStrategy(settings.strategy, box);
  checkStrategy(secondStrategy(settings), box);
  return box;
}

/** What is asked of an object; null as long as it is not known what decides on its pictures. */
export function walkAsk(
  settings: AcceptSettings,
  object: string,
  { decider, calibration }: Pick<PlanView, "decider" | "calibration">,
): WalkAsk | null {
  const deciding = decider(object);
  if (deciding === null) return null;
  const pictures = calibration.filter((sample) => sample.object === object).length;
  const rule = ruleOf(settings, deciding);
  const calibrated = rule.kind !== "false-rejects" || pictures >= picturesFor(rule.rate);
  return {
    ...{ object, settings, calibrated },
    box: askedBox(settings),
    limits: parseRateLimits([settings.limits]),
  };
}

/** The rule that is said, or the usual one. */
function ruleOf({ operatingPoint: rule }: AcceptSettings, { image }: Decider): ThresholdRule {
  if (rule !== "") return parseThresholdRule(rule);
  return image === null ? { kind: "detector" } : { kind: "false-rejects", rate: DEFAULT_RATE };
}

/** What is evaluated in any case by now; the same as these questions ask for by themselves. */
export function plannedAnyway(settings: AcceptSettings, view: PlanView): readonly Planned[] {
  const { operatingPoint: rule, parts, strategy, budget, draws, common } = settings;
  const box = askedBox(settings);
  const shifts = { combinations: [box.map(({ facts }) => facts.name)], ranges: rangesOf(box) };
  const searches = { criterion: imageScore.name, strategy, budget, draws, common };
  return [
    ...operatingPoint.plan(operatingPoint.settings.parse({ ...shifts, operatingPoint: rule, parts }), view),
    ...bound.plan(bound.settings.parse({ ...shifts, ...searches }), view),
  ];
}
