// The tokenizer against open_clip's SimpleTokenizer.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createTokenizer } from "../../src/clip/bpe.ts";
import { cleanText } from "../../src/clip/clean-text.ts";
import { loadTokenizer } from "../../src/clip/tokenizer.ts";
import { fixtureJson } from "../support/fixtures.ts";

interface Case {
  readonly text: string;
  readonly clean: string;
  readonly ids: readonly number[];
  readonly needs_ftfy: boolean;
}

const CONTEXT = 77;
const START = 49_406;
const END = 49_407;
const tokenizer = await loadTokenizer();

describe("the tokenizer equals open_clip's", () => {
  const exact = fixtureJson<{ cases: readonly Case[] }>("tokenizer").cases.filter((each) => !each.needs_ftfy);
  it.each(exact.map((each) => [each.text.slice(0, 60), each] as const))("%j", (_label, each) => {
    const { ids, endIndex } = tokenizer.tokenize(each.text);
    expect(cleanText(each.text)).toBe(each.clean);
    expect([...Array.from(ids)]).toEqual([
      ...each.ids,
      ...new Array<number>(CONTEXT - each.ids.length).fill(0),
    ]);
    expect(endIndex).toBe(each.ids.indexOf(END));
  });
});

describe("any text", () => {
  it("starts, ends and fits the context, and is pooled where the largest id stands", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        const { ids, endIndex } = tokenizer.tokenize(text);
        const all = Array.from(ids);
        expect(all).toHaveLength(CONTEXT);
        expect(all[0]).toBe(START);
        expect(endIndex).toBe(all.indexOf(Math.max(...all)));
        expect(all[endIndex]).toBe(END);
      }),
    );
  });

  it("is cleaned the same however its white space and letters' case are written", () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z0-9]{1,8}$/), { maxLength: 6 }), (words) => {
        const loud = `\u0085 ${words.map((word) => word.toUpperCase()).join("\u2003\n")}\t`;
        expect(tokenizer.tokenize(loud)).toEqual(tokenizer.tokenize(words.join(" ")));
      }),
    );
  });
});

describe("a text of a stranger's", () => {
  it.each([
    ["one word of half a million letters", "a".repeat(500_000)],
    ["half a million ampersands", "&".repeat(500_000)],
  ])("of %s is cut to the context", (_, text) => {
    const tokens = tokenizer.tokenize(text);
    expect(tokens.length).toBeGreaterThan(10_000);
    expect(tokens.endIndex).toBe(CONTEXT - 1);
  });

  it("with halves of surrogate pairs is read with replacement characters", () => {
    expect(tokenizer.tokenize("\ud800 a\udc00\ud800")).toEqual(tokenizer.tokenize("\ufffd a\ufffd\ufffd"));
  });

  it("beyond a million bytes is refused", () => {
    expect(() => tokenizer.tokenize("漢".repeat(400_000))).toThrow(
      /^invalid text of 1200000 bytes; expected at most 1000000$/,
    );
  });
});

describe("the vocabulary", () => {
  it("is refused when it is cut short", () => {
    expect(() => createTokenizer("#version\ni n\n")).toThrow(/merges/);
  });
});
