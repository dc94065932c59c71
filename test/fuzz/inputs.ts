// The inputs of a reader: the same for the same reader, seed and index, whatever came before.

import { random } from "../../src/core/random.ts";
import { pick } from "./draw.ts";
import { mutate } from "./mutate.ts";
import type { FuzzedReader } from "./reader.ts";

/** Gives the input of an index. The first are the seeds themselves. */
export async function openInputs(reader: FuzzedReader, seed: number): Promise<(index: number) => Uint8Array> {
  const seeds = await reader.seeds();
  const material = { others: seeds, words: reader.words ?? [] };
  return (index) => {
    const own = seeds[index];
    if (own !== undefined) return own;
    const source = random("fuzz", reader.name, seed, index);
    if (reader.make === undefined || source.integer(2) === 0)
      return mutate(pick(seeds, source), source, material);
    const made = reader.make(source, seeds);
    // Of what is made, a part is changed once more: the maker's own idea of the format is then broken too.
    return source.integer(4) === 0 ? mutate(made, source, material) : made;
  };
}
