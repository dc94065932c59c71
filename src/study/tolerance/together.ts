// How far several shifts together go: the curve over their growing box, and the largest box that holds every limit. A query
// over finished records.

import { SIDES, type Side } from "../../core/acceptance.ts";
import { present } from "../../core/errors.ts";
import { type ShiftBox, type ShiftPoint, zerosOf } from "../../core/shift.ts";
import { type ResolvedLimits, resolvedLimits } from "../../metrics/decisions/limits.ts";
import type { TolerancePoint, ToleranceShift } from "../../results/tolerance.ts";
import { combinationOf } from "../combination.ts";
import type { Planned, PlanView } from "../questions/question.ts";
import { violatedAtRest } from "./alone.ts";
import { allowed } from "./known-amounts.ts";
import { countsInCommon, countsPerPicture, meanPauroc, stationsOf, worstStation } from "./together-counts.ts";
import type { PictureEvidence, PlacedPoint } from "./together-evidence.ts";
import { FACTORS, type TogetherAsk, walkTogether } from "./together-walk.ts";

/** How far all shifts go together with an object's pictures; all that is planned is finished. */
export function togetherOf(
  ask: TogetherAsk,
  object: string,
  alone: readonly Planned[],
  view: Pick<PlanView, "samples" | "seed" | "finished" | "record" | "decider">,
): ToleranceShift {
  const { pictures, held, isConfirmed } = walkTogether(ask, object, alone, view);
  const atRest = countsInCommon(pictures, 0);
  const limits = resolvedLimits(ask.limits, atRest);
  const reason = violatedAtRest(atRest, limits);
  return {
    shift: combinationOf(ask.box.map(({ facts }) => facts.name)),
    alone: false,
    ...{ symmetric: held, low: null, high: null },
    confirmed: {
      inside: held === null || held === 0 ? null : isConfirmed,
      outside: held === null ? null : violatingPoint(pictures, held, limits, ask.box),
    },
    ...(reason === null ? {} : { reason }),
    curve: [0, ...FACTORS].map((factor) => curvePoint(pictures, factor)),
  };
}

function curvePoint(pictures: readonly PictureEvidence[], factor: number): TolerancePoint {
  return {
    ...{ factor, range: null, ...countsInCommon(pictures, factor) },
    perPicture: countsPerPicture(pictures, factor),
    pauroc: meanPauroc(pictures, factor),
  };
}

/** The point of the next box with which a limit is violated; null where the asked box ends first. */
function violatingPoint(
  pictures: readonly PictureEvidence[],
  held: number,
  limits: ResolvedLimits,
  box: ShiftBox,
): ShiftPoint | null {
  const next = FACTORS.find((factor) => factor > held);
  if (next === undefined) return null;
  const counts = countsInCommon(pictures, next);
  const side = present(
    SIDES.find((each) => counts[each].k > allowed(counts[each].n, limits[each])),
    "violated limit",
  );
  const { outcome } = tipping(pictures, side, next, allowed(counts[side].n, limits[side]));
  return { ...zerosOf(box.map(({ facts }) => facts.name)), ...outcome.point };
}

/** At the worst station point of a box, the point of that part which is one too many. */
function tipping(pictures: readonly PictureEvidence[], side: Side, factor: number, may: number): PlacedPoint {
  const own = pictures.filter(({ sample }) => sample.anomalous === (side === "escapes"));
  const key = JSON.stringify(worstStation(stationsOf(own), factor)?.station);
  const first = new Map<string, PlacedPoint>();
  for (const { part, points } of own) {
    const failing = points.find(({ wrong, station }) => wrong && JSON.stringify(station) === key);
    const known = first.get(part);
    if (failing !== undefined && (known === undefined || failing.factor < known.factor))
      first.set(part, failing);
  }
  const ordered = [...first.values()].toSorted((left, right) => left.factor - right.factor);
  return present(ordered[may], "violating point");
}
