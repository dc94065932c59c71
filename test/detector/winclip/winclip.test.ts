// WinCLIP's stages against anomalib's values.

import { describe, expect, it } from "vitest";
import { normalize } from "../../../src/clip/transformer.ts";
import { embedPatches, encodeImages, encodeTokens, normalizeColours } from "../../../src/clip/vision.ts";
import { checkpointWeights } from "../../../src/clip/weights.ts";
import { aggregateWindows, anomalyLogit, anomalyScore } from "../../../src/detector/winclip/scores.ts";
import { upsample } from "../../../src/detector/winclip/upsample.ts";
import { winclip, winclipEmbeddings } from "../../../src/detector/winclip/winclip.ts";
import { windowPatches } from "../../../src/detector/winclip/windows.ts";
import { slice } from "../../../src/graph/ops/index.ts";
import { parameter, type Value } from "../../../src/graph/value.ts";
import { expectClose } from "../../support/closeness.ts";
import { evaluate } from "../../support/graph.ts";
import { openTiny, TINY_NAMES } from "../../support/tiny.ts";

describe.each(TINY_NAMES)("%s", (name) => {
  it("gives the reference's embeddings, scores, grids and maps", async () => {
    const tiny = await openTiny(name);
    const { config, folder } = tiny.checkpoint;
    const weights = checkpointWeights(tiny.checkpoint);
    const images = parameter("images", [2, 3, 64, 64]);
    const text = parameter("text", [2, 24]);
    const embeddings = winclipEmbeddings(images, weights, config);
    const encoded = encodeTokens(
      embedPatches(normalizeColours(images, config), weights, config),
      weights,
      config,
    );
    const { grid, imageScore } = winclip(images, text, weights, config);
    const outputs: Record<string, Value> = {
      image_embedding: encodeImages(images, weights, config),
      patch_tokens: slice(normalize(encoded, weights, "visual.ln_post"), 1, 1, 65),
      grid,
      image_score: imageScore,
      anomaly_map: upsample(grid, 8, 64),
    };
    for (const [side, windows] of embeddings.windows) {
      const scores = anomalyScore(anomalyLogit(windows, text));
      outputs[`window_embeddings_${side}`] = windows;
      outputs[`window_scores_${side}`] = scores;
      outputs[`scale_grid_${side}`] = aggregateWindows(scores, 8, side);
    }
    const feeds = { images: tiny.tensor("images"), text: tiny.tensor("text_embeddings") };
    const results = await evaluate(outputs, feeds, { weightsFolder: folder });
    for (const key of Object.keys(outputs)) {
      const relative = /embed|token/.test(key) ? { relative: 1e-4 } : { absolute: 1e-4 };
      expectClose(results[key]?.data ?? [], tiny.tensor(key).data, { ...relative, what: key });
    }
  });

  it("cuts the reference's windows", async () => {
    const { tensors } = await openTiny(name);
    for (const side of [2, 3]) {
      expectClose(windowPatches(8, side).flat(), tensors.get(`window_masks_${side}`)?.data ?? [], {});
    }
  });
});

describe("sparse windows", () => {
  it.each([
    [15, 2, 14],
    [15, 3, 7],
    [12, 3, 6],
  ])("cover every patch and are some of all windows: grid %i, side %i", (grid, side, perRow) => {
    const windows = windowPatches(grid, side, "sparse");
    expect(windows).toHaveLength(perRow ** 2);
    expect(new Set(windows.flat()).size).toBe(grid ** 2);
    const all = new Set(windowPatches(grid, side).map(String));
    expect(windows.every((window) => all.has(String(window)))).toBe(true);
  });
});
