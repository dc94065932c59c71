// The text vectors of a class: whole prompts or none, and a cache that no other model's vectors come from.

import { readdir } from "node:fs/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Checkpoint } from "../../../src/clip/checkpoint.ts";
import { loadTokenizer } from "../../../src/clip/tokenizer.ts";
import type { Tensor } from "../../../src/core/tensor.ts";
import { promptTokens } from "../../../src/detector/winclip/prompt-tokens.ts";
import { openTextBank } from "../../../src/detector/winclip/text-bank.ts";
import { openNodeEngine } from "../../../src/graph/session-node.ts";
import { scratchFolder } from "../../support/scratch.ts";
import { openTiny } from "../../support/tiny.ts";

const tokenizer = await loadTokenizer();
const words = (count: number): string => Array.from({ length: count }, () => "gear").join(" ");

describe("prompts", () => {
  it("are whole for a name that just fits, with different ends", () => {
    const { normal, anomalous } = promptTokens(words(62), tokenizer);
    const lengths = [...normal, ...anomalous].map(({ length }) => length);
    expect(Math.max(...lengths)).toBe(77);
    expect(new Set([...normal, ...anomalous].map(({ ids }) => ids.toString())).size).toBe(11 * 20);
  });

  it("are refused for a longer name, which is told how much there is room for", () => {
    expect(() => promptTokens(words(63), tokenizer)).toThrow(
      /^invalid class name "gear gear .*…": it has 63 tokens, and prompts of 77 tokens leave room for 62; shorten it$/,
    );
    expect(() => promptTokens("schraubenmutterförderband ".repeat(12), tokenizer)).toThrow(/room for 62/);
  });
});

describe("the text bank", () => {
  const bankOf = async (
    checkpoint: Checkpoint,
    cacheFolder: string,
  ): Promise<(name: string) => Promise<Tensor>> => {
    const engine = await openNodeEngine({ device: "cpu", threads: 1, weightsFolder: checkpoint.folder });
    onTestFinished(() => engine.close());
    return openTextBank({ checkpoint, engine, tokenizer, cacheFolder });
  };

  it("keeps each model's vectors of a class apart, and finds them again", async () => {
    const cacheFolder = await scratchFolder();
    const { checkpoint: one } = await openTiny("tiny-gelu");
    const { checkpoint: other } = await openTiny("tiny-quickgelu");
    const first = await (await bankOf(one, cacheFolder))("gear");
    const second = await (await bankOf(other, cacheFolder))("gear");
    expect(first.shape).toEqual(second.shape);
    expect(second.data).not.toEqual(first.data);
    expect(await readdir(cacheFolder)).toHaveLength(2);
    expect((await (await bankOf(one, cacheFolder))("gear")).data).toEqual(first.data);
    expect(await readdir(cacheFolder)).toHaveLength(2);
  });

  it("refuses a name that is too long, also where a cache is asked first", async () => {
    const { checkpoint } = await openTiny("tiny-gelu");
    const bank = await bankOf(checkpoint, await scratchFolder());
    await expect(bank(words(90))).rejects.toThrow(/invalid class name/);
  });
});
