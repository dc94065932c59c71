// Weights with a NaN among them: refused wherever their numbers come out.

import { copyFile, open } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { openCheckpoint } from "../../src/clip/checkpoint.ts";
import { embedImages, embedTexts } from "../../src/clip/encoder.ts";
import { CONFIG_FILE, WEIGHTS_FILE } from "../../src/clip/names.ts";
import { loadTokenizer } from "../../src/clip/tokenizer.ts";
import { present } from "../../src/core/errors.ts";
import { tensor } from "../../src/core/tensor.ts";
import { winclipScorer } from "../../src/detector/winclip/scorer.ts";
import { openNodeEngine } from "../../src/graph/session-node.ts";
import { openChain } from "../../src/objective/chain.ts";
import { FIXTURES } from "../support/fixtures.ts";
import { scratchFolder } from "../support/scratch.ts";

/** A copy of tiny-gelu whose tensor of this name begins with a NaN, opened. */
async function damaged(name: string) {
  const folder = await scratchFolder();
  const source = `${FIXTURES}tiny-gelu/`;
  for (const file of [WEIGHTS_FILE, CONFIG_FILE]) await copyFile(source + file, join(folder, file));
  const { dtype, byteOffset } = present((await openCheckpoint(folder)).tensors.get(name), name);
  const file = await open(join(folder, WEIGHTS_FILE), "r+");
  const value = dtype === "F16" ? Uint8Array.of(0, 0x7e) : Uint8Array.of(0, 0, 0xc0, 0x7f);
  await file.write(value, 0, value.length, byteOffset);
  await file.close();
  const engine = await openNodeEngine({ device: "cpu", threads: 1, weightsFolder: folder });
  onTestFinished(() => engine.close());
  return { checkpoint: await openCheckpoint(folder), engine, folder };
}

const picture = { width: 64, height: 64, data: new Float32Array(3 * 64 * 64).fill(0.5) };

describe("weights that are not numbers are refused by their folder", () => {
  it("in pictures' embeddings and maps", async () => {
    const { checkpoint, engine, folder } = await damaged("visual.ln_post.weight");
    await expect(embedImages([picture], checkpoint, engine)).rejects.toThrow(
      `invalid weights in ${folder}: NaN in the pictures' embeddings`,
    );
    const textVectors = async () => tensor([2, 24], new Float32Array(48).fill(1));
    const detector = {
      ...{ name: "damaged", digest: "damaged", engine },
      workingSize: () => ({ width: 64, height: 64 }),
      prepare: async () => winclipScorer({ checkpoint, engine, digest: "damaged", textVectors }, "nut"),
      close: async () => {},
    };
    const chain = openChain({ detector, preset: "paper", pixelAuroc: () => null });
    onTestFinished(() => chain.close());
    const mask = { width: 64, height: 64, data: new Uint8Array(64 * 64) };
    const objective = await chain.objective({
      ...{ image: picture, mask, object: "nut", className: "nut", anomalous: false },
    });
    await expect(objective([{ theta: 0, hue: 0, saturation: 0 }])).rejects.toThrow(
      `invalid weights in ${folder}: NaN in the anomaly map`,
    );
  });

  it("in texts' embeddings", async () => {
    const { checkpoint, engine, folder } = await damaged("ln_final.bias");
    const tokens = (await loadTokenizer()).tokenize("a gear");
    await expect(embedTexts([tokens], checkpoint, engine)).rejects.toThrow(
      `invalid weights in ${folder}: NaN in the texts' embeddings`,
    );
  });
});
