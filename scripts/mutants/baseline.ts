// What each test file does without a mutant: that it passes, how long it takes, and which blocks of the source it
// reaches. Kept until the file or anything that it imports changes.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { sha256 } from "../../src/core/digest.ts";
import { InputError } from "../../src/core/errors.ts";
import { type Block, markBlocks } from "./blocks.ts";
import { openPool, type Pool } from "./pool.ts";

export interface TestBaseline {
  /** Of the test file and all that it imports. */
  readonly digest: string;
  readonly seconds: number;
  /** Names of the blocks that it reaches: see blockName. */
  readonly reached: readonly string[];
}

export interface BaselineSettings {
  readonly root: string;
  /** For what is kept. */
  readonly folder: string;
  /** Source files whose blocks are marked. */
  readonly sources: readonly string[];
  /** Test files with all that they import. */
  readonly tests: ReadonlyMap<string, ReadonlySet<string>>;
  readonly workers: number;
  readonly note: (line: string) => void;
  /** Hears of the pool, to end it where the user does. */
  readonly onPool: (pool: Pool) => void;
}

/** Long enough for any test file of the project on a busy machine. */
const LIMIT_SECONDS = 600;

/** Runs the test files that changed; InputError where one fails. */
export async function measureTests(settings: BaselineSettings): Promise<ReadonlyMap<string, TestBaseline>> {
  const { root, folder, tests, workers, note } = settings;
  const path = join(folder, "baseline.json");
  const known = readKnown(path);
  const digests = new Map([...tests].map(([test, files]) => [test, digestOf(root, files)]));
  const stale = [...tests.keys()].filter((test) => known.get(test)?.digest !== digests.get(test));
  const { texts, blocks } = marked(root, settings.sources);
  const reachedIn = (number: number): string => join(folder, `reached-${number}`);
  const pool = openPool(workers, root, (number) => ({
    MUTANTS_REACHED: reachedIn(number),
    MUTANTS_BLOCKS: String(blocks.length),
    MUTANTS_SETUP: fileURLToPath(new URL("./reached-setup.js", import.meta.url)),
  }));
  settings.onPool(pool);
  const measure = async (test: string): Promise<void> => {
    const outcome = await pool.run({ texts, test }, LIMIT_SECONDS);
    if (outcome.state !== "passed")
      throw new InputError(`${test} ${outcome.state} without a mutant: mend it first`);
    const reached = outcome.reached.flatMap((number) => {
      const block = blocks[number];
      return block === undefined ? [] : [blockName(block)];
    });
    known.set(test, { digest: digests.get(test) ?? "", seconds: outcome.seconds, reached });
    writeFileSync(path, JSON.stringify([...known]));
    note(`${test} takes ${outcome.seconds.toFixed(1)} s`);
  };
  try {
    await Promise.all(stale.map(measure));
  } finally {
    pool.close();
  }
  return known;
}

/** A block's name: the same as long as its file does not change. */
export function blockName({ file, start }: Pick<Block, "file" | "start">): string {
  return `${file}:${start}`;
}

function marked(
  root: string,
  sources: readonly string[],
): { readonly texts: Record<string, string>; readonly blocks: readonly Block[] } {
  const texts: Record<string, string> = {};
  const blocks: Block[] = [];
  for (const file of sources) {
    const found = markBlocks(file, readFileSync(join(root, file), "utf8"), blocks.length);
    texts[file] = found.text;
    blocks.push(...found.blocks);
  }
  return { texts, blocks };
}

function digestOf(root: string, files: ReadonlySet<string>): string {
  return sha256(
    [...files]
      .sort()
      .map((file) => sha256(readFileSync(join(root, file))))
      .join(),
  );
}

function readKnown(path: string): Map<string, TestBaseline> {
  mkdirSync(join(path, ".."), { recursive: true });
  try {
    return new Map(JSON.parse(readFileSync(path, "utf8")) as [string, TestBaseline][]);
  } catch {
    return new Map();
  }
}
