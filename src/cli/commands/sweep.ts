// faultline sweep: uniform sweeps of one shift at a time over a whole test set.

import { z } from "zod";
import { UsageError } from "../../core/errors.ts";
import { rangesOf } from "../../core/shift.ts";
import { summaryText } from "../../report/write.ts";
import { sweepJson } from "../../results/contract-json.ts";
import { decisionsOf } from "../../results/decisions.ts";
import { robustnessAsks, type SweepConfig, uniformSweep } from "../../study/questions/asks.ts";
import { sweep as question } from "../../study/questions/sweep.ts";
import { defineCommand, type Registration } from "../command.ts";
import { withDetectorFlags } from "../detector-flags.ts";
import { checkedLimits, codeWithin, limitFlags } from "../limit.ts";
import {
  asksDecisions,
  type DecidedShifts,
  decisionsFromFlags,
  operatingPointFlags,
} from "../operating-point-flags.ts";
import { countFlag, jsonFlag } from "../options.ts";
import { printedRates, sweptMetrics } from "../printed-metrics.ts";
import { UNSEARCHED } from "../search-flags.ts";
import { shiftFlag } from "../shift-flags.ts";
import { configFromFlags, exitCodeOf, studyFlags, studyFromFlags } from "../study-command.ts";

const ownFlags = {
  ...studyFlags,
  shift: shiftFlag,
  values: countFlag("values")
    .optional()
    .describe("values per shift, including the ends of the range (default 13)"),
  sweeps: jsonFlag(z.array(z.object({ shift: z.string(), values: z.array(z.number()).min(1) })).min(1))
    .optional()
    .describe('sweeps, as JSON (default: what --shift names): [{"shift":"theta","values":[0,5,20]}]'),
  ...operatingPointFlags,
  ...limitFlags,
};

export const sweep: Registration = defineCommand({
  name: question.name,
  summary: "Shift a whole test set uniformly, one shift at a time, and measure the metrics at each value",
  example:
    "faultline sweep --dataset folder --root parts --class screw --model ViT-B/16+ --shift theta=30 --out runs/turn",
  options: () => withDetectorFlags(ownFlags),
  run: async (flags, surroundings) => {
    const { shift: box, values = 13 } = flags;
    const decides = asksDecisions(flags);
    const gates = checkedLimits(flags, { rates: decides });
    if (values < 2) throw new UsageError("invalid --values; expected at least 2");
    const sweeps = flags.sweeps ?? box.map((boxed) => uniformSweep(boxed, values));
    const asks = robustnessAsks({
      combinations: [],
      sweeps,
      ranges: rangesOf(box),
      ...UNSEARCHED,
    });
    const decisions = decides ? [await decisionsFromFlags(flags, sweptAlone(sweeps), surroundings)] : [];
    const config = configFromFlags(flags, [...asks, ...decisions]);
    const { summary, reportHtml } = await studyFromFlags(flags, config, surroundings);
    if (flags.json) surroundings.out(JSON.stringify(sweepJson(summary)));
    else {
      surroundings.out(summaryText(summary));
      surroundings.out(`report: ${reportHtml}`);
    }
    const printed = [...sweptMetrics(summary), ...printedRates(decisionsOf(summary) ?? [])];
    return exitCodeOf(summary, codeWithin(gates, printed, summary, surroundings.note), surroundings);
  },
});

/** Every shift alone, as far as its values go: what decisions are counted under. */
function sweptAlone(sweeps: readonly SweepConfig[]): DecidedShifts {
  const ranges = sweeps.map(({ shift, values }) => [shift, [Math.min(0, ...values), Math.max(0, ...values)]]);
  return { combinations: sweeps.map(({ shift }) => [shift]), ranges: Object.fromEntries(ranges) };
}
