// How many points a detector takes at once, and which runs it makes of any number of them.

import { describe, expect, it } from "vitest";
import type { ClipConfig } from "../../src/clip/config.ts";
import { VIT_B_16_PLUS_240, VIT_L_14 } from "../../src/clip/configs.ts";
import { IDENTITY, PAPER_RANGES } from "../../src/core/shift.ts";
import type { Engine, Tensors } from "../../src/graph/session.ts";
import { openDetector } from "../../src/objective/chain.ts";
import { openTiny } from "../support/tiny.ts";

const tiny = await openTiny("tiny-gelu");
const SPEC = { preset: "paper", aspect: "squash", ranges: PAPER_RANGES } as const;

/** A detector on an engine that computes nothing, and how many points each of its runs was made for. */
function detectorOf(config: ClipConfig, batch?: number) {
  const runs: number[] = [];
  const engine: Engine = {
    ...({ provider: "cpu", int8: null } as const),
    open: async () => ({
      run: async (feeds): Promise<Tensors> => {
        const points = feeds["theta"]?.data.length ?? 0;
        runs.push(points);
        const of = (length: number) => ({ shape: [length], data: new Float32Array(length) });
        return { map: of(points * 64 * 64), loss: of(points), imageScore: of(points) };
      },
      close: async () => {},
    }),
    close: async () => {},
  };
  const detector = openDetector({
    ...{ checkpoint: { ...tiny.checkpoint, config }, engine, spec: SPEC },
    ...{ pixelAuroc: () => 0.5, textVectors: async () => tiny.tensor("text_embeddings") },
    ...(batch === undefined ? {} : { batch }),
  });
  return { detector, runs };
}

describe("a batch", () => {
  it("is five points of a small model, and what fits a small memory of a large one", () => {
    const half = { ...VIT_B_16_PLUS_240, vision: { ...VIT_B_16_PLUS_240.vision, width: 448 } };
    const batches = [tiny.checkpoint.config, half, VIT_B_16_PLUS_240, VIT_L_14].map(
      (config) => detectorOf(config).detector.batch,
    );
    // 225 patches · 15 · width · layers of 60 million: 18.1 million for the half, 36.3 and 94.4 for the others.
    expect(batches).toEqual([5, 3, 1, 1]);
  });

  it("is run whole from four fifths on, the rest point by point", async () => {
    const image = { width: 64, height: 64, data: new Float32Array(3 * 64 * 64) };
    const mask = { width: 64, height: 64, data: new Uint8Array(64 * 64) };
    const runsOf = async (points: number): Promise<number[]> => {
      const { detector, runs } = detectorOf(tiny.checkpoint.config, 5);
      const objective = await detector.objective({ image, mask, className: "nut" }, { colour: false });
      const asked = Array.from({ length: points }, (_, theta) => ({ ...IDENTITY, theta }));
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
