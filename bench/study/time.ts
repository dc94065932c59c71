// How long the demo study takes with searches for themselves and with searches that share: through the command line, in
// alternating pairs, at a bound that is at least as low.

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { endedChildrenSeconds } from "./processor-time.ts";

export const OWN_CHECKOUT: string = fileURLToPath(new URL("../../", import.meta.url));
/** Budgets that a shared study is tried with, as shares of the plain one's. */
const TRIED = [0.25, 0.4, 0.5, 0.75, 1, 1.25, 1.5, 2];

export interface TimeSettings {
  readonly samples: number;
  /** Gradient steps of the plain study's searches. */
  readonly budget: number;
  readonly pairs: number;
  /** The built checkout whose command line runs the plain studies: an earlier version's, or this one's. */
  readonly plainFrom: string;
  readonly note: (line: string) => void;
}

/** One run of the demo study. */
export interface Run {
  readonly searches: string;
  readonly budget: number;
  readonly seconds: number;
  readonly processorSeconds: number;
  /** Mean pAUROC over the pictures, by combination, and their mean. */
  readonly pauroc: Readonly<Record<string, number>>;
  readonly meanPauroc: number;
}

export interface Times {
  readonly samples: number;
  readonly plain: Run;
  readonly shared: Run;
  readonly tried: readonly Run[];
  readonly pairs: readonly { readonly plain: number; readonly shared: number; readonly ratio: number }[];
  /** Medians of shared over plain: wall time, and processor time. */
  readonly ratio: number;
  readonly processorRatio: number;
}

/** Finds the smallest budget whose mean bound is at least as low, then runs pairs. */
export function timedStudies({ samples, budget, pairs, plainFrom, note }: TimeSettings): Times {
  const run = (searches: string, steps: number): Run => {
    const from = searches === "shared" ? OWN_CHECKOUT : plainFrom;
    const made = demoRun(from, { samples, searches, budget: steps });
    note(`${searches} ${steps}: ${made.seconds.toFixed(1)} s, mean pAUROC ${made.meanPauroc.toFixed(4)}`);
    return made;
  };
  const goal = run("independent", budget);
  const tried: Run[] = [];
  for (const share of TRIED) {
    const found = run("shared", Math.max(1, Math.round(share * budget)));
    tried.push(found);
    if (found.meanPauroc <= goal.meanPauroc) break;
  }
  const chosen = tried.at(-1);
  if (chosen === undefined || chosen.meanPauroc > goal.meanPauroc)
    throw new Error("no budget tried is enough for a bound that is as low");
  const measured = Array.from({ length: pairs }, (_, index) => {
    const plainFirst = index % 2 === 0;
    const first = plainFirst ? run("independent", budget) : run("shared", chosen.budget);
    const second = plainFirst ? run("shared", chosen.budget) : run("independent", budget);
    return plainFirst ? { plain: first, shared: second } : { plain: second, shared: first };
  });
  return {
    ...{ samples, plain: goal, shared: chosen, tried },
    pairs: measured.map(({ plain, shared }) => ({
      ...{ plain: plain.seconds, shared: shared.seconds, ratio: shared.seconds / plain.seconds },
    })),
    ratio: median(measured.map(({ plain, shared }) => shared.seconds / plain.seconds)),
    processorRatio: median(
      measured.map(({ plain, shared }) => shared.processorSeconds / plain.processorSeconds),
    ),
  };
}

export function timesText({ samples, plain, shared, pairs, ratio, processorRatio }: Times): string {
  const names = Object.keys(plain.pauroc);
  return [
    `demo study, ${samples} pictures per object: plain budget ${plain.budget}, shared budget ${shared.budget}`,
    ...names.map(
      (name) => `${name.padEnd(22)} ${plain.pauroc[name]?.toFixed(4)}  ${shared.pauroc[name]?.toFixed(4)}`,
    ),
    `${"mean".padEnd(22)} ${plain.meanPauroc.toFixed(4)}  ${shared.meanPauroc.toFixed(4)}`,
    ...pairs.map(
      (pair) => `${pair.plain.toFixed(1)} s  ${pair.shared.toFixed(1)} s  ${pair.ratio.toFixed(3)}`,
    ),
    `median ratio: wall time ${ratio.toFixed(3)}, processor time ${processorRatio.toFixed(3)}`,
    "",
  ].join("\n");
}

function demoRun(
  checkout: string,
  { samples, searches, budget }: { samples: number; searches: string; budget: number },
): Run {
  const folder = mkdtempSync(join(tmpdir(), "faultline-bench-study-"));
  try {
    const out = join(folder, "run");
    // Versions without the flag search for themselves.
    const shares = searches === "shared" ? ["--searches", searches] : [];
    const args = ["demo", "--out", out, "--samples", `${samples}`, "--budget", `${budget}`, ...shares];
    const before = endedChildrenSeconds();
    const started = performance.now();
    const { status, stderr } = spawnSync(process.execPath, [join(checkout, "dist/cli/main.js"), ...args], {
      encoding: "utf8",
    });
    const seconds = (performance.now() - started) / 1000;
    if (status !== 0) throw new Error(`faultline demo ended with ${status}: ${stderr}`);
    return { searches, budget, seconds, processorSeconds: endedChildrenSeconds() - before, ...boundOf(out) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface Results {
  readonly samples: readonly {
    readonly anomalous: boolean;
    readonly bounds: Readonly<Record<string, { readonly pauroc: number | null }>>;
  }[];
}

/** The mean over the defective pictures of what each search found. */
function boundOf(out: string): Pick<Run, "pauroc" | "meanPauroc"> {
  const { samples } = JSON.parse(readFileSync(join(out, "results.json"), "utf8")) as Results;
  const defective = samples.filter(({ anomalous }) => anomalous);
  const names = Object.keys(defective[0]?.bounds ?? {});
  const pauroc = Object.fromEntries(
    names.map((name) => [name, mean(defective.map(({ bounds }) => bounds[name]?.pauroc ?? Number.NaN))]),
  );
  return { pauroc, meanPauroc: mean(Object.values(pauroc)) };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  const [low = Number.NaN, high = Number.NaN] = [(sorted.length - 1) >> 1, sorted.length >> 1].map(
    (index) => sorted[index],
  );
  return (low + high) / 2;
}
