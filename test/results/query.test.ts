// SQL over a journal: what is asked is answered from its records, and reaches nothing else.

import { appendFile, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { InputError, UsageError } from "../../src/core/errors.ts";
import { openJournal } from "../../src/results/journal.ts";
import { openQuery, type RecordQuery } from "../../src/results/query.ts";
import { placeQuestion } from "../../src/results/questions.ts";
import type { ItemRecord } from "../../src/results/record.ts";
import { recordOf } from "../support/records.ts";
import { scratchFolder } from "../support/scratch.ts";

const worstOf = (sample: string, pauroc: number | null): ItemRecord =>
  recordOf(`bound-${sample}`, {
    sample,
    experiment: { kind: "bound", over: ["theta", "hue"], strategy: "adam-restarts", budget: 5, seed: 0 },
    points: [{ point: { theta: -30, hue: 1, saturation: 0 }, loss: -0.1, pauroc, imageScore: 0.5 }],
    search: {
      ...{ evaluations: 5, steps: 5, units: 10, finalEvaluations: 1 },
      ...{ zeroGradientShare: 0, nonFinite: 0, atBorder: false },
      ...{ beforeLastTenth: null, worstByGradient: { pauroc, loss: -0.1 }, worstByValue: null },
      ...{ drafts: 0, exactForDrafts: 0 },
      restarts: [
        { pauroc, loss: -0.1 },
        { pauroc: 0.8, loss: -0.3 },
      ],
    },
  });

const RECORDS = [
  recordOf("one", { sample: "one" }),
  recordOf("two", { sample: "two" }),
  worstOf("one", 0.4),
  worstOf("two", null),
];

async function runOf(records: readonly ItemRecord[]): Promise<string> {
  const run = join(await scratchFolder(), "run");
  const journal = await openJournal(run);
  for (const record of records) await journal.append(record);
  await journal.close();
  return run;
}

async function opened(run: string, path?: string): Promise<RecordQuery> {
  const query = await openQuery(run, path);
  onTestFinished(() => query.close());
  return query;
}

describe("one question of a run", () => {
  it("is asked by its path, and reaches its records alone", async () => {
    const run = await runOf(RECORDS);
    const question = (title: string, keys: readonly string[]) =>
      placeQuestion(run, { title, asked: title, keys }, async () => true);
    await question("first", ["one", "two"]);
    const { folder } = await question("second", ["one", "bound-one", "not done yet"]);
    const keysAt = async (path: string): Promise<unknown> =>
      (await (await opened(path)).ask("SELECT key FROM records ORDER BY key")).rows.flat();
    expect(await keysAt(folder)).toEqual(["bound-one", "one"]);
    expect(await keysAt(run)).toEqual(["bound-one", "bound-two", "one", "two"]);
    await expect(openQuery(join(run, "questions", "none"))).rejects.toThrow(
      /is .*none a question of a run\?/,
    );
  });
});

describe("a question", () => {
  it.each<[string, unknown[][]]>([
    [
      "SELECT key, experiment, shifts FROM records ORDER BY key LIMIT 2",
      [
        ["bound-one", "bound", "theta+hue"],
        ["bound-two", "bound", "theta+hue"],
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
      "SELECT restart, pauroc FROM restarts WHERE key = 'bound-one' ORDER BY 1",
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
      experiment: { kind: "sweep", shift: "hue", values: [-1, 1] },
      points: [-1, 1].map((hue) => ({
        point: { theta: 2, hue, saturation: 0.25 },
        ...{ loss: hue / 8, pauroc: 0.75, imageScore: 0.5 },
      })),
      milliseconds: 34,
    });
    const { ask } = await opened(await runOf([worstOf("one", 0.4), swept]));
    const told = async (columns: string, table: string, key: string): Promise<unknown> =>
      (await ask(`SELECT ${columns} FROM ${table} WHERE key = '${key}'`)).rows;
    const settings = "experiment, shifts, strategy, budget, seed, anomalous, mask_vanished, milliseconds";
    expect(await told(settings, "records", "bound-one")).toEqual([
      ["bound", "theta+hue", "adam-restarts", 5, 0, true, false, 12],
    ]);
    expect(await told(settings, "records", "swept")).toEqual([
      ["sweep", "hue", null, null, null, true, false, 34],
    ]);
    const where = "number, theta_degrees, hue_radians, saturation, loss, pauroc, image_score";
    expect(await told(where, "points", "swept")).toEqual([
      [0, 2, -1, 0.25, -0.125, 0.75, 0.5],
      [1, 2, 1, 0.25, 0.125, 0.75, 0.5],
    ]);
    const cost =
      "evaluations, steps, units, zero_gradient_share, non_finite, at_border, drafts, exact_for_drafts";
    expect(await told(cost, "searches", "bound-one")).toEqual([[5, 5, 10, 0, 0, false, 0, 0]]);
    const worst = "worst_pauroc_by_gradient, worst_pauroc_by_value";
    expect(await told(worst, "searches", "bound-one")).toEqual([[0.4, null]]);
    expect(await told("restart, pauroc, loss", "restarts", "bound-one")).toEqual([
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
    await appendFile(join(run, "journal.jsonl"), '0123456789abcdef 2 {"key":"torn');
    const { ask } = await opened(run);
    expect((await ask("SELECT count(*) FROM records")).rows).toEqual([[4]]);
    await journal.close();
  });

  it("that is wrong is refused in DuckDB's words; a folder without records by name", async () => {
    const { ask } = await opened(await runOf(RECORDS));
    await expect(ask("SELECT nothing FROM records")).rejects.toThrow(
      /^invalid query: Binder Error: Referenced column "nothing" not found/,
    );
    await expect(openQuery(await scratchFolder())).rejects.toThrow(
      /^missing records: is .* the folder of a run/,
    );
  });
});

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

describe("an output", () => {
  it.each(["parquet", "csv", "json"])(
    "as .%s holds what was asked, and nothing is left beside it",
    async (ending) => {
      const run = await runOf(RECORDS);
      const folder = await scratchFolder();
      const path = join(folder, `it's.${ending}`);
      const query = await opened(run, path);
      for (const times of [1, 2]) {
        expect(await query.write("SELECT key, milliseconds FROM records ORDER BY key;"), `${times}`).toBe(4);
      }
      expect(await readdir(folder)).toEqual([`it's.${ending}`]);
      const bytes = await readFile(path);
      if (ending === "parquet") expect(bytes.toString("latin1", 0, 4)).toBe("PAR1");
      if (ending === "csv") expect(`${bytes}`).toMatch(/^key,milliseconds\nbound-one,12/);
      if (ending === "json") expect(JSON.parse(`${bytes}`)[3]).toEqual({ key: "two", milliseconds: 12 });
    },
  );

  it("of another ending is refused", async () => {
    await expect(openQuery(await runOf(RECORDS), "/tmp/a.xlsx")).rejects.toThrow(UsageError);
  });
});
