// faultline bound: the lower bound of a data set, every sample at its own worst shift.

import { z } from "zod";
import { rangesOf } from "../../core/shift.ts";
import { summaryText } from "../../report/write.ts";
import { boundJson } from "../../results/contract-json.ts";
import { combinationOf, combinationsWithin } from "../../study/combination.ts";
import { robustnessAsks } from "../../study/questions/asks.ts";
import { bound as question } from "../../study/questions/bound.ts";
import { defineCommand, type Registration } from "../command.ts";
import { withDetectorFlags } from "../detector-flags.ts";
import { checkedLimits, codeWithin, limitFlags } from "../limit.ts";
import { checkedSearch, searchFlags } from "../search-flags.ts";
import { namesOf, shiftFlag } from "../shift-flags.ts";
import { configFromFlags, exitCodeOf, studyFlags, studyFromFlags } from "../study-command.ts";

const ownFlags = {
  ...studyFlags,
  shift: shiftFlag,
  subsets: z
    .boolean()
    .default(false)
    .describe("search every combination of the shifts, for the nested bound (at most four shifts)"),
  ...searchFlags,
  ...limitFlags,
};

export const bound: Registration = defineCommand({
  name: question.name,
  summary: "Search the worst shift of every picture and report what is left of the metrics",
  example:
    "faultline bound --dataset mvtec --root mvtec_ad --objects hazelnut --model ViT-B/16+ --shift theta=10 --out runs/turned",
  options: () => withDetectorFlags(ownFlags),
  run: async (flags, surroundings) => {
    const { shift: box, preset, subsets } = flags;
    const names = namesOf(box);
    const limits = checkedLimits(flags);
    const asks = robustnessAsks({
      combinations: subsets ? combinationsWithin(names) : [names],
      sweeps: [],
      ranges: rangesOf(box),
      ...checkedSearch(flags, preset),
    });
    const config = configFromFlags(flags, asks);
    const { summary, reportHtml } = await studyFromFlags(flags, config, surroundings);
    if (flags.json) surroundings.out(JSON.stringify(boundJson(summary, combinationOf(names))));
    else {
      surroundings.out(summaryText(summary));
      surroundings.out(`report: ${reportHtml}`);
    }
    const printed = summary.objects.flatMap(({ object, bounds }) =>
      Object.entries(bounds).map(([at, metrics]) => ({ object, at, metrics })),
    );
    return exitCodeOf(summary, codeWithin(limits, printed, surroundings.note), surroundings);
  },
});
