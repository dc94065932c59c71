// What is evaluated within one box for a verdict: uniform draws of it, a first and a second search, and before them probes
// of inner boxes with what failed further out. Numbers alone.

import { effectivePoint, type ShiftBox, type ShiftPoint, scaledBox, zerosOf } from "../../core/shift.ts";
import { imageScore } from "../../objective/criteria/image-score.ts";
import { exhaustiveUnits } from "../../search/exhaustive.ts";
import { combinationOf } from "../combination.ts";
import { scopesOf } from "../common-design.ts";
import { uniformDraws } from "../draws.ts";
import type { Planned, PlanView } from "../questions/question.ts";
import { drawsRole } from "../questions/roles.ts";
import { failingAt, stationsOf } from "../tolerance/together-counts.ts";
import { pointsWithin, worstFirst } from "../tolerance/together-evidence.ts";
import type { Stage } from "../tolerance/together-stage.ts";
import { hasFailed, type KnownPicture } from "./evidence.ts";
import { type AcceptSettings, secondStrategy } from "./settings.ts";

export interface StageAsk {
  /** The asked box. */
  readonly box: ShiftBox;
  readonly settings: AcceptSettings;
}

/** Seeds of second searches are others than those of first ones. */
const SECOND_SEED = 1;

/** Station points that each side's probes start from. */
const PROBED_STATIONS = 2;

/** The combination's name: "theta+exposure". */
export function combinationName(box: ShiftBox): string {
  return combinationOf(box.map(({ facts }) => facts.name));
}

/** True where every point of the scaled box can be evaluated for no more than a search costs. */
export function isExhausted({ box, settings: { budget } }: StageAsk, factor: number): boolean {
  return exhaustiveUnits(scaledBox(box, factor)) <= 2 * budget;
}

/** What evaluates a picture's draws of the scaled box; those of the asked box are the bound's. */
export function drawsRoleAt(box: ShiftBox, factor: number): string {
  return factor === 1 ? drawsRole(combinationName(box)) : `draws within ${factor} for a verdict`;
}

/** Uniform draws of an inner box, one station for all pictures. */
export function plannedDraws(
  { box, settings: { draws } }: StageAsk,
  factor: number,
  { samples, seed }: Pick<PlanView, "samples" | "seed">,
): Planned[] {
  const role = drawsRoleAt(box, factor);
  const scaled = scaledBox(box, factor);
  return samples.map((sample): Planned => {
    const points = uniformDraws(scaled, sample, { count: draws, seed, stream: role });
    return { sample: sample.id, role, experiment: { kind: "points", points, keeps: "numbers" } };
  });
}

/** The first search of an inner box, from its draws, with the shared design after it. */
export function firstSearch(ask: StageAsk, factor: number, view: Pick<PlanView, "seed" | "finished">): Stage {
  const { strategy } = ask.settings;
  const from = (sample: string): string | undefined => view.finished(sample, drawsRoleAt(ask.box, factor));
  return { ...stageOf(ask, factor, `${factor} for a verdict`), strategy, seed: view.seed, from };
}

/** The second one: another strategy and other seed, from nothing, of the pictures that have not failed. */
export function secondSearch(ask: StageAsk, factor: number, view: Pick<PlanView, "seed">): Stage {
  return {
    ...stageOf(ask, factor, `${factor} for a verdict again`),
    strategy: secondStrategy(ask.settings),
    seed: view.seed + SECOND_SEED,
    from: () => undefined,
  };
}

function stageOf(
  { box, settings: { budget, common } }: StageAsk,
  factor: number,
  name: string,
): Omit<Stage, "strategy" | "seed" | "from"> {
  return { box, factor, name, criterion: imageScore, budget, common };
}

/**
 * Probes of inner boxes: what failed further out, moved into each of `factors`, of the pictures that failed there. They
 * rule boxes out that would else be searched in vain.
 */
export function plannedProbes(
  { box }: StageAsk,
  factors: readonly number[],
  pictures: readonly KnownPicture[],
  round: number,
): Planned[] {
  return [true, false].flatMap((anomalous) => {
    const own = pictures.filter((picture) => picture.sample.anomalous === anomalous && hasFailed(picture, 1));
    const stations = worstStations(own, box);
    return own.map((picture): Planned => {
      const [worst] = worstFirst(picture, pointsWithin(picture, 1));
      const pose = worst?.outcome.point ?? {};
      const probed = [pose, ...stations.map((station) => ({ ...pose, ...station }))];
      const points = factors.flatMap((factor) => probed.map((point) => drawnIn(point, factor, box)));
      const experiment = { kind: "points", points, keeps: "numbers" } as const;
      return { sample: picture.sample.id, role: `probes for a verdict ${round}`, experiment };
    });
  });
}

/** The station points under which most of these pictures fail; none without a station's shift. */
function worstStations(pictures: readonly KnownPicture[], box: ShiftBox): ShiftPoint[] {
  if (scopesOf(box).station.length === 0) return [];
  return stationsOf(pictures)
    .toSorted((left, right) => failingAt(right, 1) - failingAt(left, 1))
    .slice(0, PROBED_STATIONS)
    .map(({ station }) => station);
}

/** The point of the inner box that is nearest to one of the asked box; it names all shifts. */
function drawnIn(point: ShiftPoint, factor: number, box: ShiftBox): ShiftPoint {
  const rest = zerosOf(box.map(({ facts }) => facts.name));
  return effectivePoint({ ...rest, ...point }, scaledBox(box, factor));
}
