// Detectors that are no part of faultline go through the commands that the built-in one goes through: here a program.

import { existsSync, writeFileSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { openNodeEngine } from "../../src/graph/session-node.ts";
import { hasRedis, startRedis } from "../support/redis.ts";
import { cliIn, type Ran } from "../support/run-cli.ts";
import { sharedFolder } from "../support/scratch.ts";
import { spotFolder } from "../support/spots.ts";

// Threads of their own run what is built; here sessions stay in this one.
vi.mock("../../src/graph/session-worker.ts", () => ({ openWorkerEngine: openNodeEngine }));

const folder = await sharedFolder();
const EXAMPLE = fileURLToPath(new URL("../../examples/detector.mjs", import.meta.url));
const PROGRAM = ["--detector", `exec:${process.execPath} ${EXAMPLE}`, "--answers", "map,score"];
const BAD = ["--image", "gear/anomalous/1.png"];

const cli = cliIn(folder);
const DATA = ["--dataset", "folder", "--root", "gear", "--shift", "theta=8", "--threads", "1", "--json"];

beforeAll(async () => {
  await mkdir(join(folder, "gear"));
  await spotFolder(join(folder, "gear"));
});

describe("a program as a detector", () => {
  it("is checked, with a picture and without", async () => {
    const [program] = [PROGRAM[1] ?? ""];
    const said = await cli(["detector", "check", program, ...PROGRAM.slice(2), ...BAD, "--json"]);
    expect(said.code, said.stderr).toBe(0);
    expect(JSON.parse(said.stdout)).toMatchObject({ detector: program, source: "process", doubts: [] });
    const wrong = await cli(["detector", "check", program]);
    expect([wrong.code, wrong.stdout]).toEqual([1, ""]);
    expect(wrong.stderr).toMatch(/^faultline: invalid detector exec:.*(shape|--answers)/);
    expect(wrong.stderr.split("\n")).toHaveLength(1);
  });

  it("goes through map: the picture's folder names what it shows, files are found from where one is", async () => {
    const [still, turned] = [
      await cli(["map", ...PROGRAM, ...BAD, "--mask", "gear/masks/1.png", "--json"]),
      await cli(["map", ...PROGRAM, ...BAD, "--at", "theta=8", "--out", "map.npy", "--json"]),
    ];
    expect(still.code, still.stderr).toBe(0);
    expect(JSON.parse(still.stdout)).toMatchObject({ detector: PROGRAM[1], at: {}, pauroc: 1 });
    expect((JSON.parse(still.stdout) as { imageScore: number }).imageScore).toBeCloseTo(190 / 255, 5);
    expect(turned.code, turned.stderr).toBe(0);
    expect(await readFile(join(folder, "map.npy"))).toHaveLength(128 + 4 * 64 * 64);
  });

  it("goes through worst, by what moves the map where there is no mask", async () => {
    const words = ["worst", ...PROGRAM, ...BAD, "--shift", "theta=8", "--budget", "3", "--json"];
    const without = await cli(words);
    expect(without.code, without.stderr).toBe(0);
    const found = JSON.parse(without.stdout) as Record<string, unknown>;
    expect(found).toMatchObject({ criterion: { name: "map-change", original: 0 }, evaluations: 6, steps: 0 });
    for (const key of ["pauroc", "loss", "original", "reasons"]) expect(found).not.toHaveProperty(key);
    const masked = JSON.parse((await cli([...words, "--mask", "gear/masks/1.png"])).stdout) as object;
    expect(masked).toMatchObject({ original: { pauroc: 1 } });
    expect(masked).not.toHaveProperty("criterion");
    const refused = await cli([...words, "--criterion", "loss"]);
    expect([refused.code, refused.stderr]).toEqual([
      2,
      expect.stringContaining("missing --mask: criterion loss"),
    ]);
  });

  it("ends within a second where it is interrupted, and a study is taken up to equal results", async () => {
    const whole = await cli(["sweep", ...PROGRAM, ...DATA, "--values", "3", "--out", "whole"]);
    expect(whole.code, whole.stderr).toBe(0);
    // Answers as the example does, but keeps a picture for long while it is told to.
    await writeFile(
      join(folder, "slow.mjs"),
      `import fs from "node:fs";
       import { syncBuiltinESMExports } from "node:module";
       const { readSync } = fs;
       fs.readSync = (...asked) => {
         if (fs.existsSync("sleeping")) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60_000);
         return readSync(...asked);
       };
       syncBuiltinESMExports();
       await import(${JSON.stringify(EXAMPLE)});`,
    );
    const slow = ["--detector", `exec:${process.execPath} slow.mjs`, "--answers", "map,score"];
    const stop = new AbortController();
    let aborted = Number.NaN;
    const ended = await cli(["sweep", ...slow, ...DATA, "--values", "3", "--out", "slow"], {
      signal: stop.signal,
      progress: (line) => {
        if (!/^[1-9]/.test(line) || existsSync(join(folder, "sleeping"))) return;
        writeFileSync(join(folder, "sleeping"), "");
        setTimeout(() => {
          aborted = performance.now();
          stop.abort();
        }, 200);
      },
    });
    expect([ended.code, ended.stderr]).toEqual([130, expect.stringContaining("interrupted")]);
    expect(performance.now() - aborted).toBeLessThan(1000);
    await rm(join(folder, "sleeping"));
    const again = await cli(["sweep", ...slow, ...DATA, "--values", "3", "--out", "slow"]);
    expect(again.code, again.stderr).toBe(0);
    const objects = ({ stdout }: Ran): unknown => (JSON.parse(stdout) as { objects: unknown }).objects;
    expect(objects(again)).toEqual(objects(whole));
  });

  it("is asked by the explorer again where it is named again", async () => {
    const refused = await cli(["explore", "whole", "--root", "gear"]);
    expect([refused.code, refused.stderr]).toEqual([
      2,
      expect.stringMatching(/missing --detector: whole asked 'exec:.*detector\.mjs'; name it to open it/),
    ]);
    const stop = new AbortController();
    const served = await cli(["explore", "whole", "--root", "gear", ...PROGRAM.slice(0, 2)], {
      signal: stop.signal,
      out: () => stop.abort(),
    });
    expect(served.code, served.stderr).toBe(0);
    expect(served.stderr).not.toContain("another detector");
  });
});

describe.runIf(hasRedis)("a program and a queue", () => {
  it("meet on a worker that names the program itself, to the same answer", async () => {
    const server = await startRedis(folder);
    const queued = ["sweep", ...PROGRAM, ...DATA, "--values", "2"];
    const here = await cli([...queued, "--out", "here"]);
    const stop = new AbortController();
    try {
      const planner = cli([...queued, "--out", "there", "--queue", server.url]);
      const unwilling = await cli(["worker", "--queue", server.url]);
      expect(unwilling.code).toBe(1);
      expect(unwilling.stderr).toMatch(
        /missing --detector 'exec:.*': a worker opens a process from its own flags/,
      );
      const worker = cli(["worker", "--queue", server.url, ...PROGRAM], { signal: stop.signal });
      const there = await planner;
      expect(there.code, there.stderr).toBe(0);
      expect(there.stdout).toBe(here.stdout.replaceAll("/here/", "/there/"));
      stop.abort();
      expect((await worker).code).toBe(0);
    } finally {
      stop.abort();
      await server.stop();
    }
  }, 60_000);
});
