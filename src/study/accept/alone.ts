// How far each shift goes by itself, the others at zero, with every limit held: in tenths of its asked range, each side
// outwards up to the first that fails.

import type { BoxedShift, Range } from "../../core/shift.ts";
import type { FailureCounts, ResolvedLimits } from "../../metrics/decisions/limits.ts";
import { isHeld, isSeenHeld } from "../../metrics/decisions/verdict.ts";
import type { ObjectAcceptance } from "../../results/acceptance.ts";
import type { Planned, PlanView } from "../questions/question.ts";
import { judgedScan } from "../tolerance/judged-scan.ts";
import { plannedScan } from "../tolerance/scan.ts";
import { type Reach, type ScanAsk, SIDE_NAMES } from "../tolerance/scan-ask.ts";
import type { StageAsk } from "./stages.ts";

/** Steps of a side that are evaluated in one round. */
const CHUNK = 3;

/** Limits as single shifts are held to them: as verdicts are, or by the rates as seen. */
export interface AloneJudge {
  readonly by: ObjectAcceptance["aloneBy"];
  /** False where no limited side has a part: then all would be held, of nothing. */
  readonly isJudging: boolean;
  areHeld(counts: FailureCounts): boolean;
}

/** By the rates as seen where the parts are so few that no limit could hold; a side without parts is not judged. */
export function aloneJudge(atRest: FailureCounts, limits: ResolvedLimits): AloneJudge {
  const judged: ResolvedLimits = {
    escapes: atRest.escapes.n === 0 ? null : limits.escapes,
    falseRejects: atRest.falseRejects.n === 0 ? null : limits.falseRejects,
  };
  const flawless: FailureCounts = {
    escapes: { ...atRest.escapes, k: 0 },
    falseRejects: { ...atRest.falseRejects, k: 0 },
  };
  const isJudging = judged.escapes !== null || judged.falseRejects !== null;
  if (isHeld(flawless, judged))
    return { by: "limits", isJudging, areHeld: (counts) => isHeld(counts, judged) };
  return { by: "seen", isJudging, areHeld: (counts) => isSeenHeld(counts, judged) };
}

/** The scans of all shifts by now; `view` has the samples of one object alone. */
export function plannedAlone(ask: StageAsk, judge: AloneJudge, view: PlanView): Planned[] {
  return ask.box.flatMap((shift) => plannedScan(scanOf(ask, shift, judge), view));
}

/** How far a scanned shift goes to both sides at once. */
export function aloneRange(
  ask: StageAsk & { readonly object: string },
  shift: BoxedShift,
  judge: AloneJudge,
  view: PlanView,
): Range {
  const scan = judgedScan(scanOf(ask, shift, judge), ask.object, view);
  const reach = { low: 0, high: 0 };
  for (const side of SIDE_NAMES) {
    const isHeldTo = (step: number): boolean => judge.areHeld(scan.within({ low: 0, high: 0, [side]: step }));
    while (reach[side] < scan.reached[side] && isHeldTo(reach[side] + 1)) reach[side]++;
  }
  // Parts that fail on one side and others that fail on the other add up.
  while (reach.low + reach.high > 0 && !judge.areHeld(scan.within(reach)))
    reach[reach.low > reach.high ? "low" : "high"]--;
  const amountAt = (side: keyof Reach): number => scan.sides[side][reach[side] - 1] ?? 0;
  return [amountAt("low"), amountAt("high")];
}

function scanOf(
  { settings: { steps, parts } }: StageAsk,
  shift: BoxedShift,
  { areHeld }: AloneJudge,
): ScanAsk {
  return { shift, steps, parts, chunk: CHUNK, thinned: true, ends: (judged) => !areHeld(judged) };
}
