// Cutting a batch into pieces leaves every window where it was, and orders the work.

import { describe, expect, it } from "vitest";
import { checkpointWeights } from "../../../src/clip/weights.ts";
import {
  CACHE_PIECE,
  CARD_PIECE,
  pictures,
  type Source,
  tokensOf,
  windows,
} from "../../../src/detector/winclip/pieces.ts";
import { winclip } from "../../../src/detector/winclip/winclip.ts";
import { windowPatches } from "../../../src/detector/winclip/windows.ts";
import { gradients } from "../../../src/graph/gradient.ts";
import { toOnnx } from "../../../src/graph/onnx.ts";
import { parameter } from "../../../src/graph/value.ts";
import { expectClose } from "../../support/closeness.ts";
import { evaluate, floats } from "../../support/graph.ts";
import { openTiny } from "../../support/tiny.ts";

const SIDE = 64;
const GRID = 8;
const WIDTH = 48;

async function sourceOf(points: number): Promise<Source> {
  const { checkpoint } = await openTiny("tiny-gelu");
  const images = parameter("images", [points, 3, SIDE, SIDE]);
  return tokensOf(images, checkpointWeights(checkpoint), checkpoint.config);
}

describe("pieces", () => {
  const sizes = { CACHE_PIECE, CARD_PIECE };
  const cases = [1, 2, 5, 40, 300].flatMap((points) =>
    Object.entries(sizes).map(([name, size]) => ({ points, name, size })),
  );
  it.each(cases)(
    "of $points pictures hold every picture and every window once, in order: $name",
    async ({ points, size }) => {
      const source = await sourceOf(points);
      const covered = pictures(source, size).map(({ firstPoint, endPoint }) => [firstPoint, endPoint]);
      expect(covered.flatMap(([first = 0, end = 0]) => rangeOf(first, end))).toEqual(rangeOf(0, points));
      for (const side of [2, 3]) {
        const pieces = windows(source, GRID, side, { size });
        const expected = windowPatches(GRID, side).flatMap((patches) => [
          0,
          ...patches.map((patch) => patch + 1),
        ]);
        expect(pieces.flatMap(({ tokens }) => [...tokens])).toEqual(expected);
        for (const { count, tokens } of pieces) {
          expect(tokens.length).toBe(count * (1 + side * side));
          expect(points * tokens.length * WIDTH <= size.values || count === 1).toBe(true);
        }
      }
    },
  );

  it("give the same scores and derivatives as the gradient of the whole", async () => {
    const tiny = await openTiny("tiny-gelu");
    const weights = checkpointWeights(tiny.checkpoint);
    const { config, folder } = tiny.checkpoint;
    const images = parameter("images", [2, 3, SIDE, SIDE]);
    const text = parameter("text", [2, config.embedDim]);
    const plain = winclip(images, text, weights, config, { gradient: "none" });
    const ahead = winclip(images, text, weights, config);
    const onCard = winclip(images, text, weights, config, { pieceSize: CARD_PIECE });
    const outputs = {
      plainGrid: plain.grid,
      plainScore: plain.imageScore,
      grid: ahead.grid,
      score: ahead.imageScore,
      plainGradient: gradients(plain.grid, [images])[0] ?? plain.grid,
      gradient: gradients(ahead.grid, [images])[0] ?? ahead.grid,
      cardGrid: onCard.grid,
      cardGradient: gradients(onCard.grid, [images])[0] ?? onCard.grid,
    };
    const feeds = { images: tiny.tensor("images"), text: tiny.tensor("text_embeddings") };
    const results = await evaluate(outputs, feeds, { weightsFolder: folder });
    const data = (name: string): Float32Array => results[name]?.data ?? floats([0], []).data;
    expectClose(data("grid"), data("plainGrid"), { absolute: 1e-6, what: "grid" });
    expectClose(data("score"), data("plainScore"), { absolute: 1e-6, what: "image score" });
    expectClose(data("gradient"), data("plainGradient"), { relative: 1e-4, what: "gradient" });
    expectClose(data("cardGrid"), data("plainGrid"), { absolute: 1e-6, what: "grid on a card" });
    expectClose(data("cardGradient"), data("plainGradient"), { relative: 1e-4, what: "gradient on a card" });
  });

  it("write each weight once, however many pieces use it", async () => {
    const { checkpoint } = await openTiny("tiny-gelu");
    const images = parameter("images", [5, 3, SIDE, SIDE]);
    const { grid } = winclip(
      images,
      parameter("text", [2, checkpoint.config.embedDim]),
      checkpointWeights(checkpoint),
      checkpoint.config,
    );
    const visual = [...checkpoint.tensors.entries()].filter(([name]) => name.startsWith("visual."));
    const bytes = visual.reduce((sum, [, { byteLength }]) => sum + byteLength, 0);
    // The last block's scores do not depend on its keys' bias, which is never read.
    const last = checkpoint.config.vision.layers - 1;
    const biases = checkpoint.tensors.get(`visual.transformer.resblocks.${last}.attn.in_proj_bias`);
    expect(toOnnx({ grid }).weightBytes).toBe(bytes - (biases?.byteLength ?? 0) / 3);
  });
});

function rangeOf(first: number, end: number): number[] {
  return Array.from({ length: end - first }, (_, index) => first + index);
}
