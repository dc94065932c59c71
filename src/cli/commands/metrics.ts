// faultline metrics: exact metrics over maps and masks from anywhere, paired by path.

import { z } from "zod";
import { UsageError } from "../../core/errors.ts";
import { openDoubts } from "../../data/doubts.ts";
import { pairedMaps } from "../../data/paired-maps.ts";
import { MAP_FORMATS, PICTURE_FORMATS } from "../../image/formats.ts";
import { METRICS } from "../../metrics/registry.ts";
import { PIMO_BOUNDS, type RateBounds } from "../../metrics/shared-curve.ts";
import { metricsJson } from "../../results/contract-json.ts";
import { defineCommand, type Registration } from "../command.ts";
import { noted } from "../noted.ts";
import { metricsOfFiles } from "../pooled-files.ts";
import { maskFlags } from "../reading-flags.ts";

export const metrics: Registration = defineCommand({
  name: "metrics",
  summary:
    "Compute pAUROC, AUPRO (FPR limit 0.3), F1-max, AP, AUPIMO, image AUROC and image F1-max of maps and masks of the same name",
  example: "faultline metrics --maps runs/maps --masks data/ground_truth --json",
  options: z.object({
    maps: z.string().describe(`folder of maps (${MAP_FORMATS}), of any depth`),
    masks: z.string().describe(`folder of masks (${PICTURE_FORMATS}); a map without a mask is normal`),
    ...maskFlags,
    pimoBounds: z
      .string()
      .transform(parseBounds)
      .default(PIMO_BOUNDS)
      .describe("AUPIMO's lowest and highest false-positive rate of good pictures (default 1e-5,1e-4)"),
    json: z.boolean().default(false).describe("one JSON document on standard output"),
  }),
  run: async ({ maps, masks, pimoBounds, json, ...rules }, { out, note, signal }) => {
    const onNote = noted(note);
    const files = await pairedMaps(maps, masks, onNote);
    const doubts = openDoubts(rules);
    const measured = await metricsOfFiles(files, { rules, doubts, signal, pimoBounds });
    for (const line of doubts.notes()) onNote(line);
    // Maps come on any scale: what is no fraction of pixels or pictures says nothing of them. No threshold comes with them.
    const defined = METRICS.all().filter(({ unit, needs }) => unit === "fraction" && needs !== "threshold");
    const { samples } = measured.details;
    if (json) {
      const { reasons, notes, ...values } = metricsJson(measured, defined);
      out(JSON.stringify({ ...values, samples, reasons, notes }));
      return 0;
    }
    for (const { name } of defined) {
      const value = measured.values[name] ?? `undefined (${measured.reasons?.[name] ?? "no such pixels"})`;
      out([name, value, ...[measured.notes?.[name] ?? []].flat()].join("\t"));
    }
    out(`samples\t${samples}`);
    return 0;
  },
});

/** "1e-5,1e-4"; UsageError unless 0 < lowest < highest <= 1. */
function parseBounds(text: string): RateBounds {
  const [lower = Number.NaN, upper = Number.NaN, ...more] = text
    .split(",")
    .map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
  if (!(lower > 0 && lower < upper && upper <= 1) || more.length > 0)
    throw new UsageError(
      `invalid --pimo-bounds "${text}"; expected two rates, 0 < lowest < highest <= 1, such as 1e-5,1e-4`,
    );
  return { lower, upper };
}
