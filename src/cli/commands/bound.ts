// faultline bound: the lower bound of a data set, every sample at its own worst shift.

import { z } from "zod";
import { present } from "../../core/errors.ts";
import { summaryText } from "../../report/write.ts";
import { DEFAULT_STRATEGY, PUBLISHED_STRATEGY } from "../../search/registry.ts";
import { combinationOf, combinationsWithin } from "../../study/combination.ts";
import { defineCommand, type Registration } from "../command.ts";
import { checkedLimits, codeWithin, limitFlags } from "../limit.ts";
import { countFlag } from "../options.ts";
import { namedRanges } from "../shift-flags.ts";
import {
  checkedBudget,
  checkedStrategy,
  exitCodeOf,
  jsonMetrics,
  studyFlags,
  studyFromFlags,
} from "../study-command.ts";

export const bound: Registration = defineCommand({
  name: "bound",
  summary: "Search the worst shift of every picture and report what is left of the metrics",
  example:
    "faultline bound --dataset mvtec --root mvtec_ad --objects hazelnut --model ViT-B/16+ --shift theta=10 --out runs/turned",
  options: z.object({
    ...studyFlags,
    subsets: z
      .boolean()
      .default(false)
      .describe("search every combination of the shifts, for the nested bound (at most four shifts)"),
    strategy: z
      .string()
      .optional()
      .describe(
        `search strategy (default: ${DEFAULT_STRATEGY}; of preset released-code ${PUBLISHED_STRATEGY})`,
      ),
    budget: countFlag("gradient steps")
      .optional()
      .describe("steps of the published search (default: the preset's, 200 or 100)"),
    ...limitFlags,
  }),
  run: async (flags, surroundings) => {
    const { over, ranges } = flags.shift;
    const limits = checkedLimits(flags);
    const config = {
      combinations: flags.subsets ? combinationsWithin(over) : [over],
      sweeps: [],
      strategy: checkedStrategy(flags.strategy, flags.preset),
      budget: checkedBudget(flags.budget, flags.preset),
      seed: flags.seed ?? 0,
      samplesPerObject: flags.samples ?? null,
      ranges,
      preset: flags.preset,
      aspect: flags.aspect,
    };
    const { summary, reportHtml } = await studyFromFlags(flags, config, surroundings);
    const name = combinationOf(over);
    if (flags.json) {
      const pair = ({
        original,
        bounds,
        nested,
        objectBounds,
      }: Pick<
        (typeof summary.objects)[number],
        "original" | "bounds" | "nested" | "objectBounds"
      >): object => ({
        original: jsonMetrics(original),
        bound: jsonMetrics(present(bounds[name], name)),
        ...(summary.combinations.length > 1 ? { nested: jsonMetrics(present(nested[name], name)) } : {}),
        objectBound: jsonMetrics(present(objectBounds[name], name)),
      });
      const objects = summary.objects.map((object) => ({
        object: object.object,
        samples: object.samples,
        ...pair(object),
      }));
      const { combinations, mean } = summary;
      surroundings.out(
        JSON.stringify({ combinations, objects, mean: pair(mean), ranges: namedRanges(flags.shift) }),
      );
    } else {
      surroundings.out(summaryText(summary));
      surroundings.out(`report: ${reportHtml}`);
    }
    const printed = summary.objects.flatMap(({ object, bounds }) =>
      Object.entries(bounds).map(([at, metrics]) => ({ object, at, metrics })),
    );
    return exitCodeOf(summary, codeWithin(limits, printed, surroundings.note), surroundings);
  },
});
