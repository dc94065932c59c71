// The two text vectors of a class, computed once per (weights, prompts) and kept by content.

import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Checkpoint } from "../../clip/checkpoint.ts";
import { embedTexts } from "../../clip/encoder.ts";
import type { Tokenizer } from "../../clip/tokenizer.ts";
import { sha256 } from "../../core/digest.ts";
import { decodeFloat32Npy, encodeNpy } from "../../core/npy.ts";
import { keepRecent } from "../../core/recent.ts";
import { type Tensor, tensor } from "../../core/tensor.ts";
import { writeFileAtomic } from "../../core/write-file.ts";
import type { Engine } from "../../graph/session.ts";
import { type PromptTokens, promptTokens } from "./prompt-tokens.ts";
import { promptEnsemble } from "./prompts.ts";

export interface TextBankSettings {
  readonly checkpoint: Checkpoint;
  readonly engine: Engine;
  readonly tokenizer: Tokenizer;
  /** Folder that vectors are kept in between runs; none are kept without it. */
  readonly cacheFolder?: string;
}

/** Classes whose vectors are kept: more than data sets have, and no end of the names that own pictures are given. */
const CLASSES = 1024;

/**
 * A function from class name to its vectors [2, E]: row 0 normal, row 1 anomalous, means of un-normalised embeddings.
 * It throws an InputError for a name that is too long, or weights that give no numbers.
 */
export function openTextBank(settings: TextBankSettings): (className: string) => Promise<Tensor> {
  const known = keepRecent<Promise<Tensor>>(CLASSES);
  return (className) => {
    let vectors = known.get(className);
    if (vectors === undefined) {
      vectors = cachedVectors(className, settings);
      known.set(className, vectors);
    }
    return vectors;
  };
}

async function cachedVectors(className: string, settings: TextBankSettings): Promise<Tensor> {
  const { checkpoint, tokenizer, cacheFolder } = settings;
  const tokens = promptTokens(className, tokenizer);
  if (cacheFolder === undefined) return textVectors(tokens, settings);
  const prompts = promptEnsemble(className);
  const key = sha256(JSON.stringify([1, await checkpoint.digest(), prompts.normal, prompts.anomalous]));
  const path = join(cacheFolder, `text-${key.slice(0, 32)}.npy`);
  const shape = [2, checkpoint.config.embedDim];
  try {
    return tensor(shape, decodeFloat32Npy(await readFile(path), path).data);
  } catch {
    const vectors = await textVectors(tokens, settings);
    await mkdir(cacheFolder, { recursive: true })
      .then(() => writeFileAtomic(path, encodeNpy(vectors)))
      .catch(noCache);
    return vectors;
  }
}

async function textVectors(
  { normal, anomalous }: PromptTokens,
  { checkpoint, engine }: TextBankSettings,
): Promise<Tensor> {
  const texts = [...normal, ...anomalous];
  const { embedDim } = checkpoint.config;
  const rows = (await embedTexts(texts, checkpoint, engine)).data;
  const vectors = new Float32Array(2 * embedDim);
  for (let column = 0; column < embedDim; column++) {
    vectors[column] = columnMean(rows, embedDim, column, 0, normal.length);
    vectors[embedDim + column] = columnMean(rows, embedDim, column, normal.length, texts.length);
  }
  return tensor([2, embedDim], vectors);
}

function columnMean(rows: Float32Array, width: number, column: number, first: number, end: number): number {
  let sum = 0;
  for (let row = first; row < end; row++) sum += rows[row * width + column] as number;
  return sum / (end - first);
}

/** A cache that cannot be written is no failure: the vectors were computed. */
function noCache(): void {}
