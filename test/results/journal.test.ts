// The journal keeps every record that was written whole, whatever ended the process that wrote it.

import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { appendFile, mkdir, readdir, readFile, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { InputError } from "../../src/core/errors.ts";
import { type Journal, openJournal, readRecords } from "../../src/results/journal.ts";
import { exportRecords } from "../../src/results/record.ts";
import { outcomeAt, recordOf } from "../support/records.ts";
import { scratchFolder } from "../support/scratch.ts";

const KEYS = ["a", "b", "c"];

/** A closed journal of three records; the path of its file. */
async function written(run: string): Promise<string> {
  const journal = await openJournal(run);
  for (const key of KEYS) await journal.append(recordOf(key));
  await journal.close();
  return join(run, "journal.jsonl");
}

/** What a journal holds when it is opened, and closed again. */
async function reopened(run: string): Promise<string[]> {
  const journal = await openJournal(run);
  await journal.close();
  return [...journal.records.keys()];
}

describe("records", () => {
  it("come back as they were, in order, one checksummed line each", async () => {
    const run = join(await scratchFolder(), "new", "run");
    const lines = (await readFile(await written(run), "utf8")).split("\n");
    expect(lines).toHaveLength(4);
    expect(lines[0]).toMatch(/^[0-9a-f]{16} 5 \{"key":"a",/);
    const records = await readRecords(run);
    expect([...records.values()]).toEqual(KEYS.map((key) => recordOf(key)));
    expect(await reopened(run)).toEqual(KEYS);
  });

  it("are none where there is no run", async () => {
    expect(await readRecords(join(await scratchFolder(), "none"))).toMatchObject({ size: 0 });
  });

  it("are read from the disk one by one, whatever their length, also once the journal is closed", async () => {
    const run = await scratchFolder();
    const journal = await openJournal(run);
    const points = Array.from({ length: 3000 }, (_, hue) => ({ theta: 1, hue, saturation: 0 }));
    const long = recordOf("ü", {
      experiment: { kind: "points", points },
      points: points.map((point) => outcomeAt(point, null)),
    });
    for (const record of [recordOf("a"), long, recordOf("b")]) await journal.append(record);
    await journal.close();
    for (const records of [journal.records, await readRecords(run)]) {
      expect([...records.keys()]).toEqual(["a", "ü", "b"]);
      expect(records.get("ü")).toEqual(long);
      expect([...records.entries()].map(([key, record]) => [key, record.key])).toEqual([
        ...[
          ["a", "a"],
          ["ü", "ü"],
          ["b", "b"],
        ],
      ]);
      expect(records.get("none")).toBeUndefined();
      const seen: string[] = [];
      records.forEach((record) => {
        seen.push(record.key);
      });
      expect(seen).toEqual(["a", "ü", "b"]);
    }
  });

  it("of one key are written once, also when appended at the same time", async () => {
    const run = await scratchFolder();
    const journal = await openJournal(run);
    await Promise.all([1, 2, 3].map((milliseconds) => journal.append(recordOf("a", { milliseconds }))));
    await journal.close();
    expect((await readFile(join(run, "journal.jsonl"), "utf8")).trim().split("\n")).toHaveLength(1);
    expect((await readRecords(run)).get("a")?.milliseconds).toBe(1);
  });

  it("that were forgotten and done again stand as they were done again", async () => {
    const run = await scratchFolder();
    await written(run);
    const journal = await openJournal(run);
    journal.forget("b");
    expect(journal.records.has("b")).toBe(false);
    const again = recordOf("b", { maps: { file: "maps/b.f32", sha256: "1" } });
    await journal.append(again);
    await journal.close();
    expect((await readRecords(run)).get("b")).toEqual(again);
  });
});

describe("damage", () => {
  it("anywhere at the end costs the torn record alone, and the next one starts a line of its own", async () => {
    const folder = await scratchFolder();
    const bytes = await readFile(await written(join(folder, "whole")));
    const ends = [...bytes.entries()].filter(([, byte]) => byte === 10).map(([at]) => at + 1);
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length), async (length) => {
        const run = join(folder, `run-${runs++}`);
        await mkdir(run);
        await writeFile(join(run, "journal.jsonl"), bytes.subarray(0, length));
        const whole = KEYS.slice(0, ends.filter((end) => end <= length).length);
        expect(await reopened(run)).toEqual(whole);
        const journal = await openJournal(run);
        await journal.append(recordOf("next"));
        await journal.close();
        expect([...(await readRecords(run)).keys()]).toEqual([...whole, "next"]);
      }),
      { numRuns: 25 },
    );
  });

  it("within a line costs that record alone", async () => {
    const run = await scratchFolder();
    const path = await written(run);
    const text = await readFile(path, "utf8");
    await writeFile(path, text.replace('"sample":"nut/test/crack/b.png"', '"sample":"nut/test/crack/x.png"'));
    expect(await reopened(run)).toEqual(["a", "c"]);
    await appendFile(path, "a line of something else\n\n");
    expect(await reopened(run)).toEqual(["a", "c"]);
  });

  it("that hides the journal is an error; nothing is begun anew", async () => {
    const run = await scratchFolder();
    await mkdir(join(run, "journal.jsonl"));
    await expect(openJournal(run)).rejects.toThrow(/unreadable file .*journal\.jsonl/);
    await expect(readRecords(run)).rejects.toThrow(InputError);
    expect(await readdir(run)).toEqual(["journal.jsonl"]);
  });
});

