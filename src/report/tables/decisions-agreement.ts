// How far decisions at rest and under one random draw agree, as attribute agreement studies report it.

import type { Agreement, Rate } from "../../results/decisions.ts";
import type { RunSummary } from "../../results/schema.ts";
import { decisionsIn } from "../decisions.ts";
import { percent, plain } from "../format.ts";
import { madeNote, RANGES_COLUMN, rangesCell, TEXT_OBJECT, titled } from "./rows.ts";
import type { Cell, Column, Table } from "./table.ts";

const COLUMNS: readonly Column[] = [
  TEXT_OBJECT,
  { label: "figure", key: "figure", unit: "text" },
  { label: "k of n", key: "of", unit: "text" },
  { label: "k", key: "count", unit: "number", digits: 0, hidden: true },
  { label: "n", key: "pictures", unit: "number", digits: 0, hidden: true },
  { label: "value", key: "value", unit: "text" },
  { label: "95% interval", key: "interval", unit: "text" },
  { label: "by the AIAG limits", key: "aiag", unit: "text" },
  { label: "acceptable (marginal)", key: "aiag_limits", unit: "text" },
  RANGES_COLUMN,
];

const LIMITS_NOTE =
  'Limits of the AIAG manual "Measurement Systems Analysis" (MSA): acceptable from 90% effectiveness, up to 2% misses and 5% false alarms; marginal from 80%, up to 5% and 10%. They are made for inspectors who see the same parts again; the verdict is on the value, not on its interval.';

const MEANING_NOTE =
  "Compares decisions at rest with decisions under one random draw a picture; never the worst case. Effectiveness: of all pictures, those decided alike. Miss: of those rejected at rest, those that pass under the draw. False alarm: of those that pass at rest, those rejected under it. Kappa: Cohen's, agreement beyond chance; 1 is complete, and its asymptotic interval is cut there.";

/** A block of rows per object, over the last combination; null where there is none. */
export function decisionsAgreementTable(summary: RunSummary): Table | null {
  const decisions = decisionsIn(summary);
  const combination = decisions?.combination ?? null;
  if (decisions === null || combination === null) return null;
  const rows = decisions.objects.flatMap(({ object, agreement }) => {
    const own = agreement[combination];
    if (own === undefined) return [];
    return rowsOf(own).map((cells) => [object, ...cells, rangesCell(summary, combination)]);
  });
  if (rows.length === 0) return null;
  return {
    name: "decisions-agreement",
    ...titled("Agreement of decisions at rest and under one random draw", summary, [combination]),
    columns: COLUMNS,
    rows,
    ...{ grouped: true, summaryRows: 0, notes: [MEANING_NOTE, LIMITS_NOTE, madeNote(summary)] },
  };
}

function rowsOf({ effectiveness, miss, falseAlarm, kappa, kappaInterval }: Agreement): Cell[][] {
  const [low, high] = kappaInterval ?? [];
  return [
    rateRow("effectiveness", effectiveness, "90% (80%)"),
    ...(miss === null ? [] : [rateRow("miss", miss, "2% (5%)")]),
    ...(falseAlarm === null ? [] : [rateRow("false alarm", falseAlarm, "5% (10%)")]),
    [
      ...["kappa", "", "", ""],
      kappa === null ? "undefined: all were decided alike" : plain(kappa, 2),
      low === undefined || high === undefined ? "" : `${plain(low, 2)} to ${plain(Math.min(high, 1), 2)}`,
      ...["", ""],
    ],
  ];
}

function rateRow(name: string, { k, n, low, high, verdict }: Rate, limits: string): Cell[] {
  return [
    ...[name, `${k} of ${n}`, k, n],
    n === 0 ? "" : `${percent(k / n)}%`,
    low === null || high === null ? "" : `${percent(low)} to ${percent(high)}%`,
    ...[verdict, limits],
  ];
}
