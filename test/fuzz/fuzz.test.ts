// Every reader of what strangers write: 2,000 seeded inputs (a few of a slow reader), and every input that once was a find.
// Each ends in a value or an error of ours, within 2 s of processor time and 512 MB. `npm run fuzz` tries more.

import { describe, expect, it } from "vitest";
import { MEMORY, used } from "./budget.ts";
import { corpusOf } from "./corpus.ts";
import { tryInputs } from "./harness.ts";
import { openInputs } from "./inputs.ts";
import { READERS } from "./registry.ts";

const SEED = 1;

/** What one reader may add to what the tests' process holds already. */
const beyondNow = (): number => Math.max(process.memoryUsage.rss(), used().peak) + MEMORY;

describe.each(READERS)("$name", (reader) => {
  it("reads or refuses what is drawn", { timeout: 300_000 }, async () => {
    const inputOf = await openInputs(reader, SEED);
    const to = reader.inTests ?? 2000;
    const what = `reader ${reader.name}, seed ${SEED}`;
    const tally = await tryInputs(reader, { from: 0, to, inputOf, what, mostBytes: beyondNow() });
    expect(tally.finds).toEqual([]);
    // A reader that refuses everything was not tried.
    expect(tally.read).toBeGreaterThan(0);
  });

  it("reads or refuses what once was a find", { timeout: 300_000 }, async () => {
    const kept = await corpusOf(reader.name);
    const inputOf = (index: number): Uint8Array => kept[index]?.make() ?? new Uint8Array();
    const what = `corpus of ${reader.name}`;
    const trial = { from: 0, to: kept.length, inputOf, what, mostBytes: beyondNow() };
    const { finds } = await tryInputs(reader, trial);
    expect(finds.map(({ index, fault }) => `${kept[index]?.name}: ${fault}`)).toEqual([]);
  });
});
