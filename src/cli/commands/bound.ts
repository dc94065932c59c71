// faultline bound: the lower bound of a data set, every sample at its own worst shift.

import { z } from "zod";
import { present } from "../../core/errors.ts";
import { rangesOf } from "../../core/shift.ts";
import { summaryText } from "../../report/write.ts";
import { boundJson } from "../../results/contract-json.ts";
import { decisionsOf } from "../../results/decisions.ts";
import type { RunSummary } from "../../results/schema.ts";
import { combinationsWithin } from "../../study/combination.ts";
import { robustnessAsks } from "../../study/questions/asks.ts";
import { bound as question } from "../../study/questions/bound.ts";
import { defineCommand, type Registration } from "../command.ts";
import { withDetectorFlags } from "../detector-flags.ts";
import { checkedLimits, codeWithin, limitFlags } from "../limit.ts";
import { asksDecisions, decisionsFromFlags, operatingPointFlags } from "../operating-point-flags.ts";
import { printedRates } from "../printed-metrics.ts";
import {
  checkedSearch,
  combinationFlags,
  commonFlag,
  drawsBeside,
  drawsFlag,
  searchesFlag,
  searchFlags,
} from "../search-flags.ts";
import { namesOf, shiftFlag } from "../shift-flags.ts";
import { configFromFlags, exitCodeOf, studyFlags, studyFromFlags } from "../study-command.ts";

const ownFlags = {
  ...studyFlags,
  shift: shiftFlag,
  subsets: z
    .boolean()
    .default(false)
    .describe("search every combination of the shifts, for the nested bound (at most four shifts)"),
  ...combinationFlags,
  ...searchFlags,
  searches: searchesFlag,
  common: commonFlag,
  draws: drawsFlag,
  ...operatingPointFlags,
  ...limitFlags,
};

export const bound: Registration = defineCommand({
  name: question.name,
  summary: "Search the worst shift of every picture and report what is left of the metrics",
  example:
    "faultline bound --dataset mvtec --root mvtec_ad --objects hazelnut --model ViT-B/16+ --shift theta=10 --out runs/turned",
  options: () => withDetectorFlags(ownFlags),
  run: async (flags, surroundings) => {
    const { shift: box, preset, subsets, searches } = flags;
    const names = namesOf(box);
    const decides = asksDecisions(flags);
    const gates = checkedLimits(flags, { rates: decides });
    const shifts = {
      combinations: flags.combinations ?? (subsets ? combinationsWithin(names) : [names]),
      ranges: flags.ranges ?? rangesOf(box),
    };
    const search = checkedSearch(flags, preset);
    const asks = robustnessAsks({
      ...{ ...shifts, ...search },
      sweeps: [],
      ...(searches === undefined ? {} : { searches }),
      draws: drawsBeside(flags.draws, search.budget),
      ...(flags.common === undefined ? {} : { common: flags.common }),
    });
    const decisions = decides ? [await decisionsFromFlags(flags, shifts, surroundings)] : [];
    const config = configFromFlags(flags, [...asks, ...decisions]);
    const { summary, reportHtml } = await studyFromFlags(flags, config, surroundings);
    if (flags.json) surroundings.out(JSON.stringify(boundJson(summary, searchedLast(summary))));
    else {
      surroundings.out(summaryText(summary));
      surroundings.out(`report: ${reportHtml}`);
    }
    const printed = [
      ...summary.objects.flatMap(({ object, bounds }) =>
        Object.entries(bounds).map(([at, metrics]) => ({ object, at, metrics })),
      ),
      ...printedRates(decisionsOf(summary) ?? []),
    ];
    return exitCodeOf(summary, codeWithin(gates, printed, summary, surroundings.note), surroundings);
  },
});

/** The combination that all others are within, where it is one. */
function searchedLast({ combinations }: RunSummary): string {
  return present(combinations.at(-1), "combination");
}
