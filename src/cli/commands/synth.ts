// faultline synth: synthetic inspection pictures in the layouts of MVTec AD and VisA.

import { resolve } from "node:path";
import { z } from "zod";
import { SYNTHETIC_LAYOUTS, writeSynthetic } from "../../data/synthetic/write.ts";
import { defineCommand, type Registration } from "../command.ts";
import { countFlag } from "../options.ts";

export const synth: Registration = defineCommand({
  name: "synth",
  summary: "Write synthetic inspection pictures in the layout of MVTec AD or VisA",
  example: "faultline synth --layout mvtec --out pictures --samples 12",
  options: z.object({
    layout: z.enum(SYNTHETIC_LAYOUTS).describe("mvtec or visa"),
    out: z.string().describe("new or empty folder"),
    samples: countFlag("samples").optional().describe("test pictures per object (default 30)"),
    seed: countFlag("seed", 0).optional().describe("seed (default 0)"),
  }),
  run: async ({ layout, out, samples = 30, seed = 0 }, { cwd, progress, note, signal }) => {
    const directory = resolve(cwd, out);
    const { pictures, objects } = await writeSynthetic({
      layout,
      directory,
      samples,
      seed,
      progress,
      signal,
    });
    note(`${directory}: ${pictures} pictures of ${objects.join(", ")}`);
    return 0;
  },
});
