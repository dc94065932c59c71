// Several shifts together on the demo, beside the lowest pAUROC of uniform draws in three ranges: those of
// bench/tolerance.mjs, which compares more pictures.

import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { present } from "../../../src/core/errors.ts";
import type { ShiftRanges } from "../../../src/core/shift.ts";
import { openDemoDataset } from "../../../src/data/synthetic/dataset.ts";
import { DEFAULT_DETECTOR } from "../../../src/detector/registry.ts";
import { openNodeEngine } from "../../../src/graph/session-node.ts";
import { toleranceOf } from "../../../src/results/tolerance.ts";
import { runStudy } from "../../../src/study/study.ts";
import { sharedFolder } from "../../support/scratch.ts";

interface Drawn {
  readonly box: ShiftRanges;
  /** Shares of the box. */
  readonly factors: readonly number[];
  readonly pictures: readonly {
    readonly id: string;
    readonly draws: number;
    /** By factor. */
    readonly lowest: readonly number[];
  }[];
}

const PICTURE = "weave/test/chip/000.png";

const DRAWN = JSON.parse(
  readFileSync(new URL("../../fixtures/tolerance/lowest-pauroc.json", import.meta.url), "utf8"),
) as Drawn;

const folder = await sharedFolder();

/** The worst found of the picture by the share of the box; every decision is wrong from the start, which spares searches for them. */
async function searched(): Promise<ReadonlyMap<number, number | null>> {
  const data = await openDemoDataset({ seed: 0 });
  const own = async (object: string) => (await data.testSamples(object)).filter(({ id }) => id === PICTURE);
  const settings = {
    ranges: DRAWN.box,
    criterion: "pauroc",
    operatingPoint: "score=2",
    budget: 30,
    steps: 1,
    common: 0,
  };
  const { summary } = await runStudy(
    {
      asks: [{ question: "tolerance", settings }],
      ...{ seed: 0, samplesPerObject: null, preset: "paper", acting: 1024 },
    },
    { ...data, objects: ["weave"], testSamples: own, testPictures: own },
    {
      ...{ runFolder: folder, data: {}, workers: 1, clock: () => 0 },
      detector: {
        ...{
          source: DEFAULT_DETECTOR,
          options: { model: "demo" },
          aspect: "squash",
          device: "cpu",
          threads: 1,
        },
        ...{ env: process.env, cwd: process.cwd(), openEngine: openNodeEngine },
      },
    },
  );
  const [weave] = present(toleranceOf(summary), "tolerance").objects;
  const together = present(weave?.shifts.at(-1), "together");
  return new Map(together.curve.map(({ factor, pauroc }) => [factor, pauroc]));
}

it("is at most two points above the lowest of 20,000 draws in any of the ranges", async () => {
  const { draws, lowest } = present(
    DRAWN.pictures.find(({ id }) => id === PICTURE),
    PICTURE,
  );
  expect(draws).toBeGreaterThanOrEqual(20_000);
  const found = await searched();
  for (const [at, factor] of DRAWN.factors.entries()) {
    expect(found.get(factor) ?? 1).toBeLessThanOrEqual((lowest[at] ?? 0) + 0.02);
  }
}, 120_000);
