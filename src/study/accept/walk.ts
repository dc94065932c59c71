// How a verdict is come to, stage by stage: the asked box with what its bound evaluated, a second search where it may be
// accepted; else each shift alone, and inner boxes. A pure function of finished records, in which every step depends on
// those before it alone: the same records lead the same way, whoever asks.

import type { RateLimits } from "../../core/acceptance.ts";
import { type FailureCounts, resolvedLimits } from "../../metrics/decisions/limits.ts";
import { FEWEST_DRAWS, isHeld } from "../../metrics/decisions/verdict.ts";
import type { Planned, PlanView } from "../questions/question.ts";
import { countsInCommon, type Evidence, evidenceOf } from "../tolerance/growing.ts";
import { isWithin } from "../tolerance/placed-points.ts";
import { plannedDesign, plannedSearches, type Stage } from "../tolerance/together-stage.ts";
import { aloneJudge, plannedAlone } from "./alone.ts";
import { type KnownPicture, unseen, withRoles } from "./evidence.ts";
import {
  firstSearch,
  isExhausted,
  plannedDraws,
  plannedProbes,
  type StageAsk,
  secondSearch,
} from "./stages.ts";

export interface WalkAsk extends StageAsk {
  readonly object: string;
  readonly limits: RateLimits;
  /** False where no threshold promises the rate that was asked for: then nothing is accepted. */
  readonly calibrated: boolean;
}

/** A box that was tested, as far as that took. */
export interface TestedBox {
  readonly factor: number;
  /** Pictures whose verdict the second search flipped; null where it was not made. */
  readonly secondFlips: number | null;
}

export interface Walk {
  /** All that this object needs by now beyond what others ask for. */
  readonly planned: readonly Planned[];
  readonly pictures: readonly KnownPicture[];
  /** What their points count. */
  readonly evidence: Evidence;
  readonly tested: readonly TestedBox[];
  /** True where each shift was scanned alone. */
  readonly isScanned: boolean;
}

/**
 * The walk of an object so far. `begun`: what is evaluated of its pictures anyway: unshifted, drawn, searched over the asked
 * box and under the shared design; nothing else is asked for before it is all there.
 */
export function walkOf(ask: WalkAsk, begun: readonly Planned[], view: PlanView): Walk {
  const own = { ...view, samples: view.samples.filter(({ object }) => object === ask.object) };
  const steps = stepsOf(ask, own);
  if (steps.take(begun)) test(ask, steps, own);
  const { planned, tested, facts, pictures, evidence } = steps;
  return { planned, tested, pictures: pictures(), evidence: evidence(), isScanned: facts.isScanned };
}

/** Goes as far as the records reach. */
function test(ask: WalkAsk, steps: Steps, view: PlanView): void {
  const counts = (factor: number): FailureCounts => countsInCommon(steps.evidence(), factor);
  const atRest = counts(0);
  const limits = resolvedLimits(ask.limits, atRest);
  const isOpen = (factor: number): boolean => isHeld(counts(factor), limits);
  const whole = isExhausted(ask, 1);
  if (whole && !steps.evaluate(plannedDesign(firstSearch(ask, 1, view), steps.evidence(), ask.object)))
    return;
  const canAccept = ask.calibrated && (ask.settings.draws >= FEWEST_DRAWS || whole);
  const secondFlips = canAccept && isOpen(1) && !whole ? searchAgain(ask, 1, steps, view) : null;
  if (secondFlips === undefined) return;
  steps.tested.push({ factor: 1, secondFlips });
  if (canAccept && isOpen(1) && (whole || secondFlips === 0)) return;
  const judge = aloneJudge(atRest, limits);
  steps.facts.isScanned = ask.settings.steps > 0 && judge.areHeld(atRest) && !judge.areHeld(counts(1));
  if (steps.facts.isScanned && !steps.evaluate(plannedAlone(ask, judge, view))) return;
  if (canAccept && isOpen(0)) testInner(ask, steps, isOpen, view);
}

