// What a one-line mutation changes: each operator looks at one node and gives the edits that it would make there.

import ts from "typescript";

/** Replaces the text from `start` to `end`. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

type Operator = (node: ts.Node, source: ts.SourceFile) => readonly Edit[];

const BORDERS = new Map([
  ["<", "<="],
  ["<=", "<"],
  [">", ">="],
  [">=", ">"],
]);
const OPPOSITES = new Map([
  ["<", ">="],
  ["<=", ">"],
  [">", "<="],
  [">=", "<"],
  ["===", "!=="],
  ["!==", "==="],
]);
const ARITHMETIC = new Map([
  ["+", "-"],
  ["-", "+"],
  ["*", "/"],
  ["/", "*"],
  ["%", "*"],
  ["**", "*"],
  ["<<", ">>"],
  [">>", "<<"],
  [">>>", "<<"],
  ["&", "|"],
  ["|", "&"],
  ["+=", "-="],
  ["-=", "+="],
  ["*=", "/="],
  ["/=", "*="],
]);
const LOGIC = new Map([
  ["&&", "||"],
  ["||", "&&"],
]);
const TWINS = new Map([
  ["min", "max"],
  ["max", "min"],
  ["floor", "ceil"],
  ["ceil", "floor"],
  ["every", "some"],
  ["some", "every"],
]);

/** Functions to which the order of their arguments is nothing: exchanged, they would compute the same. */
const SYMMETRIC = ["Math.min", "Math.max", "Math.hypot", "add", "multiply"];

/** All operators by name, in the order of the documentation. */
export const OPERATORS: Readonly<Record<string, Operator>> = {
  border: (node, source) => otherSign(node, source, BORDERS),
  comparison: (node, source) => otherSign(node, source, OPPOSITES),
  arithmetic: (node, source) => [...otherSign(node, source, ARITHMETIC), ...minusDropped(node, source)],
  logic: (node, source) => otherSign(node, source, LOGIC),
  negation: (node, source) => [...notDropped(node, source), ...conditionNegated(node, source)],
  boolean: (node, source) => {
    if (node.kind === ts.SyntaxKind.TrueKeyword) return [replaced(node, source, "false")];
    return node.kind === ts.SyntaxKind.FalseKeyword ? [replaced(node, source, "true")] : [];
  },
  constant: (node, source) => {
    if (!ts.isNumericLiteral(node) || isPropertyName(node) || isFallback(node)) return [];
    const value = Number(node.text);
    return [value + 1, value - 1].map((next) => replaced(node, source, next < 0 ? `(${next})` : `${next}`));
  },
  "min and max": (node, source) => {
    if (!ts.isPropertyAccessExpression(node)) return [];
    const twin = TWINS.get(node.name.text);
    return twin === undefined ? [] : [replaced(node.name, source, twin)];
  },
  statement: (node, source) => (isRemovable(node) ? [replaced(node, source, ";")] : []),
  arguments: (node, source) => {
    if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) return [];
    const called = node.expression.getText(source);
    return SYMMETRIC.includes(called) ? [] : swappedNeighbours(node.arguments ?? [], source);
  },
  index: (node, source) => {
    if (!ts.isElementAccessExpression(node)) return [];
    const { argumentExpression: index } = node;
    if (ts.isNumericLiteral(index) || ts.isStringLiteral(index)) return [];
    return [replaced(index, source, `${index.getText(source)} + 1`)];
  },
  order: (node) => {
    if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return [];
    if (!["sort", "toSorted"].includes(node.expression.name.text)) return [];
    return [{ start: node.getEnd(), end: node.getEnd(), text: ".reverse()" }];
  },
};

function replaced(node: ts.Node, source: ts.SourceFile, text: string): Edit {
  return { start: node.getStart(source), end: node.getEnd(), text };
}

function otherSign(node: ts.Node, source: ts.SourceFile, signs: ReadonlyMap<string, string>): Edit[] {
  if (!ts.isBinaryExpression(node)) return [];
  const other = signs.get(node.operatorToken.getText(source));
  return other === undefined ? [] : [replaced(node.operatorToken, source, other)];
}

function minusDropped(node: ts.Node, source: ts.SourceFile): Edit[] {
  if (!ts.isPrefixUnaryExpression(node) || node.operator !== ts.SyntaxKind.MinusToken) return [];
  return [replaced(node, source, node.operand.getText(source))];
}

function notDropped(node: ts.Node, source: ts.SourceFile): Edit[] {
  if (!ts.isPrefixUnaryExpression(node) || node.operator !== ts.SyntaxKind.ExclamationToken) return [];
  return [replaced(node, source, node.operand.getText(source))];
}

/** Only of conditions that no other operator changes. */
function conditionNegated(node: ts.Node, source: ts.SourceFile): Edit[] {
  const condition = ts.isIfStatement(node)
    ? node.expression
    : ts.isConditionalExpression(node)
      ? node.condition
      : null;
  if (condition === null || ts.isBinaryExpression(condition) || ts.isPrefixUnaryExpression(condition))
    return [];
  return [replaced(condition, source, `!(${condition.getText(source)})`)];
}

function isPropertyName(node: ts.Node): boolean {
  return ts.isPropertyAssignment(node.parent) && node.parent.name === node;
}

/** The right side of `??`: mostly what the type checker wants beside an index that is always there. */
function isFallback(node: ts.Node): boolean {
  return (
    ts.isBinaryExpression(node.parent) &&
    node.parent.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken &&
    node.parent.right === node
  );
}

/** A call, an assignment, or an `if` without `else` that only jumps: return, continue, break. */
function isRemovable(node: ts.Node): boolean {
  if (ts.isExpressionStatement(node)) return true;
  if (!ts.isIfStatement(node) || node.elseStatement !== undefined) return false;
  const { thenStatement: then } = node;
  return ts.isReturnStatement(then) || ts.isContinueStatement(then) || ts.isBreakStatement(then);
}

function swappedNeighbours(nodes: readonly ts.Expression[], source: ts.SourceFile): Edit[] {
  return nodes.flatMap((right, index) => {
    const left = nodes[index - 1];
    if (left === undefined) return [];
    const [first, second] = [left.getText(source), right.getText(source)];
    if (first === second) return [];
    return [{ start: left.getStart(source), end: right.getEnd(), text: `${second}, ${first}` }];
  });
}
