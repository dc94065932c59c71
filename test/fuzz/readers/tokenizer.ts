// Texts of prompts: any Unicode, whole or broken, words without end, character references.

import { loadTokenizer, type Tokenizer } from "../../../src/clip/tokenizer.ts";
import { invariant } from "../../../src/core/errors.ts";
import type { Random } from "../../../src/core/random.ts";
import { pick, shortLength } from "../draw.ts";
import type { FuzzedReader } from "../reader.ts";

const PIECES = [
  "a",
  "the ",
  "scratch",
  "'s",
  "<end_of_text>",
  "<start_of_text>",
  "&amp;",
  "&#",
  "&lt;&lt;",
  "漢",
  "é",
  "\u0301",
  "İ",
  "👩‍👩‍👧",
  "\u2028",
  "\u0000",
  "7",
  "!?",
  "\u200b",
];
const CONTEXT = 77;

let tokenizer: Tokenizer | undefined;

/** The first byte says how the others are read: as UTF-8, or as UTF-16 with halves of pairs alone. */
function textOf(bytes: Uint8Array): string {
  const rest = bytes.subarray(1);
  return (bytes[0] ?? 0) % 2 === 0 ? new TextDecoder().decode(rest) : Buffer.from(rest).toString("utf16le");
}

function made(random: Random): Uint8Array {
  // Now and then a word as long as the limit, or longer.
  const much = random.integer(200) === 0;
  const times = much ? pick([1000, 100_000, 1_000_001], random) : 1;
  const parts = Array.from({ length: much ? 1 : shortLength(60, random) }, () =>
    pick(PIECES, random).repeat(random.integer(10) === 0 ? shortLength(2000, random) : 1),
  );
  const [part, most] = [parts.join(""), 1_100_000];
  return Buffer.from(`\0${part.repeat(Math.min(times, Math.ceil(most / part.length))).slice(0, most)}`);
}

export const tokenizerReader: FuzzedReader = {
  name: "tokenizer",
  seeds: async () =>
    ["\0a photo of a broken gear", "\0<end_of_text> &amp;lt; it's 42", "\x01a\0b\0\0\xd8"].map((text) =>
      Buffer.from(text),
    ),
  make: made,
  words: PIECES,
  read: async (bytes) => {
    tokenizer ??= await loadTokenizer();
    const { ids, endIndex } = tokenizer.tokenize(textOf(bytes));
    invariant(ids.length === CONTEXT && endIndex < CONTEXT, "the context is cut");
  },
};
