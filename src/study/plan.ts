// Config and samples → work items. Pure: an item's key depends on what its result depends on, and on nothing else,
// so that studies share what they have in common.

import { canonicalJson, sha256 } from "../core/digest.ts";
import { InputError } from "../core/errors.ts";
import type { Sample } from "../data/dataset.ts";
import type { PipelineSpec } from "../objective/fused.ts";
import type { Experiment } from "../results/record.ts";
import { combinationOf, distinctCombinations } from "./combination.ts";
import type { StudyConfig } from "./config.ts";

/** Raised when a record's meaning changes: older records are then done again. */
const SCHEMA = 3;

export interface WorkItem {
  readonly key: string;
  readonly sample: Sample;
  readonly className: string;
  /** SHA-256 of the sample's picture and mask. */
  readonly content: string;
  readonly spec: PipelineSpec;
  readonly experiment: Experiment;
}

export interface PlanContext {
  readonly datasetKind: string;
  /** SHA-256 of the weights. */
  readonly modelDigest: string;
  readonly spec: PipelineSpec;
  readonly className: (object: string) => string;
  /** SHA-256 of a sample's picture and mask. */
  readonly sampleDigest: (sample: Sample) => string;
}

/** The items of a study, sample by sample, the unshifted picture first. */
export function planStudy(config: StudyConfig, samples: readonly Sample[], context: PlanContext): WorkItem[] {
  const experiments = experimentsOf(config);
  return samples.flatMap((sample) => {
    const className = context.className(sample.object);
    const content = context.sampleDigest(sample);
    return experiments.map((experiment) => {
      const item = { sample, className, content, spec: context.spec, experiment };
      return { key: itemKey(item, context), ...item };
    });
  });
}

/** The key of an item: equal exactly where the result must be. */
export function itemKey(
  { sample, className, content, spec, experiment }: Omit<WorkItem, "key">,
  { datasetKind, modelDigest }: Pick<PlanContext, "datasetKind" | "modelDigest">,
): string {
  const identity = {
    schema: SCHEMA,
    dataset: datasetKind,
    model: modelDigest,
    spec,
    object: sample.object,
    sample: sample.id,
    content,
    className,
    experiment,
  };
  return sha256(canonicalJson(identity)).slice(0, 40);
}

/**
 * What is done with every sample. Combinations count once, whatever the order of their shifts; InputError for two
 * sweeps of one shift, which no summary could tell apart.
 */
export function experimentsOf(config: StudyConfig): Experiment[] {
  const { strategy, budget, seed } = config;
  const swept = config.sweeps.map(({ shift }) => shift);
  const twice = swept.find((shift, index) => swept.indexOf(shift) !== index);
  if (twice !== undefined)
    throw new InputError(`invalid study: two sweeps of ${twice}; expected one per shift`);
  return [
    { kind: "original" },
    ...config.sweeps.map(({ shift, values }): Experiment => ({ kind: "sweep", shift, values })),
    ...distinctCombinations(config.combinations).map(
      (over): Experiment => ({ kind: "bound", over, strategy, budget, seed }),
    ),
  ];
}

/** A name for what an experiment did, unique within a study. */
export function experimentName(experiment: Experiment): string {
  if (experiment.kind === "original") return "original";
  if (experiment.kind === "sweep") return `sweep ${experiment.shift}`;
  return `bound ${combinationOf(experiment.over)}`;
}
