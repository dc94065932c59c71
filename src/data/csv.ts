// Tables that users write: quoted or not, with any line ends and a byte-order mark, by commas or semicolons; what is wrong
// is named by its line.

import { readFile } from "node:fs/promises";
import { posix } from "node:path";
import { parse } from "csv-parse/sync";
import { InputError, unreadableFile } from "../core/errors.ts";

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

/** Reads a table; InputError where it is unreadable, no table, or a row has more cells than the head. */
export async function readTable(path: string): Promise<Table> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    throw unreadableFile(path, error);
  });
  const lines: number[] = [];
  const [head = [], ...records] = parsed(text, path, (line) => lines.push(line));
  const rows = records.map((cells, index) => ({ cells, line: lines[index + 1] ?? 0 }));
  const long = rows.find(({ cells }) => cells.length > head.length);
  if (long === undefined) return { head, rows };
  throw invalidLine(
    path,
    long.line,
    `has ${long.cells.length} cells of ${head.length}; quote names with a comma`,
  );
}

function parsed(text: string, path: string, onLine: (line: number) => void): string[][] {
  const [head = ""] = text.split(/[\r\n]/, 1);
  try {
    return parse(text, {
      ...{ bom: true, trim: true, relax_column_count: true },
      ...{ skip_empty_lines: true, skip_records_with_empty_values: true },
      // What spreadsheets write where the comma is the decimal mark.
      delimiter: head.includes(";") && !head.includes(",") ? ";" : ",",
      record_delimiter: ["\r\n", "\n", "\r"],
      on_record: (record: string[], { lines }) => {
        onLine(lines);
        return record;
      },
    });
  } catch (error) {
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