/** A line with its checksum, as a version wrote it; the first wrote none. */
function lineOfVersion(version: number | null, record: object): string {
  const text = `${version === null ? "" : `${version} `}${JSON.stringify(record)}`;
  return `${createHash("sha256").update(text).digest("hex").slice(0, 16)} ${text}\n`;
}

describe("versions", () => {
  it.each([
    [null, 1],
    [2, 2],
    [4, 4],
  ])(
    "that are older (%s) are refused with what to do, and the journal stays as it is",
    async (written, version) => {
      const run = await scratchFolder();
      const path = join(run, "journal.jsonl");
      const old = lineOfVersion(written, { key: "old", experiment: { kind: "original" } });
      await writeFile(path, old);
      const refusal = new InputError(
        `invalid ${path}: a journal of version ${version}, which this version no longer reads; make it anew: faultline bound --dataset KIND --root ROOT --model MODEL --out NEW`,
      );
      await expect(openJournal(run)).rejects.toThrow(refusal);
      await expect(readRecords(run)).rejects.toThrow(refusal);
      expect(await readFile(path, "utf8")).toBe(old);
      expect(await readdir(run)).toEqual(["journal.jsonl"]);
    },
  );

  it("say of a record whether it has maps, so that who knows maps alone refuses others by name", async () => {
    const run = await scratchFolder();
    const { maps: _none, ...alone } = recordOf("alone");
    const journal = await openJournal(run);
    for (const record of [recordOf("mapped"), alone]) await journal.append(record);
    await journal.close();
    const lines = (await readFile(join(run, "journal.jsonl"), "utf8")).trim().split("\n");
    expect(lines.map((line) => line.split(" ")[1])).toEqual(["5", "6"]);
    expect((await readRecords(run)).get("alone")).toEqual(alone);
  });

  it("that are later are refused by name, and the journal stays as it is", async () => {
    const run = await scratchFolder();
    const path = await written(run);
    await appendFile(path, lineOfVersion(99, recordOf("later")));
    const before = await readFile(path, "utf8");
    const refusal = new InputError(
      "invalid journal: version 99, and this faultline reads 6; use the later one that wrote it",
    );
    await expect(openJournal(run)).rejects.toThrow(refusal);
    await expect(readRecords(run)).rejects.toThrow(refusal);
    expect(await readFile(path, "utf8")).toBe(before);
    expect(await readdir(run)).toEqual(["journal.jsonl"]);
  });
});

describe("the lock", () => {
  const lockOf = (run: string): string => join(run, "lock");

  it("is there while the journal is open, and gone afterwards", async () => {
    const run = await scratchFolder();
    const journal = await openJournal(run);
    expect(await readFile(lockOf(run), "utf8")).toContain(`{"pid":${process.pid},"host":"${hostname()}"`);
    await journal.close();
    expect(await readdir(run)).toEqual(["journal.jsonl"]);
  });

  it("of a living process refuses, says whose it is and what to do, and stays", async () => {
    const other = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
    onTestFinished(async () => {
      other.kill();
      await once(other, "exit");
    });
    const run = await scratchFolder();
    await writeFile(lockOf(run), `${other.pid}`);
    await expect(openJournal(run)).rejects.toThrow(
      new InputError(
        `the run is in use by process ${other.pid}; wait for it, or delete ${lockOf(run)} if it is gone`,
      ),
    );
    expect(await readFile(lockOf(run), "utf8")).toBe(`${other.pid}`);
  });

  it("of another machine's process refuses as long as that was heard of", async () => {
    const run = await scratchFolder();
    await writeFile(lockOf(run), JSON.stringify({ pid: 1, host: "another-machine", boot: "" }));
    await expect(openJournal(run)).rejects.toThrow(
      /in use by process 1 on another-machine, heard of \d+ s ago/,
    );
  });

  it("refuses a second journal in the same process", async () => {
    const run = await scratchFolder();
    const first = await openJournal(run);
    await expect(openJournal(run)).rejects.toThrow(`in use by process ${process.pid}`);
    await first.close();
    expect(await reopened(run)).toEqual([]);
  });

  it("is given to one of several that ask at once", async () => {
    const run = await scratchFolder();
    const asked = await Promise.allSettled([openJournal(run), openJournal(run), openJournal(run)]);
    const given = asked.filter(
      (answer): answer is PromiseFulfilledResult<Journal> => answer.status === "fulfilled",
    );
    expect(given).toHaveLength(1);
    for (const { value } of given) await value.close();
  });

  it("of a process that is gone, or that names none, is taken over", async () => {
    const run = await scratchFolder();
    await written(run);
    const gone = spawn(process.execPath, ["-e", ""]);
    await once(gone, "exit");
    const earlierStart = { pid: process.ppid, host: hostname(), boot: "before the machine was restarted" };
    const silent = { pid: 1, host: "another-machine", boot: "" };
    const long = new Date(Date.now() - 600_000);
    for (const owner of [
      ...[`${gone.pid}`, "", "no number", '{"pid":', `${process.pid}`],
      ...[earlierStart, silent].map((each) => JSON.stringify(each)),
    ]) {
      await writeFile(lockOf(run), owner);
      await utimes(lockOf(run), long, long);
      expect(await reopened(run), `owner "${owner}"`).toEqual(KEYS);
    }
  });
});

describe("an export", () => {
  it("is the same whatever the order and the clocks", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(KEYS, { minLength: 3 }), fc.nat(), (keys, milliseconds) => {
        expect(exportRecords(keys.map((key) => recordOf(key, { milliseconds })))).toBe(
          exportRecords(KEYS.map((key) => recordOf(key))),
        );
      }),
    );
  });
});
