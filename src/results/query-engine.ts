// DuckDB over a run's records, in memory: the journal stays what it is, also while a study writes it. The only file that
// imports DuckDB. What is asked may take memory without end and cannot always be stopped, so query.ts gives this a
// process of its own.

import { extname, relative } from "node:path";
import type { DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { InputError } from "../core/errors.ts";
import { beyondLimit, limitOf } from "../core/limits.ts";
import { withPackages } from "../core/optional-packages.ts";
import type { AnsweredQuestion } from "./answered-question.ts";
import { readRecords } from "./journal.ts";
import { RESULT_TABLES } from "./query-results.ts";
import { checkSelect, refusedQuery } from "./query-statement.ts";
import { type QueryTable, querySchema } from "./query-tables.ts";
import { keysOf, placeNamed, type QuestionPlace, questionsOf, shiftsOfRun } from "./questions.ts";
import { readSummary } from "./read-document.ts";
import { type ItemRecord, shiftsOf } from "./record.ts";
import { identifier, type NamedShift } from "./shift-columns.ts";

export interface QueryEngine {
  /** The columns' names, then rows in groups, as they come. InputError with DuckDB's words where it fails. */
  ask(sql: string): AsyncGenerator<QueryPart>;
  /** Writes the rows of a SELECT to the file that was named; how many. */
  copy(sql: string): Promise<number>;
  close(): void;
}

/** A part of an answer: the columns first, then groups of rows. */
export type QueryPart = { readonly columns: readonly string[] } | { readonly rows: readonly Row[] };

/** Values that JSON can hold, and NaN and infinities; 64-bit integers are numbers where they are exact, else texts. */
export type Row = readonly unknown[];

/** Where COPY writes. */
export interface CopyTarget {
  /** A file that is there. */
  readonly file: string;
  /** The output, whose ending says the format. */
  readonly path: string;
}

/** An output's ending → how DuckDB writes it. */
const FORMATS: Readonly<Record<string, string>> = {
  ".parquet": "FORMAT parquet, COMPRESSION zstd",
  ".csv": "FORMAT csv, HEADER true",
  ".json": "FORMAT json, ARRAY true",
};

export const EXPORT_ENDINGS: readonly string[] = Object.keys(FORMATS);

/** Each thread of a statement takes memory of its own. */
const THREADS = 2;

/**
 * The records of a run, or of one of its questions, as tables and views of SQL (querySchema) over the shifts of the run,
 * without taking its lock. What is asked reaches no file and no network, but for `target`. InputError where there are no
 * records, or those of an earlier version.
 */
export async function openQueryEngine(run: string, target?: CopyTarget): Promise<QueryEngine> {
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
  const { DuckDBInstance } = await withPackages(
    "a query",
    ["@duckdb/node-api"],
    () => import("@duckdb/node-api"),
  );
  const instance: DuckDBInstance = await DuckDBInstance.create(":memory:", { threads: `${THREADS}` });
  const connection = await instance.connect();
  const answered = await answeredQuestions(place);
  await inItsWords(async () => {
    await fill(connection, schema.tables, keys === undefined ? records.values() : chosen(records, keys));
    await fill(connection, RESULT_TABLES, answered);
    for (const [name, select] of Object.entries(schema.views))
      await connection.run(`CREATE VIEW ${name} AS ${select}`);
  }, `records of ${runFolder}`);
  await confine(connection, target?.file);
  return {
    ask: (sql) => ask(connection, sql),
    copy: async (sql) => {
      if (target === undefined) throw new InputError("missing --out");
      await inItsWords(() => checkSelect(sql, (text) => treeOf(connection, text)));
      return await copied(connection, sql, target);
    },
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** The shifts that records name: with the facts that the folder holds of them, the others by their plain names. */
function withFacts(known: readonly NamedShift[], named: ReadonlySet<string>): readonly NamedShift[] {
  const told = new Set(known.map(({ name }) => name));
  const unknown = [...named].filter((name) => !told.has(name));
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

async function copied(
  connection: DuckDBConnection,
  select: string,
  { file, path }: CopyTarget,
): Promise<number> {
  const format = `${FORMATS[extname(path)]}, USE_TMP_FILE false`;
  const copy = `COPY (${select.replace(/[;\s]+$/, "")}\n) TO ${quoted(file)} (${format})`;
  const reader = await inItsWords(() => connection.runAndReadAll(copy));
  const [[count] = []] = reader.getRowsJS();
  return Number(count);
}

async function* ask(connection: DuckDBConnection, sql: string): AsyncGenerator<QueryPart> {
  await inItsWords(() => checkSelect(sql, (text) => treeOf(connection, text)));
  const result = await inItsWords(() => connection.stream(sql));
  yield { columns: result.deduplicatedColumnNames() };
  const groups = result.yieldRowsJs();
  let bytes = 0;
  while (true) {
    const group = await inItsWords(() => groups.next());
    if (group.done === true) return;
    const rows = group.value.map((row) => row.map(plain));
    bytes += rows.reduce((sum, row) => sum + sizeOf(row), 0);
    if (bytes > limitOf("query-bytes"))
      throw refusedQuery(`its answer is ${beyondLimit("query-bytes", bytes)}, or write a file with --out`);
    yield { rows };
  }
}

/** What a database throws, as the error of what is invalid: its first line. */
async function inItsWords<Result>(work: () => Promise<Result>, invalid = "query"): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof InputError) throw error;
    const [words = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
    throw refusedQuery(words, invalid);
  }
}

async function treeOf(connection: DuckDBConnection, sql: string): Promise<string> {
  const reader = await connection.runAndReadAll("SELECT json_serialize_sql($1::VARCHAR)", [sql]);
  const [[tree] = []] = reader.getRowsJS();
  return String(tree);
}

/** Values of DuckDB's own classes and large integers, as JSON can hold them. */
function plain(value: unknown): unknown {
  if (typeof value === "bigint")
    return value <= Number.MAX_SAFE_INTEGER && value >= Number.MIN_SAFE_INTEGER ? Number(value) : `${value}`;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== "object") return value;
  if (Object.getPrototypeOf(value) !== Object.prototype) return String(value);
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, plain(entry)]));
}

/** About how many bytes a plain value takes. */
function sizeOf(value: unknown): number {
  if (typeof value === "string") return 16 + 2 * value.length;
  if (value === null || typeof value !== "object") return 16;
  return Object.values(value).reduce((sum: number, each) => sum + sizeOf(each), 32);
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

/** From here on no statement reads or writes a file, loads an extension, takes more memory, or undoes this. */
async function confine(connection: DuckDBConnection, writable: string | undefined): Promise<void> {
  if (writable !== undefined) await connection.run(`SET allowed_paths = [${quoted(writable)}]`);
  const held = await connection.runAndReadAll("SELECT sum(memory_usage_bytes)::DOUBLE FROM duckdb_memory()");
  const [[tables] = []] = held.getRowsJS();
  for (const setting of [
    // Beyond the tables themselves; what does not fit is refused, not written to the disk.
    `memory_limit = '${Math.ceil(Number(tables ?? 0) + limitOf("query-bytes"))}B'`,
    "temp_directory = ''",
    "autoinstall_known_extensions = false",
    "autoload_known_extensions = false",
    "enable_external_access = false",
    "lock_configuration = true",
  ])
    await connection.run(`SET ${setting}`);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
