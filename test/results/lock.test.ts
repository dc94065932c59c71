// The lock by itself: whose it is, when it counts as left behind, and what it leaves beside it.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isRunning, takeLock } from "../../src/results/lock.ts";
import { scratchFolder } from "../support/scratch.ts";

describe("a lock", () => {
  it("is one file, and none once it was released, whether it was given or refused", async () => {
    const folder = await scratchFolder();
    const path = join(folder, "lock");
    const lock = await takeLock(path);
    expect(await readdir(folder)).toEqual(["lock"]);
    await expect(takeLock(path)).rejects.toThrow(`in use by process ${process.pid}`);
    expect(await readdir(folder)).toEqual(["lock"]);
    await lock.release();
    expect(await readdir(folder)).toEqual([]);
    await (await takeLock(path)).release();
    expect(await readdir(folder)).toEqual([]);
  });

  it("of this machine's parent process is refused, and stays as it is", async () => {
    const folder = await scratchFolder();
    const path = join(folder, "lock");
    for (const owner of [`${process.ppid}`, JSON.stringify({ pid: process.ppid, host: hostname() })]) {
      await writeFile(path, owner);
      await expect(takeLock(path)).rejects.toThrow(`in use by process ${process.ppid};`);
      expect([await readFile(path, "utf8"), await readdir(folder)]).toEqual([owner, ["lock"]]);
    }
  });

  it.each([
    [290, true],
    [310, false],
  ])("of another machine that was silent for %d seconds is refused: %s", async (seconds, refused) => {
    const path = join(await scratchFolder(), "lock");
    await writeFile(path, JSON.stringify({ pid: process.pid, host: "another-machine", boot: "" }));
    const then = new Date(Date.now() - seconds * 1000);
    await utimes(path, then, then);
    const taken = takeLock(path);
    if (refused) await expect(taken).rejects.toThrow(/on another-machine, heard of 29\d s ago/);
    else await (await taken).release();
  });

  it("is taken over where it holds this process's own number, which an earlier one had", async () => {
    const path = join(await scratchFolder(), "lock");
    await writeFile(path, `${process.pid}`);
    const lock = await takeLock(path);
    expect(JSON.parse(await readFile(path, "utf8"))).toMatchObject({ pid: process.pid, host: hostname() });
    await lock.release();
  });
});

it("a process runs, is gone, or never was one", async () => {
  const gone = spawn(process.execPath, ["-e", ""]);
  await once(gone, "exit");
  expect([process.pid, 1].map(isRunning)).toEqual([true, true]);
  expect([gone.pid ?? 0, 0, -1, 1.5, Number.NaN].map(isRunning)).toEqual(Array(5).fill(false));
});
