// The tokenizer with the vocabulary that ships in assets/. Node only.

import { readFile } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import { createTokenizer, type Tokenizer } from "./bpe.ts";

export type { Tokenizer } from "./bpe.ts";

/** CLIP's tokenizer, context 77. */
export async function loadTokenizer(): Promise<Tokenizer> {
  const packed = await readFile(new URL("../../assets/bpe_simple_vocab_16e6.txt.gz", import.meta.url));
  return createTokenizer(gunzipSync(packed).toString("utf8"));
}
