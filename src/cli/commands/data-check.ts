// faultline data check: is a data set on disk the published one, whole and readable?

import { z } from "zod";
import { checkDataset, type DataCheck } from "../../data/check.ts";
import { counted } from "../../report/format.ts";
import { countTable } from "../../report/tables/data-check.ts";
import { tableText } from "../../report/tables/writers.ts";
import { defineCommand, type Registration } from "../command.ts";
import { datasetFlags, datasetOptions } from "../dataset-flags.ts";

/** Faults of files listed in text: more are counted, and all are in the JSON document. */
const LISTED = 20;

const { samples: _samples, seed: _seed, ...placeFlags } = datasetFlags;

export const dataCheck: Registration = defineCommand({
  name: "data check",
  summary: "Hold a data set on disk against the published counts and decode every picture and mask of it",
  example: "faultline data check --dataset mvtec --root mvtec_ad",
  options: z.object({
    ...placeFlags,
    json: z.boolean().default(false).describe("one JSON document on standard output, every fault in it"),
  }),
  run: async (flags, { cwd, out, progress, signal }) => {
    const options = datasetOptions(flags, cwd);
    const checked = await checkDataset({ kind: flags.dataset, options, signal, progress });
    if (flags.json) out(JSON.stringify(checked));
    else for (const line of readable(checked)) out(line);
    return checked.sound ? 0 : 1;
  },
});

function readable({ kind, root, sound, counts, faults, notes, unpublished }: DataCheck): string[] {
  const [whole, ofFiles] = [
    faults.filter(({ path }) => path === null),
    faults.filter(({ path }) => path !== null),
  ];
  const listed = [...whole, ...ofFiles.slice(0, LISTED)].map(({ message }) => message);
  const rest = faults.length - listed.length;
  const pictures = counts.reduce((sum, { found }) => sum + found, 0);
  return [
    tableText(countTable(counts)),
    ...unpublished.map(
      (object) => `note: ${object} is no published object of ${kind}; nothing to count against`,
    ),
    ...notes.map((line) => `note: ${line}`),
    ...listed,
    ...(rest > 0 ? [`and ${counted(rest, "more fault")}; --json lists all`] : []),
    `${root || kind}: ${counted(pictures, "picture")}, ${sound ? "sound" : counted(faults.length, "fault")}`,
  ];
}
