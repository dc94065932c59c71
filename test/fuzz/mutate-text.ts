// Changes to text, as text: its numbers, strings, lines and brackets; JSON by its values.

import type { Random } from "../../src/core/random.ts";
import { pick, shortLength } from "./draw.ts";

/** Numbers and texts that readers trip over. */
const ODD_TEXTS: readonly string[] = [
  ...["0", "-0", "-1", "1e308", "1e999", "-1e999", "NaN", "Infinity", "0.1", "1e-320", "9007199254740993"],
  ...["4294967296", "2147483648", "18446744073709551616", "null", "true", "false", "undefined", "[]", "{}"],
  ...[
    '""',
    '"__proto__"',
    '"constructor"',
    '"toString"',
    '"\\ud800"',
    '"\\u0000"',
    '"../../x"',
    '"/etc/passwd"',
  ],
  ...[
    "\0",
    "\u001b[31m",
    "\u2028",
    "\ufeff",
    "é",
    "\ud83d\ude00",
    "\r\n",
    "\t",
    ",",
    ":",
    "'",
    "\\",
    "%00",
    "&a",
    "*a",
    "!!",
  ],
];

const ODD_VALUES: readonly unknown[] = [
  ...[null, true, false, 0, -1, 1.5, 1e308, -1e308, 2 ** 31, 2 ** 32, 2 ** 53, 1e-320],
  ...["", "0", "NaN", "\n", "\u001b[31m", "../../x", "/etc/passwd", "__proto__", "x".repeat(5000)],
  ...[[], {}, [null], [[]], { __proto__: null }],
];
const ODD_KEYS = ["__proto__", "constructor", "toString", "length", "", "\n", "0"];
const DEEP = 3000;
/** Longer text is changed in a window of this many characters: what is drawn costs no more for it. */
const WINDOW = 16_384;

type TextMutation = (text: string, random: Random, words: readonly string[]) => string;

const MUTATIONS: readonly TextMutation[] = [
  changeNumber,
  changeNumber,
  changeString,
  putText,
  lines,
  nest,
  dropBracket,
  changeJson,
  changeJson,
];

/** Whether most of the first bytes are printable. */
export function looksLikeText(bytes: Uint8Array): boolean {
  const head = bytes.subarray(0, 256);
  let odd = 0;
  for (const byte of head) if (byte < 9 || (byte > 13 && byte < 32) || byte === 127) odd++;
  return odd * 10 <= head.length;
}

/** The bytes, as UTF-8 text, after one change; what is no text in them stays as it is. */
export function mutateText(bytes: Buffer, random: Random, words: readonly string[]): Buffer {
  // Bytes as characters of the same number: nothing is lost on the way back.
  const text = bytes.toString("latin1");
  const start = text.length > WINDOW ? random.integer(text.length - WINDOW) : 0;
  const changed = pick(MUTATIONS, random)(text.slice(start, start + WINDOW), random, words);
  return Buffer.from(text.slice(0, start) + changed + text.slice(start + WINDOW), "latin1");
}

/** A value of JSON after one change somewhere in it: another value, a key more or less, a deep nest. */
export function mutateJson(value: unknown, random: Random, words: readonly string[] = []): unknown {
  if (typeof value !== "object" || value === null || random.integer(4) === 0)
    return oddValue(value, random, words);
  const keys = Object.keys(value);
  const key = keys.length === 0 ? pick(ODD_KEYS, random) : pick(keys, random);
  const inner: unknown = Reflect.get(value, key);
  const kind = random.integer(8);
  if (Array.isArray(value)) {
    const [copy, at]: [unknown[], number] = [[...value], Number(key) || 0];
    if (kind === 0) copy.splice(at, 1);
    else if (kind === 1) copy.splice(at, 0, ...Array.from({ length: shortLength(300, random) }, () => inner));
    else copy[at] = mutateJson(inner, random, words);
    return copy;
  }
  const entries: [string, unknown][] = Object.entries(value);
  if (kind === 0) return Object.fromEntries(entries.filter(([name]) => name !== key));
  if (kind === 1) {
    return Object.fromEntries([
      ...entries,
      [pick([...ODD_KEYS, ...words], random), oddValue(inner, random, words)],
    ]);
  }
  if (kind === 2)
    return Object.fromEntries(
      entries.map(([name, each]) => [name === key ? pick(ODD_KEYS, random) : name, each]),
    );
  return Object.fromEntries(
    entries.map(([name, each]) => [name, name === key ? mutateJson(each, random, words) : each]),
  );
}

