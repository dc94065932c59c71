// faultline sweep: uniform sweeps of one shift at a time over a whole test set.

import { z } from "zod";
import { UsageError } from "../../core/errors.ts";
import { summaryText } from "../../report/write.ts";
import { DEFAULT_STRATEGY } from "../../search/registry.ts";
import { parseCombination } from "../../study/combination.ts";
import { uniformSweep } from "../../study/config.ts";
import { defineCommand, type Registration } from "../command.ts";
import { countFlag, rangesOf } from "../options.ts";
import { exitCodeOf, jsonMetrics, studyFlags, studyFromFlags } from "../study-command.ts";

export const sweep: Registration = defineCommand({
  name: "sweep",
  summary: "Shift a whole test set uniformly, one shift at a time, and measure what is left at each value",
  example:
    "faultline sweep --dataset folder --root parts --class screw --model ViT-B/16+ --over theta --out runs/turn",
  options: z.object({
    ...studyFlags,
    over: z.string().default("theta,hue,saturation").describe("shifts to sweep, each alone"),
    values: countFlag("values")
      .optional()
      .describe("values per shift, ends of the range included (default 13)"),
  }),
  run: async (flags, surroundings) => {
    const ranges = rangesOf(flags);
    const { values = 13 } = flags;
    if (values < 2) throw new UsageError("invalid --values; expected at least 2");
    const config = {
      combinations: [],
      sweeps: parseCombination(flags.over).map((shift) => uniformSweep(shift, ranges, values)),
      strategy: DEFAULT_STRATEGY,
      budget: 200,
      seed: flags.seed ?? 0,
      samplesPerObject: flags.samples ?? null,
      ranges,
      preset: flags.preset,
      aspect: flags.aspect,
    };
    const { summary, reportHtml } = await studyFromFlags(flags, config, surroundings);
    if (flags.json) {
      const sweepsOf = ({
        original,
        sweeps,
      }: Pick<(typeof summary.objects)[number], "original" | "sweeps">): object => ({
        original: jsonMetrics(original),
        sweeps: sweeps.map(({ shift, points }) => ({
          shift,
          points: points.map(({ value, metrics }) => ({ value, ...jsonMetrics(metrics) })),
        })),
      });
      const objects = summary.objects.map((object) => ({
        object: object.object,
        samples: object.samples,
        ...sweepsOf(object),
      }));
      surroundings.out(JSON.stringify({ objects, mean: sweepsOf(summary.mean), ranges }));
    } else {
      surroundings.out(summaryText(summary));
      surroundings.out(`report: ${reportHtml}`);
    }
    return exitCodeOf(summary, 0, surroundings);
  },
});
