// What a run says of itself: which data and model it was made on, and how, so that the explorer asks the same.

import { PRESETS } from "../../core/preset.ts";
import { PAPER_RANGES } from "../../core/shift.ts";
import { type DatasetOptions, isDatasetOptions } from "../../data/options.ts";
import type { PipelineSpec } from "../../objective/fused.ts";
import type { RunSummary } from "../../results/schema.ts";
import { DEFAULT_STRATEGY } from "../../search/registry.ts";
import type { SearchDefaults } from "../protocol.ts";

/** The pipeline and the search of a run; the paper's without one. */
export function settingsOf(summary: RunSummary | undefined): {
  readonly spec: PipelineSpec;
  readonly search: SearchDefaults;
} {
  if (summary === undefined) {
    return {
      spec: { preset: "paper", aspect: "squash", ranges: PAPER_RANGES },
      search: { strategy: DEFAULT_STRATEGY, budget: PRESETS.paper.budget, seed: 0 },
    };
  }
  const { preset, aspect, ranges, seed, strategy, budget } = summary.provenance;
  return {
    spec: { preset, aspect, ranges },
    search: { strategy: strategy ?? DEFAULT_STRATEGY, budget: budget ?? PRESETS[preset].budget, seed },
  };
}

/**
 * How a run's pictures are read again, all but their root. Of a run of an earlier version the class name alone is
 * known, and `unknown` says what is not.
 */
export function recordedOptions({ provenance, objects }: RunSummary): {
  readonly options: DatasetOptions;
  readonly unknown: string | null;
} {
  const { dataset } = provenance;
  const studied = { objects: dataset.objects };
  if (isDatasetOptions(dataset.options))
    return { options: { ...dataset.options, ...studied }, unknown: null };
  const [only] = objects.length === 1 ? objects : [];
  const named = dataset.kind === "folder" && only !== undefined ? { className: only.className } : {};
  return {
    options: { ...studied, ...named },
    unknown:
      "is of an earlier version and does not say how its pictures were read: flags that it was made with must be given again",
  };
}
