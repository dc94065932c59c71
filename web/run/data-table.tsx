// A table of the report whose columns sort it, and whose numbers lead to the samples behind them.

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { type Cell, cellText, isText, type Table } from "../../src/report/tables/table.ts";

export interface Sorting {
  readonly column: number;
  readonly ascending: boolean;
}

export function DataTable({
  table,
  onRow,
}: {
  readonly table: Table;
  /** Called with a row whose number was chosen; without it numbers are only read. */
  readonly onRow?: (row: readonly Cell[]) => void;
}): JSX.Element {
  const { title, columns, rows, summaryRows, notes } = table;
  const [sorting, setSorting] = useState<Sorting | null>(null);
  const body = rows.slice(0, rows.length - summaryRows);
  const shown = [...sortedRows(body, sorting), ...rows.slice(rows.length - summaryRows)];
  return (
    <div class="data-table">
      <section class="scrolls" aria-label={title}>
        <table>
          <caption>{title}</caption>
          <thead>
            <tr>
              {columns.map((column, index) => (
                <th
                  key={column.key}
                  scope="col"
                  class={isText(column) ? "text" : undefined}
                  aria-sort={sorting?.column === index ? order(sorting) : undefined}
                >
                  <button type="button" class="sort" onClick={() => setSorting(next(sorting, index))}>
                    {column.group !== undefined && <span class="soft">{`${column.group} `}</span>}
                    {column.label}
                    <span aria-hidden="true">
                      {sorting?.column === index ? (sorting.ascending ? " ▲" : " ▼") : ""}
                    </span>
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row, at) => (
              <tr key={row.join(" ")} class={at >= body.length ? "summary" : undefined}>
                {columns.map((column, index) => {
                  const text = cellText(row[index], column);
                  const leads = onRow !== undefined && typeof row[index] === "number";
                  return (
                    <td key={column.key} class={isText(column) ? "text" : undefined}>
                      {leads ? (
                        <button type="button" class="number" onClick={() => onRow(row)}>
                          {text}
                        </button>
                      ) : (
                        text
                      )}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {notes.map((note) => (
        <p class="soft note" key={note}>
          {note}
        </p>
      ))}
    </div>
  );
}

/** Rows by one column; what is undefined comes last either way. */
function sortedRows(rows: readonly (readonly Cell[])[], sorting: Sorting | null): (readonly Cell[])[] {
  if (sorting === null) return [...rows];
  const sign = sorting.ascending ? 1 : -1;
  return rows.toSorted((left, right) => {
    const [one, other] = [left[sorting.column] ?? null, right[sorting.column] ?? null];
    if (one === null || other === null) return Number(one === null) - Number(other === null);
    if (typeof one === "string" || typeof other === "string")
      return sign * String(one).localeCompare(String(other));
    return sign * (one - other);
  });
}

function next(sorting: Sorting | null, column: number): Sorting | null {
  if (sorting?.column !== column) return { column, ascending: true };
  return sorting.ascending ? { column, ascending: false } : null;
}

function order({ ascending }: Sorting): "ascending" | "descending" {
  return ascending ? "ascending" : "descending";
}
