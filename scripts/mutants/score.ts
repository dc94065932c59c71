// The score of each folder and what survived in it, as text and as JSON.

import type { Mutant } from "./find.ts";
import type { Verdict } from "./verdicts.ts";

export interface Judged {
  readonly folder: string;
  readonly mutant: Mutant;
  readonly verdict: Verdict;
}

export interface FolderScore {
  readonly folder: string;
  readonly mutants: number;
  /** By a failing test, and by time. */
  readonly failed: number;
  readonly timedOut: number;
  readonly survived: number;
  /** Reached by no test: counted as survivors. */
  readonly noTest: number;
  /** Killed mutants as a share of all. */
  readonly score: number;
}

/** One score per folder, in the order of the judgements. */
export function scoresOf(judged: readonly Judged[]): FolderScore[] {
  return [...new Set(judged.map(({ folder }) => folder))].map((folder) => {
    const own = judged.filter((entry) => entry.folder === folder);
    const count = (state: Verdict["state"]): number =>
      own.filter(({ verdict }) => verdict.state === state).length;
    const [failed, timedOut] = [count("failed"), count("timed out")];
    return {
      ...{ folder, mutants: own.length, failed, timedOut },
      ...{ survived: count("survived"), noTest: count("no test") },
      score: (failed + timedOut) / own.length,
    };
  });
}

/** The scores as a Markdown table, then the survivors by place. */
export function scoreText(judged: readonly Judged[]): string {
  const rows = scoresOf(judged).map(({ folder, mutants, failed, timedOut, survived, noTest, score }) =>
    [folder, mutants, failed, timedOut, survived, noTest, `${(100 * score).toFixed(0)}%`].join(" | "),
  );
  const alive = judged
    .filter(({ verdict }) => verdict.state === "survived" || verdict.state === "no test")
    .map(({ mutant, verdict }) => survivorLine(mutant, verdict))
    .sort();
  return [
    "| folder | mutants | failed a test | timed out | survived | no test | killed |",
    "|---|---|---|---|---|---|---|",
    ...rows.map((row) => `| ${row} |`),
    "",
    ...alive,
    "",
  ].join("\n");
}

function survivorLine({ file, line, operator, original, replacement }: Mutant, { state }: Verdict): string {
  const change = `${original} → ${replacement}`;
  return `${file}:${line} (${operator}) ${change}${state === "no test" ? " [no test]" : ""}`;
}
