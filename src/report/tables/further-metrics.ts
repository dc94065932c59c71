// The metrics that main tables have no room for: every other registered one, at rest and at the worst found.

import type { MetricFacts } from "../../core/metric-set.ts";
import type { Combination, MetricSet, RunSummary } from "../../results/schema.ts";
import { metricValue } from "../facts.ts";
import { placeLabel } from "../format.ts";
import { hasMaps } from "../own-values.ts";
import {
  madeNote,
  metricCells,
  metricColumns,
  RANGES_COLUMN,
  rangesCell,
  TEXT_OBJECT,
  titled,
} from "./rows.ts";
import type { Cell, Table } from "./table.ts";

const MEAN = "mean";

interface Row {
  readonly object: string;
  readonly combination: Combination | null;
  readonly metrics: MetricSet;
}

/** A row per object and place, the mean last; null where none of these metrics has a value. */
export function furtherMetricsTable(summary: RunSummary): Table | null {
  const rows = rowsOf(summary);
  const hidden = summary.metrics.filter(({ shown }) => !shown);
  const defined = hidden.filter((metric) =>
    rows.some(({ metrics }) => metricValue(metrics, metric) !== null),
  );
  if (defined.length === 0) return null;
  const cells = ({ object, combination, metrics }: Row): Cell[] => [
    object,
    placeLabel(combination, summary.shifts),
    ...metricCells(metrics, defined),
    rangesCell(summary, combination),
  ];
  return {
    name: "further-metrics",
    ...titled("Further metrics", summary),
    columns: [
      TEXT_OBJECT,
      { label: "worst over", key: "worst_over", unit: "text" },
      ...metricColumns(defined),
      RANGES_COLUMN,
    ],
    rows: rows.map(cells),
    grouped: true,
    summaryRows: rows.filter(({ object }) => object === MEAN).length,
    // Without maps most metrics are undefined, for a reason that the page gives once.
    notes: [...wordsOn(rows, hasMaps(summary) ? hidden : defined), madeNote(summary)],
  };
}

function rowsOf({ objects, mean, combinations }: RunSummary): Row[] {
  const together = objects.length > 1 ? [{ object: MEAN, ...mean }] : [];
  return [...objects, ...together].flatMap(({ object, original, bounds }) => [
    { object, combination: null, metrics: original },
    ...combinations.flatMap((combination): Row[] => {
      const metrics = bounds[combination];
      return metrics === undefined ? [] : [{ object, combination, metrics }];
    }),
  ]);
}

/** Why values are undefined, or judge nothing: a sentence per reason, naming the metrics that share it. */
function wordsOn(rows: readonly Row[], metrics: readonly MetricFacts[]): string[] {
  const titles = new Map<string, Set<string>>();
  for (const { object, metrics: set } of rows) {
    // The mean's says of how many objects what the objects' own say.
    if (object === MEAN) continue;
    for (const { name, title } of metrics) {
      const word = set.reasons?.[name] ?? set.notes?.[name];
      if (word !== undefined) titles.set(word, (titles.get(word) ?? new Set()).add(title));
    }
  }
  return [...titles].map(([word, own]) => `${[...own].join(", ")}: ${word}.`);
}
