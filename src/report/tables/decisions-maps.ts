// How far maps move from where they are at rest: all that can be said of them without masks.

import type { RunSummary } from "../../results/schema.ts";
import { decisionsIn } from "../decisions.ts";
import { titledLast } from "./decisions-columns.ts";
import { madeNote, RANGES_COLUMN, rangesCell, TEXT_OBJECT } from "./rows.ts";
import type { Table } from "./table.ts";

/** A row per object, over the last combination; null without maps. */
export function decisionsMapsTable(summary: RunSummary): Table | null {
  const decisions = decisionsIn(summary);
  if (decisions === null) return null;
  const { combination, objects } = decisions;
  if (combination === null) return null;
  const known = objects.flatMap(({ object, mapChange }) =>
    mapChange === null ? [] : [{ object, mapChange }],
  );
  if (known.length === 0) return null;
  return {
    name: "decisions-maps",
    ...titledLast("Map change: how far a pixel's score moves from where it is at rest", summary, decisions),
    columns: [
      TEXT_OBJECT,
      { label: "typical", key: "map_change_typical", unit: "number", digits: 4 },
      { label: "worst per picture", key: "map_change_worst", unit: "number", digits: 4 },
      RANGES_COLUMN,
    ],
    rows: known.map(({ object, mapChange: { typical, worst } }) => [
      ...[object, typical[combination] ?? null, worst[combination] ?? null],
      rangesCell(summary, combination),
    ]),
    ...{ grouped: false, summaryRows: 0 },
    notes: [
      "The mean over pixels of the absolute difference between the map as it came back and the map at rest, in the map's own unit; then the mean over pictures. It needs no mask, and says nothing of which of the two is right.",
      madeNote(summary),
    ],
  };
}
