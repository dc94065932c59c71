// What users hand over in place of a model: each is known by its first bytes or its folder, and told with the remedy.

import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openCheckpoint } from "../../src/clip/checkpoint.ts";
import { parseConfig } from "../../src/clip/config.ts";
import { CONFIG_FILE, expectedTensors, WEIGHTS_FILE } from "../../src/clip/names.ts";
import { type WrittenTensor, writeSafetensors } from "../../src/clip/safetensors.ts";
import { InputError } from "../../src/core/errors.ts";
import { elementCount } from "../../src/core/tensor.ts";
import { FIXTURES } from "../support/fixtures.ts";
import { scratchFolder } from "../support/scratch.ts";
import { storedZip } from "../support/stored-zip.ts";

const TINY = `${FIXTURES}tiny-gelu/`;
const config = parseConfig(await readFile(TINY + CONFIG_FILE, "utf8"), CONFIG_FILE);
const LFS = "version https://git-lfs.github.com/spec/v1\noid sha256:abc\nsize 123\n";
const PAGE = "\r\n<!DOCTYPE html>\n<html><head><title>Sign in</title></head></html>";

/** What opening this folder, or this folder with a vision tower, is refused with. */
async function refusal(folder: string, visual?: string): Promise<string> {
  const error: unknown = await openCheckpoint(folder, visual).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(InputError);
  const { message } = error as InputError;
  expect(message, "one line").not.toContain("\n");
  return message;
}

/** A folder with the tiny config and other files. */
async function folderOf(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const folder = await scratchFolder();
  await copyFile(TINY + CONFIG_FILE, join(folder, CONFIG_FILE));
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  return folder;
}

/** A folder whose tensors, of zeros, have other names. */
async function renamedFolder(rename: (name: string) => string | readonly string[]): Promise<string> {
  const tensors = [...expectedTensors(config)].flatMap(([name, shape]) =>
    [rename(name)].flat().map(
      (given): WrittenTensor => ({
        ...{ name: given, shape, dtype: "F16" },
        values: () => new Float32Array(elementCount(shape)),
      }),
    ),
  );
  const folder = await folderOf({});
  await writeSafetensors(join(folder, WEIGHTS_FILE), tensors);
  return folder;
}

