// What became of each mutant: its tests run until one fails. Verdicts are kept, so that an interrupted run resumes, and
// hold until the tests that gave them change.

import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { sha256 } from "../../src/core/digest.ts";
import type { TestBaseline } from "./baseline.ts";
import { type Mutant, mutated } from "./find.ts";
import type { Answer, Pool } from "./pool.ts";

export interface Verdict {
  /** "no test": none reaches it, or none of them ran. */
  readonly state: "failed" | "timed out" | "survived" | "no test";
  /** The test file that noticed. */
  readonly by: string | null;
}

export interface PlannedMutant {
  readonly mutant: Mutant;
  /** Test files in the order in which they are run. */
  readonly tests: readonly string[];
}

/** Seconds that a test file may take with a mutant in it: some at any rate, and a multiple of what it takes without. */
const GRACE_SECONDS = 20;
const SLOWER = 6;

/** The verdict on a mutant; a file in which no test ran is run once more. */
export async function judge(
  { mutant, tests }: PlannedMutant,
  baseline: ReadonlyMap<string, TestBaseline>,
  pool: Pool,
  root: string,
): Promise<Verdict> {
  const texts = { [mutant.file]: mutated(readFileSync(join(root, mutant.file), "utf8"), mutant) };
  let ran = false;
  for (const test of tests) {
    const limit = GRACE_SECONDS + SLOWER * (baseline.get(test)?.seconds ?? 0);
    let answer: Answer = await pool.run({ texts, test }, limit);
    if (answer.state === "none") answer = await pool.run({ texts, test }, limit);
    if (answer.state === "timed out") return { state: "timed out", by: test };
    if (answer.state === "failed" || answer.state === "crashed") return { state: "failed", by: test };
    ran ||= answer.state === "passed";
  }
  return { state: ran ? "survived" : "no test", by: null };
}

export interface VerdictStore {
  get(planned: PlannedMutant): Verdict | undefined;
  add(planned: PlannedMutant, verdict: Verdict): void;
}

/** Verdicts in a file of lines; a torn last line is dropped. */
export function openVerdicts(path: string, baseline: ReadonlyMap<string, TestBaseline>): VerdictStore {
  const known = new Map<string, Verdict>();
  for (const line of existsSync(path) ? readFileSync(path, "utf8").split("\n") : []) {
    try {
      const [key, verdict] = JSON.parse(line) as [string, Verdict];
      known.set(key, verdict);
    } catch {}
  }
  const keyOf = ({ mutant }: PlannedMutant, tests: readonly string[]): string =>
    sha256(JSON.stringify([mutant, tests.map((test) => baseline.get(test)?.digest)]));
  return {
    get: (planned) => {
      for (const test of planned.tests) {
        const verdict = known.get(keyOf(planned, [test]));
        if (verdict?.by === test) return verdict;
      }
      return known.get(keyOf(planned, planned.tests));
    },
    add: (planned, verdict) => {
      const key = keyOf(planned, verdict.by === null ? planned.tests : [verdict.by]);
      known.set(key, verdict);
      appendFileSync(path, `${JSON.stringify([key, verdict])}\n`);
    },
  };
}
