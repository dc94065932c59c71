// The worst common value between the original and the worst found: one lamp for all pictures, or each under its own.

import type { MetricFacts } from "../../core/metric-set.ts";
import type { ShiftPoint } from "../../core/shift.ts";
import type { MetricSet, RunSummary, SweepSummary } from "../../results/schema.ts";
import { UNSHIFTED } from "../bound-kinds.ts";
import { leadingMetric, metricValue } from "../facts.ts";
import { combinationLabel, pointText } from "../format.ts";
import { rangesOfRun, shiftsOf, titleWithRanges } from "../ranges.ts";
import {
  changeUnitOf,
  columnKey,
  madeNote,
  RANGES_COLUMN,
  rangesCell,
  TEXT_OBJECT,
  titled,
  unitOf,
} from "./rows.ts";
import type { Cell, Column, Table } from "./table.ts";

const ONE_LAMP =
  "Worst common: one lamp and one lens for all pictures of an object, each picture at its own worst pose under them; the mean is over the objects, each with its own lamp. It is the worst of the settings that all pictures were evaluated at: what no setting between them does is not known.";

const OWN_LAMP =
  "Worst found: a lamp for each picture, chosen to minimise what is pooled over the object. It is never better than the common value, as that is never better than the original.";

function columnsOf(metric: MetricFacts, over: Column, own: Column): Column[] {
  return [
    TEXT_OBJECT,
    over,
    { label: UNSHIFTED, key: columnKey(metric, UNSHIFTED), ...unitOf(metric) },
    { label: "worst common", key: columnKey(metric, "common"), ...unitOf(metric) },
    { label: "change", key: columnKey(metric, "common_change", "change"), ...changeUnitOf(metric) },
    own,
    { label: "common at", key: "common_at", unit: "text" },
    RANGES_COLUMN,
  ];
}

/** A row per object and combination, and the mean's; null where no shared design was evaluated. */
export function commonTable(summary: RunSummary): Table | null {
  const metric = leadingMetric(summary);
  const names = summary.combinations.filter((name) => summary.mean.common?.[name] !== undefined);
  if (names.length === 0) return null;
  const rowsOf = (object: string, entry: RunSummary["mean"]): Cell[][] =>
    names.map((name) => {
      const { metrics, point = null } = entry.common?.[name] ?? {};
      return [
        ...[object, combinationLabel(name, summary.shifts)],
        ...valueCells(metric, [entry.original, metrics, entry.objectBounds[name]]),
        ...[placeText(summary, point), rangesCell(summary, name)],
      ];
    });
  const own: Column = { label: "worst found", key: columnKey(metric, "object_level"), ...unitOf(metric) };
  return {
    name: "common",
    ...titled(`Pooled ${metric.title} under one lamp for all pictures`, summary, names),
    columns: columnsOf(metric, { label: "worst over", key: "worst_over", unit: "text" }, own),
    rows: [
      ...summary.objects.flatMap((entry) => rowsOf(entry.object, entry)),
      ...rowsOf("mean", summary.mean),
    ],
    grouped: true,
    summaryRows: names.length,
    notes: [ONE_LAMP, OWN_LAMP, madeNote(summary)],
  };
}

/** A row per object and swept shift, and the mean's; null where no sweep has a worst value. */
export function sweepWorstTable(summary: RunSummary): Table | null {
  const { mean, objects } = summary;
  const swept = mean.sweeps.filter(({ worst }) => worst !== undefined).map(({ shift }) => shift);
  if (swept.length === 0) return null;
  const metric = leadingMetric(summary);
  const ranges = rangesOfRun(summary, shiftsOf(summary, swept));
  const rowsOf = (object: string, original: MetricSet, sweeps: readonly SweepSummary[]): Cell[][] =>
    sweeps.flatMap(({ shift, worst }) => {
      if (worst === undefined) return [];
      const { common, perPicture } = worst;
      const value = common?.value ?? null;
      return [
        [
          ...[object, combinationLabel(shift, summary.shifts)],
          ...valueCells(metric, [original, common?.metrics, perPicture]),
          ...[placeText(summary, value === null ? null : { [shift]: value }), rangesCell(summary, shift)],
        ],
      ];
    });
  const own: Column = { label: "each at its own", key: columnKey(metric, "own"), ...unitOf(metric) };
  return {
    name: "sweep-worst",
    title: titleWithRanges("The worst value of each sweep, for all pictures and for each", ranges),
    ranges,
    columns: columnsOf(metric, { label: "shift", key: "shift", unit: "text" }, own),
    rows: [
      ...objects.flatMap(({ object, original, sweeps }) => rowsOf(object, original, sweeps)),
      ...rowsOf("mean", mean.original, mean.sweeps),
    ],
    grouped: true,
    summaryRows: swept.length,
    notes: [
      `Pooled ${metric.title}. Worst common: the one value of a station's shift (one lamp for all pictures) that is worst for an object. Each at its own: every picture at the value that is worst for it, or all at the common one where that pools lower. Only values that were swept are among them.`,
      madeNote(summary),
    ],
  };
}

/** The original, the common value with its change, and the worst of each picture by itself. */
function valueCells(
  metric: MetricFacts,
  [original, common, own]: readonly [MetricSet, MetricSet | undefined, MetricSet | undefined],
): Cell[] {
  const [from, to] = [metricValue(original, metric), metricValue(common, metric)];
  return [from, to, from === null || to === null ? null : to - from, metricValue(own, metric)];
}

/** The station's amounts of an object; nothing of the mean. */
function placeText({ shifts }: Pick<RunSummary, "shifts">, point: ShiftPoint | null): string {
  return point === null ? "" : pointText(point, shifts);
}
