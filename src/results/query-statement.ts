// What SQL may be: one SELECT, of tables and of functions that make rows without doing anything else. Some of DuckDB's
// table functions switch what the process does (logging, profiling), and one of them ends it.

import { z } from "zod";
import { InputError } from "../core/errors.ts";
import { shownText } from "../core/shown-text.ts";

const treeSchema = z.discriminatedUnion("error", [
  z.object({ error: z.literal(false), statements: z.array(z.unknown()) }),
  z.object({ error: z.literal(true), error_type: z.string(), error_message: z.string() }),
]);

/** Characters of a statement; DuckDB's time for a long one may grow with its square. */
const MOST_CHARACTERS = 100_000;

/** Table functions that make rows of what they are given, or tell of tables and types. */
const TABLE_FUNCTIONS: ReadonlySet<string> = new Set([
  ...["range", "generate_series", "unnest", "repeat", "repeat_row", "json_each", "json_tree"],
  ...["histogram", "histogram_values", "summary", "pragma_table_info", "pragma_version"],
  ...["duckdb_columns", "duckdb_functions", "duckdb_keywords", "duckdb_settings", "duckdb_tables"],
  ...["duckdb_types", "duckdb_views"],
]);

/**
 * InputError where a text is anything but one SELECT. `treeOf` gives the tree of a text's SELECTs as JSON, as DuckDB's
 * json_serialize_sql makes it: {"error": false, "statements": […]}, or what is wrong.
 */
export async function checkSelect(sql: string, treeOf: (sql: string) => Promise<string>): Promise<void> {
  if (sql.length > MOST_CHARACTERS)
    throw refusedQuery(`${sql.length} characters; expected at most ${MOST_CHARACTERS}`);
  // Where it stands, DuckDB takes the text to end.
  if (sql.includes("\0")) throw refusedQuery("it holds a character of code 0");
  const tree = treeSchema.parse(JSON.parse(await treeOf(sql)));
  if (tree.error) {
    const { error_type: kind, error_message: words } = tree;
    throw refusedQuery(kind === "parser" ? `Parser Error: ${words}` : noSelect(sql));
  }
  const { length } = tree.statements;
  if (length !== 1) throw refusedQuery(`${length} statements; expected one SELECT`);
  const name = tableFunctions(tree.statements).find((each) => !TABLE_FUNCTIONS.has(each));
  if (name !== undefined)
    throw refusedQuery(
      `the table function ${shownText(name, 60)} is not for queries; expected tables and views`,
    );
}

/** DuckDB makes two statements of a PIVOT that does not say which values become columns. */
function noSelect(sql: string): string {
  const said = /\bpivot\b/i.test(sql) ? "; a PIVOT names its values: PIVOT … ON column IN ('a', 'b') …" : "";
  return `it is no SELECT; expected one SELECT${said}`;
}

/** The error of a query, or of what it is about, on one line. */
export function refusedQuery(why: string, invalid = "query"): InputError {
  return new InputError(`invalid ${shownText(invalid, 300)}: ${shownText(why, 500)}`);
}

/** The table functions of a tree, anywhere in it. Without recursion: how deep it is, the statement says. */
function tableFunctions(tree: readonly unknown[]): string[] {
  const names: string[] = [];
  const waiting: unknown[] = [tree];
  while (waiting.length > 0) {
    const node = waiting.pop();
    if (node === null || typeof node !== "object") continue;
    if ("type" in node && node.type === "TABLE_FUNCTION")
      names.push(nameOf("function" in node ? node.function : null));
    for (const part of Object.values(node)) waiting.push(part);
  }
  return names;
}

function nameOf(call: unknown): string {
  const named = call !== null && typeof call === "object" && "function_name" in call;
  return named ? String(call.function_name).toLowerCase() : "without a name";
}
