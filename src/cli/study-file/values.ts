// What a study file says of a flag as a command line says it: texts, and nothing else that could be parsed twice.

import type { FlagFacts, FlagValue } from "../flag-facts.ts";
import { isOneEntry, pairsText } from "./pairs.ts";
import { plainValue, type YamlMap, type YamlNode } from "./yaml.ts";

/** Throws: says why a value is refused. */
export type Refuse = (why: string, line: number) => never;

/** The flag's value as a command line gives it; undefined of null, and of what switches nothing on. */
export function flagValue({ form, key }: FlagFacts, node: YamlNode, refuse: Refuse): FlagValue | undefined {
  if (node.kind === "scalar" && node.value === null) return undefined;
  switch (form.kind) {
    case "switch":
      if (node.kind !== "scalar" || typeof node.value !== "boolean")
        return refuse(`${key} is a switch; expected true or false`, node.line);
      return node.value ? true : undefined;
    case "scalar":
      if (node.kind !== "scalar") return refuse(`${key} takes one value, got a ${node.kind}`, node.line);
      return form.schema()["type"] === "boolean" ? String(node.value) : node.text;
    case "list":
      if (node.kind === "map") return refuse(`${key} takes a list, got a map`, node.line);
      return node.kind === "scalar" ? node.text : listText(key, node.items, refuse);
    case "json":
      return node.kind === "scalar" ? node.text : JSON.stringify(plainValue(node));
    case "repeated":
    case "pairs": {
      const texts = (node.kind === "list" ? node.items : [node]).map((item) =>
        textOf(key, form.kind, item, refuse),
      );
      return texts.length === 0 ? undefined : texts;
    }
  }
}

function listText(key: string, items: readonly YamlNode[], refuse: Refuse): string {
  return items
    .map((item) => {
      const text = textOf(key, "repeated", item, refuse);
      if (text.includes(","))
        return refuse(`${key}: "${text}" has a comma, which stands between values`, item.line);
      return text;
    })
    .join(",");
}

function textOf(key: string, kind: FlagFacts["form"]["kind"], node: YamlNode, refuse: Refuse): string {
  if (node.kind === "scalar" && node.value !== null) return node.text;
  if (node.kind === "map" && kind === "pairs") return mapText(key, node, refuse);
  return refuse(
    `${key}: expected a value, got ${node.kind === "scalar" ? "none" : `a ${node.kind}`}`,
    node.line,
  );
}

/** "theta=10,hue" of {theta: 10, hue: true}: true is a name alone, false leaves it out. */
function mapText(key: string, { entries }: YamlMap, refuse: Refuse): string {
  const pairs = new Map<string, string | undefined>();
  for (const [name, node] of entries) {
    if (node.kind !== "scalar")
      return refuse(`${key}: ${name} takes one value, got a ${node.kind}`, node.line);
    if (node.value === null)
      return refuse(`${key}: ${name} has no value; expected one, or true for the name alone`, node.line);
    if (node.value === false) continue;
    if (!isOneEntry(name) || name.includes("=") || !isOneEntry(node.text))
      return refuse(`${key}: "${name}: ${node.text}" has a comma; expected one value a name`, node.line);
    pairs.set(name, node.value === true ? undefined : node.text);
  }
  return pairsText(pairs);
}
