// A process with vitest in it that is told what source files say and runs one test file at a time. The parent ends it
// where a mutant never ends.

import { readFileSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import { createVitest, type TestModule } from "vitest/node";

/** What the parent says: files' texts that replace those on disk, and then a test file to run. */
export interface Order {
  readonly texts: Readonly<Record<string, string>>;
  readonly test: string;
}

export interface Outcome {
  /** "none" where no test ran. */
  readonly state: "passed" | "failed" | "none";
  readonly seconds: number;
  /** Numbers of the blocks that ran, where they are marked. */
  readonly reached: readonly number[];
}

const { MUTANTS_REACHED: reachedPath, MUTANTS_SETUP: setup } = process.env;
let texts: Readonly<Record<string, string>> = {};

const vitest = await createVitest(
  "test",
  {
    watch: false,
    reporters: [{}],
    maxWorkers: 1,
    bail: 1,
    ...(setup === undefined ? {} : { setupFiles: [setup] }),
  },
  { plugins: [{ name: "mutants", enforce: "pre", load: (id: string) => texts[id.split("?")[0] ?? ""] }] },
);
await vitest.standalone();

async function obey(order: Order): Promise<Outcome> {
  const next = Object.fromEntries(Object.entries(order.texts).map(([file, text]) => [resolve(file), text]));
  const changed = new Set([...Object.keys(texts), ...Object.keys(next)]);
  for (const file of changed) if (texts[file] !== next[file]) vitest.invalidateFile(file);
  texts = next;
  const path = resolve(order.test);
  if (reachedPath !== undefined) rmSync(reachedPath, { force: true });
  vitest.state.filesMap.clear();
  const began = performance.now();
  const { testModules, unhandledErrors } = await vitest.runTestSpecifications([
    vitest.getRootProject().createSpecification(path),
  ]);
  const seconds = (performance.now() - began) / 1000;
  const own = testModules.filter(({ moduleId }) => moduleId === path);
  const failed = unhandledErrors.length > 0 || own.some((module) => !module.ok());
  const state = failed ? "failed" : own.some(hasRun) ? "passed" : "none";
  return { state, seconds, reached: readReached() };
}

function hasRun(module: TestModule): boolean {
  return [...module.children.allTests()].some((test) => test.result().state !== "skipped");
}

function readReached(): number[] {
  if (reachedPath === undefined) return [];
  return [...readFileSync(reachedPath)].flatMap((mark, number) => (mark === 0 ? [] : [number]));
}

process.on("message", (order: Order) => {
  obey(order).then(
    (outcome) => process.send?.(outcome),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
process.on("disconnect", () => process.exit());
process.send?.("ready");
