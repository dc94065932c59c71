// Where a source file can be mutated on one line: what is computed, never types, imports, messages or logging.

import ts from "typescript";
import { OPERATORS } from "./operators.ts";

/** One change of one line of a source file. */
export interface Mutant {
  /** Path from the project's root. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly operator: string;
  readonly original: string;
  readonly replacement: string;
}

/** Calls whose arguments only speak to the user. */
const SPEAKING = ["describe", "note", "progress", "onProgress", "log", "error", "warn"];

/** Every mutant of a file's text, in the order of their places. */
export function findMutants(file: string, text: string): Mutant[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2023, true);
  const mutants: Mutant[] = [];
  const visit = (node: ts.Node): void => {
    if (isSkipped(node)) return;
    for (const [operator, editsOf] of Object.entries(OPERATORS)) {
      for (const { start, end, text: replacement } of editsOf(node, source)) {
        const original = text.slice(start, end);
        if (original.includes("\n") || replacement.includes("\n")) continue;
        const line = source.getLineAndCharacterOfPosition(start).line + 1;
        mutants.push({ file, line, start, end, operator, original, replacement });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return mutants.sort((left, right) => left.start - right.start);
}

/** The text with a mutant in it. */
export function mutated(text: string, { start, end, replacement }: Mutant): string {
  return text.slice(0, start) + replacement + text.slice(end);
}

function isSkipped(node: ts.Node): boolean {
  if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return true;
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isThrowStatement(node)) return true;
  if (ts.isNewExpression(node)) return node.expression.getText().endsWith("Error");
  return ts.isCallExpression(node) && SPEAKING.includes(calledName(node.expression));
}

function calledName(called: ts.Expression): string {
  if (ts.isPropertyAccessExpression(called)) return called.name.text;
  return ts.isIdentifier(called) ? called.text : "";
}
