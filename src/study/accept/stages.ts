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
import { type Evidence, worstStation } from "../tolerance/growing.ts";
import type { PlacedPoint } from "../tolerance/placed-points.ts";
import type { Stage } from "../tolerance/together-stage.ts";
import { type AcceptSettings, secondStrategy } from "./settings.ts";

export interface StageAsk {
  /** The asked box. */
  readonly box: ShiftBox;
  readonly settings: AcceptSettings;
}

/** Seeds of second searches are others than those of first ones. */
const SECOND_SEED = 1;

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

/** Where every point is evaluated, so is every station point. */
function stageOf(ask: StageAsk, factor: number, name: string): Omit<Stage, "strategy" | "seed" | "from"> {
  const { box, settings } = ask;
  const { station } = scopesOf(scaledBox(box, factor));
  const common = isExhausted(ask, factor) ? exhaustiveUnits(station) : settings.common;
  return { box, factor, name, criterion: imageScore, budget: settings.budget, common };
}

/**
 * Probes of inner boxes: what failed further out, moved into each of `factors`, of the pictures that failed there: by
 * themselves, and under the one station point that is worst for all. They rule boxes out that would else be searched in
 * vain.
 */
export function plannedProbes(
  { box }: StageAsk,
  factors: readonly number[],
  evidence: Evidence,
  round: number,
): Planned[] {
  return [true, false].flatMap((anomalous) => {
    const worst = worstStation(evidence, anomalous, 1);
    const station: ShiftPoint | null = worst === null ? null : JSON.parse(worst);
    const own = evidence.pictures.filter(({ sample }) => sample.anomalous === anomalous);
    return own.flatMap(({ sample, points }): Planned[] => {
      const failing = points.filter(({ wrong }) => wrong);
      const pose = worstPoint(failing, anomalous);
      if (pose === null) return [];
      const under = worstPoint(
        failing.filter((placed) => placed.station === worst),
        anomalous,
      );
      const probed = station === null ? [pose] : [pose, { ...(under ?? pose), ...station }];
      const moved = factors.flatMap((factor) => probed.map((point) => movedInto(point, factor, box)));
      const experiment = { kind: "points", points: moved, keeps: "numbers" } as const;
      return [{ sample: sample.id, role: `probes for a verdict ${round}`, experiment }];
    });
  });
}

/** The lowest score of a defective picture, the highest of a good one; the earliest of equals, null of none. */
function worstPoint(points: readonly PlacedPoint[], anomalous: boolean): ShiftPoint | null {
  const { height } = imageScore.order(anomalous);
  const level = (placed: PlacedPoint): number => height({ loss: null, ...placed });
  const [first = null, ...others] = points;
  return (
    others.reduce((worst, other) => (worst === null || level(other) < level(worst) ? other : worst), first)
      ?.point ?? null
  );
}

/** The point of the inner box that is nearest to one of the asked box; it names all shifts. */
function movedInto(point: ShiftPoint, factor: number, box: ShiftBox): ShiftPoint {
  const rest = zerosOf(box.map(({ facts }) => facts.name));
  return effectivePoint({ ...rest, ...point }, scaledBox(box, factor));
}
