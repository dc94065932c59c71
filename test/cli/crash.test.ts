// A study on the command line, killed, robbed of its disk, or asked for twice: the next call ends where an undisturbed
// one does. Every part runs the same miniature study, whose widest searches start from the records of narrower ones.

import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { random } from "../../src/core/random.ts";
import { readRecords } from "../../src/results/journal.ts";
import { type CliResult, faultline } from "../support/cli.ts";
import { canMount, mountTmpfs, remount } from "../support/mount.ts";
import { journalKeys, runFiles } from "../support/run-files.ts";
import { sharedFolder } from "../support/scratch.ts";

const STUDY = [
  ...["bound", "--dataset", "demo", "--model", "demo", "--objects", "nut", "--samples", "3"],
  // The search over both shifts starts from what those over each have found.
  ...["--shift", "theta,hue", "--subsets", "--budget", "3", "--seed", "3", "--threads", "1"],
];
const KILLS = 52;
/** Chains of killed studies side by side. */
const CHAINS = 2;
const LONGEST_WAIT_MILLISECONDS = 800;

/** All runs are made by one command, which they are stamped with, each in a folder of its own. */
const study = async (run: string, more: Parameters<typeof faultline>[1] = {}): Promise<CliResult> => {
  await mkdir(dirname(run), { recursive: true });
  return await faultline([...STUDY, "--out", basename(run)], { cwd: dirname(run), ...more });
};

const folder = await sharedFolder();
const whole = join(folder, "whole", "run");
let undisturbed: Record<string, string>;
const started = performance.now();

beforeAll(async () => {
  const ended = await study(whole);
  expect(ended.code, ended.stderr).toBe(0);
  undisturbed = await runFiles(whole);
}, 60_000);

afterAll(() => console.log(`crash suite: ${((performance.now() - started) / 1000).toFixed(0)} s`));

/** What a command said besides notes and progress. */
function messagesOf({ stderr }: CliResult): string[] {
  return stderr.split("\n").filter((line) => line !== "" && !/^note: | items, /.test(line));
}

/** Lines of a run's journal so far. */
function linesOf(run: string): number {
  const path = join(run, "journal.jsonl");
  return existsSync(path) ? readFileSync(path, "utf8").split("\n").length - 1 : 0;
}

/** Of all chains, in the order of the kills. */
const finishedAtKill: number[] = [];

/** Runs the study in new folders, killing it at random times, until `kills` lives were ended. */
async function killedStudies(chain: number, kills: number): Promise<void> {
  const source = random(7, "kill -9", chain);
  let killed = 0;
  for (let number = 0; killed < kills; number++) {
    const run = join(folder, `chain-${chain}-${number}`, "run");
    let ended: CliResult;
    do {
      // Some time before the first item of this life, after one of the next, or while the report is written.
      const more = Math.floor(source.next() * 5);
      const wait = source.next() ** 2 * LONGEST_WAIT_MILLISECONDS;
      const before = linesOf(run);
      let reached = 0;
      ended = await study(run, {
        signal: "SIGKILL",
        interruptWhen: () => {
          const begun = existsSync(join(run, "lock")) || linesOf(run) > before;
          if (reached === 0 && begun && linesOf(run) >= before + more) reached = performance.now();
          return killed < kills && reached !== 0 && performance.now() - reached >= wait;
        },
      });
      if (ended.code === null) {
        killed++;
        finishedAtKill.push((await readRecords(run)).size);
      }
    } while (ended.code === null);
    expect(ended.code, ended.stderr).toBe(0);
    expect(await runFiles(run)).toEqual(undisturbed);
    const keys = await journalKeys(run);
    expect(new Set(keys).size).toBe(keys.length);
    await rm(run, { recursive: true });
  }
}

describe("a study that is killed", () => {
  it(`at ${KILLS} random moments ends byte for byte like one that was not, with no item twice`, async () => {
    await Promise.all(Array.from({ length: CHAINS }, (_, chain) => killedStudies(chain, KILLS / CHAINS)));
    expect(finishedAtKill).toHaveLength(KILLS);
    expect(new Set(finishedAtKill).size).toBeGreaterThan(3);
    console.log(`items finished at each kill: ${finishedAtKill.join(" ")}`);
  }, 600_000);

  it("and has a damaged map does that item alone again", async () => {
    const run = join(folder, "damaged", "run");
    await cp(whole, run, { recursive: true });
    const before = await journalKeys(run);
    const map = join(run, "maps", `${before[3]}.f32`);
    const bytes = await readFile(map);
    bytes[100] = (bytes[100] ?? 0) ^ 1;
    await writeFile(map, bytes);
    const mended = await study(run);
    // The search that starts from that item's points is not asked for before it is there again.
    expect(mended.stderr).toMatch(/13 of 14 items/);
    expect(await runFiles(run)).toEqual(undisturbed);
    expect(await journalKeys(run)).toEqual([...before, before[3]]);
  });
});

describe("a second process on one run", () => {
  it("is refused, told who has it, and disturbs nothing", async () => {
    const run = join(folder, "twice", "run");
    await cp(whole, run, { recursive: true });
    const holder = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
    onTestFinished(() => void holder.kill());
    await writeFile(join(run, "lock"), `${holder.pid}`);
    const refused = await study(run);
    expect(refused.code).toBe(1);
    expect(messagesOf(refused)).toEqual([
      `faultline: the run is in use by process ${holder.pid}; wait for it, or delete ${join(run, "lock")} if it is gone`,
    ]);
    holder.kill("SIGKILL");
    const taken = await study(run);
    expect(taken.code, taken.stderr).toBe(0);
    expect(await runFiles(run)).toEqual(undisturbed);
  });
});

describe("a full disk", () => {
  it.skipIf(!canMount)(
    "is one clear message; with space made, the study goes on and ends as ever (needs the right to mount a tmpfs)",
    async () => {
      const disk = join(folder, "disk");
      await mountTmpfs(disk, "size=128k");
      const run = join(disk, "run");
      // No room for the maps, which is said before anything is computed; then room for them, and not for all else.
      const attempts = [
        [128, /^faultline: missing room in \S+: the maps of this study take up to \S+ MB, 0\.\d MB are free/],
        [1600, /^faultline: cannot write \S+: the disk is full$/],
      ] as const;
      for (const [kilobytes, message] of attempts) {
        await remount(disk, `size=${kilobytes}k`);
        const full = await study(run);
        expect(full.code, `${kilobytes} kB`).toBe(1);
        expect(messagesOf(full), `${kilobytes} kB`).toEqual([expect.stringMatching(message)]);
        expect(existsSync(join(run, "lock"))).toBe(false);
      }
      await remount(disk, "size=32m");
      const ended = await study(run);
      expect(ended.code, ended.stderr).toBe(0);
      expect(await runFiles(run)).toEqual(undisturbed);
      const keys = await journalKeys(run);
      expect(new Set(keys).size).toBe(keys.length);
    },
    120_000,
  );
});
