// faultline sweep: uniform sweeps of one shift at a time over a whole test set.

import { z } from "zod";
import { UsageError } from "../../core/errors.ts";
import { summaryText } from "../../report/write.ts";
import { DEFAULT_STRATEGY } from "../../search/registry.ts";
import { uniformSweep } from "../../study/config.ts";
import { defineCommand, type Registration } from "../command.ts";
import { checkedLimits, codeWithin, limitFlags } from "../limit.ts";
import { countFlag } from "../options.ts";
import { namedRanges } from "../shift-flags.ts";
import { exitCodeOf, jsonMetrics, studyFlags, studyFromFlags } from "../study-command.ts";

export const sweep: Registration = defineCommand({
  name: "sweep",
  summary: "Shift a whole test set uniformly, one shift at a time, and measure the metrics at each value",
  example:
    "faultline sweep --dataset folder --root parts --class screw --model ViT-B/16+ --shift theta=30 --out runs/turn",
  options: z.object({
    ...studyFlags,
    values: countFlag("values")
      .optional()
      .describe("values per shift, including the ends of the range (default 13)"),
    ...limitFlags,
  }),
  run: async (flags, surroundings) => {
    const { over, ranges } = flags.shift;
    const { values = 13 } = flags;
    const limits = checkedLimits(flags);
    if (values < 2) throw new UsageError("invalid --values; expected at least 2");
    const config = {
      combinations: [],
      sweeps: over.map((shift) => uniformSweep(shift, ranges, values)),
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
      surroundings.out(
        JSON.stringify({
          ...{ combinations: over, objects, mean: sweepsOf(summary.mean) },
          ranges: namedRanges(flags.shift),
        }),
      );
    } else {
      surroundings.out(summaryText(summary));
      surroundings.out(`report: ${reportHtml}`);
    }
    const printed = summary.objects.flatMap(({ object, sweeps }) =>
      sweeps.flatMap(({ shift, points }) =>
        points.map(({ value, metrics }) => ({ object, at: `${shift}=${value}`, metrics })),
      ),
    );
    return exitCodeOf(summary, codeWithin(limits, printed, surroundings.note), surroundings);
  },
});
