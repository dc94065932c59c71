// What escapes by type of defect, and which defect regions the map misses.

import type { Count } from "../../results/decisions.ts";
import type { Combination, RunSummary } from "../../results/schema.ts";
import { type Decisions, decisionsIn } from "../decisions.ts";
import { combinationLabel } from "../format.ts";
import { scoreText } from "../thresholds.ts";
import { countCells, countColumns, EXACT_NOTE, titledLast } from "./decisions-columns.ts";
import { madeNote, RANGES_COLUMN, rangesCell, TEXT_OBJECT } from "./rows.ts";
import type { Cell, Column, Table } from "./table.ts";

/** A row per object and type of defect, over the last combination; null where nothing is defective. */
export function decisionsDefectsTable(summary: RunSummary): Table | null {
  const decisions = decisionsIn(summary);
  if (decisions === null) return null;
  const rows = decisions.objects.flatMap(({ object, defects }) =>
    defects.map(({ defect, atRest, worst }) => [
      object,
      defect,
      ...bothCells(summary, decisions, { atRest, worst }),
    ]),
  );
  if (rows.length === 0) return null;
  return {
    name: "decisions-defects",
    ...titledLast("Escapes by type of defect", summary, decisions),
    columns: [
      ...[TEXT_OBJECT, { label: "defect", key: "defect", unit: "text" } as const],
      ...bothColumns(summary, decisions, "escapes", "defective_parts"),
    ],
    rows,
    ...{ grouped: true, summaryRows: 0 },
    notes: [
      "Worst per picture: parts of the type that were seen to escape somewhere in the ranges, each at its own worst. The mixture of types is this test set's.",
      EXACT_NOTE,
      madeNote(summary),
    ],
  };
}

/** A row per object, over the last combination; null without a pixel threshold or masks. */
export function decisionsRegionsTable(summary: RunSummary): Table | null {
  const decisions = decisionsIn(summary);
  if (decisions === null) return null;
  const known = decisions.objects.flatMap(({ object, missedRegions, thresholds }) =>
    missedRegions === null ? [] : [{ object, missedRegions, pixel: thresholds.pixel }],
  );
  if (known.length === 0) return null;
  return {
    name: "decisions-regions",
    ...titledLast("Missed defect regions at the frozen pixel threshold", summary, decisions),
    columns: [
      ...[TEXT_OBJECT, { label: "pixel threshold", key: "pixel_threshold", unit: "text" } as const],
      ...bothColumns(summary, decisions, "missed", "regions"),
    ],
    rows: known.map(({ object, missedRegions, pixel }) => [
      ...[object, pixel === null ? "" : scoreText(pixel)],
      ...bothCells(summary, decisions, missedRegions),
    ]),
    ...{ grouped: false, summaryRows: 0 },
    notes: [
      "Missed region: a connected region of a mask (corners count) without a pixel above the pixel threshold. Its part need not escape.",
      EXACT_NOTE,
      madeNote(summary),
    ],
  };
}

function bothColumns({ shifts }: RunSummary, { combination }: Decisions, key: string, of: string): Column[] {
  const rest = countColumns({ group: "at rest", key: `${key}_original`, of });
  if (combination === null) return [...rest, RANGES_COLUMN];
  const group = `worst per picture over ${combinationLabel(combination, shifts)}`;
  return [...rest, ...countColumns({ group, key: `${key}_worst`, of }), RANGES_COLUMN];
}

function bothCells(
  summary: RunSummary,
  { combination }: Decisions,
  { atRest, worst }: { readonly atRest: Count; readonly worst: Readonly<Record<Combination, Count>> },
): Cell[] {
  const rest = countCells(atRest);
  if (combination === null) return [...rest, ""];
  return [...rest, ...countCells(worst[combination]), rangesCell(summary, combination)];
}
