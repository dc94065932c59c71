// Runs: whatever interrupts them, the same records and maps in the end, and nothing done twice.

import { readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CancelledError, InputError, InvariantError, present } from "../../src/core/errors.ts";
import { lossOf } from "../../src/metrics/loss-of.ts";
import { pixelAuroc } from "../../src/metrics/pixel-auroc.ts";
import { readRecords } from "../../src/results/journal.ts";
import { readMap } from "../../src/results/maps.ts";
import { exportRecords, type ItemRecord } from "../../src/results/record.ts";
import type { RunProgress } from "../../src/study/run.ts";
import { scratchFolder } from "../support/scratch.ts";
import {
  arithmeticChain,
  arithmeticMap,
  contextOf,
  memoryDataset,
  memorySample,
  planOf,
  runWhole,
} from "../support/study.ts";

const CONTEXT = await contextOf(memoryDataset());
const PLAN = planOf(CONTEXT);
/** Items of a sample. */
const EACH = PLAN.length / CONTEXT.samples.length;

/** The plan's part of the first samples. */
const firstSamples = (count: number) => ({ ...CONTEXT, samples: CONTEXT.samples.slice(0, count) });

/** Everything that a run left behind, clocks apart. */
async function leftBy(run: string): Promise<{ records: string; maps: Record<string, string> }> {
  const names = (await readdir(join(run, "maps"))).sort();
  const maps: Record<string, string> = {};
  for (const name of names) maps[name] = (await readFile(join(run, "maps", name))).toString("hex");
  return { records: exportRecords((await readRecords(run)).values()), maps };
}

/** A detector that hears of every evaluation in the run's own order. */
const counted = (onEvaluate: () => void) => ({ openChain: async () => arithmeticChain(onEvaluate) });

describe("pictures", () => {
  it("are decoded once, the next one before the present one is evaluated", async () => {
    const events: string[] = [];
    const samples = CONTEXT.samples.map((studied) => ({
      ...studied,
      sample: {
        ...studied.sample,
        loadImage: () => {
          events.push(studied.sample.id);
          return studied.sample.loadImage();
        },
      },
    }));
    const openChain = async () => arithmeticChain(() => events.push("evaluation"));
    await runWhole({ ...CONTEXT, samples }, await scratchFolder(), { openChain });
    const ids = [...new Set(PLAN.map(({ sample }) => sample.id))];
    expect(events.filter((event) => event !== "evaluation")).toEqual(ids);
    expect(events.slice(0, 3)).toEqual([ids[0], ids[1], "evaluation"]);
  });
});

describe("a record", () => {
  it("of the unshifted picture holds what its map says", async () => {
    const run = await scratchFolder();
    const item = present(PLAN[0], "item");
    const record = present((await runWhole(CONTEXT, run)).records.get(item.key), "record");
    const [image, mask] = [await item.sample.loadImage(), await item.sample.loadMask()];
    const map = arithmeticMap(image, {});
    expect(readMap(run, record, 0)).toEqual(map);
    expect(record.points).toEqual([
      {
        point: {},
        loss: lossOf(map, mask.data),
        pauroc: pixelAuroc(map, mask.data),
        imageScore: Math.max(...map),
      },
    ]);
  });

  it("of a sweep holds one point and one map per value, of a search its worst point and its map", async () => {
    const run = await scratchFolder();
    const records = [...(await runWhole(CONTEXT, run)).records.values()];
    const image = await present(PLAN[0], "item").sample.loadImage();
    const sweep = present(
      records.find(({ experiment }) => experiment.kind === "points" && experiment.points.length > 1),
      "sweep",
    );
    expect(sweep.points.map(({ point }) => point)).toEqual([{ hue: -1 }, { hue: 0 }, { hue: 1 }]);
    expect(readMap(run, sweep, 2)).toEqual(arithmeticMap(image, { hue: 1 }));
    const bound = present(
      records.find(({ experiment }) => experiment.kind === "search"),
      "bound",
    );
    expect(bound.search).toMatchObject({ evaluations: 6, steps: 0, units: 6 });
    expect(readMap(run, bound, 0)).toEqual(arithmeticMap(image, present(bound.points[0], "point").point));
    expect(bound.points[0]?.loss).toBeGreaterThanOrEqual(present(records[0]?.points[0]?.loss, "original"));
  });

  it("flags a mask that vanished in the resize", async () => {
    const sample = memorySample("nut", "crack", 0);
    const large = { width: 9, height: 9, data: new Uint8Array(81) };
    large.data[1] = 1;
    const dataset = {
      ...memoryDataset(),
      testSamples: async () => [{ ...sample, loadMask: async () => large }],
    };
    const context = await contextOf({ ...dataset, objects: ["nut"] });
    const { records } = await runWhole(context, await scratchFolder());
    expect(
      [...records.values()].map(({ maskVanished, points }) => [maskVanished, points[0]?.pauroc]),
    ).toEqual(Array(EACH).fill([true, null]));
  });
});

