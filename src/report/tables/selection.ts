// Tables 2 and 3 of the paper: corner error and choice per object, the published value beside ours.

import type { Table } from "./table.ts";

export interface SelectionRow {
  readonly object: string;
  readonly cornerMse: number;
  readonly published: number | null;
  readonly used: boolean;
  readonly because: string;
}

/** A row per object, in the order given. */
export function selectionTable(rows: readonly SelectionRow[]): Table {
  const listed = rows.some(({ published }) => published !== null);
  return {
    name: "selection",
    title: "Corner error of a 45° turn (eq. 6) and the objects used",
    columns: [
      { label: "object", key: "object", unit: "text" },
      { label: "corner MSE", key: "corner_mse", unit: "number", digits: 6 },
      { label: "published", key: "published_corner_mse", unit: "number", digits: 6 },
      { label: "difference", key: "difference", unit: "signed", digits: 6 },
      { label: "used", key: "used", unit: "text" },
      { label: "because", key: "because", unit: "text" },
    ],
    rows: rows.map(({ object, cornerMse, published, used, because }) => [
      object,
      cornerMse,
      published,
      published === null ? null : cornerMse - published,
      used ? "yes" : "no",
      because,
    ]),
    grouped: false,
    summaryRows: 0,
    notes: listed
      ? ["Pictures in [0, 1] at 240 pixels, squared differences summed over the three channels."]
      : [],
  };
}
