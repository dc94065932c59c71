// faultline metrics: exact metrics over maps and masks from anywhere, paired by path.

import { z } from "zod";
import { openDoubts } from "../../data/doubts.ts";
import { pairedMaps } from "../../data/paired-maps.ts";
import { MAP_FORMATS, PICTURE_FORMATS } from "../../image/formats.ts";
import { metricFacts } from "../../metrics/registry.ts";
import { metricsJson } from "../../results/contract-json.ts";
import { defineCommand, type Registration } from "../command.ts";
import { noted } from "../noted.ts";
import { metricsOfFiles } from "../pooled-files.ts";
import { maskFlags } from "../reading-flags.ts";

export const metrics: Registration = defineCommand({
  name: "metrics",
  summary:
    "Compute pAUROC, AUPRO (FPR limit 0.3), F1-max, AP and image AUROC of maps and masks of the same name",
  example: "faultline metrics --maps runs/maps --masks data/ground_truth --json",
  options: z.object({
    maps: z.string().describe(`folder of maps (${MAP_FORMATS}), of any depth`),
    masks: z.string().describe(`folder of masks (${PICTURE_FORMATS}); a map without a mask is normal`),
    ...maskFlags,
    json: z.boolean().default(false).describe("one JSON document on standard output"),
  }),
  run: async ({ maps, masks, json, ...rules }, { out, note, signal }) => {
    const onNote = noted(note);
    const files = await pairedMaps(maps, masks, onNote);
    const doubts = openDoubts(rules);
    const measured = await metricsOfFiles(files, { rules, doubts, signal });
    for (const line of doubts.notes()) onNote(line);
    // Maps come on any scale: what is no fraction of pixels or pictures says nothing of them.
    const ranked = metricFacts().filter(({ unit }) => unit === "fraction");
    const { reasons, ...values } = metricsJson(measured, ranked);
    const result = { ...values, samples: measured.details.samples };
    if (json) out(JSON.stringify({ ...result, ...(reasons === undefined ? {} : { reasons }) }));
    else {
      for (const [name, value] of Object.entries(result))
        out(`${name}\t${value ?? `undefined (${measured.reasons?.[name] ?? "no such pixels"})`}`);
    }
    return 0;
  },
});
