// What every output of a reproduction says of how it came about.

import type { Reproduction } from "../../results/reproduction.ts";
import { rangesText } from "../format.ts";
import { DEFINITIONS } from "../tables/rows.ts";
import { firstLook } from "./names.ts";

/** Under every table: definition, preset, aspect, search, seed, version, device, and the mark of a first look. */
export function methodNotes({ studies, shortcuts, version }: Reproduction): string[] {
  const [first] = studies;
  const look = firstLook(shortcuts);
  if (first === undefined) return look === null ? [] : [look];
  const { preset, aspect, strategy, budget, seed, ranges, device } = first.summary.provenance;
  return [
    DEFINITIONS,
    `Preset ${preset}, aspect ${aspect}; ${strategy} with ${budget} gradient steps per sample and combination, seed ${seed}; ${rangesText(ranges)}; faultline ${version} on ${device}.`,
    ...(look === null ? [] : [look]),
  ];
}

/** What a chart's specification carries: enough to repeat it. */
export function provenanceOf({ studies, version, shortcuts }: Reproduction): object {
  return {
    version,
    shortcuts,
    studies: studies.map(({ dataset, model, summary: { provenance } }) => ({
      label: `${dataset}, ${model}`,
      ...provenance,
    })),
  };
}
