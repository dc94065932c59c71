// What a study asks, told apart from any other question that its run folder may hold.

import type { Dataset } from "../data/dataset.ts";
import { type DatasetOptions, pictureOptions } from "../data/options.ts";
import type { Question } from "../results/questions.ts";
import type { Experiment } from "../results/record.ts";
import { combinationOf } from "./combination.ts";
import type { StudyConfig } from "./config.ts";
import { experimentsOf, type WorkItem } from "./plan.ts";

/**
 * The question of a study: what is done with which pictures, read how. Where the pictures lie, what is in them and on
 * which machine they are computed make no other question.
 */
export function questionOf(
  config: StudyConfig,
  dataset: Dataset,
  data: DatasetOptions,
  plan: readonly WorkItem[],
): Question {
  const { samplesPerObject, seed, ranges, preset, aspect } = config;
  const experiments = experimentsOf(config);
  const { objects } = dataset;
  const classNames = objects.map((object) => dataset.className(object));
  const { className: _named, ...options } = pictureOptions(data);
  return {
    title: titleOf(experiments, config),
    asked: { experiments, objects, classNames, options, samplesPerObject, seed, ranges, preset, aspect },
    keys: plan.map(({ key }) => key),
  };
}

function titleOf(
  experiments: readonly Experiment[],
  { samplesPerObject, preset, aspect }: Pick<StudyConfig, "samplesPerObject" | "preset" | "aspect">,
): string {
  const pictures = picturesWords(samplesPerObject);
  return [...experiments.flatMap(experimentWords), pictures, `preset ${preset}`, `aspect ${aspect}`].join(
    ", ",
  );
}

/** How many pictures of an object are taken, in words. */
export function picturesWords(samplesPerObject: number | null): string {
  if (samplesPerObject === null) return "all pictures";
  return `${samplesPerObject} ${samplesPerObject === 1 ? "picture" : "pictures"} per object`;
}

function experimentWords(experiment: Experiment): string[] {
  if (experiment.kind === "original") return [];
  if (experiment.kind === "sweep") return [`${experiment.shift} swept at ${experiment.values.length} values`];
  const { over, strategy, budget } = experiment;
  return [`${combinationOf(over)} searched by ${strategy} with budget ${budget}`];
}