describe("a run", () => {
  it("that was interrupted anywhere, any number of times, ends like one that was not", async () => {
    const whole = await scratchFolder();
    let calls = 0;
    await runWhole(
      CONTEXT,
      whole,
      counted(() => calls++),
    );
    const expected = await leftBy(whole);
    const interruptions = fc.array(fc.integer({ min: 1, max: calls }), { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(interruptions, fc.integer({ min: 1, max: 3 }), async (ends, workers) => {
        const run = await scratchFolder();
        for (const end of ends) {
          const cancel = new AbortController();
          let call = 0;
          const stopAt = counted(() => {
            if (++call === end) cancel.abort();
          });
          await runWhole(CONTEXT, run, { ...stopAt, workers, signal: cancel.signal }).catch(
            (error: unknown) => {
              if (!(error instanceof CancelledError)) throw error;
            },
          );
        }
        await runWhole(CONTEXT, run, { workers });
        expect(await leftBy(run)).toEqual(expected);
      }),
      { numRuns: 15 },
    );
  });

  it("that was cancelled says so, and keeps what was finished", async () => {
    const run = await scratchFolder();
    const cancel = new AbortController();
    let done = 0;
    const running = runWhole(CONTEXT, run, {
      signal: cancel.signal,
      onProgress: (progress) => {
        ({ done } = progress);
        if (done === 5) cancel.abort();
      },
    });
    await expect(running).rejects.toThrow(CancelledError);
    expect([...(await readRecords(run)).keys()]).toEqual(PLAN.slice(0, 5).map(({ key }) => key));
  });

  it("that is finished opens no detector and changes nothing", async () => {
    const run = await scratchFolder();
    await runWhole(CONTEXT, run);
    const before = await readFile(join(run, "journal.jsonl"), "utf8");
    const never = async (): Promise<never> => expect.fail("a detector was opened");
    await runWhole(CONTEXT, run, { openChain: never, onProgress: () => expect.fail("something was done") });
    expect(await readFile(join(run, "journal.jsonl"), "utf8")).toBe(before);
  });

  it("does what a larger plan adds, and no more", async () => {
    const run = await scratchFolder();
    await runWhole(firstSamples(2), run);
    const progress: number[] = [];
    await runWhole(CONTEXT, run, { onProgress: ({ done }) => progress.push(done) });
    expect(progress).toEqual(
      Array.from({ length: PLAN.length - 2 * EACH + 1 }, (_, index) => 2 * EACH + index),
    );
    const whole = await scratchFolder();
    await runWhole(CONTEXT, whole);
    expect(await leftBy(run)).toEqual(await leftBy(whole));
  });

  it("opens a detector per worker, and no more than there are samples", async () => {
    let opened = 0;
    const openChain = async () => {
      opened++;
      return arithmeticChain();
    };
    await runWhole(firstSamples(2), await scratchFolder(), { openChain, workers: 5 });
    expect(opened).toBe(2);
  });

  it("tells how far it is and how long it will take", async () => {
    let now = 0;
    const told: RunProgress[] = [];
    await runWhole(firstSamples(1), await scratchFolder(), {
      ...counted(() => {
        now += 500;
      }),
      clock: () => now,
      onProgress: (progress) => told.push(progress),
    });
    expect(told.map(({ done, total }) => [done, total])).toEqual(
      [0, 1, 2, 3, 4, 5].map((done) => [done, EACH]),
    );
    expect(told[0]).toMatchObject({ itemsPerSecond: 0, secondsLeft: Number.NaN });
    expect(told[2]).toMatchObject({ itemsPerSecond: 2, secondsLeft: 1.5 });
    // Three calls so far, and three of the search: its points five at a time, then its kept ones.
    expect(told[4]?.workers.map(({ busySeconds }) => busySeconds)).toEqual([6 * 0.5]);
  });
});

describe("damage", () => {
  const damages: readonly [string, (run: string, record: ItemRecord) => Promise<void>][] = [
    ["a map that is missing", (run, { maps }) => rm(join(run, present(maps, "maps").file))],
    ["a map that is cut off", (run, { maps }) => truncate(join(run, present(maps, "maps").file), 7)],
    [
      "a map that was changed",
      (run, { maps }) => writeFile(join(run, present(maps, "maps").file), new Uint8Array(64)),
    ],
    [
      "a torn last line",
      async (run) => {
        const path = join(run, "journal.jsonl");
        await truncate(path, (await readFile(path)).length - 9);
      },
    ],
  ];

  it.each(damages)("of %s is mended by the next run, which does that item alone", async (_, damage) => {
    const run = await scratchFolder();
    const { records } = await runWhole(CONTEXT, run);
    const before = await leftBy(run);
    await damage(run, present(records.get(present(PLAN.at(-1), "item").key), "record"));
    const progress: number[] = [];
    await runWhole(CONTEXT, run, { onProgress: ({ done }) => progress.push(done) });
    expect(progress).toEqual([PLAN.length - 1, PLAN.length]);
    expect(await leftBy(run)).toEqual(before);
    await runWhole(CONTEXT, run, { openChain: async () => expect.fail("it was done a third time") });
  });
});

describe("failures", () => {
  const failing = async (
    error: Error,
    workers: number,
  ): Promise<{ run: string; running: Promise<unknown> }> => {
    const run = await scratchFolder();
    const [, second] = await memoryDataset().testSamples("gear");
    const bad = { ...present(second, "sample"), loadImage: () => Promise.reject(error) };
    const samples = CONTEXT.samples.map((studied) =>
      studied.sample.id === bad.id ? { ...studied, sample: bad } : studied,
    );
    return { run, running: runWhole({ ...CONTEXT, samples }, run, { workers }) };
  };

  it("of a sample end the run with their own words; what was finished stays", async () => {
    const { run, running } = await failing(new InputError("missing file gear/test/crack/001.png"), 1);
    await expect(running).rejects.toThrow(new InputError("missing file gear/test/crack/001.png"));
    expect((await readRecords(run)).size).toBe(EACH);
    await runWhole(CONTEXT, run);
    expect((await readRecords(run)).size).toBe(PLAN.length);
  });

  it("of one worker let the others finish the sample at hand", async () => {
    const { run, running } = await failing(new InvariantError("a bug"), 2);
    await expect(running).rejects.toThrow(InvariantError);
    expect([...(await readRecords(run)).keys()]).toEqual(PLAN.slice(0, EACH).map(({ key }) => key));
  });

  it("of a detector name the sample", async () => {
    const refusing = {
      ...arithmeticChain(),
      objective: () => Promise.reject(new InputError("out of memory")),
    };
    await expect(
      runWhole(CONTEXT, await scratchFolder(), { openChain: async () => refusing }),
    ).rejects.toThrow(new InputError("sample gear/test/crack/000.png: out of memory"));
  });
});
