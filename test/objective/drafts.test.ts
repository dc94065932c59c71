// Drafts on processors that multiply bytes fast, and on those that do not: the same test on every processor, since weights
// of uint8 are right on all.

import { describe, expect, it } from "vitest";
import { effectivePoint } from "../../src/core/shift.ts";
import type { Engine, Int8Support } from "../../src/graph/session.ts";
import { openNodeEngine } from "../../src/graph/session-node.ts";
import { pixelAuroc } from "../../src/metrics/pixel-auroc.ts";
import { openChain } from "../../src/objective/chain.ts";
import { CHECKED_POINTS } from "../../src/objective/guard.ts";
import { paperBox } from "../../src/shift/registry.ts";
import { expectClose } from "../support/closeness.ts";
import { openTiny, tinyDetector, tinySample } from "../support/tiny.ts";

const tiny = await openTiny("tiny-gelu");
const described = tiny.description.points_theta_hue_saturation;
const POINTS = [...described, ...described, ...described]
  .slice(0, CHECKED_POINTS + 2)
  .map(([theta, hue, saturation]) => effectivePoint({ theta, hue, saturation }, paperBox()));

interface Drafted {
  readonly draftPrecision: string;
  /** Losses of the drafts after the checked points. */
  readonly losses: readonly number[];
  /** True where a graph that was opened has products in 8 bits. */
  readonly inInt8: boolean;
}

/** Drafts of a detector whose engine says this of 8 bits. */
async function draftedWith(int8: Int8Support | null): Promise<Drafted> {
  const engine = await openNodeEngine({ device: "cpu", threads: 1, weightsFolder: tiny.checkpoint.folder });
  const models: string[] = [];
  const counting: Engine = {
    ...engine,
    int8,
    open: async (model) => {
      models.push(Buffer.from(model.bytes).toString("latin1"));
      return await engine.open(model);
    },
  };
  const chain = openChain({
    ...{ detector: tinyDetector(tiny, counting), preset: "paper", pixelAuroc, batch: 2 },
  });
  try {
    const objective = await chain.objective(tinySample(tiny));
    const drafts = (await objective(POINTS, { draft: true })).slice(CHECKED_POINTS);
    expect(drafts.map(({ draft }) => draft)).toEqual([true, true]);
    return {
      draftPrecision: chain.draftPrecision,
      losses: drafts.map(({ loss }) => loss ?? Number.NaN),
      inInt8: models.some((model) => model.includes("DynamicQuantizeMatMul")),
    };
  } finally {
    await engine.close();
  }
}

describe("drafts", () => {
  it("are in 8 bits where these are fast, and otherwise in float32", async () => {
    const none = await draftedWith(null);
    const slow = await draftedWith({ weights: "int8", fast: false });
    const fast = await draftedWith({ weights: "uint8", fast: true });
    expect(none).toMatchObject({ draftPrecision: "float32", inInt8: false });
    expect(slow).toEqual(none);
    expect(fast).toMatchObject({ draftPrecision: "8 bits", inInt8: true });
    expectClose(fast.losses, none.losses, { absolute: 2e-3 });
  });
});
