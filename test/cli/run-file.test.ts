// faultline run: a file does what its command lines do, record by record; several studies of a file share their work.

import { execFileSync } from "node:child_process";
import { readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { sha256 } from "../../src/core/digest.ts";
import { openNodeEngine } from "../../src/graph/session-node.ts";
import { readRecords } from "../../src/results/journal.ts";
import { exportRecords } from "../../src/results/record.ts";
import { cliIn, type Ran } from "../support/run-cli.ts";
import { journalKeys } from "../support/run-files.ts";
import { sharedFolder } from "../support/scratch.ts";

// Threads of their own run what is built; here sessions stay in this one.
vi.mock("../../src/graph/session-worker.ts", () => ({ openWorkerEngine: openNodeEngine }));

const STUDY = [
  ...["--dataset", "demo", "--model", "demo", "--objects", "nut", "--samples", "1", "--threads", "1"],
  ...["--shift", "theta=10,exposure=mild", "--out", "flags"],
];
const SEARCH = ["--budget", "4", "--common", "0"];

const folder = await sharedFolder();
const faultline = cliIn(folder);

async function file(name: string, lines: readonly string[]): Promise<string> {
  await writeFile(join(folder, name), lines.join("\n"));
  return name;
}

async function recordsOf(run: string): Promise<string> {
  return exportRecords((await readRecords(join(folder, run))).values());
}

describe("a study as a file", () => {
  let flags: Ran;
  beforeAll(async () => {
    flags = await faultline(["bound", ...STUDY, ...SEARCH, "--workers", "1", "--json"]);
    expect(flags.code, flags.stderr).toBe(0);
  });

  it("is kept in the run folder, without what is one call's own, and has the same records as the flags", async () => {
    const kept = join(folder, "flags", "study.yaml");
    const text = await readFile(kept, "utf8");
    expect(text).toContain("command: bound\ndataset: demo\nobjects: [nut]\n");
    expect(text).not.toMatch(/json|workers/);
    const { mtimeMs } = await stat(kept);
    const again = await faultline(["run", "flags/study.yaml", "--json"]);
    expect(again).toMatchObject({ code: 0, stdout: flags.stdout });
    expect((await stat(kept)).mtimeMs).toBe(mtimeMs);
    const fresh = await faultline(["run", "flags/study.yaml", "--out", "file", "--json"]);
    expect(fresh).toMatchObject({ code: 0, stdout: flags.stdout });
    expect(await recordsOf("file")).toBe(await recordsOf("flags"));
    expect(await readFile(join(folder, "file", "study.yaml"), "utf8")).toBe(
      text.replace("out: flags", "out: file"),
    );
  });

  it("is computed where the command line says, to the same records", async () => {
    const run = await faultline([...["run", "flags/study.yaml", "--out", "two", "--workers", "2", "--json"]]);
    expect(run).toMatchObject({ code: 0, stdout: flags.stdout });
    expect(await recordsOf("two")).toBe(await recordsOf("flags"));
    expect(await readFile(join(folder, "two", "study.yaml"), "utf8")).not.toContain("workers");
    const refused = await faultline(["run", "flags/study.yaml", "--out", "two", "--tries", "2"]);
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining("missing --queue") });
  });

  it("is what --print-study prints, which runs nothing", async () => {
    const words = ["bound", ...STUDY, ...SEARCH];
    const { code, stdout } = await faultline([...words, "--print-study", "--out", "never"]);
    expect(code).toBe(0);
    expect(stdout).toBe(
      (await readFile(join(folder, "flags", "study.yaml"), "utf8"))
        .replace("out: flags", "out: never")
        .trimEnd(),
    );
    await expect(stat(join(folder, "never"))).rejects.toThrow("ENOENT");
    const printed = await file("printed.yaml", [stdout]);
    expect((await faultline(["run", printed, "--print-study"])).stdout).toBe(stdout);
  });

  it("shares the work of several: their records are in one journal, each once, their answers one document", async () => {
    const all = await file("all.yaml", [
      ...["dataset: demo", "model: demo", "objects: [nut]", "samples: 1", "threads: 1", "out: all"],
      ...["shift: {theta: 10, exposure: mild}", "budget: 4", "common: 0"],
      ...["studies:", "  - command: bound", "  - {command: sweep, values: 3, shift: theta=10}"],
    ]);
    const { code, stdout, stderr } = await faultline(["run", all, "--json"]);
    expect(code, stderr).toBe(0);
    const [bound, sweep] = JSON.parse(stdout) as { combinations: string[] }[];
    expect([bound, sweep?.combinations]).toEqual([JSON.parse(flags.stdout), ["theta"]]);
    const keys = await journalKeys(join(folder, "all"));
    expect(new Set(keys).size).toBe(keys.length);
    const alone = await journalKeys(join(folder, "flags"));
    expect(alone.filter((key) => !keys.includes(key))).toEqual([]);
    expect(stderr).toContain("study 2 of 2: sweep");
  });

  it("is what its results are stamped with, also where only what they are held to is another", async () => {
    const limited = await faultline(["bound", ...STUDY, ...SEARCH, "--limit", "pauroc=0.5%"]);
    expect(limited.code, limited.stderr).toBe(0);
    const text = await readFile(join(folder, "flags", "study.yaml"), "utf8");
    expect(text).toContain("limit:\n  pauroc: 0.5%\n");
    const results = JSON.parse(await readFile(join(folder, "flags", "results.json"), "utf8"));
    expect(results.stamp.study).toBe(sha256(text));
  });
});

