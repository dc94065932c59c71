// Checkpoint folders: every tensor accounted for, random ones included.

import { copyFile, readFile, symlink, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openCheckpoint } from "../../src/clip/checkpoint.ts";
import { type ClipConfig, formatConfig } from "../../src/clip/config.ts";
import { BACKBONE_CONFIGS } from "../../src/clip/configs.ts";
import { CONFIG_FILE, expectedTensors, WEIGHTS_FILE } from "../../src/clip/names.ts";
import { writeRandomCheckpoint } from "../../src/clip/random-checkpoint.ts";
import { readTensorAsFloat32, type WrittenTensor, writeSafetensors } from "../../src/clip/safetensors.ts";
import { encodeTexts } from "../../src/clip/text.ts";
import { loadTokenizer } from "../../src/clip/tokenizer.ts";
import { checkpointWeights } from "../../src/clip/weights.ts";
import { InputError, present } from "../../src/core/errors.ts";
import { elementCount } from "../../src/core/tensor.ts";
import { FIXTURES } from "../support/fixtures.ts";
import { evaluate } from "../support/graph.ts";
import { scratchFolder } from "../support/scratch.ts";

const TINY: ClipConfig = {
  embedDim: 24,
  imageSize: 32,
  patchSize: 8,
  mean: [0.5, 0.5, 0.5],
  std: [0.25, 0.25, 0.25],
  quickGelu: true,
  vision: { width: 48, layers: 3, heads: 4, mlpWidth: 192 },
  text: { width: 16, layers: 2, heads: 2, mlpWidth: 64, contextLength: 77, vocabSize: 49408 },
};

/** A folder of zeros in F16 whose tensors `change` has edited. */
async function folderOf(change: (tensors: Map<string, WrittenTensor>) => void): Promise<string> {
  const folder = await scratchFolder();
  const tensors = new Map([...expectedTensors(TINY)].map(([name, shape]) => [name, zeros(name, shape)]));
  change(tensors);
  await writeSafetensors(join(folder, WEIGHTS_FILE), [...tensors.values()]);
  await writeFile(join(folder, CONFIG_FILE), formatConfig(TINY));
  return folder;
}

function zeros(name: string, shape: readonly number[]): WrittenTensor {
  return { name, shape, dtype: "F16", values: () => new Float32Array(elementCount(shape)) };
}

async function message(folder: string): Promise<string> {
  const error: unknown = await openCheckpoint(folder).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(InputError);
  return (error as InputError).message;
}

describe("opening", () => {
  it.each(["tiny-gelu", "tiny-quickgelu"])("%s holds exactly what its config asks for", async (name) => {
    const checkpoint = await openCheckpoint(`${FIXTURES}${name}`);
    const names = [...checkpoint.tensors.keys()].filter((each) => each !== "logit_scale").sort();
    expect(names).toEqual([...expectedTensors(checkpoint.config).keys()].sort());
    expect(new Set([...checkpoint.tensors.values()].map(({ file }) => file))).toEqual(
      new Set([WEIGHTS_FILE]),
    );
  });

  // open_clip's docs/model_profile.csv, columns image_mparams and text_mparams.
  it.each([
    ["ViT-B/16+", "117.21", "91.16"],
    ["ViT-L/14", "303.97", "123.65"],
    ["ViT-L/14-FARE2", "303.97", "123.65"],
  ])(
    "%s has the published number of parameters: %s million for pictures, %s million for text",
    (name, image, text) => {
      const shapes = [...expectedTensors(present(BACKBONE_CONFIGS[name], name))];
      const millions = (isCounted: (name: string) => boolean): string =>
        (
          shapes
            .filter(([each]) => isCounted(each))
            .reduce((sum, [, shape]) => sum + elementCount(shape), 0) / 1e6
        ).toFixed(2);
      expect(millions((each) => each.startsWith("visual."))).toBe(image);
      expect(millions((each) => !each.startsWith("visual."))).toBe(text);
    },
  );

  it("follows links to the real file, as the hub's cache has them", async () => {
    const folder = await scratchFolder();
    const blobs = await scratchFolder();
    await copyFile(`${FIXTURES}tiny-gelu/${WEIGHTS_FILE}`, join(blobs, "0123abcd"));
    await copyFile(`${FIXTURES}tiny-gelu/${CONFIG_FILE}`, join(blobs, "89ef"));
    await symlink(join(blobs, "0123abcd"), join(folder, WEIGHTS_FILE));
    await symlink(join(blobs, "89ef"), join(folder, CONFIG_FILE));
    const { folder: root, tensors } = await openCheckpoint(folder);
    expect([root, tensors.get("visual.proj")?.file]).toEqual([blobs, "0123abcd"]);
    await unlink(join(blobs, "0123abcd"));
    expect(await message(folder)).toMatch(/its link leads nowhere/);
  });

  it("tolerates the scales and the mask that open_clip may store", async () => {
    const folder = await folderOf((tensors) => {
      for (const name of ["logit_scale", "logit_bias"]) tensors.set(name, zeros(name, []));
      tensors.set("attn_mask", zeros("attn_mask", [77, 77]));
    });
    expect((await openCheckpoint(folder)).tensors.has("attn_mask")).toBe(true);
  });

  it("names all that is missing, misshapen or unknown in one error", async () => {
    const folder = await folderOf((tensors) => {
      tensors.delete("visual.proj");
      tensors.delete("transformer.resblocks.1.ln_2.bias");
      tensors.set("ln_final.weight", zeros("ln_final.weight", [17]));
      tensors.set("text_projection", zeros("text_projection", [24, 16]));
      tensors.set("visual.head.weight", zeros("visual.head.weight", [1]));
      tensors.set("transformer.resblocks.2.ln_1.bias", zeros("transformer.resblocks.2.ln_1.bias", [16]));
    });
    const text = await message(folder);
    for (const fault of [
      "missing visual.proj [48, 24]",
      "missing transformer.resblocks.1.ln_2.bias [16]",
      "ln_final.weight is [17], not [16]",
      "text_projection is [24, 16], not [16, 24]",
      'unknown "visual.head.weight"',
      'unknown "transformer.resblocks.2.ln_1.bias"',
    ]) {
      expect(text).toContain(fault);
    }
    expect(text.split("; ")).toHaveLength(6);
  });

  it("refuses weights that are no floating-point numbers", async () => {
    const folder = await folderOf(() => undefined);
    const path = join(folder, WEIGHTS_FILE);
    const bytes = await readFile(path);
    const at = bytes.indexOf('"F16"', bytes.indexOf('"visual.proj"'));
    bytes.write('"I16"', at);
    await writeFile(path, bytes);
    expect(await message(folder)).toMatch(/: visual\.proj is I16, not F32 or F16 or BF16$/);
  });

  it("says what a folder lacks", async () => {
    const folder = await scratchFolder();
    expect(await message(join(folder, "none"))).toMatch(/missing model folder .*ENOENT/);
    expect(await message(folder)).toMatch(/open_clip_config\.json .*a model folder holds/);
    await writeFile(join(folder, CONFIG_FILE), formatConfig(TINY));
    expect(await message(folder)).toMatch(/^missing .*open_clip_model\.safetensors$/);
    await writeFile(join(folder, "model.safetensors"), "");
    expect(await message(folder)).toMatch(/the folder holds model\.safetensors, under names/);
    await writeFile(join(folder, "open_clip_pytorch_model.bin"), "");
    expect(await message(folder)).toMatch(/invalid safetensors file .*open_clip_pytorch_model\.bin/);
  });
});

