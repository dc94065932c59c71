// faultline bound: the lower bound of a data set, every sample at its own worst shift.

import { z } from "zod";
import { present } from "../../core/errors.ts";
import { summaryText } from "../../report/write.ts";
import { DEFAULT_STRATEGY, PUBLISHED_STRATEGY } from "../../search/registry.ts";
import { combinationOf, combinationsWithin, parseCombination } from "../../study/combination.ts";
import { defineCommand, type Registration } from "../command.ts";
import { GATE_EXIT_CODE, gateViolations, parseGates } from "../gate.ts";
import { countFlag, rangesOf } from "../options.ts";
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
  summary: "Search every sample's worst shift; the metrics that are left are a lower bound",
  example:
    "faultline bound --dataset mvtec --root mvtec_ad --objects hazelnut --model ViT-B/16+ --out runs/hazelnut",
  options: z.object({
    ...studyFlags,
    over: z.string().default("theta,hue,saturation").describe("shifts to search"),
    subsets: z
      .boolean()
      .default(false)
      .describe("search every set of those shifts too, which the nested bound takes the worst of"),
    strategy: z
      .string()
      .optional()
      .describe(
        `search strategy (default: ${DEFAULT_STRATEGY}; of preset released-code ${PUBLISHED_STRATEGY})`,
      ),
    budget: countFlag("gradient steps")
      .optional()
      .describe("steps of the published search (default: the preset's, 200 or 100)"),
    failBelow: z
      .string()
      .optional()
      .describe("exit code 3 where an object's bound is below: pauroc=0.7,aupro=0.3 (fractions)"),
  }),
  run: async (flags, surroundings) => {
    const over = parseCombination(flags.over);
    const gates = flags.failBelow === undefined ? [] : parseGates(flags.failBelow);
    const config = {
      combinations: flags.subsets ? combinationsWithin(over) : [over],
      sweeps: [],
      strategy: checkedStrategy(flags.strategy, flags.preset),
      budget: checkedBudget(flags.budget, flags.preset),
      seed: flags.seed ?? 0,
      samplesPerObject: flags.samples ?? null,
      ranges: rangesOf(flags),
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
      surroundings.out(JSON.stringify({ objects, mean: pair(summary.mean), over, ranges: config.ranges }));
    } else {
      surroundings.out(summaryText(summary));
      surroundings.out(`report: ${reportHtml}`);
    }
    const violations = gateViolations(summary, name, gates);
    for (const violation of violations) surroundings.note(`--fail-below: ${violation}`);
    return exitCodeOf(summary, violations.length === 0 ? 0 : GATE_EXIT_CODE, surroundings);
  },
});
