// Pictures found beside those published, per object and split.

import type { Table } from "./table.ts";

export interface CountRow {
  readonly object: string;
  readonly split: string;
  readonly found: number;
  readonly published: number | null;
}

/** A row per object and split, in the order given. */
export function countTable(rows: readonly CountRow[]): Table {
  return {
    name: "counts",
    title: "Pictures per object and split",
    columns: [
      { label: "object", key: "object", unit: "text" },
      { label: "split", key: "split", unit: "text" },
      { label: "found", key: "found", unit: "number", digits: 0 },
      { label: "published", key: "published", unit: "number", digits: 0 },
      { label: "difference", key: "difference", unit: "signed", digits: 0 },
    ],
    rows: rows.map(({ object, split, found, published }) => [
      object,
      split,
      found,
      published,
      published === null ? null : found - published,
    ]),
    grouped: true,
    summaryRows: 0,
    notes: [],
  };
}
