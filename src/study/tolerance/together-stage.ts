// What is evaluated within one box of several shifts together: a search of every picture that is worth one, then the shared
// design of station points for those that fail somewhere in the box. Numbers alone.

import { rangesOf, type ShiftBox, type ShiftPoint, scaledBox } from "../../core/shift.ts";
import type { Criterion } from "../../objective/criteria/criterion.ts";
import { imageScore } from "../../objective/criteria/image-score.ts";
import type { Experiment } from "../../results/record.ts";
import { affordedStrategy, STRATEGIES } from "../../search/registry.ts";
import { combinationOf } from "../combination.ts";
import { designPoints, posePoints, scopesOf, stationPoints } from "../common-design.ts";
import type { Planned } from "../questions/question.ts";
import { countsInCommon, countsPerPicture, type Evidence, worstStation } from "./growing.ts";
import { isWithin, type PlacedPoint } from "./placed-points.ts";

/** The searches and designs of one box. */
export interface Stage {
  /** The asked box. */
  readonly box: ShiftBox;
  readonly factor: number;
  /** Tells its roles from those of other stages: "0.3", "0.3 again". */
  readonly name: string;
  /** Of defective pictures; good ones are searched for what decides on them. */
  readonly criterion: Criterion;
  readonly strategy: string;
  /** Gradient steps of the published search, per picture. */
  readonly budget: number;
  readonly seed: number;
  /** Station points of the shared design; none for 0. */
  readonly common: number;
  /** Key of the finished search that a picture's search starts from; undefined without one. */
  from(sample: string): string | undefined;
}

/** What evaluates a picture's search of a stage. */
export function searchRole({ box, name }: Pick<Stage, "box" | "name">): string {
  return `together ${namesOf(box)} within ${name}`;
}

function designRole({ box, name }: Pick<Stage, "box" | "name">): string {
  return `common ${namesOf(box)} within ${name}`;
}

function namesOf(box: ShiftBox): string {
  return combinationOf(box.map(({ facts }) => facts.name));
}

/** A search for every picture that one could change something of: a verdict that is wrong already needs no other point. */
export function plannedSearches(stage: Stage, { pictures }: Evidence): Planned[] {
  return pictures.flatMap(({ sample: { id, anomalous }, failsFrom }): Planned[] => {
    const criterion = anomalous ? stage.criterion : imageScore;
    if (criterion.name === imageScore.name && isWithin(failsFrom, stage.factor)) return [];
    return [{ sample: id, role: searchRole(stage), experiment: searchOf(stage, id, criterion.name) }];
  });
}

function searchOf(
  { box, factor, strategy, budget, seed, from }: Stage,
  sample: string,
  criterion: string,
): Experiment {
  const scaled = scaledBox(box, factor);
  const afforded = affordedStrategy(strategy, scaled, budget);
  const begun = STRATEGIES[afforded]?.nests === true ? from(sample) : undefined;
  return {
    kind: "search",
    box: rangesOf(scaled),
    criterion,
    strategy: afforded,
    ...{ budget, seed, from: begun === undefined ? [] : [begun], keeps: "numbers" },
  };
}

/**
 * The shared design: the worst station point so far and those at which pictures were found worst, then corners and what
 * fills the box. Only pictures that fail somewhere in it can fail under one of them, as far as was seen; none is planned
 * where no station point could fail more parts than one does already.
 */
export function plannedDesign(stage: Stage, evidence: Evidence, object: string): Planned[] {
  const { box, factor, common, seed, name } = stage;
  const scaled = scaledBox(box, factor);
  const { station, part } = scopesOf(scaled);
  if (common === 0 || station.length === 0) return [];
  const open = [true, false].filter((anomalous) => isOpen(evidence, factor, anomalous));
  const failing = open.map((anomalous) =>
    evidence.pictures
      .filter(({ sample, failsFrom }) => sample.anomalous === anomalous && isWithin(failsFrom, factor))
      .map(({ sample, points }) => ({ sample, worst: worstWrong(points, anomalous, factor) })),
  );
  const leading = open.flatMap((anomalous) => worstStation(evidence, anomalous, factor) ?? []);
  const turns = Array.from({ length: Math.max(0, ...failing.map(({ length }) => length)) }, (_, turn) =>
    failing.flatMap((own): ShiftPoint[] => own[turn]?.worst.slice(0, 1) ?? []),
  );
  const stations = stationPoints({
    ...{ box: station, count: common },
    winners: [...leading.map((text): ShiftPoint => JSON.parse(text)), ...turns.flat()],
    seedParts: [seed, object, namesOf(box), name],
  });
  return failing.flat().map(({ sample: { id }, worst }) => {
    const points = designPoints(scaled, stations, posePoints(part, worst));
    return { sample: id, role: designRole(stage), experiment: { kind: "points", points, keeps: "numbers" } };
  });
}

/** True where more parts fail, each at its own worst, than under any one station point so far. */
function isOpen(evidence: Evidence, factor: number, anomalous: boolean): boolean {
  const side = anomalous ? "escapes" : "falseRejects";
  return countsPerPicture(evidence, factor)[side].k > countsInCommon(evidence, factor)[side].k;
}

/** The points at which a picture fails, the worst first: the lowest score of a defective one, the highest of a good one. */
function worstWrong(points: readonly PlacedPoint[], anomalous: boolean, factor: number): ShiftPoint[] {
  const { height } = imageScore.order(anomalous);
  const level = (placed: PlacedPoint): number => height({ loss: null, ...placed });
  return points
    .filter(({ wrong, factor: own }) => wrong && isWithin(own, factor))
    .toSorted((left, right) => level(left) - level(right))
    .map(({ point }) => point);
}
