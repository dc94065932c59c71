// What the worst case of all shifts costs each object: before, after, in points and relative, for each metric.

import type { MetricFacts } from "../../core/metric-set.ts";
import type { Controls, MetricSet, RunSummary } from "../../results/schema.ts";
import { UNSHIFTED } from "../bound-kinds.ts";
import { metricKey, metricValue, resamplingShare, shownFractions } from "../facts.ts";
import { relativeChange } from "../format.ts";
import { RESAMPLING_NOTE } from "./controls.ts";
import {
  changeUnitOf,
  columnKey,
  definitions,
  madeNote,
  RANGES_COLUMN,
  rangesCell,
  reasonNotes,
  TEXT_OBJECT,
  titled,
  unitOf,
  worstLabel,
} from "./rows.ts";
import type { Cell, Column, Table } from "./table.ts";

/**
 * What resampling alone costs the leading metric stands beside its points where the shifts move the part: a page has room
 * for one. The other controls are in the CSV.
 */
function columnsOf(metrics: readonly MetricFacts[], hidden: boolean): Column[] {
  return [
    TEXT_OBJECT,
    ...metrics.flatMap((metric, index): Column[] => {
      const { title: group } = metric;
      const change = changeUnitOf(metric);
      return [
        { group, label: UNSHIFTED, key: columnKey(metric, UNSHIFTED), ...unitOf(metric) },
        { group, label: "worst", key: columnKey(metric, "worst"), ...unitOf(metric) },
        { group, label: "points", key: columnKey(metric, "change", "change"), ...change },
        {
          ...{ group, label: "relative", key: `${metricKey(metric, "change_relative")}_percent` },
          unit: "relative",
        },
        {
          ...{ group, label: "resampling", key: columnKey(metric, "resampling", "change") },
          ...{ ...change, hidden: hidden || index > 0 },
        },
        {
          group,
          label: "flat map",
          key: columnKey(metric, "flat_map"),
          ...unitOf(metric),
          hidden: true,
        },
      ];
    }),
    RANGES_COLUMN,
  ];
}

/** A row per object and one for the mean, for the last combination; null where nothing was searched. */
export function dropsTable(summary: RunSummary): Table | null {
  const combination = summary.combinations.at(-1);
  if (combination === undefined) return null;
  const metrics = shownFractions(summary);
  const controlled = summary.mean.controls[combination] !== undefined;
  const entries = [...summary.objects, { object: "mean", ...summary.mean }];
  return {
    name: "drops",
    ...titled(`Original and ${worstLabel(summary, combination)}`, summary, [combination]),
    columns: columnsOf(metrics, !controlled),
    rows: entries.map(({ object, original, bounds, controls }) => [
      object,
      ...metrics.flatMap((metric) => cells(metric, original, bounds[combination], controls[combination])),
      rangesCell(summary, combination),
    ]),
    grouped: false,
    summaryRows: 1,
    notes: [
      definitions(summary),
      ...(controlled ? [RESAMPLING_NOTE] : []),
      ...reasonNotes(summary, [combination]),
      madeNote(summary),
    ],
  };
}

function cells(
  metric: MetricFacts,
  original: MetricSet,
  bound: MetricSet | undefined,
  controls: Controls | undefined,
): Cell[] {
  const [from, to] = [metricValue(original, metric), metricValue(bound, metric)];
  return [
    ...[from, to, from === null || to === null ? null : to - from, relativeChange(from, to)],
    ...(controls === undefined
      ? ["", ""]
      : [resamplingShare(metric, controls), metricValue(controls.constant, metric)]),
  ];
}
