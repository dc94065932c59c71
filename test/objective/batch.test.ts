// How many points a detector takes at once, and which runs it makes of any number of them.

import { describe, expect, it } from "vitest";
import type { ClipConfig } from "../../src/clip/config.ts";
import { VIT_B_16_PLUS_240, VIT_L_14 } from "../../src/clip/configs.ts";
import type { Engine, Tensors } from "../../src/graph/session.ts";
import { type Chain, openChain } from "../../src/objective/chain.ts";
import { openTiny, tinyDetector } from "../support/tiny.ts";

const tiny = await openTiny("tiny-gelu");

/** A chain on an engine that computes nothing, and how many points each of its runs was made for. */
function chainOf(config: ClipConfig, batch?: number): { chain: Chain; runs: number[] } {
  const runs: number[] = [];
  const engine: Engine = {
    ...({ provider: "cpu", int8: null } as const),
    open: async () => ({
      run: async (feeds): Promise<Tensors> => {
        const points = feeds["theta"]?.data.length ?? 0;
        runs.push(points);
        const of = (length: number) => ({ shape: [length], data: new Float32Array(length) });
        return { map: of(points * 64 * 64), dice: of(points), imageScore: of(points) };
      },
      close: async () => {},
    }),
    close: async () => {},
  };
  const detector = tinyDetector({ ...tiny, checkpoint: { ...tiny.checkpoint, config } }, engine);
  const chain = openChain({
    ...({ detector, preset: "paper", pixelAuroc: () => 0.5 } as const),
    ...(batch === undefined ? {} : { batch }),
  });
  return { chain, runs };
}

describe("a batch", () => {
  it("is five points of a small model, and what fits a small memory of a large one", async () => {
    const half = { ...VIT_B_16_PLUS_240, vision: { ...VIT_B_16_PLUS_240.vision, width: 448 } };
    const batches: number[] = [];
    for (const config of [tiny.checkpoint.config, half, VIT_B_16_PLUS_240, VIT_L_14]) {
      const { chain } = chainOf(config);
      const { width, height } = chain.detector.workingSize({ width: 1, height: 1 });
      const image = { width, height, data: new Float32Array(3 * width * height) };
      const mask = { width, height, data: new Uint8Array(width * height) };
      await chain.objective({ image, mask, object: "nut", className: "nut", anomalous: true });
      batches.push(chain.batch);
    }
    // 225 patches · 15 · width · layers of 60 million: 18.1 million for the half, 36.3 and 94.4 for the others.
    expect(batches).toEqual([5, 3, 1, 1]);
  });

  it("is run whole from four fifths on, the rest point by point", async () => {
    const image = { width: 64, height: 64, data: new Float32Array(3 * 64 * 64) };
    const mask = { width: 64, height: 64, data: new Uint8Array(64 * 64) };
    const runsOf = async (points: number): Promise<number[]> => {
      const { chain, runs } = chainOf(tiny.checkpoint.config, 5);
      const sample = { image, mask, object: "nut", className: "nut", anomalous: true };
      const objective = await chain.objective(sample);
      const asked = Array.from({ length: points }, (_, theta) => ({ theta }));
      const evaluations = await objective(asked);
      expect(evaluations.map(({ point }) => point)).toEqual(asked);
      return runs;
    };
    expect(await runsOf(1)).toEqual([1]);
    expect(await runsOf(3)).toEqual([1, 1, 1]);
    expect(await runsOf(4)).toEqual([5]);
    expect(await runsOf(12)).toEqual([5, 5, 1, 1]);
  });
});
