// A run folder from a stranger: whatever its files hold or are, one line says what is wrong.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, readdir, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { raiseLimits } from "../../src/core/limits.ts";
import { openJournal, readRecords } from "../../src/results/journal.ts";
import { takeLock } from "../../src/results/lock.ts";
import { mapsIntact, readMap } from "../../src/results/maps.ts";
import { readReproduction, readSummary } from "../../src/results/read-document.ts";
import { summarySchema } from "../../src/results/summary-schema.ts";
import { GOLDEN_REPRODUCTION, GOLDEN_SUMMARY } from "../support/golden-summary.ts";
import { notesOf, recordOf, searchOver } from "../support/records.ts";
import { refusal } from "../support/refusal.ts";
import { scratchFolder } from "../support/scratch.ts";

/** A line of the journal under a right checksum. */
function lineAround(json: string): string {
  const text = `5 ${json}`;
  return `${createHash("sha256").update(text).digest("hex").slice(0, 16)} ${text}\n`;
}

describe("a journal's line with a right checksum", () => {
  const whole = recordOf("b");
  const search = { experiment: searchOver({ theta: [-1, 1] }), search: notesOf(0.5) };
  it.each([
    ["no JSON", "{bad"],
    ["null", "null"],
    ["a number", "7"],
    ["another object", '{"key":"b"}'],
    ["200,000 brackets", "[".repeat(200_000)],
    ["100,000 levels that close", `${"[".repeat(100_000)}${"]".repeat(100_000)}`],
    ["a score of infinity", JSON.stringify(whole).replace('"imageScore":0.7', '"imageScore":1e999')],
    ["a point too many", JSON.stringify({ ...whole, points: [...whole.points, ...whole.points] })],
    ["no point", JSON.stringify({ ...whole, points: [], experiment: { kind: "points", points: [] } })],
    ["a search without its cost", JSON.stringify({ ...whole, ...search, search: undefined })],
    [
      "a range of one number",
      JSON.stringify({ ...whole, ...search, experiment: searchOver({ theta: [1] as never }) }),
    ],
    [
      "a preset of another name",
      JSON.stringify({ ...whole, settings: { ...whole.settings, preset: "toString" } }),
    ],
    ["a key that is a path", JSON.stringify({ ...whole, key: "../b" })],
    ["maps elsewhere", JSON.stringify({ ...whole, maps: { file: "../../etc/passwd", sha256: "0" } })],
    [
      "what is nested too deep",
      JSON.stringify({ ...whole, more: JSON.parse(`${"[".repeat(50)}${"]".repeat(50)}`) }),
    ],
  ])("around %s is left out and said, and the others stand", async (_what, json) => {
    const run = await scratchFolder();
    const lines = [
      lineAround(JSON.stringify(recordOf("a"))),
      lineAround(json),
      lineAround(JSON.stringify(recordOf("c"))),
    ];
    await writeFile(join(run, "journal.jsonl"), lines.join(""));
    const journal = await openJournal(run);
    await journal.close();
    expect([[...journal.records.keys()], journal.damaged]).toEqual([["a", "c"], [2]]);
    expect([...(await readRecords(run)).values()]).toEqual([recordOf("a"), recordOf("c")]);
  });

  it("of a search, or of a later version with more to say, is read as it is", async () => {
    const run = await scratchFolder();
    const records = [recordOf("a", search), { ...recordOf("b"), later: { more: [1] } }];
    await writeFile(
      join(run, "journal.jsonl"),
      records.map((each) => lineAround(JSON.stringify(each))).join(""),
    );
    expect([...(await readRecords(run)).values()]).toEqual(records);
  });

  it("under a key that is not its own counts for nothing where a study opens it", async () => {
    const run = await scratchFolder();
    await writeFile(
      join(run, "journal.jsonl"),
      [recordOf("a"), recordOf("b")].map((each) => lineAround(JSON.stringify(each))).join(""),
    );
    const journal = await openJournal(run, { isOwn: ({ key }) => key === "b" });
    await journal.close();
    expect([...journal.records.keys()]).toEqual(["b"]);
  });
});

describe("a journal without ends of lines", () => {
  it("is refused as soon as its first line is beyond the limit, with the flag, and stays as it is", async () => {
    const run = await scratchFolder();
    const path = join(run, "journal.jsonl");
    await writeFile(path, "");
    await truncate(path, 20_000_000);
    const most = "at most 16000000; raise it with --raise-limit line-bytes=20000000";
    const message = `invalid ${path}, line 1: 20000000 bytes of a journal's line, ${most}`;
    expect(await refusal(readRecords(run))).toBe(message);
    expect(await refusal(openJournal(run))).toBe(message);
    expect(await readdir(run)).toEqual(["journal.jsonl"]);
  });

  it("is read where the limit is raised: a long line between others", async () => {
    const run = await scratchFolder();
    const long = recordOf("b", { defect: "x".repeat(5000) });
    const lines = [recordOf("a"), long, recordOf("c")].map((each) => lineAround(JSON.stringify(each)));
    await writeFile(join(run, "journal.jsonl"), lines.join(""));
    onTestFinished(raiseLimits("line-bytes=4000"));
    expect(await refusal(readRecords(run))).toMatch(
      /journal\.jsonl, line 2: \d+ bytes .* at most 4000; raise it/,
    );
    onTestFinished(raiseLimits("line-bytes=6000"));
    expect([...(await readRecords(run)).values()][1]).toEqual(long);
  });
});

