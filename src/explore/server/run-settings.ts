// What a run says of itself: which data and model it was made on, and how, so that the explorer asks the same.

import { PRESETS } from "../../core/preset.ts";
import { PAPER_RANGES } from "../../core/shift.ts";
import type { PipelineSpec } from "../../loss/pipeline.ts";
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
