// Names of shifts, detectors, metrics and questions stand in their own rooms: everywhere else code is written over
// whatever is registered, so that a new one is a file and a line. Read from the syntax trees, with types.

import { readFileSync } from "node:fs";
import { dirname, relative } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { DETECTORS } from "../src/detector/registry.ts";
import { METRICS } from "../src/metrics/registry.ts";
import { SHIFTS } from "../src/shift/registry.ts";
import { QUESTIONS } from "../src/study/questions/registry.ts";

const ROOT = fileURLToPath(new URL("../", import.meta.url));

/** Where any of the names may stand: the paper's reproduction, the synthetic data, the contract's JSON. */
const FREE =
  /^src\/(study\/reproduce|report\/reproduction|data\/synthetic)\/|^src\/cli\/commands\/reproduce\.ts$|^src\/results\/contract-json\.ts$/;

const KINDS = [
  // A file's format may be named like what its coding does to a picture.
  { kind: "shift", names: SHIFTS.names(), room: /^src\/(shift\/|image\/formats\.ts$)/ },
  { kind: "detector", names: DETECTORS.names(), room: /^src\/detector\// },
  // A criterion is a metric of one picture, and named like it.
  { kind: "metric", names: METRICS.names(), room: /^src\/(metrics|objective\/criteria)\// },
  // A verdict is named like the question that gives it.
  { kind: "question", names: QUESTIONS.names(), room: /^src\/(study\/questions\/|core\/acceptance\.ts$)/ },
] as const;

function programOf(config: string): ts.Program {
  const read = ts.readConfigFile(config, (path) => readFileSync(path, "utf8"));
  const { fileNames, options } = ts.parseJsonConfigFileContent(read.config, ts.sys, dirname(config));
  return ts.createProgram(
    fileNames.filter((name) => /\/(src|web)\//.test(name)),
    options,
  );
}

/** "src/study/plan.ts:12: the shift "theta"" of every name outside its room. */
function strayNames(program: ts.Program, folder: string): string[] {
  const checker = program.getTypeChecker();
  const found: string[] = [];
  for (const file of program.getSourceFiles()) {
    const path = relative(ROOT, file.fileName);
    if (!path.startsWith(folder) || FREE.test(path)) continue;
    const visit = (node: ts.Node): void => {
      const name = nameIn(node, checker);
      const stray = KINDS.find(
        ({ names, room }) => name !== null && names.includes(name) && !room.test(path),
      );
      if (stray !== undefined) {
        const line = file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1;
        found.push(`${path}:${line}: the ${stray.kind} "${name}"`);
      }
      ts.forEachChild(node, visit);
    };
    visit(file);
  }
  return found;
}

/** The text of a string literal, or the name of a property that is read, or set, through an index signature. */
function nameIn(node: ts.Node, checker: ts.TypeChecker): string | null {
  if (ts.isStringLiteralLike(node)) {
    const { parent } = node;
    const isSpecifier = ts.isImportDeclaration(parent) || ts.isExportDeclaration(parent);
    return isSpecifier ? null : node.text;
  }
  if (ts.isPropertyAccessExpression(node))
    return isIndexed(checker.getTypeAtLocation(node.expression), node.name.text) ? node.name.text : null;
  const isKey = ts.isPropertyAssignment(node) || ts.isShorthandPropertyAssignment(node);
  if (isKey && ts.isIdentifier(node.name)) {
    const type = checker.getContextualType(node.parent);
    return type !== undefined && isIndexed(type, node.name.text) ? node.name.text : null;
  }
  if (ts.isBindingElement(node)) {
    const key = node.propertyName ?? node.name;
    if (!ts.isIdentifier(key)) return null;
    return isIndexed(checker.getTypeAtLocation(node.parent), key.text) ? key.text : null;
  }
  return null;
}

/** True where a type knows the name by an index signature alone: a point, a box's ranges, a registry, metric values. */
function isIndexed(type: ts.Type, name: string): boolean {
  const known = type.getNonNullableType();
  return known.getProperty(name) === undefined && known.getStringIndexType() !== undefined;
}

describe("registered names", () => {
  it("stand in their own rooms alone, in src", () => {
    expect(strayNames(programOf(`${ROOT}tsconfig.json`), "src/")).toEqual([]);
  });

  it("stand in their own rooms alone, on the page", () => {
    expect(strayNames(programOf(`${ROOT}web/tsconfig.json`), "web/")).toEqual([]);
  });
});
