// faultline data check: is a data set on disk the published one, whole and readable?

import { z } from "zod";
import { escapedText } from "../../core/shown-text.ts";
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
  summary: "Verify a data set: compare it with the published counts, decode every picture and mask",
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

function readable({ kind, root, counts, faults, unpublished, absent, notes }: DataCheck): string[] {
  const present = faults.filter((fault) => fault.kind !== "missing object");
  const [whole, ofFiles] = [
    present.filter(({ path }) => path === null),
    present.filter(({ path }) => path !== null),
  ];
  const listed = [...whole, ...ofFiles.slice(0, LISTED)].map(({ message }) => message);
  const rest = present.length - listed.length;
  const pictures = counts.reduce((sum, { found }) => sum + found, 0);
  const verdict = present.length === 0 ? "sound" : counted(present.length, "fault");
  const lines = [
    ...unpublished.map(
      (object) => `note: ${object} is no published object of ${kind}; nothing to count against`,
    ),
    ...notes.map((line) => `note: ${line}`),
    ...absentLine(absent),
    ...listed,
    ...(rest > 0 ? [`and ${counted(rest, "more fault")}; --json lists all`] : []),
    `${root || kind}: ${counted(pictures, "picture")}, ${verdict}${absent.length === 0 ? "" : `; ${counted(absent.length, "object")} missing`}`,
  ];
  // Names of files may hold what a terminal acts on.
  return [tableText(countTable(counts)), ...lines.map(escapedText)];
}

/** The objects that are not there, in one line. */
function absentLine(absent: readonly string[]): string[] {
  if (absent.length === 0) return [];
  const what = `missing ${absent.length === 1 ? "object" : "objects"} ${absent.join(", ")}`;
  return [`${what}: fetch or unpack them, or check the others alone with --objects`];
}
