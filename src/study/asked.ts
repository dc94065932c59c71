// What a study asks, told apart from whatever else its run folder may answer.

import { actingWords } from "../core/acting-size.ts";
import { pictureOptions } from "../data/options.ts";
import type { Question as FolderQuestion } from "../results/questions.ts";
import type { WorkItem } from "./plan.ts";
import type { PreparedStudy } from "./prepare.ts";

/** What of a study tells it from another. */
export type AskedStudy = Pick<
  PreparedStudy,
  "asks" | "dataset" | "data" | "samplesPerObject" | "seed" | "preset" | "aspect" | "acting" | "box"
>;

/**
 * A study as its run folder holds it: what is asked of which pictures, read how. Where the pictures lie, what is in them
 * and on which machine they are computed make no other study.
 */
export function askedOf(study: AskedStudy, items: readonly WorkItem[]): FolderQuestion {
  const { asks, dataset, data, samplesPerObject, seed, preset, aspect, acting, box } = study;
  const { objects } = dataset;
  const classNames = objects.map((object) => dataset.className(object));
  const { className: _named, ...options } = pictureOptions(data);
  const asked = asks.map(({ question, settings }) => ({ question: question.name, settings }));
  return {
    title: titleOf(study),
    asked: {
      ...{ asks: asked, objects, classNames, options, samplesPerObject, seed, preset, aspect },
      ...(acting === "working" ? {} : { acting }),
    },
    keys: items.map(({ key }) => key),
    shifts: box.map(({ facts }) => facts),
  };
}

function titleOf({ asks, samplesPerObject, preset, aspect, acting }: AskedStudy): string {
  const words = asks.flatMap(({ question, settings }) => question.words(settings));
  const place = acting === "working" ? [] : [`shifts act ${actingWords(acting)}`];
  return [...words, picturesWords(samplesPerObject), `preset ${preset}`, `aspect ${aspect}`, ...place].join(
    ", ",
  );
}

/** How many pictures of an object are taken, in words. */
export function picturesWords(samplesPerObject: number | null): string {
  if (samplesPerObject === null) return "all pictures";
  return `${samplesPerObject} ${samplesPerObject === 1 ? "picture" : "pictures"} per object`;
}
