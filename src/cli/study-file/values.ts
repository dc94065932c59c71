// What a study file says of a flag ↔ what a command line says of it: texts, and nothing else that could be parsed twice.

import type { CommandFacts, FlagFacts, FlagValue, Invocation } from "../flag-facts.ts";
import { flagName } from "../options.ts";
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

/** The words behind "faultline" that give a command these flags. */
export function commandWords(
  { name, positional, flags }: CommandFacts,
  given: Invocation["flags"],
): string[] {
  const words = flags.flatMap(({ key }) => {
    const value = given[key];
    if (value === undefined || positional.includes(key)) return [];
    if (value === true) return [flagName(key)];
    return (typeof value === "string" ? [value] : value).flatMap((text) => flagWords(key, text));
  });
  const behind = positional.flatMap((key) => {
    const value = given[key];
    return typeof value === "string" ? [value] : [];
  });
  const isDashed = behind.some((word) => word.startsWith("-"));
  return [...name.split(" "), ...words, ...(isDashed ? ["--"] : []), ...behind];
}

/** A value that begins like a flag is one word with its own flag, or it would be taken for one. */
function flagWords(key: string, text: string): string[] {
  return text.startsWith("-") ? [`${flagName(key)}=${text}`] : [flagName(key), text];
}
