// faultline metrics: exact metrics over maps and masks from anywhere, paired by path.

import { readdir } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { z } from "zod";
import { InputError } from "../../core/errors.ts";
import { openDoubts } from "../../data/doubts.ts";
import { MAP_ENDING, MAP_FORMATS, PICTURE_ENDING, PICTURE_FORMATS } from "../../image/formats.ts";
import { defineCommand, type Registration } from "../command.ts";
import { metricsOfFiles } from "../pooled-files.ts";
import { maskFlags } from "../reading-flags.ts";

export const metrics: Registration = defineCommand({
  name: "metrics",
  summary: "pAUROC, AUPRO (FPR limit 0.3), F1-max, AP and image AUROC over map/mask pairs of the same name",
  example: "faultline metrics --maps runs/maps --masks data/ground_truth --json",
  options: z.object({
    maps: z.string().describe(`folder of maps (${MAP_FORMATS}), of any depth`),
    masks: z.string().describe(`folder of masks (${PICTURE_FORMATS}); a map without a mask is normal`),
    ...maskFlags,
    json: z.boolean().default(false).describe("one JSON document on standard output"),
  }),
  run: async ({ maps, masks, json, ...rules }, { out, note, signal }) => {
    const mapFiles = await filesByStem(maps, MAP_ENDING, "--maps");
    const maskFiles = await filesByStem(masks, PICTURE_ENDING, "--masks");
    if (mapFiles.size === 0) throw new InputError(`missing maps: ${maps} has no file of ${MAP_FORMATS}`);
    for (const [stem, file] of maskFiles) {
      if (!mapFiles.has(stem))
        throw new InputError(`missing map for the mask ${file}; expected ${join(maps, stem)}.npy`);
    }
    const files = [...mapFiles].map(([stem, map]) => ({ map, mask: maskFiles.get(stem) }));
    const doubts = openDoubts(rules);
    const measured = await metricsOfFiles(files, { rules, doubts, signal });
    for (const line of doubts.notes()) note(line);
    const { pauroc, aupro, f1max, ap, imageAuroc, samples, reasons } = measured;
    const result = { pauroc, aupro, f1max, ap, imageAuroc, samples };
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
