// faultline export: one of the tables of a run's records as a file for other tools.

import { resolve } from "node:path";
import { z } from "zod";
import { UsageError, unknownName } from "../../core/errors.ts";
import { openQuery } from "../../results/query.ts";
import { EXPORT_ENDINGS } from "../../results/query-engine.ts";
import { RESULT_TABLES } from "../../results/query-results.ts";
import { TABLE_NAMES } from "../../results/query-tables.ts";
import { defineCommand, type Registration } from "../command.ts";
import { checkOutput } from "../output.ts";
import { recordsArgument } from "../run-argument.ts";

const TABLES: readonly string[] = [...TABLE_NAMES, ...Object.keys(RESULT_TABLES)];

export const exportRun: Registration = defineCommand({
  name: "export",
  summary: "Write a run's records as Parquet, CSV or JSON, by the ending of --out",
  example: "faultline export faultline-demo --out demo.parquet",
  positional: ["run"],
  options: z.object({
    run: recordsArgument,
    out: z.string().describe("file ending in .parquet, .csv or .json"),
    table: z
      .string()
      .optional()
      .describe(`${TABLES.join(", ")} (default: every point with its record, a row each)`),
  }),
  run: async ({ run, out, table }, { cwd, note, signal }) => {
    const path = resolve(cwd, out);
    await checkOutput(path, EXPORT_ENDINGS);
    if (table !== undefined && !TABLES.includes(table))
      throw new UsageError(unknownName("table", table, TABLES));
    const records = await openQuery(resolve(cwd, run), path, signal);
    try {
      const rows =
        table === undefined
          ? "SELECT * FROM records JOIN points USING (key) ORDER BY key, number"
          : `SELECT * FROM ${table} ORDER BY ALL`;
      note(`${await records.write(rows)} rows in ${path}`);
      return 0;
    } finally {
      records.close();
    }
  },
});
