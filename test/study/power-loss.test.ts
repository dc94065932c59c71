// Power lost at any moment: whatever of the unsynced writes is gone, the next run ends like one that was never stopped,
// and does nothing again that had been reported as done.

import type * as fs from "node:fs/promises";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, it, vi } from "vitest";
import { random } from "../../src/core/random.ts";
import { runFiles } from "../support/run-files.ts";
import { scratchFolder } from "../support/scratch.ts";
import { contextOf, memoryDataset, planOf, runWhole } from "../support/study.ts";

const { disk } = await vi.hoisted(async () => {
  const { WatchedDisk } = await import("../support/watched-disk.ts");
  return { disk: new WatchedDisk() };
});

vi.mock("node:fs/promises", async (importOriginal) => {
  const { watched } = await import("../support/watched-disk.ts");
  return watched(await importOriginal<typeof fs>(), disk);
});

const LOSSES = 60;

it(`at ${LOSSES} random writes of a study costs what was not yet reported as done, and nothing else`, async () => {
  const folder = await scratchFolder();
  const all = await contextOf(memoryDataset());
  const context = { ...all, samples: all.samples.slice(0, 3) };
  const plan = planOf(context);
  const whole = join(folder, "whole");
  let changes = 0;
  disk.onChange = () => changes++;
  await runWhole(context, whole);
  const undisturbed = await runFiles(whole);
  expect(changes).toBeGreaterThan(plan.length * 3);

  const chance = random(1, "power loss");
  for (let loss = 0; loss < LOSSES; loss++) {
    const [run, left] = [join(folder, `runs-${loss}`, "of-today", "run"), join(folder, `left-${loss}`)];
    const at = Math.floor(chance.next() * changes);
    const saved: { done: number; lost: Promise<void> | undefined } = { done: 0, lost: undefined };
    let [change, done] = [0, 0];
    await mkdir(left);
    // In new folders, or in one that a life which was killed at once has made.
    if (loss % 2 === 0) await mkdir(dirname(run), { recursive: true });
    disk.forget();
    if (loss % 2 === 0) await mkdir(run);
    disk.onChange = () => {
      if (change++ !== at) return;
      disk.onChange = () => {};
      saved.done = done;
      saved.lost = disk.lose(run, left, chance);
    };
    await runWhole(context, run, { onProgress: (progress) => (done = progress.done) });
    await saved.lost;
    disk.onChange = () => {};
    const again: number[] = [];
    await runWhole(context, left, { onProgress: (progress) => again.push(progress.done) });
    expect(
      again.length === 0 ? plan.length : again[0],
      `loss ${loss} at change ${at}`,
    ).toBeGreaterThanOrEqual(saved.done);
    expect(await runFiles(left), `loss ${loss} at change ${at}`).toEqual(undisturbed);
  }
}, 120_000);
