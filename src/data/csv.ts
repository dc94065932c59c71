// Tables that users write: quoted or not, with any line ends and a byte-order mark, by commas or semicolons; what is wrong
// is named by its line.

import { posix } from "node:path";
import { parse } from "csv-parse/sync";
import { InputError } from "../core/errors.ts";
import { readRegular } from "../core/regular-file.ts";

export interface TableRow {
  readonly cells: readonly string[];
  /** Counted from 1, the head's. */
  readonly line: number;
}

export interface Table {
  /** As written. */
  readonly head: readonly string[];
  /** None where there is nothing below the head; blank lines are left out. */
  readonly rows: readonly TableRow[];
}

/** What no table for people has: cells of a line, and its bytes, as where a quote is not closed. */
const MOST_COLUMNS = 1000;
const MOST_LINE_BYTES = 65_536;

/** Reads a table; InputError where it is unreadable, too large, no table, or a row has more cells than the head. */
export async function readTable(path: string): Promise<Table> {
  const bytes = await readRegular(path, "table-bytes");
  if (bytes === undefined) throw new InputError(`missing file ${path}`);
  const text = bytes.toString("utf8");
  const [head, ...rows] = parsed(text, path);
  return { head: head?.cells ?? [], rows };
}

/** The head and the rows. */
function parsed(text: string, path: string): TableRow[] {
  const [head = ""] = text.split(/[\r\n]/, 1);
  const rows: TableRow[] = [];
  const add = (cells: string[], line: number): void => {
    const columns = rows[0]?.cells.length ?? MOST_COLUMNS;
    if (cells.length > columns)
      throw invalidLine(path, line, `has ${cells.length} cells of ${columns}; quote names with a comma`);
    rows.push({ cells, line });
  };
  try {
    parse(text, {
      ...{ bom: true, trim: true, relax_column_count: true },
      ...{ skip_empty_lines: true, skip_records_with_empty_values: true },
      // What spreadsheets write where the comma is the decimal mark.
      delimiter: head.includes(";") && !head.includes(",") ? ";" : ",",
      record_delimiter: ["\r\n", "\n", "\r"],
      max_record_size: MOST_LINE_BYTES,
      // Kept here alone.
      on_record: (cells: string[], { lines }) => void add(cells, lines),
    });
    return rows;
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`invalid table ${path}: ${error instanceof Error ? error.message : error}`);
  }
}

/** A path that a line names, in POSIX form; InputError where it leads out of the data set's folder. */
export function pathWithin(named: string, path: string, line: number): string {
  const name = posix.normalize(named.replaceAll("\\", "/"));
  if (name === ".." || name.startsWith("../") || name.startsWith("/") || /^[A-Za-z]:/.test(name)) {
    throw invalidLine(path, line, `names ${named}, which lies outside the data set's folder`);
  }
  return name;
}

/** What is wrong with a line, in one. */
export function invalidLine(path: string, line: number, what: string): InputError {
  return new InputError(`invalid table ${path}: line ${line} ${what}`);
}
