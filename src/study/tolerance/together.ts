// How far several shifts together go: the curve over their growing box, and the largest box that holds every limit. A query
// over finished records.

import { SIDES, type Side } from "../../core/acceptance.ts";
import { present } from "../../core/errors.ts";
import { type ShiftBox, type ShiftPoint, zerosOf } from "../../core/shift.ts";
import { type ResolvedLimits, resolvedLimits } from "../../metrics/decisions/limits.ts";
import type { TolerancePoint, ToleranceShift } from "../../results/tolerance.ts";
import { combinationOf } from "../combination.ts";
import type { Planned } from "../questions/question.ts";
import { violatedAtRest } from "./alone.ts";
import { countsInCommon, countsPerPicture, type Evidence, meanPauroc, worstStation } from "./growing.ts";
import { allowed } from "./known-amounts.ts";
import type { PlacedPoint } from "./placed-points.ts";
import { FACTORS, type TogetherAsk, type WalkView, walkTogether } from "./together-walk.ts";

/** How far all shifts go together with an object's pictures; all that is planned is finished. */
export function togetherOf(
  ask: TogetherAsk,
  object: string,
  alone: readonly Planned[],
  view: WalkView,
): ToleranceShift {
  const { evidence, held, isConfirmed } = walkTogether(ask, object, alone, view);
  const atRest = countsInCommon(evidence, 0);
  const limits = resolvedLimits(ask.limits, atRest);
  const reason = violatedAtRest(atRest, limits);
  return {
    shift: combinationOf(ask.box.map(({ facts }) => facts.name)),
    alone: false,
    ...{ symmetric: held, low: null, high: null },
    confirmed: {
      inside: held === null || held === 0 ? null : isConfirmed,
      outside: held === null ? null : violatingPoint(evidence, held, limits, ask.box),
    },
    ...(reason === null ? {} : { reason }),
    curve: [0, ...FACTORS].map((factor) => curvePoint(evidence, factor)),
  };
}

function curvePoint(evidence: Evidence, factor: number): TolerancePoint {
  return {
    ...{ factor, range: null, ...countsInCommon(evidence, factor) },
    perPicture: countsPerPicture(evidence, factor),
    pauroc: meanPauroc(evidence, factor),
  };
}

/** The point of the next box with which a limit is violated; null where the asked box ends first. */
function violatingPoint(
  evidence: Evidence,
  held: number,
  limits: ResolvedLimits,
  box: ShiftBox,
): ShiftPoint | null {
  const next = FACTORS.find((factor) => factor > held);
  if (next === undefined) return null;
  const counts = countsInCommon(evidence, next);
  const side = present(
    SIDES.find((each) => counts[each].k > allowed(counts[each].n, limits[each])),
    "violated limit",
  );
  const { point } = tipping(evidence, side, next, allowed(counts[side].n, limits[side]));
  return { ...zerosOf(box.map(({ facts }) => facts.name)), ...point };
}

/** At the worst station point of a box, the point of that part which is one too many. */
function tipping(evidence: Evidence, side: Side, factor: number, may: number): PlacedPoint {
  const anomalous = side === "escapes";
  const worst = worstStation(evidence, anomalous, factor);
  const first = new Map<string, PlacedPoint>();
  for (const { sample, part, points } of evidence.pictures) {
    if (sample.anomalous !== anomalous) continue;
    for (const placed of points) {
      if (!placed.wrong || placed.station !== worst) continue;
      const known = first.get(part);
      if (known === undefined || placed.factor < known.factor) first.set(part, placed);
    }
  }
  const ordered = [...first.values()].toSorted((left, right) => left.factor - right.factor);
  return present(ordered[may], "violating point");
}
