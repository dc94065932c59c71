// faultline demo: the whole study on the embedded data set and model, offline.

import { z } from "zod";
import { rangesOf } from "../../core/shift.ts";
import { summaryText } from "../../report/write.ts";
import { paperBox } from "../../shift/registry.ts";
import { robustnessAsks, uniformSweep } from "../../study/questions/asks.ts";
import { defineCommand, type Registration } from "../command.ts";
import { withDetectorFlags } from "../detector-flags.ts";
import { countFlag } from "../options.ts";
import { drawsBeside, searchesFlag, UNSEARCHED } from "../search-flags.ts";
import { namesOf } from "../shift-flags.ts";
import { configFromFlags, exitCodeOf, studyFlags, studyFromFlags } from "../study-command.ts";

/** Values of every sweep: 0 among them, and round steps of angles. */
const VALUES = 13;

export const demo: Registration = defineCommand({
  name: "demo",
  summary: "Run a whole study on the embedded data set and model: search, tables, figures, report.html",
  example: "faultline demo",
  options: z.object({
    out: z.string().default("faultline-demo").describe("run folder (default faultline-demo)"),
    samples: countFlag("samples").optional().describe("test pictures per object (default 5)"),
    budget: countFlag("gradient steps").optional().describe("gradient steps per search (default 40)"),
    searches: searchesFlag,
    seed: countFlag("seed", 0).optional().describe("seed (default 0)"),
    queue: studyFlags.queue,
    metricsPort: studyFlags.metricsPort,
  }),
  run: async ({ out, samples = 5, budget = 40, searches, seed = 0, queue, metricsPort }, surroundings) => {
    const where = queue === undefined ? { workers: "2" } : { queue };
    const flags = {
      ...withDetectorFlags(studyFlags).parse({
        ...{ dataset: "demo", model: "demo", out, threads: "1" },
        ...where,
      }),
      ...{ samples, seed, metricsPort },
    };
    const box = paperBox();
    const names = namesOf(box);
    const asks = robustnessAsks({
      combinations: [...names.map((shift) => [shift]), names],
      sweeps: box.map((boxed) => uniformSweep(boxed, VALUES)),
      ranges: rangesOf(box),
      ...{ ...UNSEARCHED, budget, draws: drawsBeside(undefined, budget) },
      ...(searches === undefined ? {} : { searches }),
    });
    const config = configFromFlags(flags, asks);
    const { summary, reportHtml } = await studyFromFlags(flags, config, surroundings);
    surroundings.out(summaryText(summary));
    surroundings.out(`report: ${reportHtml}`);
    return exitCodeOf(summary, 0, surroundings);
  },
});