describe("a random checkpoint", () => {
  it("opens, is the same for the same seed, and differs for another, or for another GELU", async () => {
    const make = async (config: ClipConfig, seed: number): Promise<string> => {
      const folder = await scratchFolder();
      await writeRandomCheckpoint(folder, config, seed, { dtype: "F16" });
      const checkpoint = await openCheckpoint(folder);
      expect(checkpoint.config).toEqual(config);
      expect(checkpoint.tensors.get("visual.proj")?.dtype).toBe("F16");
      return checkpoint.digest();
    };
    const first = await make(TINY, 1);
    expect(await make(TINY, 1)).toBe(first);
    expect(await make(TINY, 2)).not.toBe(first);
    expect(await make({ ...TINY, quickGelu: false }, 1)).not.toBe(first);
  });

  it("has the spread of open_clip's initialisation", async () => {
    const folder = await scratchFolder();
    await writeRandomCheckpoint(folder, TINY, 7);
    const { tensors } = await openCheckpoint(folder);
    const spread = async (name: string): Promise<readonly [number, number]> => {
      const values = await readTensorAsFloat32(join(folder, WEIGHTS_FILE), present(tensors.get(name), name));
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
      return [mean, Math.sqrt(squares / values.length)];
    };
    const within = async (name: string, centre: number, deviation: number): Promise<void> => {
      const [mean, measured] = await spread(name);
      expect(Math.abs(mean - centre), name).toBeLessThan(deviation / 4);
      expect(Math.abs(measured / deviation - 1), name).toBeLessThan(0.15);
    };
    await within("token_embedding.weight", 0, 0.02);
    await within("positional_embedding", 0, 0.01);
    await within("visual.transformer.resblocks.0.attn.in_proj_weight", 0, 48 ** -0.5);
    await within("visual.transformer.resblocks.2.mlp.c_proj.weight", 0, (48 * 2 * 3) ** -0.5);
    await within("transformer.resblocks.1.mlp.c_fc.weight", 0, (2 * 16) ** -0.5);
    await within("visual.transformer.resblocks.1.ln_2.weight", 1, 0.02);
  });

  it("gives finite embeddings that tell texts apart", async () => {
    const folder = await scratchFolder();
    await writeRandomCheckpoint(folder, TINY, 7);
    const checkpoint = await openCheckpoint(folder);
    const tokenizer = await loadTokenizer();
    const texts = ["a gear", "a damaged gear"].map((text) => tokenizer.tokenize(text));
    const embeddings = encodeTexts(texts, checkpointWeights(checkpoint), checkpoint.config);
    const { data } = present(
      (await evaluate({ embeddings }, {}, { weightsFolder: folder }))["embeddings"],
      "rows",
    );
    expect(data.every(Number.isFinite)).toBe(true);
    const [first, second] = [data.slice(0, TINY.embedDim), data.slice(TINY.embedDim)];
    const largest = Math.max(...first.map((value, index) => Math.abs(value - (second[index] ?? 0))));
    expect(largest).toBeGreaterThan(0.01);
  });
});
