// The one door to YAML of study files: a text as nodes that keep how numbers were written, and values as canonical text.

import {
  Document,
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  type LineCounter,
  type Node,
  visit,
} from "yaml";
import { parseBoundedYaml } from "../../core/bounded-yaml.ts";
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
export const MOST_BYTES: number = 1 << 20;
/** Nodes after aliases are resolved: a few lines of aliases of aliases could mean billions. */
const MOST_NODES = 50_000;
const DEEPEST = 40;

/** The map that a study file is; UsageError that names `where`, and the line, for anything else. */
export function parseYaml(text: string, where: string): YamlMap {
  const refused = (why: string, line?: number): UsageError =>
    new UsageError(`invalid ${where}${line === undefined ? "" : `, line ${line}`}: ${why}`);
  if (text.length > MOST_BYTES) throw refused("it is larger than 1 MB");
  const { document, lines, problem } = parseBoundedYaml(text, refused);
  if (problem !== undefined) throw refused(hinted(problem), problem.line);
  const root = readNodes(document.contents, lines, refused);
  if (root.kind === "map") return root;
  throw refused('expected lines such as "command: bound"', root.line);
}

function hinted({ code, why }: { readonly code: string; readonly why: string }): string {
  return code === "MULTIPLE_DOCS" ? "it holds several documents; write them as a list below studies:" : why;
}

/** The nodes of a parsed document; throws what `refused` makes of a reason and a line. */
function readNodes(
  contents: unknown,
  lines: LineCounter,
  refused: (why: string, line: number) => UsageError,
): YamlNode {
  let count = 0;
  /** By anchor the last node that was named so, as the text goes; those of a node that an alias stands for are known. */
  const anchors = new Map<string, unknown>();
  const lineOf = ({ range }: Node): number => lines.linePos(range?.[0] ?? 0).line;
  const read = (node: unknown, line: number, depth: number, isAgain: boolean): YamlNode => {
    if (++count > MOST_NODES) throw refused(`its aliases stand for more than ${MOST_NODES} values`, line);
    if (depth > DEEPEST) throw refused("its values are nested too deep", line);
    if (isAlias(node)) return read(anchors.get(node.source), lineOf(node), depth + 1, true);
    if (!isAgain && isNode(node) && node.anchor !== undefined) anchors.set(node.anchor, node);
    if (isSeq(node)) {
      const own = lineOf(node);
      const items = node.items.map((item) => read(item, own, depth + 1, isAgain));
      return { kind: "list", items, line: own };
    }
    if (isMap(node)) {
      const own = lineOf(node);
      const entries = new Map<string, YamlNode>();
      for (const { key, value } of node.items.filter((item) => isPair(item))) {
        if (!isScalar(key)) throw refused("a key must be a plain word", own);
        if (!isAgain && key.anchor !== undefined) anchors.set(key.anchor, key);
        const keyLine = lineOf(key);
        const name = String(key.source ?? key.value);
        if (entries.has(name)) throw refused("Map keys must be unique", keyLine);
        entries.set(name, read(value, keyLine, depth + 1, isAgain));
      }
      return { kind: "map", entries, line: own };
    }
    if (!isScalar(node)) return { kind: "scalar", value: null, text: "", line };
    const value = node.value as YamlScalar["value"];
    const written = typeof value === "string" ? value : (node.source ?? String(value));
    return { kind: "scalar", value, text: written, line: lineOf(node) };
  };
  return read(contents, 1, 0, false);
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
