// What every output of a reproduction says of how it came about.

import type { Reproduction } from "../../results/reproduction.ts";
import { searchText } from "../search-text.ts";
import { definitions } from "../tables/rows.ts";
import { datasetName, firstLook, rangesOf } from "./names.ts";

/** Under every table of results: definition, preset, aspect, search, seed, version, device, and the digests. */
export function methodNotes(reproduction: Reproduction): string[] {
  const { studies, version } = reproduction;
  const [first] = studies;
  const look = firstLook(reproduction);
  if (first === undefined) return look === null ? [] : [look];
  const { provenance } = first.summary;
  const { preset, detector, seed, device } = provenance;
  return [
    definitions(first.summary),
    `Preset ${preset}, aspect ${detector.aspect}; ${searchText(provenance)}, seed ${seed}; ${rangesOf(reproduction)}; faultline ${version} on ${device}.`,
    ...bestNotes(reproduction),
    ...objectNotes(reproduction),
    digestNote(reproduction),
    ...(look === null ? [] : [look]),
  ];
}

/** How the rows beside the published search came about. */
function bestNotes({ best: [first] }: Reproduction): string[] {
  if (first === undefined) return [];
  const { strategy, budget } = first.summary.provenance;
  return [
    `Lower bound (${strategy}): the best search here, at the cost of ${budget} gradient steps, all else equal; the paper has no such row.`,
  ];
}

/** The objects of every data set, which the numbers are means over. */
function objectNotes({ studies }: Reproduction): string[] {
  const notes = studies.map(
    ({ dataset, summary }) =>
      `${datasetName(dataset)}: ${summary.objects.map(({ object }) => object).join(", ")}.`,
  );
  return [...new Set(notes)];
}

/** The first digits of the SHA-256 of every data set and every backbone's weights. */
function digestNote({ studies }: Reproduction): string {
  const digests = new Map<string, string>();
  for (const { dataset, summary } of studies) {
    digests.set(datasetName(dataset), summary.provenance.dataset.digest.slice(0, 12));
  }
  for (const { model, summary } of studies)
    digests.set(model, summary.provenance.detector.digest.slice(0, 12));
  return `SHA-256: ${[...digests].map(([name, digest]) => `${name} ${digest}`).join(", ")}.`;
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
