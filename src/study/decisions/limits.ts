// What counts of decisions cannot say, a sentence each, to stand beside them.

import type { Decider } from "../../core/thresholds.ts";
import { promisedShare } from "../../metrics/decisions/draws-statement.ts";
import { imageScore } from "../../objective/criteria/image-score.ts";
import { haveMaps } from "../aggregate.ts";
import { pointsOf } from "../candidates.ts";
import { boundRole, drawsRole } from "../questions/roles.ts";
import type { SearchedCombination } from "../searched.ts";
import type { DecidedPicture } from "./pictures.ts";
import { isWrong } from "./verdict.ts";

/** The sentences of an object with these pictures. */
export function limitsOf(
  pictures: readonly DecidedPicture[],
  combinations: readonly SearchedCombination[],
  decider: Decider,
): readonly string[] {
  return [
    ...labelLimits(pictures),
    ...partLimits(pictures),
    ...combinations.flatMap((combination) => searchLimits(pictures, combination)),
    ...combinations.flatMap((combination) => drawLimits(pictures, combination)),
    ...combinations.flatMap((combination) => uniformLimits(pictures, combination, decider)),
  ];
}

function labelLimits(pictures: readonly DecidedPicture[]): readonly string[] {
  const defective = pictures.filter(({ sample }) => sample.anomalous);
  if (defective.length === 0)
    return ["Good pictures alone show false rejects and how far maps move; they say nothing of escapes."];
  return [
    ...(defective.length < pictures.length
      ? []
      : ["Defective pictures alone show escapes; they say nothing of false rejects."]),
    ...(haveMaps(pictures.map(({ atRest }) => atRest.record)) &&
    defective.every(({ atRest }) => atRest.pauroc === null)
      ? ["Without masks it cannot be said whether a defect was found where it is."]
      : []),
    "Escapes are of this test set's mixture of defects, not of production's.",
  ];
}

function partLimits(pictures: readonly DecidedPicture[]): readonly string[] {
  const parts = new Set(pictures.map(({ part }) => part)).size;
  if (parts === pictures.length) return [];
  return [
    `${pictures.length} pictures show ${parts} parts, which are counted: a part fails if one of its pictures does.`,
  ];
}

function searchLimits(pictures: readonly DecidedPicture[], { name }: SearchedCombination): readonly string[] {
  const searches = pictures.map(({ records }) => records.get(boundRole(name))?.experiment);
  const criteria = new Set(searches.map((search) => (search?.kind === "search" ? search.criterion : null)));
  const [criterion] = criteria;
  if (criterion === undefined || criterion === null)
    return [`${name} was not searched: its worst is that of the points that were evaluated anyway.`];
  if (criterion !== imageScore.name)
    return [
      `${name} was searched for ${criterion}, not for decisions: a search for ${imageScore.name} may find more.`,
    ];
  return [];
}

function drawLimits(pictures: readonly DecidedPicture[], { name }: SearchedCombination): readonly string[] {
  const lost = pictures.filter(({ typical }) => !typical.has(name)).length;
  if (lost === 0) return [];
  return [
    `${name}: ${lost} of ${pictures.length} typical draws moved a defect out of view and do not count.`,
  ];
}

/** What the uniform draws beside a search allow to be said of verdicts. */
function uniformLimits(
  pictures: readonly DecidedPicture[],
  { name }: SearchedCombination,
  decider: Decider,
): readonly string[] {
  const right = pictures.filter(({ atRest, sample }) => !isWrong(atRest, sample.anomalous, decider));
  const drawn = right.map((picture) => pointsOf(picture, drawsRole(name)));
  const draws = Math.min(...drawn.map(({ length }) => length));
  if (right.length === 0 || draws === 0) return [];
  const flipped = drawn.filter((points, index) =>
    points.some(
      (point) => point.outOfView !== true && isWrong(point, right[index]?.sample.anomalous === true, decider),
    ),
  ).length;
  const said = `${name}: of ${right.length} ${right.length === 1 ? "picture that is" : "pictures that are"} decided rightly at rest ${draws} uniform draws of each flip ${flipped === 0 ? "none" : flipped}`;
  if (flipped === right.length) return [`${said}.`];
  const share = 100 * promisedShare(draws);
  const whose = flipped === 0 ? "" : "of the others ";
  return [
    `${said}: ${whose}less than ${share.toFixed(1)}% of the box does so (95% confidence, each by itself).`,
  ];
}
