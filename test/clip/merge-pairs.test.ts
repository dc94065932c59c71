// Merging pairs: as the published tokenizer does it, one best pair after another, and in no time for words of any length.

import fc from "fast-check";
import { expect, it } from "vitest";
import { mergePairs } from "../../src/clip/merge-pairs.ts";

/** The published way: all occurrences of the best-ranked pair, from left to right, until none is known. */
function oneAfterAnother(letters: readonly string[], ranks: ReadonlyMap<string, number>): string[] {
  const parts = [...letters];
  for (;;) {
    const pairs = parts.slice(0, -1).map((part, at) => `${part} ${parts[at + 1]}`);
    const rank = Math.min(...pairs.map((pair) => ranks.get(pair) ?? Number.POSITIVE_INFINITY));
    const best = pairs.find((pair) => ranks.get(pair) === rank);
    if (best === undefined) return parts;
    for (let at = 0; at + 1 < parts.length; at++) {
      if (`${parts[at]} ${parts[at + 1]}` === best) parts.splice(at, 2, `${parts[at]}${parts[at + 1]}`);
    }
  }
}

const SYMBOLS = ["a", "b", "c", "aa", "ab", "ba", "bc", "abc", "aab", "abab"];
const PAIRS = SYMBOLS.flatMap((left) => SYMBOLS.map((right) => `${left} ${right}`));

it("gives what merging one pair after another gives, in whatever order the pairs are ranked", () => {
  const ranked = fc.shuffledSubarray(PAIRS, { maxLength: 40 });
  const word = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 30 });
  fc.assert(
    fc.property(word, ranked, (letters, pairs) => {
      const ranks = new Map(pairs.map((pair, rank) => [pair, rank]));
      expect(mergePairs(letters, ranks)).toEqual(oneAfterAnother(letters, ranks));
    }),
    { numRuns: 2000 },
  );
});

it("merges a word of 200,000 letters, which one after another would take hours", () => {
  const ranks = new Map(["a a", "aa aa", "aaaa aaaa"].map((pair, rank) => [pair, rank]));
  const parts = mergePairs(new Array<string>(200_003).fill("a"), ranks);
  expect(parts.length).toBe(25_000 + 2);
  expect(parts.join("").length).toBe(200_003);
});
