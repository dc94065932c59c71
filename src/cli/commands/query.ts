// faultline query: SQL over a run's records.

import { resolve } from "node:path";
import { z } from "zod";
import { csvLines } from "../../report/tables/writers.ts";
import { type Answer, openQuery } from "../../results/query.ts";
import { EXPORT_ENDINGS } from "../../results/query-engine.ts";
import { defineCommand, type Registration } from "../command.ts";
import { checkOutput } from "../output.ts";
import { recordsArgument } from "../run-argument.ts";

/** Digits of a number in the table; CSV and JSON have all. */
const DIGITS = 6;

export const query: Registration = defineCommand({
  name: "query",
  summary:
    "Run SQL over a run's records, finished or running: tables records, points, searches, restarts; views samples, worst, kept",
  example: `faultline query faultline-demo "SELECT object, shifts, avg(drop) FROM worst GROUP BY ALL"`,
  positional: ["run", "sql"],
  options: z.object({
    run: recordsArgument,
    sql: z.string().describe("one SELECT, in DuckDB's SQL"),
    out: z.string().optional().describe("file to write instead: .parquet, .csv or .json"),
    csv: z.boolean().default(false).describe("comma-separated values on standard output"),
    json: z.boolean().default(false).describe("one JSON document on standard output: an array of objects"),
  }),
  run: async ({ run, sql, out: name, csv, json }, { cwd, out, note, signal }) => {
    const path = name === undefined ? undefined : resolve(cwd, name);
    if (path !== undefined) await checkOutput(path, EXPORT_ENDINGS);
    const records = await openQuery(resolve(cwd, run), path, signal);
    try {
      if (path !== undefined) {
        note(`${await records.write(sql)} rows in ${path}`);
        return 0;
      }
      const answer = await records.ask(sql);
      if (json) out(JSON.stringify(answer.rows.map((row) => objectOf(answer, row))));
      else if (csv) out(csvLines(answer.columns, textRows(answer)).trimEnd());
      else out(aligned(answer));
      return 0;
    } finally {
      records.close();
    }
  },
});

function objectOf({ columns }: Answer, row: readonly unknown[]): object {
  return Object.fromEntries(columns.map((column, index) => [column, row[index]]));
}

function textRows({ rows }: Answer): string[][] {
  return rows.map((row) => row.map(textOf));
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** Columns under their names; numbers to the right, rounded for people. */
function aligned(answer: Answer): string {
  const rounded = answer.rows.map((row) =>
    row.map((value) => (typeof value === "number" ? Number(value.toPrecision(DIGITS)) : value)),
  );
  const rows = textRows({ ...answer, rows: rounded });
  const columns = answer.columns.map((name, index) => ({
    name,
    width: rows.reduce((most, row) => Math.max(most, row[index]?.length ?? 0), name.length),
    numeric: answer.rows.every((row) => row[index] === null || typeof row[index] === "number"),
  }));
  const line = (cells: readonly string[]): string =>
    columns
      .map(({ width, numeric }, index) => {
        const cell = cells[index] ?? "";
        return numeric ? cell.padStart(width) : cell.padEnd(width);
      })
      .join("  ")
      .trimEnd();
  const rule = "-".repeat(columns.reduce((sum, { width }) => sum + width + 2, -2));
  return [line(answer.columns), rule, ...rows.map(line)].join("\n");
}
