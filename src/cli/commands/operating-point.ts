// faultline operating-point: how many defects escape and how many good parts are rejected at a frozen threshold, at rest and
// under shifts that are swept, drawn and searched.

import type { z } from "zod";
import { UsageError } from "../../core/errors.ts";
import { rangesOf, type ShiftBox } from "../../core/shift.ts";
import { imageScore } from "../../objective/criteria/image-score.ts";
import { comparisonLines } from "../../report/comparison.ts";
import { decisionsText } from "../../report/decisions-text.ts";
import { comparisonJson } from "../../results/contract-json.ts";
import { decisionsOf } from "../../results/decisions.ts";
import type { RunSummary } from "../../results/schema.ts";
import { DEFAULT_STRATEGY } from "../../search/registry.ts";
import { boxOf, SHIFTS } from "../../shift/registry.ts";
import { robustnessAsks, uniformSweep } from "../../study/questions/asks.ts";
import { operatingPoint as question } from "../../study/questions/operating-point.ts";
import { defineCommand, type Registration, type Surroundings } from "../command.ts";
import { withDetectorFlags } from "../detector-flags.ts";
import { checkedLimits, codeWithin, limitFlags } from "../limit.ts";
import { type DecidedShifts, decisionsFromFlags, operatingPointFlags } from "../operating-point-flags.ts";
import { countFlag } from "../options.ts";
import { type PrintedMetrics, printedRates, REST, sweptMetrics } from "../printed-metrics.ts";
import {
  checkedSearch,
  combinationFlags,
  commonFlag,
  drawsBeside,
  drawsFlag,
  searchesFlag,
  searchFlags,
} from "../search-flags.ts";
import { namesOf, stationShiftFlag } from "../shift-flags.ts";
import {
  configFromFlags,
  exitCodeOf,
  type StudyFlags,
  studyFlags,
  studyFromFlags,
} from "../study-command.ts";
import { usualBox } from "../usual-shifts.ts";

const ownFlags = {
  ...studyFlags,
  shift: stationShiftFlag,
  ...combinationFlags,
  ...operatingPointFlags,
  values: countFlag("values", 0)
    .optional()
    .describe("values per shift that is swept alone, ends included; 0 for no sweep (default 13)"),
  strategy: searchFlags.strategy,
  budget: searchFlags.budget,
  searches: searchesFlag,
  common: commonFlag,
  draws: drawsFlag,
  ...limitFlags,
};

export const operatingPoint: Registration = defineCommand({
  name: question.name,
  summary: "Count escapes and false rejects at a frozen threshold, at rest and at the worst shifts found",
  example:
    "faultline operating-point --dataset folder --root parts --class screw --model ViT-B/16+ --shift theta=10,exposure=mild --operating-point false-rejects=2% --out runs/decisions",
  options: () => withDetectorFlags(ownFlags),
  run: async (flags, surroundings) => {
    const gates = checkedLimits(flags, { rates: true });
    const { values = 13, strategy = DEFAULT_STRATEGY, budget, searches, preset, common } = flags;
    if (values === 1) throw new UsageError("invalid --values; expected at least 2, or 0 for no sweep");
    const search = checkedSearch({ criterion: imageScore.name, strategy, budget }, preset);
    const shifts = await shiftsFromFlags(flags, surroundings);
    const asks = robustnessAsks({
      ...shifts,
      ...search,
      sweeps: values === 0 ? [] : boxOfShifts(shifts).map((boxed) => uniformSweep(boxed, values)),
      ...(searches === undefined ? {} : { searches }),
      draws: drawsBeside(flags.draws, search.budget),
      ...(common === undefined ? {} : { common }),
    });
    const decisions = await decisionsFromFlags(flags, shifts, surroundings);
    const config = configFromFlags(flags, [...asks, decisions]);
    const { summary, reportHtml } = await studyFromFlags(flags, config, surroundings);
    const objects = decisionsOf(summary) ?? [];
    if (flags.json) {
      const { provenance } = summary;
      surroundings.out(
        JSON.stringify({ objects, ranges: provenance.ranges, provenance, ...comparisonJson(summary) }),
      );
    } else {
      surroundings.out([decisionsText(summary), ...comparisonLines(summary)].join("\n"));
      surroundings.out(`report: ${reportHtml}`);
    }
    const printed = [...printedRates(objects), ...printedMetrics(summary), ...sweptMetrics(summary)];
    return exitCodeOf(summary, codeWithin(gates, printed, summary, surroundings.note), surroundings);
  },
});

async function shiftsFromFlags(
  flags: StudyFlags & Pick<z.output<z.ZodObject<typeof ownFlags>>, "shift" | "combinations" | "ranges">,
  surroundings: Surroundings,
): Promise<DecidedShifts> {
  const { shift, combinations, ranges } = flags;
  if (combinations !== undefined) return { combinations, ranges: ranges ?? rangesOf(shift ?? []) };
  const box = shift ?? (await usualBox(flags, surroundings));
  return { combinations: [namesOf(box)], ranges: ranges ?? rangesOf(box) };
}

/** All shifts of the combinations, as far as they go. */
function boxOfShifts({ combinations, ranges }: DecidedShifts): ShiftBox {
  const named = combinations.flat().map((name) => [name, ranges[name] ?? SHIFTS.named(name).range]);
  return boxOf(Object.fromEntries(named));
}

function printedMetrics({ objects }: RunSummary): PrintedMetrics[] {
  return objects.flatMap(({ object, original, bounds }) => [
    { object, at: REST, metrics: original },
    ...Object.entries(bounds).map(([at, metrics]) => ({ object, at, metrics })),
  ]);
}
