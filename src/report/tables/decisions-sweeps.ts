// Escapes and false rejects at every value that a shift was swept at.

import type { RunSummary } from "../../results/schema.ts";
import { decisionsIn, SIDE_WORDS } from "../decisions.ts";
import { combinationLabel } from "../format.ts";
import { shiftsOf } from "../ranges.ts";
import { countCells, countColumns, EXACT_NOTE } from "./decisions-columns.ts";
import { madeNote, RANGES_COLUMN, rangesCell, TEXT_OBJECT, titled } from "./rows.ts";
import type { Table } from "./table.ts";

/** A row per object, shift and value; null where nothing was swept. */
export function decisionsSweepsTable(summary: RunSummary): Table | null {
  const decisions = decisionsIn(summary);
  if (decisions === null) return null;
  const { objects, sides } = decisions;
  const swept = new Set(objects.flatMap(({ sweeps }) => sweeps.map(({ shift }) => shift)));
  if (swept.size === 0) return null;
  return {
    name: "decisions-sweeps",
    ...titled("Decisions with all pictures shifted by the same value", summary, [...swept]),
    columns: [
      ...[TEXT_OBJECT, { label: "shift", key: "shift", unit: "text" } as const],
      { label: "value", key: "value", unit: "signed" },
      ...sides.flatMap((side) => {
        const { title: group, key, of } = SIDE_WORDS[side];
        return countColumns({ group, key, of });
      }),
      RANGES_COLUMN,
    ],
    rows: objects.flatMap(({ object, sweeps }) =>
      shiftsOf(
        summary,
        sweeps.map(({ shift }) => shift),
      ).flatMap(({ name }) =>
        (sweeps.find(({ shift }) => shift === name)?.points ?? []).map((point) => [
          ...[object, combinationLabel(name, summary.shifts), point.value],
          ...sides.flatMap((side) => countCells(point[side])),
          rangesCell(summary, name),
        ]),
      ),
    ),
    ...{ grouped: true, summaryRows: 0, notes: [EXACT_NOTE, madeNote(summary)] },
  };
}
