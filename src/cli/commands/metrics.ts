// faultline metrics: exact metrics over maps and masks from anywhere, paired by path.

import { readdir } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { z } from "zod";
import { InputError } from "../../core/errors.ts";
import { emptyMask } from "../../core/image.ts";
import { decodeFloatMap, decodeMaskOf } from "../../image/codec.ts";
import { evaluateSamples } from "../../metrics/evaluate.ts";
import { defineCommand, type Registration } from "../command.ts";

const MAP_ENDING = /\.(npy|tiff?)$/i;
const MASK_ENDING = /\.(npy|png|bmp|tiff?|jpe?g|webp)$/i;

export const metrics: Registration = defineCommand({
  name: "metrics",
  summary: "pAUROC, AUPRO (FPR limit 0.3), F1-max, AP and image AUROC over map/mask pairs of the same name",
  example: "faultline metrics --maps runs/maps --masks data/ground_truth --json",
  options: z.object({
    maps: z.string().describe("folder of maps (.npy, .tif, .tiff)"),
    masks: z.string().describe("folder of masks (.npy, images); a map without a mask is normal"),
    json: z.boolean().default(false).describe("one JSON document on standard output"),
  }),
  run: async ({ maps, masks, json }, { out, signal }) => {
    const mapFiles = await filesByStem(maps, MAP_ENDING, "--maps");
    const maskFiles = await filesByStem(masks, MASK_ENDING, "--masks");
    if (mapFiles.size === 0) throw new InputError(`missing maps: ${maps} has no .npy or .tif file`);
    for (const [stem, file] of maskFiles) {
      if (!mapFiles.has(stem))
        throw new InputError(`missing map for the mask ${file}; expected ${join(maps, stem)}.npy`);
    }
    const samples = [];
    for (const [stem, file] of mapFiles) {
      signal.throwIfAborted();
      const { width, height, data: map } = await decodeFloatMap(file);
      const maskFile = maskFiles.get(stem);
      const mask =
        maskFile === undefined
          ? emptyMask(width, height)
          : await decodeMaskOf(maskFile, "its map", { width, height });
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

/** Files below a folder by relative path without ending or "_mask", in code-unit order. */
async function filesByStem(folder: string, ending: RegExp, flag: string): Promise<Map<string, string>> {
  let entries: Awaited<ReturnType<typeof listBelow>>;
  try {
    entries = await listBelow(folder);
  } catch {
    throw new InputError(`missing folder ${folder} (${flag})`);
  }
  const files = new Map<string, string>();
  for (const path of entries.sort()) {
    if (!ending.test(path)) continue;
    const stem = relative(folder, path)
      .split(sep)
      .join("/")
      .replace(ending, "")
      .replace(/_mask$/, "");
    const other = files.get(stem);
    if (other !== undefined) throw new InputError(`invalid ${flag}: ${other} and ${path} have the same name`);
    files.set(stem, path);
  }
  return files;
}

async function listBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
