// The command of a question that has none of its own: its settings are its flags, its answer is printed as data.

import type { MetricFacts } from "../core/metric-set.ts";
import { rangesOf, type ShiftBox } from "../core/shift.ts";
import { metricFacts } from "../metrics/registry.ts";
import type { Chart, ChartCell } from "../results/chart.ts";
import type { RunSummary } from "../results/schema.ts";
import { originalAsk } from "../study/questions/asks.ts";
import type { Question } from "../study/questions/question.ts";
import { defineCommand, type Registration } from "./command.ts";
import { withDetectorFlags } from "./detector-flags.ts";
import { checkedLimits, codeWithin, limitFlags } from "./limit.ts";
import type { PrintedMetrics } from "./printed-metrics.ts";
import { settingFlags, settingNames, settingsFromFlags } from "./setting-flags.ts";
import { shiftFlag } from "./shift-flags.ts";
import { configFromFlags, exitCodeOf, printAnswer, studyFlags, studyFromFlags } from "./study-command.ts";

/** The setting that --shift says where it is not given itself, in a question that has it. */
const RANGES = "ranges";

/** A command of the question's name; registering it throws an InvariantError where a setting is named as a study's flag. */
export function questionCommand({ name, summary, settings, ranges }: Question): Registration {
  const takesShifts = settingNames(settings).includes(RANGES);
  const flagged = settingFlags(settings);
  return defineCommand({
    name,
    summary,
    example: `faultline ${name} --dataset demo --model demo --out runs/${name}`,
    options: () =>
      withDetectorFlags(
        { ...studyFlags, ...limitFlags },
        { ...(takesShifts ? { shift: shiftFlag } : {}), ...flagged },
      ),
    run: async (flags, surroundings) => {
      const gates = checkedLimits(flags);
      const given: Readonly<Record<string, unknown>> = { ...flags };
      const isSaid = !takesShifts || given[RANGES] !== undefined;
      const box = isSaid ? {} : { [RANGES]: rangesOf(given["shift"] as ShiftBox) };
      const asked = settingsFromFlags(settings, { ...given, ...box });
      const asks = [originalAsk(Object.keys(ranges(asked))), { question: name, settings: asked }];
      const config = configFromFlags(flags, asks);
      const study = await studyFromFlags(flags, config, surroundings);
      const { summary: found } = study;
      printAnswer({ answers: found.answers }, study, flags, surroundings);
      const code = codeWithin(gates, printedMetrics(found), found, surroundings.note);
      return exitCodeOf(found, code, surroundings);
    },
  });
}

/** Every number that is a metric: those of the unshifted pictures, and what charts name after one. */
function printedMetrics({ objects, answers }: RunSummary): PrintedMetrics[] {
  const unshifted = objects.map(({ object, original }) => ({ object, at: "no shift", metrics: original }));
  return [...unshifted, ...answers.flatMap(({ charts }) => charts.flatMap(metricsOfChart))];
}

function metricsOfChart(chart: Chart): PrintedMetrics[] {
  const printed = (label: string, at: string, value: ChartCell, object = chart.title): PrintedMetrics[] => {
    const metric = metricOf(label);
    if (metric === undefined || typeof value === "string") return [];
    return [{ object, at, metrics: { values: { [metric.name]: value } } }];
  };
  switch (chart.kind) {
    case "table":
      return chart.rows.flatMap((row) => {
        const object = row[chart.columns.findIndex(({ label }) => label === "object")];
        const whose = typeof object === "string" ? object : undefined;
        return row.flatMap((cell, at) => printed(chart.columns[at]?.label ?? "", rowName(row), cell, whose));
      });
    case "curve":
      return chart.series.flatMap(({ name, points }) =>
        points.flatMap(({ x, y }) => printed(chart.y.label, `${name}, ${chart.x.label} ${x}`, y)),
      );
    case "bars":
      return chart.bars.flatMap(({ name, value }) => printed(chart.y.label, name, value));
    case "histogram":
    case "pictures":
      return [];
  }
}

/** The metric that an axis is named after. */
function metricOf(label: string): MetricFacts | undefined {
  return metricFacts().find(({ name, title }) => label === name || label === title);
}

/** A row's words. */
function rowName(row: readonly ChartCell[]): string {
  return row.filter((cell) => typeof cell === "string").join(", ");
}
