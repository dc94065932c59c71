// The one door to YAML of study files: a text as nodes that keep how numbers were written, and values as canonical text.

import {
  Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type ParsedNode,
  parseDocument,
  visit,
} from "yaml";
import { UsageError } from "../../core/errors.ts";

/** What a study file says, with where. Aliases are resolved. */
export type YamlNode = YamlScalar | YamlList | YamlMap;

export interface YamlScalar {
  readonly kind: "scalar";
  readonly value: string | number | boolean | null;
  /** As it is written in the file, without quotes: "0.50" of 0.5. */
  readonly text: string;
  readonly line: number;
}

export interface YamlList {
  readonly kind: "list";
  readonly items: readonly YamlNode[];
  readonly line: number;
}

export interface YamlMap {
  readonly kind: "map";
  readonly entries: ReadonlyMap<string, YamlNode>;
  readonly line: number;
}

/** A study file is written by people: what is larger is something else. */
const MOST_BYTES = 1 << 20;
/** Nodes after aliases are resolved: a few lines of aliases of aliases could mean billions. */
const MOST_NODES = 50_000;
const DEEPEST = 40;

/** The map that a study file is; UsageError that names `where`, and the line, for anything else. */
export function parseYaml(text: string, where: string): YamlMap {
  const refused = (why: string, line?: number): UsageError =>
    new UsageError(`invalid ${where}${line === undefined ? "" : `, line ${line}`}: ${why}`);
  if (text.length > MOST_BYTES) throw refused("it is larger than 1 MB");
  const lines = new LineCounter();
  const document = parsed(text, lines, refused);
  const [problem] = [...document.errors, ...document.warnings];
  if (problem !== undefined)
    throw refused(hintedProblem(problem.code, problem.message), lines.linePos(problem.pos[0]).line);
  let count = 0;
  const lineOf = ({ range }: Node): number => lines.linePos(range?.[0] ?? 0).line;
  const read = (node: unknown, line: number, depth: number): YamlNode => {
    if (++count > MOST_NODES) throw refused(`its aliases stand for more than ${MOST_NODES} values`, line);
    if (depth > DEEPEST) throw refused("its values are nested too deep", line);
    if (isAlias(node)) return read(node.resolve(document), lineOf(node), depth + 1);
    if (isSeq(node)) {
      const own = lineOf(node);
      return { kind: "list", items: node.items.map((item) => read(item, own, depth + 1)), line: own };
    }
    if (isMap(node)) {
      const own = lineOf(node);
      const entries = new Map<string, YamlNode>();
      for (const { key, value } of node.items.filter((item) => isPair(item))) {
        if (!isScalar(key)) throw refused("a key must be a plain word", own);
        const keyLine = lineOf(key);
        entries.set(String(key.source ?? key.value), read(value, keyLine, depth + 1));
      }
      return { kind: "map", entries, line: own };
    }
    if (!isScalar(node)) return { kind: "scalar", value: null, text: "", line };
    const value = node.value as YamlScalar["value"];
    const written = typeof value === "string" ? value : (node.source ?? String(value));
    return { kind: "scalar", value, text: written, line: lineOf(node) };
  };
  const root = read(document.contents, 1, 0);
  if (root.kind === "map") return root;
  throw refused('expected lines such as "command: bound"', root.line);
}

function parsed(
  text: string,
  lineCounter: LineCounter,
  refused: (why: string) => UsageError,
): Document.Parsed<ParsedNode> {
  try {
    const options = { schema: "core", merge: false, prettyErrors: false, lineCounter } as const;
    return parseDocument(text.replace(/^\uFEFF/, ""), options);
  } catch (error) {
    // Such as brackets that are nested deeper than the parser's stack.
    throw refused(`it is no YAML (${error instanceof Error ? firstLine(error.message) : String(error)})`);
  }
}

function hintedProblem(code: string, message: string): string {
  if (code === "MULTIPLE_DOCS") return "it holds several documents; write them as a list below studies:";
  return firstLine(message);
}

function firstLine(message: string): string {
  return message.split("\n")[0]?.replace(/:$/, "") ?? message;
}

/** The plain value of a node, as JSON has it. */
export function plainValue(node: YamlNode): unknown {
  switch (node.kind) {
    case "scalar":
      return node.value;
    case "list":
      return node.items.map(plainValue);
    case "map":
      return Object.fromEntries([...node.entries].map(([key, value]) => [key, plainValue(value)]));
  }
}

/** Values as YAML: keys in their order, lists of plain values on one line, no line ever folded. */
export function yamlText(value: Readonly<Record<string, unknown>>): string {
  const document = new Document(value, { schema: "core" });
  visit(document, {
    Seq: (_key, list) => {
      list.flow = list.items.every((item) => isScalar(item));
    },
  });
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}
