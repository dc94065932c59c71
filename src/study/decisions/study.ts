// The decisions of a whole study, object by object.

import { masksMove } from "../../objective/compared-mask.ts";
import type { DecisionsData, ObjectDecisions } from "../../results/decisions.ts";
import { type Parts, partOf } from "../questions/decision-settings.ts";
import type { Answered, AnswerView } from "../questions/question.ts";
import type { SearchedCombination } from "../searched.ts";
import { type MapReadings, mapReadings } from "./maps.ts";
import { objectDecisions } from "./object.ts";
import { type DecidedPicture, decidedPicture } from "./pictures.ts";

export interface DecisionsAsk {
  /** Fewest shifts first. */
  readonly combinations: readonly SearchedCombination[];
  /** The part that a picture shows, by its id; of others it is the picture itself. */
  readonly parts: Parts;
}

/** The decisions of every object, as data: the report draws them itself. */
export async function decisionsOfStudy(view: AnswerView, ask: DecisionsAsk): Promise<Answered> {
  const objects: ObjectDecisions[] = [];
  for (const object of new Set(view.samples.map((sample) => sample.object)))
    objects.push(await decisionsOfOne(object, view, ask));
  const data: DecisionsData = { kind: "decisions", objects };
  return { charts: [], data };
}

async function decisionsOfOne(
  object: string,
  view: AnswerView,
  { combinations, parts }: DecisionsAsk,
): Promise<ObjectDecisions> {
  const thresholds = view.thresholds(object);
  const pictures = view.samples
    .filter((sample) => sample.object === object)
    .map((sample) => {
      const part = partOf(sample.id, parts);
      return decidedPicture({ sample, part, records: view.records(sample.id) }, combinations, thresholds);
    });
  const readings = new Map<DecidedPicture, MapReadings>();
  for (const picture of pictures) {
    const read = await mapReadings(picture, thresholds.pixel, view);
    if (read !== null) readings.set(picture, read);
  }
  const decisions = objectDecisions({ object, pictures, combinations, thresholds, readings });
  // Where masks move instead, maps lie as they were turned: pixel by pixel they are of different places.
  return masksMove(view.preset) ? { ...decisions, mapChange: null } : decisions;
}
