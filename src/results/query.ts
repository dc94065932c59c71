// SQL over a run's records, in a process of its own: it ends the moment that a user asks for it, whatever DuckDB is
// doing, and what ends DuckDB ends nothing else. Node only.

import { randomUUID } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { dirname, extname } from "node:path";
import { UsageError } from "../core/errors.ts";
import { syncFolder, writeFailure } from "../core/write-file.ts";
import { EXPORT_ENDINGS, type Row } from "./query-engine.ts";
import { startQuery } from "./query-process.ts";

export interface Answer {
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}

export interface RecordQuery {
  /** Runs one SELECT; InputError with DuckDB's words where it fails. */
  ask(sql: string): Promise<Answer>;
  /** Writes what a SELECT says to the output named when the query was opened; how many rows. */
  write(sql: string): Promise<number>;
  close(): void;
}

/**
 * The records of a run, or of one of its questions, as tables and views of SQL: see openQueryEngine. The output, where
 * there is one, ends in one of EXPORT_ENDINGS. Once `signal` is aborted everything here rejects with CancelledError and
 * the process is gone.
 */
export async function openQuery(
  run: string,
  path?: string,
  signal: AbortSignal = new AbortController().signal,
): Promise<RecordQuery> {
  if (path !== undefined && !EXPORT_ENDINGS.includes(extname(path)))
    throw new UsageError(`invalid --out "${path}"; expected a name ending in ${EXPORT_ENDINGS.join(", ")}`);
  const target =
    path === undefined ? undefined : { file: `${path}.${process.pid}-${randomUUID()}.part`, path };
  const query = await startQuery({ run, target }, signal);
  return {
    ask: async (sql) => {
      const [columns, rows]: [string[], Row[]] = [[], []];
      await query.ask({ kind: "ask", sql }, (part) => {
        if ("columns" in part) columns.push(...part.columns);
        else for (const row of part.rows) rows.push(row);
      });
      return { columns, rows };
    },
    write: async (sql) => {
      if (target === undefined) throw new UsageError("missing --out");
      return await written(target, () => query.ask({ kind: "copy", sql }));
    },
    close: query.close,
  };
}

/** Whole or absent, like every other output; the name of what is written meanwhile is nobody else's. */
async function written(
  { file: part, path }: { readonly file: string; readonly path: string },
  copy: () => Promise<number>,
): Promise<number> {
  try {
    await open(part, "wx").then((file) => file.close());
    const count = await copy();
    const file = await open(part, "r+");
    await file.sync().finally(() => file.close());
    await rename(part, path);
    await syncFolder(dirname(path));
    return count;
  } catch (error) {
    await rm(part, { force: true });
    throw writeFailure(path, error);
  }
}
