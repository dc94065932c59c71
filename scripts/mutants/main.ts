// npm run mutants: draws one-line mutants of the source and shows which of them no test notices. See docs/testing.md.

import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { InputError } from "../../src/core/errors.ts";
import { blockName, measureTests, type TestBaseline } from "./baseline.ts";
import { type Block, blockAround, markBlocks } from "./blocks.ts";
import { drawMutants, sourcesOf } from "./draw.ts";
import type { Mutant } from "./find.ts";
import { openPool, type Pool } from "./pool.ts";
import { type Judged, scoresOf, scoreText } from "./score.ts";
import { testImports } from "./test-files.ts";
import { openTypeChecker } from "./type-checker.ts";
import { judge, openVerdicts, type PlannedMutant } from "./verdicts.ts";

const FOLDERS = ["metrics", "search", "shift", "objective", "study", "results", "data"];
const ROOT = process.cwd();
const CACHE = join(ROOT, ".cache/mutants");
const SCRATCH = join(CACHE, `scratch-${process.pid}`);

const { values } = parseArgs({
  options: {
    folder: { type: "string", default: FOLDERS.join(",") },
    count: { type: "string", default: "100" },
    seed: { type: "string", default: "1" },
    seconds: { type: "string", default: "60" },
    workers: { type: "string", default: "2" },
    json: { type: "boolean", default: false },
  },
});

let pool: Pool | undefined;
const note = (line: string): void => {
  process.stderr.write(`${line}\n`);
};
const cleanUp = (): void => {
  pool?.close();
  rmSync(SCRATCH, { recursive: true, force: true });
};
process.on("SIGINT", () => {
  cleanUp();
  process.exit(130);
});

try {
  const judged = await run(values.folder.split(","));
  const scores = scoresOf(judged);
  process.stdout.write(values.json ? `${JSON.stringify({ scores, mutants: judged })}\n` : scoreText(judged));
} catch (error) {
  if (!(error instanceof InputError)) throw error;
  note(`error: ${error.message}`);
  process.exitCode = 1;
} finally {
  cleanUp();
}

async function run(folders: readonly string[]): Promise<Judged[]> {
  const unknown = folders.find((folder) => !FOLDERS.includes(folder));
  if (unknown !== undefined) {
    throw new InputError(`unknown folder "${unknown}"; expected ${FOLDERS.join(", ")}`);
  }
  const [count, seed, workers] = [Number(values.count), Number(values.seed), Number(values.workers)];
  mkdirSync(SCRATCH, { recursive: true });
  // What ended tests leave behind goes with the scratch folder.
  process.env["TMPDIR"] = SCRATCH;
  const accepts = openTypeChecker(ROOT);
  const drawn = folders.flatMap((folder) =>
    drawMutants(ROOT, { folder, count, seed, accepts }).map((mutant) => ({ folder, mutant })),
  );
  const files = new Set(drawn.map(({ mutant }) => mutant.file));
  const tests = new Map(
    [...testImports(ROOT, folders)].filter(([, imported]) => [...files].some((file) => imported.has(file))),
  );
  const baseline = await measureTests({
    ...{ root: ROOT, folder: CACHE, tests, workers, note },
    sources: FOLDERS.flatMap((folder) => sourcesOf(ROOT, folder)),
    onPool: (opened) => {
      pool = opened;
    },
  });
  const verdicts = openVerdicts(join(CACHE, "verdicts.jsonl"), baseline);
  const open = openPool(workers, ROOT, () => ({}));
  pool = open;
  let done = 0;
  const judgeOne = async ({ folder, mutant }: { folder: string; mutant: Mutant }): Promise<Judged> => {
    const planned = plan(folder, mutant, tests, baseline);
    const known = verdicts.get(planned);
    const verdict = known ?? (await judge(planned, baseline, open, ROOT));
    if (known === undefined) verdicts.add(planned, verdict);
    done++;
    note(`${done}/${drawn.length} ${mutant.file}:${mutant.line} ${mutant.operator}: ${verdict.state}`);
    return { folder, mutant, verdict };
  };
  return await inLanes(drawn, workers, judgeOne);
}

/** The tests that reach a mutant: all of its own folder, then others, the quickest first, as the seconds allow. */
function plan(
  folder: string,
  mutant: Mutant,
  tests: ReadonlyMap<string, ReadonlySet<string>>,
  baseline: ReadonlyMap<string, TestBaseline>,
): PlannedMutant {
  const block = reachedAs(mutant);
  const secondsOf = (test: string): number => baseline.get(test)?.seconds ?? 0;
  const reaching = [...tests]
    .filter(([, imported]) => imported.has(mutant.file))
    .map(([test]) => test)
    .filter((test) => block === null || baseline.get(test)?.reached.includes(block))
    .sort((left, right) => secondsOf(left) - secondsOf(right));
  const own = reaching.filter((test) => test.startsWith(`test/${folder}/`));
  let seconds = Number(values.seconds);
  const others = reaching.filter((test) => {
    if (own.includes(test)) return false;
    seconds -= secondsOf(test);
    return seconds >= 0;
  });
  return { mutant, tests: [...own, ...others] };
}

function reachedAs({ file, start }: Mutant): string | null {
  const blocks: readonly Block[] = markBlocks(file, readFileSync(join(ROOT, file), "utf8"), 0).blocks;
  const number = blockAround(blocks, file, start);
  const block = number === null ? undefined : blocks[number];
  return block === undefined ? null : blockName(block);
}

async function inLanes<Item, Result>(
  items: readonly Item[],
  lanes: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const entries = items.entries();
  const lane = async (): Promise<void> => {
    for (const [index, item] of entries) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return results;
}
