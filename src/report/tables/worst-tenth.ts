// The mean over the worst tenth of the pictures with a defect, unshifted and at the worst found of each combination.

import type { Combination, RunSummary, SampleSummary } from "../../results/schema.ts";
import { leadingMetric } from "../facts.ts";
import { placeLabel } from "../format.ts";
import { hasMaps, valuesAt } from "../own-values.ts";
import { meanOfLowestTenth, tenthOf } from "../worst-tenth.ts";
import { columnKey, madeNote, RANGES_COLUMN, rangesCell, TEXT_OBJECT, titled, unitOf } from "./rows.ts";
import type { Cell, Table } from "./table.ts";

/** A row per object and place, all pictures together last; null without maps, or where no picture has a value. */
export function worstTenthTable(summary: RunSummary): Table | null {
  if (!hasMaps(summary) || summary.combinations.length === 0) return null;
  const { objects, samples } = summary;
  const rows = objects.flatMap(({ object }) =>
    rowsOf(
      summary,
      object,
      samples.filter((sample) => sample.object === object),
    ),
  );
  if (rows.length === 0) return null;
  const together = objects.length > 1 ? rowsOf(summary, "all objects", samples) : [];
  const metric = leadingMetric(summary);
  return {
    name: "worst-tenth",
    ...titled("The worst tenth of the pictures", summary),
    columns: [
      TEXT_OBJECT,
      { label: "worst over", key: "worst_over", unit: "text" },
      { label: "pictures", key: "pictures", unit: "number", digits: 0 },
      { label: "in the tenth", key: "worst_tenth_pictures", unit: "number", digits: 0 },
      { label: `${metric.title} of the tenth`, key: columnKey(metric, "worst_tenth"), ...unitOf(metric) },
      { label: "of all", key: columnKey(metric, "all"), ...unitOf(metric) },
      RANGES_COLUMN,
    ],
    rows: [...rows, ...together],
    ...{ grouped: true, summaryRows: together.length },
    notes: [
      `The mean of the pictures' own ${metric.title} over the tenth (rounded up) of those with a defect where it is lowest, chosen anew in each row, beside the mean over all of them.`,
      madeNote(summary),
    ],
  };
}

function rowsOf(summary: RunSummary, object: string, samples: readonly SampleSummary[]): Cell[][] {
  const places: (Combination | null)[] = [null, ...summary.combinations];
  return places.flatMap((combination): Cell[][] => {
    const values = valuesAt(summary, samples, combination);
    if (values.length === 0) return [];
    const label = placeLabel(combination, summary.shifts);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return [
      [
        ...[object, label, values.length, tenthOf(values.length), meanOfLowestTenth(values), mean],
        rangesCell(summary, combination),
      ],
    ];
  });
}
