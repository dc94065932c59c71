// SQL over a run's records, by DuckDB in memory: the journal stays what it is, also while a study writes it. The only
// file that imports DuckDB, and that only when a question is asked. Node only.

import { open, rename, rm } from "node:fs/promises";
import { dirname, extname, relative } from "node:path";
import type { DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { InputError, UsageError } from "../core/errors.ts";
import { syncFolder, writeFailure } from "../core/write-file.ts";
import type { AnsweredQuestion } from "./answered-question.ts";
import { readRecords } from "./journal.ts";
import { RESULT_TABLES } from "./query-results.ts";
import { type QueryTable, querySchema } from "./query-tables.ts";
import { keysOf, placeNamed, type QuestionPlace, questionsOf, shiftsOfRun } from "./questions.ts";
import { readSummary } from "./read-document.ts";
import { type ItemRecord, shiftsOf } from "./record.ts";
import { identifier, type NamedShift } from "./shift-columns.ts";

export interface Answer {
  readonly columns: readonly string[];
  /** Values that JSON can hold; 64-bit integers are numbers where they are exact, else texts. */
  readonly rows: readonly (readonly unknown[])[];
}

export interface RecordQuery {
  /** Runs one SELECT; InputError with DuckDB's words where it fails. */
  ask(sql: string): Promise<Answer>;
  /** Writes what a SELECT says to the output named when the query was opened; how many rows. */
  write(sql: string): Promise<number>;
  close(): void;
}

/** An output's ending → how DuckDB writes it. */
const FORMATS: Readonly<Record<string, string>> = {
  ".parquet": "FORMAT parquet, COMPRESSION zstd",
  ".csv": "FORMAT csv, HEADER true",
  ".json": "FORMAT json, ARRAY true",
};

export const EXPORT_ENDINGS: readonly string[] = Object.keys(FORMATS);

/**
 * The records of a run, or of one of its questions, as tables and views of SQL (querySchema) over the shifts of the run,
 * without taking its lock. What is asked reaches no file and no network, but for the output at `path`. InputError where
 * there are no records, or those of an earlier version.
 */
export async function openQuery(run: string, path?: string): Promise<RecordQuery> {
  if (path !== undefined && FORMATS[extname(path)] === undefined)
    throw new UsageError(`invalid --out "${path}"; expected a name ending in ${EXPORT_ENDINGS.join(", ")}`);
  const place = await placeNamed(run);
  const { runFolder } = place;
  const named = new Set<string>();
  const records = await readRecords(runFolder, ({ experiment, points }) => {
    for (const name of shiftsOf(experiment)) named.add(name);
    for (const { point } of points) for (const name of Object.keys(point)) named.add(name);
  });
  if (records.size === 0) throw new InputError(`missing records: is ${runFolder} the folder of a run?`);
  const keys = await keysOf(place);
  const schema = querySchema(withFacts(await shiftsOfRun(runFolder), named));
  const { DuckDBInstance } = await import("@duckdb/node-api");
  const instance: DuckDBInstance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const part = path === undefined ? undefined : `${path}.${process.pid}.part`;
  await fill(connection, schema.tables, keys === undefined ? records.values() : chosen(records, keys));
  await fill(connection, RESULT_TABLES, await answeredQuestions(place));
  for (const [name, select] of Object.entries(schema.views))
    await connection.run(`CREATE VIEW ${name} AS ${select}`);
  await confine(connection, part);
  return {
    ask: (sql) => ask(connection, sql),
    write: async (sql) => {
      if (path === undefined || part === undefined) throw new UsageError("missing --out");
      const [[count] = []] = (await ask(connection, copyOf(sql, part, extname(path)))).rows;
      await finish(part, path);
      return Number(count);
    },
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** The shifts that records name: with the facts that the folder holds of them, the others by their plain names. */
function withFacts(known: readonly NamedShift[], named: ReadonlySet<string>): readonly NamedShift[] {
  const unknown = [...named].filter((name) => !known.some((facts) => facts.name === name));
  return [...known, ...unknown.map((name) => ({ name, unit: "" }))];
}

function* chosen(
  records: ReadonlyMap<string, ItemRecord>,
  keys: ReadonlySet<string>,
): IterableIterator<ItemRecord> {
  for (const key of keys) {
    const record = records.get(key);
    if (record !== undefined) yield record;
  }
}

function copyOf(sql: string, part: string, ending: string): string {
  return `COPY (${sql.replace(/[;\s]+$/, "")}\n) TO ${quoted(part)} (${FORMATS[ending]}, USE_TMP_FILE false)`;
}

async function ask(connection: DuckDBConnection, sql: string): Promise<Answer> {
  try {
    const reader = await connection.runAndReadAll(sql);
    return {
      columns: reader.deduplicatedColumnNames(),
      rows: reader.getRowsJS().map((row) => row.map(plain)),
    };
  } catch (error) {
    const [words = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
    throw new InputError(`invalid query: ${words}`);
  }
}

/** Values of DuckDB's own classes and large integers, as JSON can hold them. */
function plain(value: unknown): unknown {
  if (typeof value === "bigint")
    return value <= Number.MAX_SAFE_INTEGER && value >= Number.MIN_SAFE_INTEGER ? Number(value) : `${value}`;
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== "object") return value;
  if (Object.getPrototypeOf(value) !== Object.prototype) return String(value);
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, plain(entry)]));
}

