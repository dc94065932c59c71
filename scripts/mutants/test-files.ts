// Which test files can see a mutant: those that import its file, directly or not. What was built holds no mutant.

import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import ts from "typescript";

/** Modules that run what was built. */
const RUNNING_BUILT = ["test/support/cli.ts", "test/support/browser.ts"];

/**
 * Test files with all that they import from the project, paths from the root: those that run what was built are left
 * out, but for those of the folders themselves, which mostly do more than that.
 */
export function testImports(
  root: string,
  folders: readonly string[],
): ReadonlyMap<string, ReadonlySet<string>> {
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
  return new Map(
    reached.filter(
      ([test, files]) =>
        folders.some((folder) => test.startsWith(`test/${folder}/`)) ||
        !RUNNING_BUILT.some((runner) => files.has(runner)),
    ),
  );
}

function closure(start: string, importsOf: (file: string) => readonly string[]): ReadonlySet<string> {
  const reached = new Set([start]);
  for (const file of reached) for (const imported of importsOf(file)) reached.add(imported);
  return reached;
}
