// SQL over a journal: what is asked is answered from its records, and reaches nothing else.

import { appendFile, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { CancelledError, InputError, UsageError } from "../../src/core/errors.ts";
import { raiseLimits } from "../../src/core/limits.ts";
import type { ShiftFacts } from "../../src/core/shift.ts";
import { writeFileAtomic } from "../../src/core/write-file.ts";
import type { Count, ObjectDecisions } from "../../src/results/decisions.ts";
import { openJournal } from "../../src/results/journal.ts";
import { type Answer, openQuery } from "../../src/results/query.ts";
import { openQueryEngine, type QueryPart } from "../../src/results/query-engine.ts";
import { RESULT_TABLES } from "../../src/results/query-results.ts";
import { querySchema, TABLE_NAMES } from "../../src/results/query-tables.ts";
import { placeQuestion } from "../../src/results/questions.ts";
import type { ItemRecord } from "../../src/results/record.ts";
import type { RunSummary } from "../../src/results/schema.ts";
import { columnsOfShifts } from "../../src/results/shift-columns.ts";
import { paperBox } from "../../src/shift/registry.ts";
import { judging, REJECTED, TWELVE, WITHIN } from "../support/golden-acceptance.ts";
import { TOO_FEW } from "../support/golden-decisions.ts";
import { GOLDEN_SUMMARY } from "../support/golden-summary.ts";
import { notesOf, outcomeAt, recordOf, searchOver } from "../support/records.ts";
import { scratchFolder } from "../support/scratch.ts";
import { FACTS } from "../support/shift-facts.ts";

const PAPER_TWO = { theta: [-90, 90], hue: [-Math.PI, Math.PI] } as const;

const worstOf = (sample: string, pauroc: number | null): ItemRecord =>
  recordOf(`search-${sample}`, {
    sample,
    experiment: searchOver(PAPER_TWO),
    points: [{ ...outcomeAt({ theta: -30, hue: 1 }, pauroc, -0.1), imageScore: 0.5 }],
    search: notesOf(pauroc),
  });

const RECORDS = [
  recordOf("one", { sample: "one" }),
  recordOf("two", { sample: "two" }),
  worstOf("one", 0.4),
  worstOf("two", null),
];

const PAPER_FACTS = paperBox().map(({ facts }) => facts);

/** A run of these records, with a question over these shifts. */
async function runOf(
  records: readonly ItemRecord[],
  shifts: readonly ShiftFacts[] = PAPER_FACTS,
): Promise<string> {
  const run = join(await scratchFolder(), "run");
  const journal = await openJournal(run);
  for (const record of records) await journal.append(record);
  await placeQuestion(run, { title: "all", asked: "all", keys: records.map(({ key }) => key), shifts });
  await journal.close();
  return run;
}

/** What a run answers, asked in this process. */
async function opened(run: string): Promise<{ readonly ask: (sql: string) => Promise<Answer> }> {
  const engine = await openQueryEngine(run);
  onTestFinished(() => engine.close());
  return {
    ask: async (sql) => {
      const parts: QueryPart[] = [];
      for await (const part of engine.ask(sql)) parts.push(part);
      return {
        columns: parts.flatMap((part) => ("columns" in part ? part.columns : [])),
        rows: parts.flatMap((part) => ("rows" in part ? part.rows : [])),
      };
    },
  };
}

describe("one question of a run", () => {
  it("is asked by its path, and reaches its records alone", async () => {
    const run = await runOf(RECORDS);
    const question = (title: string, keys: readonly string[]) =>
      placeQuestion(run, { title, asked: title, keys, shifts: [] });
    const { folder } = await question("second", ["one", "search-one", "not done yet"]);
    const keysAt = async (path: string): Promise<unknown> =>
      (await (await opened(path)).ask("SELECT key FROM records ORDER BY key")).rows.flat();
    expect(await keysAt(folder)).toEqual(["one", "search-one"]);
    expect(await keysAt(run)).toEqual(["one", "search-one", "search-two", "two"]);
    await expect(openQueryEngine(join(run, "questions", "none"))).rejects.toThrow(
      /is .*none a question of a run\?/,
    );
  });
});

describe("a question", () => {
  it.each<[string, unknown[][]]>([
    [
      "SELECT key, kind, shifts FROM records ORDER BY key",
      [
        ["one", "points", ""],
        ["search-one", "search", "theta+hue"],
        ["search-two", "search", "theta+hue"],
        ["two", "points", ""],
      ],
    ],
    ["SELECT count(*), sum(milliseconds) FROM records", [[4, 48]]],
    [
      "SELECT sample, pauroc FROM samples ORDER BY sample",
      [
        ["one", 0.9],
        ["two", 0.9],
      ],
    ],
    [
      "SELECT sample, drop, theta_degrees, units FROM worst WHERE pauroc IS NOT NULL",
      [["one", 0.5, -30, 10]],
    ],
    [
      "SELECT restart, pauroc FROM restarts WHERE key = 'search-one' ORDER BY 1",
      [
        [0, 0.4],
        [1, 0.8],
      ],
    ],
    ["SELECT evaluations, at_border, worst_pauroc_by_value FROM searches LIMIT 1", [[5, false, null]]],
    ["SELECT list(number) l, 9007199254740993 b FROM points WHERE key = 'one'", [[[0], "9007199254740993"]]],
  ])("%s", async (sql, rows) => {
    const { ask } = await opened(await runOf(RECORDS));
    expect((await ask(sql)).rows).toEqual(rows);
  });

  it("tells every column of a record, its points, its search and its restarts", async () => {
    const swept = recordOf("swept", {
      experiment: { kind: "points", points: [{ hue: -1 }, { hue: 1 }] },
      points: [-1, 1].map((hue) => ({
        ...{ point: { hue }, loss: hue / 8, pauroc: 0.75, imageScore: 0.5 },
        ...(hue === 1 ? { mapChange: 0.125, label: true } : {}),
      })),
      milliseconds: 34,
    });
    const { ask } = await opened(await runOf([worstOf("one", 0.4), swept]));
    const told = async (columns: string, table: string, key: string): Promise<unknown> =>
      (await ask(`SELECT ${columns} FROM ${table} WHERE key = '${key}'`)).rows;
    const experiment = "kind, shifts, ranges, criterion, strategy, budget, seed";
    const ranges = "theta=-90..90,hue=-3.14159..3.14159";
    expect(await told(experiment, "records", "search-one")).toEqual([
      ["search", "theta+hue", ranges, "pauroc", "adam-restarts", 5, 0],
    ]);
    expect(await told(experiment, "records", "swept")).toEqual([
      ["points", "hue", null, null, null, null, null],
    ]);
    const settings = "anomalous, mask_vanished, class_name, content, region, detector, preset, milliseconds";
    expect(await told(settings, "records", "swept")).toEqual([
      [true, false, "nut", "1".repeat(64), null, "2".repeat(64), "paper", 34],
    ]);
    expect((await ask("SELECT * FROM points LIMIT 0")).columns).toEqual([
      ...["key", "number", "theta_degrees", "hue_radians", "saturation"],
      ...["loss", "pauroc", "image_score", "map_change", "label"],
    ]);
    expect(await told("*", "points", "swept")).toEqual([
      ["swept", 0, null, -1, null, -0.125, 0.75, 0.5, null, null],
      ["swept", 1, null, 1, null, 0.125, 0.75, 0.5, 0.125, true],
    ]);
    const ends = "theta_low_degrees, theta_high_degrees, hue_low_radians, saturation_low, saturation_high";
    expect(await told(ends, "searches", "search-one")).toEqual([[-90, 90, -Math.PI, null, null]]);
    const cost =
      "evaluations, steps, units, zero_gradient_share, non_finite, at_border, drafts, exact_for_drafts";
    expect(await told(cost, "searches", "search-one")).toEqual([[5, 5, 10, 0, 0, false, 0, 0]]);
    const worst = "worst_pauroc_by_gradient, worst_pauroc_by_value";
    expect(await told(worst, "searches", "search-one")).toEqual([[0.4, null]]);
    expect(await told("restart, pauroc, loss", "restarts", "search-one")).toEqual([
      [0, 0.4, -0.1],
      [1, 0.8, -0.3],
    ]);
    expect(await told("*", "searches", "swept")).toEqual([]);
  });

  it("is answered in values that JSON holds", async () => {
    const { ask } = await opened(await runOf(RECORDS));
    const { rows } = await ask(
      `SELECT DATE '2024-02-03', {'a': 2::BIGINT, 'b': [1]}, 1.25::DECIMAL(4, 2), INTERVAL 1 DAY, 'ab'::BLOB,
        -9007199254740991::BIGINT, -9007199254740993::BIGINT, 9007199254740991::BIGINT, NULL`,
    );
    const [[date, nested, decimal, interval, bytes, ...integers] = []] = rows;
    expect([date, nested, decimal]).toEqual(["2024-02-03T00:00:00.000Z", { a: 2, b: [1] }, 1.25]);
    expect([interval, bytes]).toEqual([{ months: 0, days: 1, micros: 0 }, "ab"]);
    expect(integers).toEqual([-9007199254740991, "-9007199254740993", 9007199254740991, null]);
  });

  it("is answered while the run is being written, from the records that are whole", async () => {
    const run = await runOf(RECORDS);
    const journal = await openJournal(run);
    await appendFile(join(run, "journal.jsonl"), '0123456789abcdef 5 {"key":"torn');
    const { ask } = await opened(run);
    expect((await ask("SELECT count(*) FROM records")).rows).toEqual([[4]]);
    await journal.close();
  });

  it("that is wrong is refused in DuckDB's words; a folder without records by name", async () => {
    const { ask } = await opened(await runOf(RECORDS));
    await expect(ask("SELECT nothing FROM records")).rejects.toThrow(
      /^invalid query: Binder Error: Referenced column "nothing" not found/,
    );
    await expect(openQueryEngine(await scratchFolder())).rejects.toThrow(
      /^missing records: is .* the folder of a run/,
    );
  });
});

describe("shifts that no registry knows", () => {
  const searched = (key: string, name: string): ItemRecord =>
    recordOf(key, {
      sample: "one",
      experiment: searchOver({ [name]: [0, 20] }),
      points: [outcomeAt({ [name]: 12.5 }, 0.4)],
      search: notesOf(0.4),
    });
  const one = recordOf("one", { sample: "one" });

  it("have columns by the name and unit that the folder tells, in tables, views and files", async () => {
    const run = await runOf([one, searched("a", "belt-wear")], [FACTS]);
    const path = join(await scratchFolder(), "worst.json");
    const query = await openQuery(run, path);
    onTestFinished(() => query.close());
    const sql =
      "SELECT shifts, ranges, belt_wear_per_cent, belt_wear_low_per_cent, belt_wear_high_per_cent, drop";
    const expected = ["belt-wear", "belt-wear=0..20", 12.5, 0, 20, 0.5];
    expect((await query.ask(`${sql} FROM worst`)).rows).toEqual([expected]);
    expect(await query.write("SELECT * FROM points WHERE number = 0 ORDER BY key")).toBe(2);
    const [first, second] = JSON.parse(await readFile(path, "utf8"));
    expect([first.belt_wear_per_cent, second.belt_wear_per_cent]).toEqual([12.5, null]);
  });

  it("have their plain names where the folder tells nothing of them", async () => {
    const { ask } = await opened(await runOf([one, searched("a", "belt-wear")], []));
    expect((await ask("SELECT belt_wear, belt_wear_low FROM worst")).rows).toEqual([[12.5, 0]]);
  });

  it.each([
    ["order", "", '"order"', '"order_low"'],
    ["loss", "", "shift_loss", "shift_loss_low"],
    ["Key", "", '"shift_Key"', '"shift_Key_low"'],
    ["drop", "", "shift_drop", "shift_drop_low"],
    ['it\'s "quoted"', "", '"it\'s ""quoted"""', '"it\'s ""quoted""_low"'],
    ["image", "score", "shift_image_score", "shift_image_low_score"],
  ])("and are called %s (%s) are told apart from other columns", async (name, unit, amount, low) => {
    const { ask } = await opened(await runOf([one, searched("a", name)], [{ ...FACTS, name, unit }]));
    expect((await ask(`SELECT ${amount}, ${low}, pauroc FROM worst`)).rows).toEqual([[12.5, 0, 0.4]]);
    expect((await ask("SELECT count(*) FROM records JOIN points USING (key)")).rows).toEqual([[2]]);
  });

  it("and whose columns would be called alike have one each", () => {
    const columns = columnsOfShifts(
      [
        { name: "blur", unit: "low" },
        { name: "blur", unit: "" },
        { name: "a-b", unit: "" },
        { name: "a", unit: "b" },
      ],
      [],
    ).flatMap(({ amount, low, high }) => [amount, low, high]);
    expect(new Set(columns).size).toBe(12);
    expect(columns.slice(0, 3)).toEqual(["blur_low", "blur_low_low", "blur_high_low"]);
  });
});

it("the names of tables and views are the same for all shifts", () => {
  const { tables, views } = querySchema([FACTS]);
  expect([...Object.keys(tables), ...Object.keys(views)]).toEqual(TABLE_NAMES);
});

describe("the results of a run's questions", () => {
  const ask = async (sql: string): Promise<readonly (readonly unknown[])[]> => {
    const run = await runOf(RECORDS);
    const { folder } = await placeQuestion(run, { title: "b", asked: "b", keys: [], shifts: [] });
    const summary = withDecisions(GOLDEN_SUMMARY);
    await writeFileAtomic(join(run, "results.json"), JSON.stringify(summary));
    await writeFileAtomic(join(folder, "results.json"), JSON.stringify({ ...summary, answers: [] }));
    return (await (await opened(run)).ask(sql)).rows;
  };

  it("are every metric of every object and of the mean, wherever it was taken", async () => {
    const places = await ask(
      "SELECT place, shifts, amount, value FROM metrics WHERE question = '.' AND object = 'gear' AND metric = 'f1max'",
    );
    expect(places).toEqual(
      expect.arrayContaining([
        ["original", "", null, 0.62],
        ["bound", "theta", null, 0.41],
        ["bound", "theta+hue+saturation", null, 0.13],
        ["nested", "hue", null, 0.49],
        ["objectBound", "hue", null, 0.48],
        ["sweep", "theta", 20, expect.closeTo(0.42)],
        ["identity", "", null, expect.closeTo(0.619)],
      ]),
    );
    const [[mean] = []] = await ask(
      "SELECT value FROM metrics WHERE object IS NULL AND place = 'bound' AND shifts = 'theta' AND metric = 'pauroc' LIMIT 1",
    );
    expect(mean).toBeCloseTo(0.84);
    const [[questions, metrics] = []] = await ask(
      "SELECT count(DISTINCT question), count(DISTINCT metric) FROM metrics",
    );
    expect([questions, metrics]).toEqual([2, 6]);
  });

  it("are decisions as counts and verdicts, of questions with an operating point", async () => {
    expect(
      await ask(
        "SELECT question, side, k, n FROM decisions WHERE place = 'atRest' AND defect IS NULL ORDER BY ALL",
      ),
    ).toEqual([
      [".", "escapes", 1, 4],
      [".", "falseRejects", 0, 3],
    ]);
    expect(await ask("SELECT place, shifts, rejected FROM verdicts ORDER BY ALL")).toEqual([
      ["atRest", "", true],
      ["worst", "theta", false],
    ]);
  });

  it("are verdicts on objects, what was counted for them, and how far each shift goes alone", async () => {
    const run = await runOf(RECORDS);
    await writeFileAtomic(join(run, "results.json"), JSON.stringify(judging(REJECTED, WITHIN, TWELVE)));
    const rowsOf = async (sql: string): Promise<readonly (readonly unknown[])[]> =>
      (await (await opened(run)).ask(sql)).rows;
    expect(
      await rowsOf(
        "SELECT object, verdict, factor, binding_side, k, n, allowed, good_needed FROM acceptance ORDER BY object",
      ),
    ).toEqual([
      ["bracket", "too-few-pictures", null, "falseRejects", 1, 12, 0.05, null],
      ["capsule", "reject", null, "escapes", 31, 150, 0.02, null],
      ["gear", "accept-within", 0.4, "escapes", 2, 150, 0.02, 153],
    ]);
    const counted = "SELECT place, k, n FROM acceptance_counts WHERE object = 'gear' AND side = 'escapes'";
    expect(await rowsOf(counted)).toEqual([
      ["atRest", 0, 150],
      ["typical", 1, 150],
      ["common", 2, 150],
      ["worst", 9, 150],
    ]);
    const reach =
      "SELECT object, low, high, asked_low, judged_by FROM acceptance_alone WHERE shift = 'theta'";
    expect(await rowsOf(`${reach} ORDER BY object`)).toEqual([
      ["bracket", -4, 7, -10, "seen"],
      ["capsule", -1, 1, -10, "limits"],
      ["gear", -6, 10, -10, "limits"],
    ]);
  });

  it("are empty tables of a run that is not finished", async () => {
    const { ask: asked } = await opened(await runOf(RECORDS));
    for (const table of Object.keys(RESULT_TABLES))
      expect((await asked(`SELECT * FROM ${table}`)).rows).toEqual([]);
  });
});

/** A run with the few decisions that its tables are read from, and nothing else. */
function withDecisions(summary: RunSummary): RunSummary {
  const count = (k: number, n: number): Count => ({ k, n, low: 0, high: 1 });
  const counts = { escapes: count(1, 4), falseRejects: count(0, 3) };
  const verdict = { sample: "a.png", part: "a", defect: "crack", anomalous: true, atRest: true };
  const own: ObjectDecisions = {
    ...{ object: "gear", atRest: counts, sweeps: [], typical: {}, common: {}, worst: { theta: counts } },
    ...{ thresholds: TOO_FEW, agreement: {}, flips: [], missedRegions: null, mapChange: null, limits: [] },
    ...{ defects: [{ defect: "crack", atRest: count(1, 4), worst: { theta: count(2, 4) } }] },
    verdicts: [{ ...verdict, typical: {}, worst: { theta: false } }],
  };
  const data = { kind: "decisions", objects: [own] };
  return { ...summary, answers: [{ question: "decided", title: "Decisions", charts: [], data }] };
}

describe("SQL from outside", () => {
  it.each([
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM read_text('/etc/hostname')",
    "SELECT * FROM glob('/*')",
    "COPY records TO '/tmp/faultline-stolen.csv'",
    "ATTACH '/tmp/faultline-stolen.db'",
    "EXPORT DATABASE '/tmp/faultline-stolen'",
    "INSTALL httpfs",
    "LOAD httpfs",
    "SET enable_external_access = true",
    "SET allowed_paths = ['/etc/passwd']",
    "SELECT * FROM 'https://localhost/a.parquet'",
  ])("reaches no file and no network: %s", async (sql) => {
    const { ask } = await opened(await runOf(RECORDS));
    await expect(ask(sql)).rejects.toThrow(InputError);
  });
});

describe("SQL that would do more than answer", () => {
  it.each([
    ["it is no SELECT", "CALL enable_logging('QueryLog')"],
    ["it is no SELECT", "CREATE TABLE mine AS SELECT 1"],
    ["it is no SELECT", "EXPLAIN SELECT 1"],
    ["a PIVOT names its values", "PIVOT records ON object USING count(*)"],
    ["it is no SELECT", "PRAGMA enable_profiling"],
    ["2 statements", "SELECT 1; SELECT 2"],
    ["0 statements", " ; -- nothing"],
    ["a character of code 0", "SELECT 1\0; CALL enable_logging()"],
    ["at most 100000", `SELECT 1${" UNION ALL SELECT 1".repeat(10_000)}`],
    [
      "the table function enable_logging",
      "SELECT * FROM enable_logging(storage_path = '/tmp/faultline-log')",
    ],
    ["the table function enable_logging", "WITH a AS MATERIALIZED (FROM main.ENABLE_LOGGING()) SELECT 1"],
    ["the table function query", "SELECT * FROM query('SELECT * FROM enable_logging()')"],
    ["the table function json_execute_serialized_sql", "FROM json_execute_serialized_sql('{}')"],
    ["Parser Error", `SELECT ${"(".repeat(90_000)}`],
  ])("is refused with the reason: %s", async (why, sql) => {
    const { ask } = await opened(await runOf(RECORDS));
    await expect(ask(sql)).rejects.toThrow(new RegExp(`^invalid query: .*${why}.*$`));
    expect((await ask("SELECT count(*) FROM records")).rows).toEqual([[4]]);
  });

  it("is answered where it makes rows, of tables, lists and ranges", async () => {
    const { ask } = await opened(await runOf(RECORDS));
    const rows = async (sql: string): Promise<readonly unknown[]> => (await ask(sql)).rows.flat();
    expect(await rows("SELECT sum(range) FROM range(5)")).toEqual([10]);
    expect(await rows("SELECT unnest([1, 2])")).toEqual([1, 2]);
    expect(await rows("PIVOT (FROM range(5)) ON range IN (2, 3) USING count(*)")).toEqual([1, 1]);
    expect(await rows("SELECT column_name FROM (DESCRIBE restarts)")).toEqual([
      ...["key", "restart", "loss", "pauroc"],
    ]);
  });

  it("is refused beyond the memory of a query, named with the flag that raises it, wherever it takes it", async () => {
    const lowered = 40_000_000;
    onTestFinished(raiseLimits(`query-bytes=${lowered}`));
    const query = await openQuery(await runOf(RECORDS));
    onTestFinished(() => query.close());
    const limit = `at most ${lowered}; raise it with --raise-limit query-bytes=`;
    await expect(query.ask("SELECT list(range) FROM range(1000000000)")).rejects.toThrow("Out of Memory");
    await expect(query.ask("SELECT range FROM range(10000000)")).rejects.toThrow(limit);
    expect((await query.ask("SELECT count(*) FROM records")).rows).toEqual([[4]]);
    // Of one text a database keeps no account: the process that made it ends.
    await expect(query.ask("SELECT md5(repeat('x', 1000000000))")).rejects.toThrow(limit);
    await expect(query.ask("SELECT 1")).rejects.toThrow("it ended DuckDB");
  });

  it("ends at once with the signal, and leaves no output", async () => {
    const folder = await scratchFolder();
    const asked = new AbortController();
    const query = await openQuery(await runOf(RECORDS), join(folder, "rows.csv"), asked.signal);
    const written = query.write("SELECT range FROM range(1000000000000)");
    await expect.poll(() => readdir(folder)).toHaveLength(1);
    asked.abort();
    await expect(written).rejects.toThrow(CancelledError);
    await expect(query.ask("SELECT 1")).rejects.toThrow(CancelledError);
    expect(await readdir(folder)).toEqual([]);
  });
});

describe("an output", () => {
  it.each(["parquet", "csv", "json"])(
    "as .%s holds what was asked, and nothing is left beside it",
    async (ending) => {
      const run = await runOf(RECORDS);
      const folder = await scratchFolder();
      const path = join(folder, `it's.${ending}`);
      const query = await openQuery(run, path);
      onTestFinished(() => query.close());
      for (const times of [1, 2]) {
        expect(await query.write("SELECT key, milliseconds FROM records ORDER BY key;"), `${times}`).toBe(4);
      }
      expect(await readdir(folder)).toEqual([`it's.${ending}`]);
      const bytes = await readFile(path);
      if (ending === "parquet") expect(bytes.toString("latin1", 0, 4)).toBe("PAR1");
      if (ending === "csv") expect(`${bytes}`).toMatch(/^key,milliseconds\none,12/);
      if (ending === "json") expect(JSON.parse(`${bytes}`)[3]).toEqual({ key: "two", milliseconds: 12 });
    },
  );

  it("of another ending is refused", async () => {
    await expect(openQuery(await runOf(RECORDS), "/tmp/a.xlsx")).rejects.toThrow(UsageError);
  });
});
