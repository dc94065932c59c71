// The paper's tables: 1, and the two of the selection.

import type { Reproduction } from "../../../results/reproduction.ts";
import { selectionTable } from "../../tables/selection.ts";
import type { Table } from "../../tables/table.ts";
import { datasetName, firstLook } from "../names.ts";
import { resultsTable } from "./results.ts";

const SELECTION_TABLES = [
  ["table-2", "mvtec"],
  ["table-3", "visa"],
] as const;

/** The tables that a reproduction has data for. */
export function paperTables(reproduction: Reproduction): Table[] {
  const look = firstLook(reproduction);
  const selections = SELECTION_TABLES.flatMap(([name, dataset]): Table[] => {
    const selection = reproduction.selections.find((outcome) => outcome.dataset === dataset);
    if (selection === undefined) return [];
    const table = selectionTable(selection.objects);
    return [
      {
        ...table,
        name,
        title: `${table.title}: ${datasetName(dataset)}`,
        notes: [...table.notes, ...(look === null ? [] : [look])],
      },
    ];
  });
  return [resultsTable(reproduction), ...selections];
}