/** What has been asked for and found so far. */
interface Steps {
  readonly planned: Planned[];
  readonly tested: TestedBox[];
  readonly facts: { isScanned: boolean };
  pictures(): readonly KnownPicture[];
  evidence(): Evidence;
  /** Reads what others ask for; false as long as it is not all finished. */
  take(round: readonly Planned[]): boolean;
  /** Asks for a round and reads it. */
  evaluate(round: readonly Planned[]): boolean;
  /** A search and then its shared design. */
  search(stage: Stage): boolean;
}

function stepsOf({ box, settings, object }: WalkAsk, view: PlanView): Steps {
  let pictures: readonly KnownPicture[] = view.samples.map((sample) => unseen(sample, settings.parts));
  let evidence = evidenceOf(pictures);
  const planned: Planned[] = [];
  const take = (round: readonly Planned[]): boolean => {
    const roles = new Map<string, string[]>();
    for (const { sample, role } of round) roles.set(sample, [...(roles.get(sample) ?? []), role]);
    const found: KnownPicture[] = [];
    for (const picture of pictures) {
      const own = roles.get(picture.sample.id) ?? [];
      const more = own.length === 0 ? picture : withRoles(picture, own, box, view);
      if (more === null) return false;
      found.push(more);
    }
    pictures = found;
    evidence = evidenceOf(pictures);
    return true;
  };
  const evaluate = (round: readonly Planned[]): boolean => {
    planned.push(...round);
    return take(round);
  };
  return {
    ...{ planned, tested: [], facts: { isScanned: false }, take, evaluate },
    ...{ pictures: () => pictures, evidence: () => evidence },
    search: (stage) =>
      evaluate(plannedSearches(stage, evidence)) && evaluate(plannedDesign(stage, evidence, object)),
  };
}

/** How many verdicts a second search flips; undefined as long as it is not finished. */
function searchAgain(ask: WalkAsk, factor: number, steps: Steps, view: PlanView): number | undefined {
  const failed = (): number =>
    steps.evidence().pictures.filter(({ failsFrom }) => isWithin(failsFrom, factor)).length;
  const before = failed();
  return steps.search(secondSearch(ask, factor, view)) ? failed() - before : undefined;
}

/**
 * Inner boxes, beginning with the largest that what failed further out does not rule out: what is found within it counts
 * in every larger one, so that this ends where a walk from inside outwards does. `isOpen`: the limits may still hold in
 * the box of a factor, by all that was found so far.
 */
function testInner(ask: WalkAsk, steps: Steps, isOpen: (factor: number) => boolean, view: PlanView): void {
  const inner = new Set(ask.settings.factors.filter((factor) => factor > 0));
  let open = [...inner].toSorted((one, other) => one - other);
  for (let round = 1; ; round++) {
    open = open.filter(isOpen);
    if (open.length === 0) return;
    if (!steps.evaluate(plannedProbes(ask, open, steps.evidence(), round))) return;
    const factor = open.filter(isOpen).at(-1);
    if (factor === undefined) return;
    const secondFlips = testBox(ask, factor, steps, isOpen, view);
    if (secondFlips === undefined) return;
    steps.tested.push({ factor, secondFlips });
    if (isOpen(factor) && (secondFlips === 0 || isExhausted(ask, factor))) return;
    open = open.filter((other) => other < factor);
  }
}

/** Draws, a first and a second search of an inner box, for as long as its limits may hold; undefined while unfinished. */
function testBox(
  ask: WalkAsk,
  factor: number,
  steps: Steps,
  isOpen: (factor: number) => boolean,
  view: PlanView,
): number | null | undefined {
  const whole = isExhausted(ask, factor);
  if (!whole && !steps.evaluate(plannedDraws(ask, factor, view))) return undefined;
  if (!isOpen(factor)) return null;
  if (!steps.search(firstSearch(ask, factor, view))) return undefined;
  return isOpen(factor) && !whole ? searchAgain(ask, factor, steps, view) : null;
}
