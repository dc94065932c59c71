// Files that would fill the memory, run for ever or crash: each ends in its own process, within its limits, and nothing
// else notices.

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { CancelledError, InputError } from "../../src/core/errors.ts";
import { tensor } from "../../src/core/tensor.ts";
import { type ForeignModel, openForeign } from "../../src/graph/foreign/process.ts";
import type { ForeignSettings } from "../../src/graph/foreign/settings.ts";
import { float32Feed } from "../../src/graph/foreign/tensors.ts";
import {
  BUILT_CHILD,
  crashing,
  darkening,
  endless,
  greedy,
  greedyWhenOpened,
} from "../support/foreign-models.ts";
import { scratchFolder } from "../support/scratch.ts";

const feeds = {
  x: float32Feed(tensor([1, 3, 1, 2], [0, 0.1, 0.2, 0.3, 0.4, 0.5])),
  a: float32Feed(tensor([1], [0.5])),
};
/** 10.8 GB. */
const MANY = 2.7e9;
const TOO_MUCH = /^invalid bad\.onnx: it took more than 512 MB of memory.*; FAULTLINE_FOREIGN_MEMORY_MB/;
const TOO_LONG = /^invalid bad\.onnx: a call took more than 1\.5 s.*; FAULTLINE_FOREIGN_SECONDS/;

/** Other processors divide so. */
const CRASHING: [string, Uint8Array, RegExp][] =
  process.arch === "x64"
    ? [["crashes", crashing(), /^invalid bad\.onnx: its process ended \(SIGFPE\)$/]]
    : [];

async function opened(bytes: Uint8Array, settings: Partial<ForeignSettings> = {}): Promise<ForeignModel> {
  const limits = { memoryMegabytes: 512, seconds: 20 };
  const model = await openForeign(bytes, {
    ...{ file: "bad.onnx", limits, threads: 1, program: BUILT_CHILD, ...settings },
  });
  onTestFinished(() => model.close());
  return model;
}

const openedAndRun = async (bytes: Uint8Array, settings: Partial<ForeignSettings> = {}): Promise<unknown> =>
  (await opened(bytes, settings)).run(feeds);

/** Processes that this one has started and that are still there. Linux. */
async function children(of = process.pid): Promise<string[]> {
  const lists = (await readdir(`/proc/${of}/task`)).map((task) =>
    readFile(`/proc/${of}/task/${task}/children`, "utf8"),
  );
  return (await Promise.all(lists)).flatMap((list) => list.trim().split(" ")).filter((pid) => pid !== "");
}

let folder = "";
beforeEach(async () => {
  const { TMPDIR = "/tmp" } = process.env;
  folder = await scratchFolder();
  process.env["TMPDIR"] = folder;
  onTestFinished(() => {
    process.env["TMPDIR"] = TMPDIR;
  });
});

