// What a graphics card is given at once: larger pieces than a processor's cache holds, and as many points as are asked for.

import { expect, it } from "vitest";
import type { Checkpoint } from "../../../src/clip/checkpoint.ts";
import { winclipScorer } from "../../../src/detector/winclip/scorer.ts";
import { toOnnx } from "../../../src/graph/onnx.ts";
import type { Engine } from "../../../src/graph/session.ts";
import { parameter } from "../../../src/graph/value.ts";
import { openTiny } from "../../support/tiny.ts";

const PICTURES = 40;

function scorerOn(provider: string, checkpoint: Checkpoint) {
  const engine: Engine = {
    ...{ provider, int8: null },
    open: async () => expect.fail("nothing is opened here"),
    close: async () => {},
  };
  return winclipScorer({ checkpoint, engine, digest: "", textVectors: async () => expect.fail() }, "nut");
}

it.each(["webgpu", "cuda"])("%s takes more at once than a processor", async (provider) => {
  const { checkpoint } = await openTiny("tiny-gelu");
  const { config } = checkpoint;
  const deep = { ...checkpoint, config: { ...config, vision: { ...config.vision, layers: 100_000 } } };
  expect(scorerOn("cpu", deep).can.batch).toBe(1);
  expect(scorerOn(provider, deep).can.batch).toBe(5);
  const sizeOn = (name: string): number => {
    const images = parameter("images", [PICTURES, 3, config.imageSize, config.imageSize]);
    const judged = scorerOn(name, checkpoint).graph?.(images, {
      ...{ gradient: "none", draft: false },
      truth: () => expect.fail("nothing asks for the truth"),
    });
    return judged === undefined ? Number.NaN : toOnnx({ map: judged.map }).bytes.length;
  };
  // Fewer pieces are fewer nodes.
  expect(sizeOn(provider)).toBeLessThan(0.7 * sizeOn("cpu"));
});
