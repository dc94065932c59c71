// CLIP's byte-pair encoding (OpenAI's SimpleTokenizer as open_clip ships it, clean="lower"), exact except for what
// clean-text.ts leaves out.

import { InputError, InvariantError, present } from "../core/errors.ts";
import { cleanText } from "./clean-text.ts";
import { mergePairs } from "./merge-pairs.ts";
import type { TokenizedText } from "./text.ts";

export interface Tokenizer {
  /**
   * Ids with start and end, cut to the context (the last id is then the end token), padded with 0. `endIndex` is the
   * first end token: the largest id, where open_clip pools. Time is nearly linear in the text; InputError for one beyond
   * a million bytes.
   */
  tokenize(text: string): TokenizedText;
}

const SPECIAL: readonly string[] = ["<start_of_text>", "<end_of_text>"];
const WORDS = /<start_of_text>|<end_of_text>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+/giu;
const MERGES = 49152 - 256 - 2;
const END_OF_WORD = "</w>";
/** Bytes of a text: of the longest prompts it is a thousandfold. */
const LONGEST_TEXT = 1_000_000;
/** Longer words are no words, and are not kept. */
const LONGEST_KEPT_WORD = 64;

/**
 * A tokenizer from the published merges (the text of bpe_simple_vocab_16e6.txt, one merge a line after the first).
 * Texts that ftfy would change are tokenized as they are (clean-text.ts). InvariantError for a shorter list.
 */
export function createTokenizer(mergesText: string, contextLength = 77): Tokenizer {
  const merges = mergesText.split("\n").slice(1, MERGES + 1);
  if (merges.length !== MERGES)
    throw new InvariantError(`the vocabulary has ${merges.length} merges, not ${MERGES}`);
  const symbols = byteSymbols();
  const vocabulary = [
    ...symbols.inOrder,
    ...symbols.inOrder.map((symbol) => symbol + END_OF_WORD),
    ...merges.map((merge) => merge.replace(" ", "")),
    ...SPECIAL,
  ];
  const ids = new Map(vocabulary.map((symbol, id) => [symbol, id]));
  const ranks = new Map(merges.map((merge, rank) => [merge, rank]));
  const [start, end] = SPECIAL.map((symbol) => present(ids.get(symbol), symbol)) as [number, number];
  const encoder = new TextEncoder();
  const known = new Map<string, readonly number[]>();
  const encodeWord = (word: string): readonly number[] => {
    let encoded = known.get(word);
    if (encoded === undefined) {
      const letters = Array.from(encoder.encode(word), (byte) => symbols.ofByte[byte] ?? "");
      letters.push(`${letters.pop()}${END_OF_WORD}`);
      encoded = mergePairs(letters, ranks).map((symbol) => present(ids.get(symbol), symbol));
      if (word.length <= LONGEST_KEPT_WORD) known.set(word, encoded);
    }
    return encoded;
  };
  return {
    tokenize: (text) => {
      const bytes = text.length * 3 > LONGEST_TEXT ? encoder.encode(text).length : 0;
      if (bytes > LONGEST_TEXT)
        throw new InputError(`invalid text of ${bytes} bytes; expected at most ${LONGEST_TEXT}`);
      const words = cleanText(text).match(WORDS) ?? [];
      const body = words.flatMap((word) =>
        SPECIAL.includes(word) ? [present(ids.get(word), word)] : encodeWord(word),
      );
      const all = [start, ...body, end].slice(0, contextLength);
      if (body.length + 2 > contextLength) all[contextLength - 1] = end;
      const padded = new Int32Array(contextLength);
      padded.set(all);
      return { ids: padded, endIndex: padded.indexOf(end), length: body.length + 2 };
    },
  };
}

/** A printable symbol for every byte, and the order that the vocabulary lists them in (printable bytes first). */
function byteSymbols(): { ofByte: readonly string[]; inOrder: readonly string[] } {
  const printable = (byte: number): boolean =>
    (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || (byte >= 174 && byte <= 255);
  const bytes = Array.from({ length: 256 }, (_, byte) => byte);
  const order = [...bytes.filter(printable), ...bytes.filter((byte) => !printable(byte))];
  const ofByte: string[] = [];
  let extra = 256;
  for (const byte of order) ofByte[byte] = String.fromCharCode(printable(byte) ? byte : extra++);
  return { ofByte, inOrder: order.map((byte) => ofByte[byte] ?? "") };
}