describe.skipIf(process.platform !== "linux")("a hostile file (needs Linux)", () => {
  it.each<[string, Uint8Array, RegExp, number?]>([
    ["fills 10.8 GB in a run", greedy(MANY), TOO_MUCH],
    ["fills 10.8 GB while it is opened", greedyWhenOpened(MANY), TOO_MUCH],
    ["loops 2⁶² times", endless(), TOO_LONG, 1.5],
    ...CRASHING,
  ])("%s: that is said, and another one works all the while", async (_, bytes, message, seconds = 20) => {
    const good = await opened(darkening(), { file: "good.onnx" });
    const expected = await good.run(feeds);
    const started = performance.now();
    const limits = { memoryMegabytes: 512, seconds };
    let isOver = false;
    const error = openedAndRun(bytes, { limits })
      .catch((reason: unknown) => reason)
      .finally(() => {
        isOver = true;
      });
    while (!isOver) expect(await good.run(feeds)).toEqual(expected);
    expect(await error).toBeInstanceOf(InputError);
    expect((await error) as InputError).toMatchObject({ message: expect.stringMatching(message) });
    expect(performance.now() - started).toBeLessThan(15_000);
    // The good one's process and folder are the only ones.
    expect(await readdir(folder)).toHaveLength(1);
    expect(await children()).toHaveLength(1);
    expect(await openedAndRun(darkening())).toEqual(expected);
  });

  it("stays ended", async () => {
    const model = await opened(greedy(MANY));
    const error = await model.run(feeds).catch((reason: unknown) => reason);
    await expect(model.run(feeds)).rejects.toBe(error);
    expect(await readdir(folder)).toEqual([]);
  });

  it("is kept within its memory while the process that opened it is busy", async () => {
    const model = await opened(greedy(MANY));
    const [pid = ""] = await children();
    const run = model.run(feeds).catch(String);
    // Sent, and from here on nothing is heard in this process.
    await new Promise((resolve) => setTimeout(resolve, 20));
    const until = performance.now() + 10_000;
    while (existsSync(`/proc/${pid}/fd/0`) && performance.now() < until);
    expect(performance.now()).toBeLessThan(until);
    expect(await run).toMatch(/took more than 512 MB/);
  });

  it("is ended by the signal in the middle of a run", async () => {
    const controller = new AbortController();
    const model = await opened(endless(), { signal: controller.signal });
    const run = model.run(feeds);
    setTimeout(() => controller.abort(), 100);
    await expect(run).rejects.toBeInstanceOf(CancelledError);
    expect(await children()).toEqual([]);
    await expect.poll(() => readdir(folder)).toEqual([]);
  });

  it("ends with the process that opened it, and so does its folder with copies of weights", async () => {
    await writeFile(join(folder, "weights.bin"), "weights");
    await writeFile(join(folder, "endless.onnx"), endless());
    const { mtimeMs: written } = await stat(join(folder, "weights.bin"));
    const parent = spawn(process.execPath, ["--input-type=module", "--eval", OPENS_ENDLESS], {
      ...{
        cwd: folder,
        env: { ...process.env, WRITTEN: `${written}` },
        stdio: ["ignore", "pipe", "inherit"],
      },
    });
    await new Promise((resolve) => parent.stdout?.once("data", resolve));
    expect(await readdir(folder)).toHaveLength(3);
    const [pid = "", ...others] = await children(parent.pid);
    expect(others).toEqual([]);
    parent.kill("SIGKILL");
    await expect.poll(() => existsSync(`/proc/${pid}`)).toBe(false);
    expect((await readdir(folder)).toSorted()).toEqual(["endless.onnx", "weights.bin"]);
  });

  it("leaves nothing where the process that opens it ends meanwhile", async () => {
    const env = { ...process.env, TMPDIR: folder };
    for (const delay of [0, 20, 50]) {
      const parent = spawn(process.execPath, ["--input-type=module", "--eval", OPENS], { env });
      await expect.poll(() => children(parent.pid), { interval: 1 }).toHaveLength(1);
      const [pid] = await children(parent.pid);
      await new Promise((resolve) => setTimeout(resolve, delay));
      parent.kill("SIGKILL");
      await expect.poll(() => existsSync(`/proc/${pid}`)).toBe(false);
      expect(await readdir(folder)).toEqual([]);
    }
  });
});

/** A program that opens a file, and is not heard of. */
const OPENS = `
  import { openForeign } from "${new URL("./process.js", BUILT_CHILD)}";
  await openForeign(new Uint8Array(), { file: "", limits: { memoryMegabytes: 512, seconds: 60 }, threads: 1 });
`;

/** A program that is inside an endless run once it has said so. */
const OPENS_ENDLESS = `
  import { readFileSync } from "node:fs";
  import { openForeign } from "${new URL("./process.js", BUILT_CHILD)}";
  const limits = { memoryMegabytes: 512, seconds: 60 };
  const sidecars = [{ location: "w.bin", path: "weights.bin", size: 7, written: Number(process.env.WRITTEN) }];
  const model = await openForeign(readFileSync("endless.onnx"), { file: "endless.onnx", limits, threads: 1, sidecars });
  const x = { type: "float32", shape: [1, 3, 1, 1], data: Float32Array.of(1, 1, 1) };
  const run = model.run({ x, a: { type: "float32", shape: [1], data: Float32Array.of(1) } });
  setTimeout(() => console.log("running"), 200);
  await run;
`;
