// One sample's part of a summary: its original, what every search found, how well it searched, and the nested worst.

import { present } from "../core/errors.ts";
import type { Sample } from "../data/dataset.ts";
import type { Experiment, ItemRecord } from "../results/record.ts";
import type { ChosenOutcome, Combination, SampleSummary, SearchOutcome } from "../results/schema.ts";
import { worstOf } from "../search/search.ts";
import { type Candidate, chosenOutcome, headroomOf, knownWithin, nestedCandidate } from "./candidates.ts";
import { combinationOf } from "./combination.ts";
import { flagsOf } from "./flags.ts";
import { experimentName } from "./plan.ts";

export interface SampleRecords {
  readonly sample: Sample;
  /** By the experiment's name. */
  readonly records: ReadonlyMap<string, ItemRecord>;
}

/** The summary of a sample whose experiments are all done; `chosen` is the object-level bound's choice. */
export function sampleSummary(
  { sample, records }: SampleRecords,
  experiments: readonly Experiment[],
  chosen: ReadonlyMap<Combination, Candidate>,
): SampleSummary {
  const own = [...records.values()];
  const recordOf = (experiment: Experiment): ItemRecord =>
    present(records.get(experimentName(experiment)), `record of ${sample.id}`);
  const bounds: Record<string, SearchOutcome> = {};
  const nested: Record<string, ChosenOutcome> = {};
  for (const experiment of experiments) {
    if (experiment.kind !== "bound") continue;
    const name = combinationOf(experiment.over);
    const { points, search } = recordOf(experiment);
    const best = present(points[0], "point");
    const notes = present(search, "search notes");
    const known = knownWithin(own, experiment.over);
    const values = known.filter(({ record }) => record.experiment.kind !== "bound");
    const { evaluations, steps, units } = notes;
    bounds[name] = {
      ...best,
      ...{ evaluations, steps, units },
      flags: flagsOf(best, notes, values),
      headroom: headroomOf(best, present(worstOf(known), "candidate")),
    };
    nested[name] = chosenOutcome(nestedCandidate(own, experiment.over));
  }
  const original = recordOf({ kind: "original" });
  return {
    object: sample.object,
    sample: sample.id,
    defect: sample.defect,
    anomalous: sample.anomalous,
    ...(original.maskVanished ? { maskVanished: true } : {}),
    original: present(original.points[0], "point"),
    bounds,
    nested,
    objectLevel: Object.fromEntries([...chosen].map(([name, candidate]) => [name, chosenOutcome(candidate)])),
  };
}
