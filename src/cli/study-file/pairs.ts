// "theta=10,exposure=mild" as a map, and back: how flags that take lists of NAME=VALUE stand in study files.

import { splitEntries } from "../../core/shift-grammar.ts";

/** Names as they are registered; no number, as maps would put numbers first. */
const NAME = /^[a-z][a-z0-9-]*$/i;

/** What is said of each name, undefined of a name alone; undefined where the text is no such list or says a name twice. */
export function pairsOf(text: string): ReadonlyMap<string, string | undefined> | undefined {
  const pairs = new Map<string, string | undefined>();
  for (const part of splitEntries(text)) {
    const at = part.indexOf("=");
    const name = at < 0 ? part : part.slice(0, at);
    if (!NAME.test(name) || pairs.has(name)) return undefined;
    pairs.set(name, at < 0 ? undefined : part.slice(at + 1));
  }
  return pairs;
}

export function pairsText(pairs: ReadonlyMap<string, string | undefined>): string {
  return [...pairs].map(([name, said]) => (said === undefined ? name : `${name}=${said}`)).join(",");
}

/** True where a name or what is said of it would be read as more than one entry. */
export function isOneEntry(text: string): boolean {
  return splitEntries(text).length === 1;
}
