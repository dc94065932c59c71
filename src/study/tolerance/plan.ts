// What a tolerance evaluates: each shift alone, then several together. A pure function of finished records.

import type { RateLimits } from "../../core/acceptance.ts";
import type { ShiftBox } from "../../core/shift.ts";
import { parseRateLimits } from "../../metrics/decisions/limits.ts";
import type { Criterion } from "../../objective/criteria/criterion.ts";
import { imageScore } from "../../objective/criteria/image-score.ts";
import { CRITERIA } from "../../objective/criteria/registry.ts";
import { searchable } from "../../search/box.ts";
import { checkStrategy, DEFAULT_STRATEGY } from "../../search/registry.ts";
import { boxOf } from "../../shift/registry.ts";
import type { Planned, PlanView } from "../questions/question.ts";
import { type AloneAsk, plannedAlone } from "./alone.ts";
import type { ToleranceSettings } from "./settings.ts";
import { type TogetherAsk, walkTogether } from "./together-walk.ts";

/** Confirms what another strategy found. */
const SECOND_STRATEGY = "simplex";

/** A tolerance with its names looked up. */
export interface ToleranceAsk {
  readonly box: ShiftBox;
  readonly limits: RateLimits;
  readonly criterion: Criterion;
  readonly alone: readonly AloneAsk[];
  /** Null of a single shift. */
  readonly together: TogetherAsk | null;
}

/** Checked settings; refuses, before anything is computed, what no search can be made of. */
export function toleranceAsk(asked: ToleranceSettings): ToleranceAsk {
  const { ranges, limit, parts, steps, strategy, budget, common } = asked;
  const box = boxOf(ranges);
  const limits = parseRateLimits([limit]);
  const criterion = CRITERIA.named(asked.criterion);
  const second = strategy === SECOND_STRATEGY ? DEFAULT_STRATEGY : SECOND_STRATEGY;
  const whole = criterion.name !== imageScore.name;
  checkStrategy(strategy, box.length < 2 ? box : searchable(box));
  return {
    ...{ box, limits, criterion },
    alone: box.map((shift) => ({ shift, steps, limits, parts, whole, strategy: second, budget })),
    together: box.length < 2 ? null : { box, limits, criterion, strategy, second, budget, common, parts },
  };
}

/** The experiments by now; those of several shifts together once each alone is done. */
export function plannedTolerance(ask: ToleranceAsk, view: PlanView): Planned[] {
  const alone = ask.alone.flatMap((each) => plannedAlone(each, view));
  const { together } = ask;
  if (together === null) return alone;
  const objects = [...new Set(view.samples.map(({ object }) => object))];
  return [...alone, ...objects.flatMap((object) => walkTogether(together, object, alone, view).planned)];
}
