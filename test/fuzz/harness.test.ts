// The harness finds what is planted, in the same inputs each time, and leaves a clean reader alone.

import { execFile } from "node:child_process";
import { openSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { InputError } from "../../src/core/errors.ts";
import { MEMORY, slownessAtFirst, used } from "./budget.ts";
import { type Tally, tryInputs } from "./harness.ts";
import { openInputs } from "./inputs.ts";
import { planted } from "./planted.ts";
import type { FuzzedReader } from "./reader.ts";

async function tallyOf(reader: FuzzedReader, to = 60, seconds = 2): Promise<Tally> {
  const inputOf = await openInputs(reader, 1);
  const mostBytes = Math.max(process.memoryUsage.rss(), used().peak) + MEMORY;
  return await tryInputs(reader, {
    from: 0,
    to,
    inputOf,
    what: reader.name,
    mostBytes,
    seconds,
    patience: 0.2,
  });
}

const faultsOf = async (reader: FuzzedReader, to?: number, seconds?: number): Promise<string[]> =>
  (await tallyOf(reader, to, seconds)).finds.map(({ fault }) => fault);

/** Uses the processor for a time, at the speed that limits are stated for. */
function busy(seconds: number): void {
  const [before, here] = [used().seconds, seconds * slownessAtFirst()];
  while (used().seconds - before < here) Math.sqrt(before);
}

describe("the fuzz harness", () => {
  it("finds nothing in a reader that reads or refuses", async () => {
    const reader = planted("clean", () => {
      throw new InputError("invalid byte above 127");
    });
    const tally = await tallyOf(reader, 500);
    expect(tally).toMatchObject({ inputs: 500, finds: [] });
    expect(tally.read).toBeGreaterThan(0);
    expect(tally.refused).toBeGreaterThan(400);
  });

  it("draws the same inputs for the same seed", async () => {
    const reader = planted("clean", () => {});
    const [one, again, other] = await Promise.all([1, 1, 2].map((seed) => openInputs(reader, seed)));
    expect(one?.(77)).toEqual(again?.(77));
    expect([...Array(20).keys()].map((index) => one?.(index + 1))).not.toEqual(
      [...Array(20).keys()].map((index) => other?.(index + 1)),
    );
  });

  it("finds an error that is none of ours", async () => {
    expect(await faultsOf(planted("type", () => void (null as unknown as string).length))).toEqual([
      expect.stringMatching(/^TypeError: Cannot read properties of null/),
    ]);
  });

  it("finds a message that is no single plain line", async () => {
    // InputErrors escape what they are given; other errors of ours are on their own.
    class Transient extends Error {}
    const reader = planted("message", () => {
      throw new Transient("invalid name \u001b[31m");
    });
    expect(await faultsOf(reader)).toEqual([expect.stringContaining("control characters")]);
  });

  it("finds a promise that nobody waits for, and one that never ends", async () => {
    const left = planted("left", () => void Promise.reject(new RangeError("late")));
    expect(await faultsOf(left)).toEqual(["left behind: RangeError: late"]);
    expect(
      await faultsOf(
        planted("endless", () => new Promise(() => {})),
        10,
      ),
    ).toEqual(["Error: no end within 0.2 s"]);
  });

  it("finds processor time, memory and files", async () => {
    let slow = 0;
    const reader = planted("slow", () => (slow++ < 2 ? busy(0.6) : undefined));
    expect(await faultsOf(reader, 20, 0.2)).toEqual([expect.stringMatching(/^\d+\.\d s of processor time/)]);
    // Beyond the most that this process, or the one that began it, ever held.
    let times = 0;
    const held = planted("held", () => void (times++ === 0 && Buffer.alloc(used().peak + MEMORY, 1)));
    expect(await faultsOf(held, 6)).toEqual([expect.stringMatching(/^\d+ MB of memory/)]);
    const open = planted("open", () => void openSync("/dev/null", "r"));
    expect(await faultsOf(open, 200)).toEqual([expect.stringMatching(/^\d+ files left open/)]);
  });

  it("ends a process in which an input never ends, and names the input", async () => {
    const stuck = new URL("./stuck.mjs", import.meta.url).pathname;
    const ended = await new Promise<{ signal: unknown; said: string }>((resolve) => {
      execFile(process.execPath, [stuck], (error, _out, said) => resolve({ signal: error?.signal, said }));
    });
    expect(ended.signal).toBe("SIGKILL");
    expect(ended.said).toBe("fuzz: stuck, input 7: still reading after 1 s of processor time\n");
  });
});
