// A detector that becomes another one while it is used: found at the end of a study, and when it is taken up again.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { openDemoDataset } from "../../src/data/synthetic/dataset.ts";
import { DRIFT } from "../../src/detector/detector.ts";
import { DETECTORS } from "../../src/detector/registry.ts";
import type { DetectorSettings } from "../../src/detector/source.ts";
import { driftBetween } from "../../src/detector/tensor-model/fingerprint.ts";
import { openNodeEngine } from "../../src/graph/session-node.ts";
import { robustnessAsks } from "../../src/study/questions/asks.ts";
import { runStudy } from "../../src/study/study.ts";
import { scratchFolder } from "../support/scratch.ts";

const SIZE = 16;
const lamp = { gain: 1, warmsUp: 0 };

DETECTORS.register({
  ...{ name: "lamp", summary: "what is bright is anomalous, by a gain that may change" },
  ...{ options: z.strictObject({}), needsClassName: false, reach: "outside" },
  open: async ({ device, threads }) => {
    const engine = await openNodeEngine({ device, threads });
    return {
      ...{ name: "lamp", digest: "lamp", engine, size: SIZE, close: () => engine.close() },
      probe: async () => [0.5 * lamp.gain, 0.25],
      prepare: async () => ({
        ...{ digest: "lamp", range: { low: null, high: null } },
        can: { gradient: false, draft: null, batch: 1 },
        maps: async ({ data }) => {
          lamp.gain += lamp.warmsUp;
          const map = data.slice(0, SIZE * SIZE).map((level) => level * lamp.gain);
          return [{ map, imageScore: Math.max(...map) }];
        },
      }),
    };
  },
});

const DETECTOR: DetectorSettings = {
  ...{ source: "lamp", options: {}, aspect: "squash", device: "cpu", threads: 1, env: {}, cwd: "/" },
};

const dataset = openDemoDataset({ objects: ["gear"], testGood: 1, testPerDefect: 1, size: 32 });

const sweep = (runFolder: string) =>
  runStudy(
    {
      asks: robustnessAsks({
        ...{ combinations: [], sweeps: [{ shift: "exposure", values: [0, 0.5] }], ranges: {} },
        ...{ strategy: "worst-of-k", criterion: "pauroc", budget: 1, common: 0 },
      }),
      ...{ seed: 0, samplesPerObject: 2, preset: "paper" },
    },
    dataset,
    {
      ...{ runFolder, data: {}, detector: DETECTOR, workers: 1, clock: () => 0 },
    },
  );

describe("a detector that may change", () => {
  it("is another one when its answers to the probe picture move, and only then", () => {
    expect(driftBetween([0.5, 20], [0.5 + DRIFT / 2, 20 + 10 * DRIFT])).toBeLessThan(DRIFT);
    expect(driftBetween([0.5, 20], [0.5, 20.1])).toBeCloseTo(0.005, 9);
    expect(driftBetween([0.5], [0.5, 0.5])).toBe(Number.POSITIVE_INFINITY);
    expect(driftBetween([0.5], [Number.NaN])).toBe(Number.POSITIVE_INFINITY);
  });

  it("is kept with the run, which resumes while it answers the same and stops when it does not", async () => {
    const folder = join(await scratchFolder(), "run");
    Object.assign(lamp, { gain: 1, warmsUp: 0 });
    await sweep(folder);
    expect(JSON.parse(await readFile(join(folder, "detector-probe.json"), "utf8"))).toEqual({
      answers: [0.5, 0.25],
    });
    await sweep(folder);
    lamp.gain = 1.01;
    await expect(sweep(folder)).rejects.toThrow(
      /^lamp is not what .*run was begun with: its answers to the probe picture differ by up to 0\.0050, where 0\.00001 is allowed; .*--out$/,
    );
  });

  it("stops a study during which it changed", async () => {
    const folder = join(await scratchFolder(), "run");
    Object.assign(lamp, { gain: 1, warmsUp: 0.001 });
    await expect(sweep(folder)).rejects.toThrow(/^lamp became another detector during the study: /);
  });
});
