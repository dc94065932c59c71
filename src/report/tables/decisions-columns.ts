// Columns and titles that the tables of decisions share: k of n with its interval for people, the same as numbers for
// machines.

import type { Count } from "../../results/decisions.ts";
import type { RunSummary } from "../../results/schema.ts";
import type { Decisions } from "../decisions.ts";
import { titled } from "./rows.ts";
import type { Cell, Column, Table } from "./table.ts";

/** Where counts of a kind stand: its heading, and the beginning of its columns' keys. */
interface Counted {
  readonly group?: string;
  readonly key: string;
  /** What the counts are of, in keys: "defective_parts". */
  readonly of: string;
}

/** k of n, its share and the ends of its interval; k and n by themselves for machines. */
export function countColumns({ group, key, of }: Counted): Column[] {
  const shared = group === undefined ? {} : { group };
  const end = (label: string, what: string): Column => ({
    ...{ ...shared, label, key: `${key}${what}_percent`, unit: "percent" },
  });
  return [
    { ...shared, label: "k of n", key: `${key}_of`, unit: "text" },
    { ...shared, label: "k", key, unit: "number", digits: 0, hidden: true },
    { ...shared, label: "n", key: `${key}_${of}`, unit: "number", digits: 0, hidden: true },
    ...[end("%", ""), end("from", "_low"), end("to", "_high")],
  ];
}

/** The cells of `countColumns`, empty where nothing was counted; a sum has no interval. */
export function countCells(count: Count | undefined): Cell[] {
  if (count === undefined || count.n === 0) return ["", ...NO_NUMBERS];
  const { k, n, low, high } = count;
  return [`${k} of ${n}`, k, n, k / n, low ?? "", high ?? ""];
}

const NO_NUMBERS: readonly Cell[] = ["", "", "", "", ""];

/** What an interval is, under every table that has some. */
export const EXACT_NOTE =
  "From and to: the exact two-sided 95% interval (Clopper–Pearson) of the share of such parts, in per cent; of a sum over objects there is none.";

export const OVER_COLUMN: Column = { label: "over", key: "over", unit: "text" };

/** The title of a table over the combination that sentences speak of. */
export function titledLast(
  title: string,
  summary: RunSummary,
  { combination }: Decisions,
): Pick<Table, "title" | "ranges"> {
  return titled(title, summary, combination === null ? [] : [combination]);
}