/** The questions that a path names and that are finished: all of a run, or one. */
async function answeredQuestions({ runFolder, folder }: QuestionPlace): Promise<AnsweredQuestion[]> {
  const places = folder === runFolder ? await questionsOf(runFolder) : [{ folder }];
  const answered: AnsweredQuestion[] = [];
  for (const place of places) {
    const summary = await readSummary(place.folder);
    const question = relative(runFolder, place.folder).replaceAll("\\", "/") || ".";
    if (summary !== undefined) answered.push({ question, summary });
  }
  return answered;
}

async function fill<Source>(
  connection: DuckDBConnection,
  schema: Readonly<Record<string, QueryTable<Source>>>,
  sources: Iterable<Source>,
): Promise<void> {
  const tables = Object.entries(schema);
  for (const [name, { columns }] of tables) {
    const definitions = Object.entries(columns).map(([column, type]) => `${identifier(column)} ${type}`);
    await connection.run(`CREATE TABLE ${name} (${definitions.join(", ")})`);
  }
  const fillers = await Promise.all(tables.map(([name, table]) => filler(connection, name, table)));
  for (const source of sources) for (const { add } of fillers) add(source);
  for (const { end } of fillers) end();
}

async function filler<Source>(
  connection: DuckDBConnection,
  name: string,
  { columns, rows }: QueryTable<Source>,
): Promise<{ add: (source: Source) => void; end: () => void }> {
  const appender = await connection.createAppender(name);
  const types = Object.values(columns);
  const cell = (value: string | number | boolean | null, type: string | undefined): void => {
    if (value === null) appender.appendNull();
    else if (typeof value === "string") appender.appendVarchar(value);
    else if (typeof value === "boolean") appender.appendBoolean(value);
    else if (type === "INTEGER") appender.appendInteger(value);
    else appender.appendDouble(value);
  };
  return {
    add: (source) => {
      for (const row of rows(source)) {
        for (const [index, value] of row.entries()) cell(value, types[index]);
        appender.endRow();
      }
    },
    end: () => appender.closeSync(),
  };
}

/** From here on no statement reads or writes a file, loads an extension, or undoes this. */
async function confine(connection: DuckDBConnection, writable: string | undefined): Promise<void> {
  if (writable !== undefined) await connection.run(`SET allowed_paths = [${quoted(writable)}]`);
  for (const setting of [
    "autoinstall_known_extensions = false",
    "autoload_known_extensions = false",
    "enable_external_access = false",
    "lock_configuration = true",
  ])
    await connection.run(`SET ${setting}`);
}

/** Whole or absent, like every other output. */
async function finish(part: string, path: string): Promise<void> {
  try {
    const file = await open(part, "r+");
    await file.sync().finally(() => file.close());
    await rename(part, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await rm(part, { force: true });
    throw writeFailure(path, error);
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
