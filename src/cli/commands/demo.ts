// faultline demo: the whole study on the embedded data set and model, offline.

import { z } from "zod";
import { PAPER_RANGES, SHIFT_NAMES } from "../../core/shift.ts";
import { summaryText } from "../../report/write.ts";
import { DEFAULT_STRATEGY } from "../../search/registry.ts";
import { uniformSweep } from "../../study/config.ts";
import { defineCommand, type Registration } from "../command.ts";
import { countFlag } from "../options.ts";
import { exitCodeOf, studyFlags, studyFromFlags } from "../study-command.ts";

export const demo: Registration = defineCommand({
  name: "demo",
  summary: "Run a whole study on the embedded data set and model: search, tables, figures, report.html",
  example: "faultline demo",
  options: z.object({
    out: z.string().default("faultline-demo").describe("run folder (default faultline-demo)"),
    samples: countFlag("samples").optional().describe("test pictures per object (default 5)"),
    budget: countFlag("gradient steps").optional().describe("gradient steps per search (default 40)"),
    seed: countFlag("seed", 0).optional().describe("seed (default 0)"),
    queue: studyFlags.queue,
    metricsPort: studyFlags.metricsPort,
  }),
  run: async ({ out, samples = 5, budget = 40, seed = 0, queue, metricsPort }, surroundings) => {
    const ranges = PAPER_RANGES;
    const where = queue === undefined ? { workers: "2" } : { queue };
    const flags = {
      ...z.object(studyFlags).parse({ dataset: "demo", model: "demo", out, threads: "1", ...where }),
      metricsPort,
    };
    const config = {
      combinations: [...SHIFT_NAMES.map((shift) => [shift]), SHIFT_NAMES],
      sweeps: [
        uniformSweep("theta", ranges, 13),
        uniformSweep("hue", ranges, 13),
        uniformSweep("saturation", ranges, 11),
      ],
      strategy: DEFAULT_STRATEGY,
      budget,
      seed,
      samplesPerObject: samples,
      ranges,
      preset: flags.preset,
      aspect: flags.aspect,
    };
    const { summary, reportHtml } = await studyFromFlags(flags, config, surroundings);
    surroundings.out(summaryText(summary));
    surroundings.out(`report: ${reportHtml}`);
    return exitCodeOf(summary, 0, surroundings);
  },
});