describe("a document", () => {
  const without = (path: readonly (string | number)[], value: unknown): string => {
    const copy = structuredClone(GOLDEN_SUMMARY) as unknown as Record<string, unknown>;
    const owner = path.slice(0, -1).reduce((at, key) => at[key] as Record<string, unknown>, copy);
    owner[path.at(-1) ?? ""] = value;
    return JSON.stringify(copy);
  };
  it.each([
    [
      "of schema 2 alone",
      '{"schema":2}',
      /results of schema 2, which this version no longer reads; make it anew/,
    ],
    ["of a later schema", '{"schema":4}', /schema 4, and this faultline reads 3/],
    ["that is null", "null", /it is not what faultline writes there; run the study again/],
    ["nested deep", "[".repeat(100_000), /201 levels of nesting of a JSON file, at most 200; raise it with/],
    ["without intervals", without(["mean", "intervals"], undefined), /writes there \(mean\.intervals\)/],
    [
      "with a text for a number",
      without(["samples", 0, "original", "imageScore"], "a"),
      /\(samples\.0\.original/,
    ],
    ["of infinite decimals", without(["metrics", 0, "decimals"], 1e21), /\(metrics\.0\.decimals\)/],
    [
      "whose picture is elsewhere",
      without(["gallery"], [{ files: { mask: "/etc/passwd" } }]),
      /\(gallery\.0/,
    ],
    [
      "whose answer is half one",
      without(["answers"], [{ question: "a", title: "a", charts: [], data: { kind: "acceptance" } }]),
      /\(answers\.0\.data\)/,
    ],
  ])("%s is refused by its name", async (_what, text, message) => {
    const run = await scratchFolder();
    await writeFile(join(run, "results.json"), text);
    const said = await refusal(readSummary(run));
    expect(said).toMatch(message);
    expect(said).toContain(join(run, "results.json"));
  });

  it("of many faults is held against its schema up to the first of each list and map", () => {
    const many = Array.from({ length: 1000 }, () => ({}));
    const answers = [
      { question: "a", title: "a", charts: many, data: { kind: "acceptance", objects: many } },
    ];
    const faults = summarySchema.safeParse({ samples: many, shifts: many, mean: { bounds: many }, answers });
    expect(faults.error?.issues.length).toBeLessThan(40);
  });

  it("that faultline wrote is read as it is", async () => {
    const run = await scratchFolder();
    await writeFile(join(run, "results.json"), JSON.stringify(GOLDEN_SUMMARY));
    await writeFile(join(run, "reproduction.json"), JSON.stringify(GOLDEN_REPRODUCTION));
    expect(await readSummary(run)).toEqual(JSON.parse(JSON.stringify(GOLDEN_SUMMARY)));
    expect(await readReproduction(run)).toEqual(JSON.parse(JSON.stringify(GOLDEN_REPRODUCTION)));
  });
});

describe.skipIf(process.platform === "win32")("in place of a file", () => {
  it("a pipe, a device or a folder is refused at once", async () => {
    const run = await scratchFolder();
    const pipe = (name: string): void => void execFileSync("mkfifo", [join(run, name)]);
    for (const name of ["journal.jsonl", "results.json", "lock"]) pipe(name);
    await symlink("/dev/zero", join(run, "reproduction.json"));
    await mkdir(join(run, "maps"));
    pipe("maps/a.f32");
    expect(await refusal(readRecords(run))).toMatch(/journal\.jsonl: it is no ordinary file/);
    expect(await refusal(readSummary(run))).toMatch(/results\.json: it is no ordinary file/);
    expect(await refusal(readReproduction(run))).toMatch(/reproduction\.json: it is no ordinary file/);
    expect(await refusal(takeLock(join(run, "lock")))).toMatch(
      /lock: something else is in its place; remove it/,
    );
    expect(await mapsIntact(run, recordOf("a"))).toBe(false);
    expect(() => readMap(run, recordOf("a"), 0)).toThrow("it is no ordinary file");
  });

  it("a folder, a link or a long text is no lock, and stays where it is", async () => {
    const run = await scratchFolder();
    const path = join(run, "lock");
    const mine = join(run, "mine");
    await writeFile(mine, "mine");
    const puts = [() => mkdir(path), () => symlink(mine, path), () => writeFile(path, "1".repeat(5000))];
    for (const put of puts) {
      await put();
      expect(await refusal(takeLock(path))).toMatch(/something else is in its place/);
      expect((await readdir(run)).sort()).toEqual(["lock", "mine"]);
      await rm(path, { recursive: true });
    }
    for (const owner of [`{"pid":"all","host":{}}`, `{"pid":-1}`, `{"pid":1e999}`, "[1]", "[".repeat(4000)]) {
      await writeFile(path, owner);
      await (await takeLock(path)).release();
    }
    await writeFile(path, JSON.stringify({ pid: 1, host: `a\n\u001b[2J${"b".repeat(3000)}`, boot: "" }));
    expect(await refusal(takeLock(path))).toMatch(/in use by process 1 on a b+…, heard of 0 s ago/);
  });
});
