// What a run says of itself: which data and detector it was made on, and how, so that the explorer asks the same.

import type { ActingSize } from "../../core/acting-size.ts";
import { PRESETS, type PresetName } from "../../core/preset.ts";
import type { ShiftRanges } from "../../core/shift.ts";
import { type DatasetOptions, isDatasetOptions } from "../../data/options.ts";
import { DEFAULT_CRITERION } from "../../objective/criteria/registry.ts";
import type { RunSummary } from "../../results/schema.ts";
import { DEFAULT_STRATEGY } from "../../search/registry.ts";
import { paperBox } from "../../shift/registry.ts";
import type { SearchDefaults } from "../protocol.ts";

/** How a run was made, as far as the explorer does likewise; the paper's choices without one. */
export function settingsOf(summary: RunSummary | undefined): {
  readonly preset: PresetName;
  /** Where its shifts act; at the working size without one. */
  readonly acting: ActingSize;
  /** How far its shifts go; others take their full range. */
  readonly ranges: ShiftRanges;
  readonly search: SearchDefaults;
} {
  const made = summary?.provenance;
  const preset = made?.preset ?? "paper";
  const searched = made?.ranges ?? {};
  return {
    preset,
    acting: made?.acting ?? "working",
    ranges: searched,
    search: {
      over:
        Object.keys(searched).length > 0 ? Object.keys(searched) : paperBox().map(({ facts }) => facts.name),
      criterion: made?.criterion ?? DEFAULT_CRITERION,
      strategy: made?.strategy ?? DEFAULT_STRATEGY,
      budget: made?.budget ?? PRESETS[preset].budget,
      seed: made?.seed ?? 0,
    },
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
