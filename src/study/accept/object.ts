// One object's verdict from what its walk found, with all that stands beside it. A pure query over finished records.

import { SIDES, type Side } from "../../core/acceptance.ts";
import { invariant, present } from "../../core/errors.ts";
import { rangesOf, type ShiftPoint, scaledBox } from "../../core/shift.ts";
import { type ResolvedLimits, resolvedLimits } from "../../metrics/decisions/limits.ts";
import { decisionCounts } from "../../metrics/decisions/parts.ts";
import { partsNeeded } from "../../metrics/decisions/parts-needed.ts";
import {
  type BoxEvidence,
  bindingOf,
  type Evidence,
  holdsTogether,
  isCalibrated,
  verdictOf,
} from "../../metrics/decisions/verdict.ts";
import type { AcceptanceSearch, ObjectAcceptance } from "../../results/acceptance.ts";
import type { DecisionCounts } from "../../results/decisions.ts";
import { scopesOf } from "../common-design.ts";
import { isRejected } from "../decisions/verdict.ts";
import type { AnswerView } from "../questions/question.ts";
import { typicalRole } from "../questions/roles.ts";
import {
  countsInCommon,
  countsPerPicture,
  type Evidence as Found,
  worstStation,
} from "../tolerance/growing.ts";
import { isWithin } from "../tolerance/placed-points.ts";
import { actionsOf } from "./actions.ts";
import { aloneJudge, aloneRange } from "./alone.ts";
import { plannedAnyway, walkAsk } from "./asked.ts";
import { type KnownPicture, lookedAt } from "./evidence.ts";
import { notesOf } from "./notes.ts";
import { type AcceptSettings, secondStrategy } from "./settings.ts";
import { combinationName, drawsRoleAt, isExhausted } from "./stages.ts";
import { type TestedBox, type Walk, type WalkAsk, walkOf } from "./walk.ts";

/** An object with its verdict, and the evidence that it is from. */
export interface JudgedObject {
  readonly acceptance: ObjectAcceptance;
  readonly found: Found;
  readonly limits: ResolvedLimits;
  /** The factors of the inner boxes, ascending, and 1. */
  readonly factors: readonly number[];
}

/** `objects`: how many verdicts there are in all. */
export function judgedObject(
  settings: AcceptSettings,
  { object, objects }: { readonly object: string; readonly objects: number },
  view: AnswerView,
): JudgedObject {
  const thresholds = view.thresholds(object);
  // By the pictures that the threshold is from: those that were lost promise nothing, as when the walk was planned.
  const calibrated = isCalibrated(thresholds);
  const ask = { ...present(walkAsk(settings, object, view), `operating point of ${object}`), calibrated };
  const walk = walkOf(ask, plannedAnyway(settings, view), view);
  const { pictures, tested, evidence: known } = walk;
  invariant(
    tested.some(({ factor }) => factor === 1),
    `the asked box of ${object} was not tested`,
  );
  const [atRest, common] = [countsInCommon(known, 0), countsInCommon(known, 1)];
  const limits = resolvedLimits(ask.limits, atRest);
  const evidence: Evidence = {
    atRest,
    calibrated,
    boxes: [restEvidence(atRest), ...tested.map((box) => boxEvidence(ask, box, walk, view))],
  };
  const { within, ...verdict } = verdictOf(evidence, limits);
  const judge = aloneJudge(atRest, limits);
  const found = {
    object,
    ...verdict,
    within: within === null ? null : { factor: within, box: rangesOf(scaledBox(ask.box, within)) },
    alone: aloneOf(ask, walk, limits, view),
    aloneBy: judge.by,
    binding: bindingOf(evidence, limits, worstPoints(ask, known)),
    thresholds,
    ...{ atRest, common, typical: typicalCounts(ask, pictures, view), worst: countsPerPicture(known, 1) },
    picturesNeeded: neededOf(common, limits),
    search: searchOf(ask, walk, view),
    holdsTogether: holdsTogether(evidence, limits, objects),
  };
  const acceptance = {
    ...found,
    actions: actionsOf(found, ask.box, limits),
    notes: notesOf(found, ask, pictures),
  };
  const factors = [...settings.factors, 1].toSorted((one, other) => one - other);
  return { acceptance, found: known, limits, factors };
}

