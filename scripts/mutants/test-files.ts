// Which test files can see a mutant: those that import its file, directly or not. Tests that run the built command
// line see dist/, which holds no mutant.

import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import ts from "typescript";

/** Modules that run what was built. */
const RUNNING_DIST = ["test/support/cli.ts", "test/support/browser.ts"];

/** Every test file in this process's reach, with all that it imports from the project: paths from the root. */
export function testImports(root: string): ReadonlyMap<string, ReadonlySet<string>> {
  const direct = new Map<string, readonly string[]>();
  const importsOf = (file: string): readonly string[] => {
    const known = direct.get(file);
    if (known !== undefined) return known;
    const { importedFiles } = ts.preProcessFile(readFileSync(join(root, file), "utf8"));
    const found = importedFiles
      .map(({ fileName }) => normalize(join(dirname(file), fileName)))
      .filter((path) => /^(src|test)\/.*\.ts$/.test(path));
    direct.set(file, found);
    return found;
  };
  const tests = readdirSync(join(root, "test"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".test.ts"))
    .map((name) => `test/${name}`)
    .sort();
  const reached = tests.map((test) => [test, closure(test, importsOf)] as const);
  return new Map(reached.filter(([, files]) => !RUNNING_DIST.some((runner) => files.has(runner))));
}

function closure(start: string, importsOf: (file: string) => readonly string[]): ReadonlySet<string> {
  const reached = new Set([start]);
  for (const file of reached) for (const imported of importsOf(file)) reached.add(imported);
  return reached;
}
