// What the transform costs by itself: all of the study's shifts in the graph, each at 0, against the unshifted picture.

import type { MetricSet, RunSummary } from "../../results/schema.ts";
import { UNSHIFTED } from "../bound-kinds.ts";
import { metricValue, shownMetrics } from "../facts.ts";
import { combinationLabel } from "../format.ts";
import { rangesOfRun, shiftsOfRun, titleWithRanges } from "../ranges.ts";
import {
  changeUnitOf,
  columnKey,
  definitions,
  madeNote,
  RANGES_COLUMN,
  TEXT_OBJECT,
  unitOf,
} from "./rows.ts";
import type { Cell, Column, Table } from "./table.ts";

/** A row per object and one for the mean; null where no shift was in the study. */
export function identityTable(summary: RunSummary): Table | null {
  const { objects, mean, shifts } = summary;
  const entries = [...objects, { object: "mean", ...mean }];
  if (entries.every(({ identity }) => identity === null)) return null;
  const metrics = shownMetrics(summary);
  const ranges = rangesOfRun(summary, shiftsOfRun(summary));
  const cells = (original: MetricSet, identity: MetricSet | null): Cell[] =>
    metrics.flatMap((metric): Cell[] => {
      const [from, to] = [metricValue(original, metric), metricValue(identity ?? undefined, metric)];
      return [from, to, from === null || to === null ? null : to - from];
    });
  const all = combinationLabel(shifts.map(({ name }) => name).join("+"), shifts);
  return {
    name: "identity",
    title: titleWithRanges(`Original, and the identity: ${all}, each at 0`, ranges),
    ranges,
    columns: [
      TEXT_OBJECT,
      ...metrics.flatMap((metric): Column[] => [
        { group: metric.title, label: UNSHIFTED, key: columnKey(metric, UNSHIFTED), ...unitOf(metric) },
        { group: metric.title, label: "at 0", key: columnKey(metric, "identity"), ...unitOf(metric) },
        {
          ...{ group: metric.title, label: "change", ...changeUnitOf(metric) },
          key: columnKey(metric, "identity_change", "change"),
        },
      ]),
      RANGES_COLUMN,
    ],
    rows: entries.map(({ object, original, identity }) => [object, ...cells(original, identity), ranges]),
    grouped: false,
    summaryRows: 1,
    notes: [
      definitions(summary),
      "At 0 no shift changes the picture, but all of them are computed: the change is what the transform costs by itself.",
      madeNote(summary),
    ],
  };
}