describe("faultline run", () => {
  it("checks all studies before the first is begun, with each flag's own message", async () => {
    const wrong = await file("wrong.yaml", [
      "out: wrong",
      "studies:",
      "  - {command: bound, dataset: demo, model: demo}",
      "  - command: bound",
      "    dataset: demo",
      "    model: demo",
      "    budget: -3",
    ]);
    const { code, stderr } = await faultline(["run", wrong]);
    expect([code, stderr]).toEqual([
      2,
      'faultline: invalid study 2 of wrong.yaml, line 7, budget: invalid --budget "-3"; expected a whole number of at least 1 (gradient steps)',
    ]);
    await expect(stat(join(folder, "wrong"))).rejects.toThrow("ENOENT");
    const missing = await file("missing.yaml", ["command: bound", "dataset: demo"]);
    expect((await faultline(["run", missing])).stderr).toBe(
      "faultline: invalid missing.yaml: missing --out, --model",
    );
  });

  it("runs every study and ends with the worst code; nothing follows an interruption", async () => {
    const mixed = await file("mixed.yaml", [
      ...["studies:", "  - {command: report, run: nowhere}", "  - {command: detector list}"],
    ]);
    const { code, stdout } = await faultline(["run", mixed]);
    expect([code, stdout]).toEqual([1, expect.stringContaining("winclip")]);
    const stop = new AbortController();
    const two = await file("two.yaml", [
      ...["command: bound", "dataset: demo", "model: demo", "objects: [nut]", "samples: 1", "threads: 1"],
      ...["out: two", "studies: [{budget: 4}, {budget: 5}]"],
    ]);
    const cut = await faultline(["run", two], { signal: stop.signal, progress: () => stop.abort() });
    expect([cut.code, cut.stderr.match(/study \d of 2/g)]).toEqual([130, ["study 1 of 2"]]);
  });

  it.each<[readonly string[], RegExp]>([
    [["run"], /missing FILE/],
    [["run", "nothing.yaml"], /missing file nothing.yaml/],
    [["run", "."], /unreadable file .*it is a folder/],
    [["run", "list.yaml", "--json"], /invalid --json: explore in list.yaml has no such flag/],
    [["run", "list.yaml", "--out", "x"], /invalid --out: explore in list.yaml has no such flag/],
  ])("%j is refused", async (args, message) => {
    await file("list.yaml", ["command: explore"]);
    const { code, stderr } = await faultline(args);
    expect(code).toBeGreaterThan(0);
    expect(stderr).toMatch(message);
  });

  it.skipIf(process.platform === "win32")(
    "comes from a pipe as from a file, no further than a study goes",
    async () => {
      const piped = async (text: string): Promise<Ran> => {
        const pipe = join(folder, "pipe");
        await rm(pipe, { force: true });
        execFileSync("mkfifo", [pipe]);
        // A reader that has seen enough closes the pipe.
        const written = writeFile(pipe, text).catch(() => {});
        const ran = await faultline(["run", "pipe", "--print-study"]);
        await written;
        return ran;
      };
      const study = await readFile(join(folder, "flags", "study.yaml"), "utf8");
      expect(await piped(study)).toMatchObject({
        code: 0,
        stdout: expect.stringContaining("objects: [nut]"),
      });
      const long = await piped("#".repeat(3_000_000));
      expect([long.code, long.stderr]).toEqual([2, expect.stringContaining("pipe: it is larger than 1 MB")]);
    },
  );

  it("--schema prints docs/study.schema.json (npm run study-schema writes it)", async () => {
    const { stdout } = await faultline(["run", "--schema"]);
    expect(`${stdout}\n`).toBe(
      await readFile(new URL("../../docs/study.schema.json", import.meta.url), "utf8"),
    );
  });
});
