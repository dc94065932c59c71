// The tokenizer and the prompts against open_clip's and anomalib's.

import { describe, expect, it } from "vitest";
import { loadTokenizer } from "../../src/clip/tokenizer.ts";
import { promptEnsemble } from "../../src/winclip/prompts.ts";
import { fixtureJson } from "../support/fixtures.ts";

interface TokenizerFixture {
  readonly cases: readonly { text: string; ids: number[]; needs_ftfy: boolean }[];
}

describe("the tokenizer equals open_clip's", () => {
  const exact = fixtureJson<TokenizerFixture>("tokenizer").cases.filter((each) => !each.needs_ftfy);
  it.each(exact.map(({ text, ids }) => [text.slice(0, 60), text, ids] as const))(
    "%s",
    async (_label, text, ids) => {
      const { ids: ours, endIndex } = (await loadTokenizer()).tokenize(text);
      expect([...(ours as Int32Array)]).toEqual([...ids, ...new Array<number>(77 - ids.length).fill(0)]);
      expect(endIndex).toBe(ids.indexOf(49407));
    },
  );
});

describe("the prompt ensemble equals anomalib's", () => {
  const fixture = fixtureJson<Record<string, { normal: string[]; anomalous: string[] }>>("prompts");
  it.each(Object.keys(fixture))("%s", (className) => {
    expect(promptEnsemble(className)).toMatchObject(fixture[className] as object);
  });
});
