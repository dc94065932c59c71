// A program of one's own over the built library: what it registers is searched together with what is built in, and a
// question whose second look depends on its first is interrupted, and goes through a queue, to the same records.

import { existsSync } from "node:fs";
import { readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { runCli, type Surroundings } from "faultline";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readRecords } from "../../src/results/journal.ts";
import { hasRedis, startRedis } from "../support/redis.ts";
import { journalKeys, runFiles } from "../support/run-files.ts";
import { sharedFolder } from "../support/scratch.ts";
import { registerAll } from "./registered.ts";

const folder = await sharedFolder();
const closer = join(folder, "closer");
const DATA = ["--dataset", "demo", "--objects", "nut", "--samples", "4", "--seed", "2", "--threads", "1"];
const DETECTOR = ["--detector", "mid-grey", "--gain", "1.5"];
const SHIFT = ["--shift", "theta=20,lens-haze=0.4"];

let unregister: () => void;
beforeAll(() => {
  unregister = registerAll();
});
afterAll(() => unregister());

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command in this process. */
async function run(args: readonly string[], signal = new AbortController().signal): Promise<Ran> {
  const [out, err]: [string[], string[]] = [[], []];
  const surroundings: Surroundings = {
    ...{ env: { ...process.env, NO_COLOR: "1" }, cwd: folder, signal },
    out: (line) => out.push(line),
    note: (line) => err.push(line),
    progress: (line) => err.push(line),
  };
  const code = await runCli(args, surroundings);
  return { code, stdout: out.join("\n"), stderr: err.join("\n") };
}

/** Runs a command that must succeed. */
async function succeed(args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await run(args);
  expect(code, stderr).toBe(0);
  return stdout;
}

describe("what is registered in a test alone", () => {
  it("is bounded, gated, printed, queried and reported, under a name of two words", async () => {
    const out = join(folder, "bound");
    const asked = ["bound", ...DATA, ...DETECTOR, ...SHIFT, "--subsets", "--budget", "6", "--out", out];
    const bounded = JSON.parse(await succeed([...asked, "--json"]));
    expect(bounded.objects[0].bound.scoreSpread).toBeTypeOf("number");
    const gated = await run([...asked, "--limit", "scoreSpread=99%"]);
    expect(gated.code, gated.stderr).toBe(3);
    expect(gated.stderr).toMatch(/score spread|scoreSpread/);
    const rows = JSON.parse(
      await succeed([
        ...["query", out, "SELECT count(*) AS n, max(lens_haze_shares) AS most FROM points", "--json"],
      ]),
    );
    expect(rows[0].most).toBeGreaterThan(0);
    await succeed(["report", out]);
    const html = await readFile(join(out, "report.html"), "utf8");
    for (const word of ["lens haze", "score spread", "mid grey"]) expect(html).toContain(word);
  }, 120_000);

  it("never leaves a combination above what is within it", async () => {
    const records = [...(await readRecords(join(folder, "bound"))).values()].filter(
      ({ experiment, anomalous }) => experiment.kind === "search" && anomalous,
    );
    const samples = new Set(records.map(({ sample }) => sample));
    for (const each of samples) {
      const searches = records.filter(({ sample }) => sample === each);
      const worst = searches.map(({ points }) => points[0]?.pauroc ?? 1);
      const widest = searches.findIndex(
        ({ experiment }) => experiment.kind === "search" && Object.keys(experiment.box).length === 2,
      );
      expect(worst[widest]).toBe(Math.min(...worst));
    }
    expect(samples.size).toBeGreaterThan(1);
  });

  it("asks its own question by a command of its own, resumed after an interruption", async () => {
    const question = ["closer-look", ...DATA, ...DETECTOR, "--shift", "lens-haze=0.4", "--finer", "2"];
    // All runs are made by one command, which they are stamped with, and then moved aside.
    const whole = join(folder, "whole");
    const answer = JSON.parse(await succeed([...question, "--out", closer, "--json"]));
    await rename(closer, whole);
    expect(answer.answers[0].charts.map(({ kind }: { kind: string }) => kind)).toEqual(["table", "curve"]);
    const html = await readFile(join(whole, "report.html"), "utf8");
    expect(html).toContain("The closer look");

    const controller = new AbortController();
    const watch = setInterval(async () => {
      const path = join(closer, "journal.jsonl");
      if (existsSync(path) && (await journalKeys(closer)).length >= 3) controller.abort();
    }, 1);
    const interrupted = await run([...question, "--out", closer], controller.signal);
    clearInterval(watch);
    expect([0, 130]).toContain(interrupted.code);
    await succeed([...question, "--out", closer]);
    expect(await runFiles(closer)).toEqual(await runFiles(whole));
    await rename(closer, join(folder, "cut"));
  }, 120_000);

  it.skipIf(!hasRedis)(
    "goes through a queue with two workers to the same records (needs redis-server)",
    async () => {
      const redis = await startRedis(folder);
      const stop = new AbortController();
      const workers = [1, 2].map(() => run(["worker", "--queue", redis.url], stop.signal));
      try {
        const question = ["closer-look", ...DATA, ...DETECTOR, "--shift", "lens-haze=0.4", "--finer", "2"];
        await succeed([...question, "--queue", redis.url, "--out", closer]);
        expect(await runFiles(closer)).toEqual(await runFiles(join(folder, "whole")));
      } finally {
        stop.abort();
        await Promise.all(workers);
        await redis.stop();
      }
    },
    120_000,
  );
});
