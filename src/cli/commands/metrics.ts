// faultline metrics: exact metrics over maps and masks from anywhere, paired by path.

import { z } from "zod";
import { emptyMask } from "../../core/image.ts";
import { mergedMaskOf } from "../../data/file-sample.ts";
import { pairedMaps } from "../../data/paired-maps.ts";
import { decodeFloatMap } from "../../image/codec.ts";
import { evaluateSamples } from "../../metrics/evaluate.ts";
import { defineCommand, type Registration } from "../command.ts";
import { noted } from "../dataset-flags.ts";

export const metrics: Registration = defineCommand({
  name: "metrics",
  summary: "pAUROC, AUPRO (FPR limit 0.3), F1-max, AP and image AUROC over map/mask pairs of the same name",
  example: "faultline metrics --maps runs/maps --masks data/ground_truth --json",
  options: z.object({
    maps: z.string().describe("folder of maps (.npy, .tif, .tiff)"),
    masks: z.string().describe("folder of masks (.npy, images); a map without a mask is normal"),
    json: z.boolean().default(false).describe("one JSON document on standard output"),
  }),
  run: async ({ maps, masks, json }, { out, note, signal }) => {
    const samples = [];
    for (const { mapPath, maskPaths } of await pairedMaps(maps, masks, noted(note))) {
      signal.throwIfAborted();
      const { width, height, data: map } = await decodeFloatMap(mapPath);
      const mask =
        maskPaths.length === 0
          ? emptyMask(width, height)
          : await mergedMaskOf(maskPaths, "its map", { width, height });
      samples.push({ map, mask: mask.data, width, height });
    }
    const { pauroc, aupro, f1max, ap, imageAuroc, reasons } = evaluateSamples(samples);
    const result = { pauroc, aupro, f1max, ap, imageAuroc, samples: samples.length };
    if (json) out(JSON.stringify({ ...result, ...(reasons === undefined ? {} : { reasons }) }));
    else {
      for (const [name, value] of Object.entries(result)) {
        out(`${name}\t${value === null ? `undefined (${reasons?.[name] ?? "no such pixels"})` : value}`);
      }
    }
    return 0;
  },
});
