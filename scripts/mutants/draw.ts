// A seeded sample of a folder's mutants.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { random, shuffled } from "../../src/core/random.ts";
import { findMutants, type Mutant } from "./find.ts";

/** The source files below a folder of `src`, as paths from the root, sorted. */
export function sourcesOf(root: string, folder: string): string[] {
  return readdirSync(join(root, "src", folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => `src/${folder}/${name}`)
    .sort();
}

/** Up to `count` accepted mutants of a folder, each equally likely. */
export function drawMutants(
  root: string,
  {
    folder,
    count,
    seed,
    accepts,
  }: {
    readonly folder: string;
    readonly count: number;
    readonly seed: number;
    readonly accepts: (mutant: Mutant) => boolean;
  },
): Mutant[] {
  const all = sourcesOf(root, folder).flatMap((file) =>
    findMutants(file, readFileSync(join(root, file), "utf8")),
  );
  const drawn: Mutant[] = [];
  for (const mutant of shuffled(all, random(seed, folder))) {
    if (drawn.length === count) break;
    if (accepts(mutant)) drawn.push(mutant);
  }
  return drawn;
}