function oddValue(value: unknown, random: Random, words: readonly string[]): unknown {
  const kind = random.integer(12);
  if (kind === 0) return nested(value, shortLength(DEEP, random), random.integer(2) === 0);
  if (kind === 1 && words.length > 0) return pick(words, random);
  if (kind === 2) return [value, value];
  if (kind === 3) return JSON.stringify(value) ?? null;
  if (kind === 4 && typeof value === "number") return value + pick([1, -1, 0.5], random);
  if (kind === 5 && typeof value === "number") return value * pick([-1, 10, 1e6, 1e300, 0], random);
  return pick(ODD_VALUES, random);
}

function nested(value: unknown, levels: number, asList: boolean): unknown {
  let result = value;
  for (let level = 0; level < levels; level++) result = asList ? [result] : { a: result };
  return result;
}

function replaceOne(text: string, pattern: RegExp, by: (found: string) => string, random: Random): string {
  const found = [...text.matchAll(pattern)];
  if (found.length === 0) return text;
  const match = pick(found, random);
  return text.slice(0, match.index) + by(match[0]) + text.slice(match.index + match[0].length);
}

function changeNumber(text: string, random: Random): string {
  return replaceOne(text, /-?\d+(\.\d+)?/g, (found) => numberFor(found, random), random);
}

function numberFor(found: string, random: Random): string {
  const kind = random.integer(5);
  if (kind === 0) return String(Number(found) + pick([1, -1], random));
  if (kind === 1) return `-${found}`;
  if (kind === 2) return found + "0".repeat(shortLength(400, random));
  return pick(ODD_TEXTS, random);
}

function changeString(text: string, random: Random, words: readonly string[]): string {
  const by = (found: string): string =>
    pick(
      [`"${found}"`, '""', found.slice(1, -1), pick(ODD_TEXTS, random), `"${pick([...words, "x"], random)}"`],
      random,
    );
  return replaceOne(text, /"[^"\n]*"|[A-Za-z_][\w.-]*/g, by, random);
}

function putText(text: string, random: Random, words: readonly string[]): string {
  const at = random.integer(text.length + 1);
  return text.slice(0, at) + pick([...ODD_TEXTS, ...words], random) + text.slice(at);
}

/** A line more, a line less, or two that change places. */
function lines(text: string, random: Random): string {
  const all = text.split("\n");
  const [one, other] = [random.integer(all.length), random.integer(all.length)];
  const kind = random.integer(3);
  if (kind === 0) all.splice(one, 1);
  else if (kind === 1)
    all.splice(other, 0, ...Array.from({ length: shortLength(200, random) }, () => all[one] ?? ""));
  else [all[one], all[other]] = [all[other] ?? "", all[one] ?? ""];
  return all.join("\n");
}

function nest(text: string, random: Random): string {
  const [open, close] = pick(
    [
      ["[", "]"],
      ["{", "}"],
      ["(", ")"],
      ['{"a":', "}"],
      ["[[", ""],
      ["- ", ""],
    ] as const,
    random,
  );
  const [levels, at] = [shortLength(DEEP, random), random.integer(text.length + 1)];
  const wrapped = random.integer(2) === 0 ? "" : "1";
  return text.slice(0, at) + open.repeat(levels) + wrapped + close.repeat(levels) + text.slice(at);
}

function dropBracket(text: string, random: Random): string {
  return replaceOne(text, /[[\]{}()"':,]/g, () => "", random);
}

/** JSON by its values; a text of lines by one of them. */
function changeJson(text: string, random: Random, words: readonly string[]): string {
  const changed = (json: string): string => {
    const value: unknown = JSON.parse(json);
    return JSON.stringify(mutateJson(value, random, words)) ?? "null";
  };
  try {
    return changed(text);
  } catch {
    // No whole document: perhaps one of JSON lines, or none.
  }
  const all = text.split("\n");
  const at = random.integer(all.length);
  const line = all[at] ?? "";
  const start = line.search(/[[{]/);
  try {
    all[at] = line.slice(0, start) + changed(line.slice(start));
  } catch {
    return putText(text, random, words);
  }
  return all.join("\n");
}
