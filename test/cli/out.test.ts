// Where commands write: into folders of their own, each question beside the others, and nothing of anybody else's.

import { execFile } from "node:child_process";
import { cp, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { type CliResult, faultline, MAIN } from "../support/cli.ts";
import { FIXTURES } from "../support/fixtures.ts";
import { canMount, mountTmpfs, remount } from "../support/mount.ts";
import { scratchFolder, sharedFolder } from "../support/scratch.ts";

const sweep = (out: string, shift: string): Promise<CliResult> =>
  faultline([
    ...["sweep", "--dataset", "demo", "--model", "demo", "--objects", "nut", "--samples", "2"],
    ...["--shift", shift, "--values", "2", "--threads", "1", "--out", out],
  ]);

/** The one message of a command that failed. */
function messageOf({ code, stdout, stderr }: CliResult): string {
  expect([code, stdout]).toEqual([1, ""]);
  const lines = stderr
    .trimEnd()
    .split("\n")
    .filter((line) => !line.startsWith("note: "));
  expect(lines).toEqual([expect.stringMatching(/^faultline: /)]);
  return (lines[0] ?? "").slice("faultline: ".length);
}

async function filesOf(folder: string): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) files[path.slice(folder.length + 1)] = await readFile(path, "latin1");
  }
  return files;
}

const folder = await sharedFolder();
const run = join(folder, "run");
let first: Record<string, string>;
let second: CliResult;

beforeAll(async () => {
  const made = await sweep(run, "theta");
  expect(made.code, made.stderr).toBe(0);
  first = await filesOf(run);
  second = await sweep(run, "hue");
}, 60_000);

/** The folder of the second question. */
async function questionFolder(): Promise<string> {
  return join(run, "questions", (await readdir(join(run, "questions")))[0] ?? "none");
}

describe("another question in the same folder", () => {
  it("gets files of its own, said where, and shares the records; those of the first stay as they are", async () => {
    expect(second.code, second.stderr).toBe(0);
    const now = await filesOf(run);
    const kept = Object.keys(first).filter((name) => name !== "journal.jsonl");
    expect(Object.fromEntries(kept.map((name) => [name, now[name]]))).toEqual(
      Object.fromEntries(kept.map((name) => [name, first[name]])),
    );
    expect(now["journal.jsonl"]?.startsWith(first["journal.jsonl"] ?? "no journal")).toBe(true);
    const own = await questionFolder();
    expect(second.stdout).toContain(`report: ${join(own, "report.html")}`);
    expect(second.stderr).toContain(`results in ${join(own, "results.json")}`);
    expect((await readdir(own)).sort()).toEqual([
      "figures",
      "question.json",
      "report.html",
      "results.csv",
      "results.json",
      "study.yaml",
      "tables",
    ]);
    // The unshifted pictures were done already: of six items, hue at 0 and its sweep were left.
    expect(second.stderr).toMatch(/^2 of 6 items/m);
  });

  it("is named by `report`, which makes the other's files anew by their path", async () => {
    const own = await questionFolder();
    const before = await filesOf(run);
    const [whole, other] = [await faultline(["report", run]), await faultline(["report", own])];
    expect(whole.stdout).toContain("θ");
    expect(whole.stderr).toContain(
      `another question of this run: ${own} (hue swept at 2 values, 2 pictures per object`,
    );
    expect(other.stdout).toContain("δh");
    expect(await filesOf(run)).toEqual(before);
  });
});

describe("a folder that is no run", () => {
  it("is refused with what it holds, by every command that would write there; nothing in it changes", async () => {
    const mine = join(await scratchFolder(), "mine");
    await mkdir(mine);
    await writeFile(join(mine, "journal.jsonl"), "no newline at the end");
    await cp(join(run, "results.json"), join(mine, "results.json"));
    await writeFile(join(mine, "report.html"), "mine");
    const before = await filesOf(mine);
    const results = await Promise.all([
      sweep(mine, "theta"),
      faultline(["report", mine]),
      faultline(["explore", "--static", mine]),
      faultline(["select", "--dataset", "demo", "--objects", "nut", "--sheets", mine]),
    ]);
    for (const result of results)
      expect(messageOf(result)).toMatch(/mine: it is not empty.*name a new folder$/);
    expect(await filesOf(mine)).toEqual(before);
  });

  it("is refused where it is a file, or the data set is read from it", async () => {
    const parts = await scratchFolder();
    await writeFile(join(parts, "file"), "");
    await mkdir(join(parts, "nut", "test", "good"), { recursive: true });
    await cp(`${FIXTURES}small.png`, join(parts, "nut", "test", "good", "0.png"));
    const study = (out: string): Promise<CliResult> =>
      faultline(
        ["sweep", "--dataset", "mvtec", "--root", ".", "--model", "demo", "--shift", "theta", "--out", out],
        { cwd: parts },
      );
    expect(messageOf(await study("file"))).toContain("it is a file");
    expect(messageOf(await study("nut/test/runs"))).toMatch(/^invalid --out .*the data set is read from/);
    const inside = await study("runs/x");
    expect([inside.code, inside.stderr]).toEqual([0, expect.stringContaining("results in")]);
    expect((await readdir(join(parts, "nut", "test"))).sort()).toEqual(["good"]);
  });
});

describe("a disk", () => {
  it("that is full behind standard output is one line and exit code 1", async () => {
    const full = promisify(execFile)("sh", [
      "-c",
      `"$0" "$1" models list > /dev/full`,
      process.execPath,
      MAIN,
    ]);
    await expect(full).rejects.toMatchObject({
      code: 1,
      stderr: "faultline: cannot write standard output: the disk is full\n",
    });
  });

  it.skipIf(!canMount)(
    "that is read-only is one line, for a new run and a finished one (needs the right to mount a tmpfs)",
    async () => {
      const disk = join(folder, "disk");
      await mountTmpfs(disk, "size=4m");
      await cp(run, join(disk, "run"), { recursive: true });
      await remount(disk, "ro");
      for (const out of ["run", "new/run"])
        expect(messageOf(await sweep(join(disk, out), "theta"))).toMatch(
          /^cannot write .*: the file system is read-only$/,
        );
    },
  );
});