/** At rest there is nothing to search. */
function restEvidence(common: DecisionCounts): BoxEvidence {
  return { factor: 0, common, searched: null, secondFlips: null };
}

function boxEvidence(
  ask: WalkAsk,
  { factor, secondFlips }: TestedBox,
  walk: Walk,
  view: AnswerView,
): BoxEvidence {
  const left = leftAt(walk, factor);
  const isWhole = left.length === 0 || isExhausted(ask, factor);
  const searched = isWhole ? null : fewest(ask, factor, left, view);
  return { factor, common: countsInCommon(walk.evidence, factor), searched, secondFlips };
}

/** The pictures that were not seen to fail in the box of a factor. */
function leftAt({ pictures, evidence }: Walk, factor: number): readonly KnownPicture[] {
  const failed = new Set(
    evidence.pictures.flatMap(({ sample, failsFrom }) => (isWithin(failsFrom, factor) ? [sample.id] : [])),
  );
  return pictures.filter(({ sample }) => !failed.has(sample.id));
}

/** The fewest evaluations and draws of any of these pictures. */
function fewest(
  { box }: WalkAsk,
  factor: number,
  pictures: readonly KnownPicture[],
  view: AnswerView,
): { readonly units: number; readonly draws: number } {
  const looks = pictures.map((picture) =>
    lookedAt(picture, { box, factor, draws: drawsRoleAt(box, factor) }, view),
  );
  return {
    units: Math.min(...looks.map(({ units }) => units)),
    draws: Math.min(...looks.map(({ draws }) => draws)),
  };
}

function searchOf(ask: WalkAsk, walk: Walk, view: AnswerView): AcceptanceSearch {
  const left = leftAt(walk, 1);
  const flips = walk.tested.find(({ factor }) => factor === 1)?.secondFlips ?? null;
  return {
    ...fewest(ask, 1, left.length === 0 ? walk.pictures : left, view),
    second: flips === null ? null : { strategy: secondStrategy(ask.settings), flips },
  };
}

/** Under one draw a picture; a draw that moved a defect out of view does not count. */
function typicalCounts(
  { box, object }: WalkAsk,
  pictures: readonly KnownPicture[],
  view: AnswerView,
): DecisionCounts {
  const thresholds = view.thresholds(object);
  return decisionCounts(
    pictures.flatMap(({ sample: { id, anomalous }, part }) => {
      const [drawn] = view.record(id, typicalRole(combinationName(box))).points;
      if (drawn === undefined || drawn.outOfView === true) return [];
      return [{ part, anomalous, rejected: isRejected(drawn, thresholds) }];
    }),
  );
}

/** Empty where shifts are not tested alone, or there is no part to test them with. */
function aloneOf(
  ask: WalkAsk,
  { isScanned, evidence }: Walk,
  limits: ResolvedLimits,
  view: AnswerView,
): ObjectAcceptance["alone"] {
  const atRest = countsInCommon(evidence, 0);
  const judge = aloneJudge(atRest, limits);
  if (ask.settings.steps === 0 || !judge.isJudging) return {};
  return Object.fromEntries(
    ask.box.map((shift) => {
      if (!judge.areHeld(atRest)) return [shift.facts.name, null];
      // Without a scan every limit holds over the whole box, and so of each of its shifts.
      return [shift.facts.name, isScanned ? aloneRange(ask, shift, judge, view) : shift.range];
    }),
  );
}

/** Where most fail of each side; null where none of the shifts is the station's, none fails, or at rest as many do. */
function worstPoints({ box }: WalkAsk, found: Found): Readonly<Record<Side, ShiftPoint | null>> {
  const hasStation = scopesOf(box).station.length > 0;
  const pointOf = (anomalous: boolean): ShiftPoint | null => {
    const worst = hasStation ? worstStation(found, anomalous, 1) : null;
    const point: ShiftPoint = worst === null ? {} : JSON.parse(worst);
    return Object.values(point).every((amount) => amount === 0) ? null : point;
  };
  return { escapes: pointOf(true), falseRejects: pointOf(false) };
}

function neededOf(common: DecisionCounts, limits: ResolvedLimits): Readonly<Record<Side, number | null>> {
  const [escapes = null, falseRejects = null] = SIDES.map((side) => {
    const limit = limits[side];
    return limit === null ? null : partsNeeded(common[side], limit);
  });
  return { escapes, falseRejects };
}