describe("a file that is something else", () => {
  const latin1 = (text: string): Uint8Array => Buffer.from(text, "latin1");
  // The beginning of what torch.save wrote before 1.6: the magic number as a pickle, then the protocol's.
  const legacy = latin1("\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.\x80\x02M\xe9\x03.");
  const scripted = storedZip({
    "m/data.pkl": "\x80\x02}.",
    "m/code/__torch__.py": "",
    "m/constants.pkl": "\x80\x02).",
  });
  it.each([
    ["a Git LFS pointer", LFS, /it is a Git LFS pointer, .*git lfs pull/],
    ["a git-annex pointer", "/annex/objects/SHA256E-s1--a.bin\n", /git-annex pointer, .*git annex get/],
    ["a web page", PAGE, /it is a web page, .*download it again/],
    [
      "a store's refusal",
      '<?xml version="1.0"?>\n<Error><Code>AccessDenied</Code></Error>',
      /it is a web page/,
    ],
    ["a server's word", "Entry not found", /it is text, not weights \("Entry not found"\); download/],
    ["PyTorch before 1.6", legacy, /PyTorch before 1\.6.*torch\.save\(torch\.load\(/],
    [
      "a tar of PyTorch",
      latin1(`sys_info${"\0".repeat(249)}ustar\0`),
      /tar archive.*torch\.save\(torch\.load\(/,
    ],
    ["TorchScript", scripted, /TorchScript archive; .*torch\.jit\.load\(.*\.state_dict\(\)/],
    ["gzip", latin1("\x1f\x8b\x08\x00\x00\x00\x00\x00"), /gzip; unpack/],
    [
      "an index of shards",
      '{\n "metadata": {"total_size": 1}, "weight_map": {}}',
      /index of a checkpoint in shards.*join/,
    ],
  ])("%s, under any of the names", async (_what, content, message) => {
    for (const name of [WEIGHTS_FILE, "open_clip_pytorch_model.bin"]) {
      const folder = await folderOf({ [name]: content });
      const text = await refusal(folder);
      expect(text).toMatch(message);
      expect(text).toContain(join(folder, name));
    }
    const tower = join(await folderOf({ tower: content }), "tower");
    expect(await refusal(TINY, tower)).toMatch(message);
  });

  it("an empty one", async () => {
    expect(await refusal(await folderOf({ [WEIGHTS_FILE]: "" }))).toMatch(/safetensors: it is empty$/);
  });
});

describe("a folder of another layout", () => {
  const transformers = { "config.json": '{"model_type": "clip"}', "model.safetensors": "" };
  const shards = { "model.safetensors.index.json": "{}", "model-00001-of-00002.safetensors": "" };
  it.each([
    [
      "transformers",
      transformers,
      /layout of Hugging Face transformers \(config\.json\); convert it to open_clip's/,
    ],
    ["shards", shards, /its weights lie in shards \(model\.safetensors\.index\.json\); .*all weights in one/],
    [
      "shards without their index",
      { "model-00001-of-00002.bin": "" },
      /lie in shards \(model-00001-of-00002\.bin\)/,
    ],
    ["both", { ...transformers, ...shards }, /Hugging Face transformers .*, its weights lie in shards/],
  ])("%s", async (what, files, message) => {
    const folder = await scratchFolder();
    await mkdir(folder, { recursive: true });
    if (what.startsWith("shards")) await copyFile(TINY + CONFIG_FILE, join(folder, CONFIG_FILE));
    for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
    expect(await refusal(folder)).toMatch(message);
  });
});

describe("names of a wrapped model", () => {
  const text = (name: string): boolean => !name.startsWith("visual.");
  it.each<[string, (name: string) => string]>([
    ["torch.compile", (name) => `_orig_mod.${name}`],
    ["data-parallel", (name) => `module.${name}`],
    ["both", (name) => `module._orig_mod.${name}`],
    ["a compiled tower", (name) => name.replace(/^visual\./, "visual._orig_mod.")],
    ["a larger model", (name) => `model.${name}`],
    ["a model in a model", (name) => `net.clip_model.${name}`],
    ["open_clip's own text tower", (name) => (text(name) ? `text.${name}` : name)],
    ["that in a larger model", (name) => `model.${text(name) ? `text.${name}` : name}`],
  ])("are brought back: %s", async (_what, rename) => {
    const { tensors } = await openCheckpoint(await renamedFolder(rename));
    expect([...tensors.keys()].sort()).toEqual([...expectedTensors(config).keys()].sort());
  });

  it("of a wrapped vision tower alone are brought back too", async () => {
    const tower = await renamedFolder((name) =>
      text(name) ? [] : `model.vision.${name.slice("visual.".length)}`,
    );
    const { tensors } = await openCheckpoint(TINY, join(tower, WEIGHTS_FILE));
    expect(tensors.get("visual.proj")?.file).toContain(WEIGHTS_FILE);
    expect(await refusal(tower)).toMatch(/it holds a vision tower alone: give it as --visual/);
  });

  it("of several models are no choice of ours", async () => {
    const both = await renamedFolder((name) => [`model.${name}`, `ema.${name}`]);
    expect(await refusal(both)).toMatch(/several models \(model\.visual\.conv1\.weight, ema\.visual\.conv1/);
    const twice = await renamedFolder((name) => [name, `module.${name}`]);
    expect(await refusal(twice)).toMatch(/it holds visual\.\S+ twice, once as module\.visual\./);
  });
});

describe("what is wrong with the names", () => {
  it("is one line for another library's", async () => {
    const folder = await renamedFolder(
      (name) => `vision_model.encoder.${name.replace("conv1", "patch_embedding").replace("token", "word")}`,
    );
    expect(await refusal(folder)).toMatch(/names of Hugging Face transformers; convert them/);
  });

  it("lists ten of them at most", async () => {
    const other = await renamedFolder((name) => name.replaceAll(/[a-z]/g, "x"));
    expect(await refusal(other)).toMatch(
      /none of its \d+ tensors has a name of open_clip's; it holds .* and \d+ more$/,
    );
    const half = await renamedFolder((name) => (name.includes("ln_") ? [] : name));
    const message = await refusal(half);
    expect(message.split("; ")).toHaveLength(10);
    expect(message).toMatch(/missing ln_final\.weight \[16\].* and 16 more$/);
  });
});
