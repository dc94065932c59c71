// query and export: what a user sees.

import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openJournal } from "../../src/results/journal.ts";
import { faultline } from "../support/cli.ts";
import { recordOf } from "../support/records.ts";
import { scratchFolder } from "../support/scratch.ts";

it("answers as a table, as CSV, as JSON, and into a file", async () => {
  const run = join(await scratchFolder(), "run");
  const journal = await openJournal(run);
  for (const key of ["b", "a"]) await journal.append(recordOf(key));
  await journal.close();
  const sql = "SELECT key, milliseconds / 7 AS weeks FROM records ORDER BY key";
  const ask = async (more: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await faultline(["query", run, sql, ...more]);
    expect(code, stderr).toBe(0);
    return stdout;
  };
  expect(await ask([])).toBe("key    weeks\n------------\na    1.71429\nb    1.71429\n");
  expect(await ask(["--csv"])).toBe(`key,weeks\na,${12 / 7}\nb,${12 / 7}\n`);
  expect(JSON.parse(await ask(["--json"]))).toEqual([
    { key: "a", weeks: 12 / 7 },
    { key: "b", weeks: 12 / 7 },
  ]);
  const path = join(run, "points.csv");
  const exported = await faultline(["export", run, "--out", path, "--table", "points"]);
  expect(exported.stderr).toBe(`2 rows in ${path}\n`);
  expect((await readFile(path, "utf8")).split("\n")[1]).toBe("a,0,-0.5,0.9,0.7,,");
  const wrong = await faultline(["query", run, "SELEC 1"]);
  expect(wrong).toMatchObject({ code: 1, stdout: "" });
  expect(wrong.stderr).toBe('faultline: invalid query: Parser Error: syntax error at or near "SELEC"\n');
});

it.each(["SIGINT", "SIGTERM"] as const)("ends with %s whatever a statement is doing", async (signal) => {
  const folder = await scratchFolder();
  const run = join(folder, "run");
  const journal = await openJournal(run);
  await journal.append(recordOf("a"));
  await journal.close();
  // One function call of hours, which asks nobody whether it may go on.
  const sql = "SELECT levenshtein(repeat('ab', 1000000), repeat('ba', 1000000))";
  const isWriting = (): boolean => readdirSync(folder).some((name) => name.endsWith(".part"));
  const ended = await faultline(["query", run, sql, "--out", join(folder, "distance.csv")], {
    signal,
    interruptWhen: isWriting,
  });
  expect(ended).toMatchObject({ code: 130, stdout: "" });
  expect(readdirSync(folder)).toEqual(["run"]);
});

it("prints a long answer whole, and refuses none", async () => {
  const run = join(await scratchFolder(), "run");
  const journal = await openJournal(run);
  await journal.append(recordOf("a"));
  await journal.close();
  const long = await faultline(["query", run, "SELECT range AS n FROM range(300000)"]);
  expect([long.code, long.stdout.length, long.stdout.slice(-7)]).toEqual([0, 300_002 * 7, "299999\n"]);
  const none = await faultline(["query", run, ""]);
  expect([none.code, none.stderr]).toEqual([
    1,
    "faultline: invalid query: 0 statements; expected one SELECT\n",
  ]);
});
