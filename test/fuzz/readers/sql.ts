// SQL statements, asked of a run by the built product: made of what DuckDB's grammar has, and of what would do more than
// answer.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Random } from "../../../src/core/random.ts";
import { openJournal } from "../../../src/results/journal.ts";
import { openQuery, type RecordQuery } from "../../../src/results/query.ts";
import { recordOf } from "../../support/records.ts";
import { pick, shortLength } from "../draw.ts";
import type { FuzzedReader } from "../reader.ts";

/** A statement may rightly take for ever: it is ended then, as Ctrl-C does. */
const PATIENCE_MS = 1000;

const STATEMENTS = [
  "SELECT key, kind, shifts FROM records ORDER BY key",
  "SELECT object, avg(drop) FROM worst GROUP BY ALL",
  "WITH a AS (SELECT * FROM points) SELECT count(*) FROM a JOIN records USING (key)",
  "SELECT list(number), {'a': 1} FROM points",
  "SELECT * FROM range(3), (DESCRIBE records)",
  "SELECT CASE WHEN loss > 0 THEN 'x' ELSE NULL END FROM points WHERE pauroc BETWEEN 0 AND 1",
  "FROM samples SELECT object, max(pauroc) OVER (PARTITION BY sample)",
  "CALL enable_logging('QueryLog')",
  "COPY records TO '/tmp/faultline-stolen.csv'",
];
const TABLES = [
  ...[
    "records",
    "points",
    "kept",
    "range(9)",
    "enable_logging()",
    "read_text('/etc/hostname')",
    "glob('/*')",
  ],
  ...[
    "duckdb_settings()",
    "query('SELECT 1')",
    "(VALUES (1), (2)) v(x)",
    "pragma_version()",
    "'/etc/passwd'",
  ],
];
const VALUES = [
  ...[
    "1",
    "-1",
    "1e308",
    "NULL",
    "'x'",
    "''",
    "true",
    "key",
    "loss",
    "9223372036854775807",
    "[1, 2]",
    "*",
    "?",
  ],
  ...[
    "'nan'::DOUBLE",
    "{'a': [1]}",
    "DATE '0001-01-01'",
    "INTERVAL 1 DAY",
    "'\\x00'::BLOB",
    "count(*)",
    "[]::INT[]",
  ],
];
const CALLS = [
  ...[
    "abs",
    "repeat",
    "list_transform",
    "regexp_matches",
    "strftime",
    "printf",
    "unnest",
    "json_extract",
    "hash",
  ],
  ...[
    "levenshtein",
    "list_value",
    "struct_pack",
    "getenv",
    "current_setting",
    "sum",
    "range",
    "write_log",
    "md5",
  ],
];

/** An expression, up to so deep. */
function expression(random: Random, depth: number): string {
  if (depth === 0 || random.next() < 0.3) return pick(VALUES, random);
  const inner = (): string => expression(random, depth - 1);
  return pick(
    [
      () =>
        `(${inner()} ${pick(["+", "-", "*", "/", "||", "=", "<", "AND", "IN", "::", "LIKE"], random)} ${inner()})`,
      () => `${pick(CALLS, random)}(${Array.from({ length: shortLength(3, random) }, inner).join(", ")})`,
      () => `(${select(random, depth - 1)})`,
      () => `CASE WHEN ${inner()} THEN ${inner()} END`,
      () => `[${inner()}, ${inner()}]`,
    ],
    random,
  )();
}

function select(random: Random, depth: number): string {
  const columns = Array.from({ length: shortLength(3, random) }, () => expression(random, depth));
  const end = pick(
    ["", "", " LIMIT 5", " GROUP BY ALL", " ORDER BY 1", " WHERE 1 = 1", " UNION ALL SELECT 1"],
    random,
  );
  return `SELECT ${columns.join(", ")} FROM ${pick(TABLES, random)}${end}`;
}

interface Opened {
  readonly folder: string;
  readonly query: RecordQuery;
  readonly ends: AbortController;
}

let opened: Promise<Opened> | undefined;

async function open(): Promise<Opened> {
  const folder = await mkdtemp(join(tmpdir(), "faultline-fuzzed-run-"));
  const journal = await openJournal(join(folder, "run"));
  for (const key of ["a", "b"]) await journal.append(recordOf(key));
  await journal.close();
  const ends = new AbortController();
  try {
    return { folder, ends, query: await openQuery(join(folder, "run"), undefined, ends.signal) };
  } catch (error) {
    opened = undefined;
    await rm(folder, { recursive: true });
    throw error;
  }
}

async function close(): Promise<void> {
  const { query, folder } = (await opened) ?? {};
  opened = undefined;
  query?.close();
  if (folder !== undefined) await rm(folder, { recursive: true });
}

export const sql: FuzzedReader = {
  name: "sql",
  seeds: async () => STATEMENTS.map((text) => Buffer.from(text)),
  make: (random) => Buffer.from(select(random, 3)),
  words: [
    ...TABLES,
    ...VALUES,
    ...CALLS,
    "(",
    ")",
    ";",
    "--",
    "/*",
    "$$",
    "SELECT ",
    " UNION ALL ",
    "WITH RECURSIVE ",
  ],
  // Each that ends the database's process begins another.
  inTests: 250,
  read: async (bytes) => {
    opened ??= open();
    const { query, ends } = await opened;
    const timer = setTimeout(() => ends.abort(), PATIENCE_MS);
    try {
      await query.ask(Buffer.from(bytes).toString());
    } catch (error) {
      // Whatever is asked, the next one is answered.
      if (ends.signal.aborted || String(error).includes("it ended DuckDB")) await close();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  },
  close,
};
