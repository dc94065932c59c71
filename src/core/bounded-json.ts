// JSON that users and other programs write: its size, its nesting and how many values it holds are checked in one pass
// before anything is made of it, so that what walks the value afterwards may recurse.

import type { InputError } from "./errors.ts";
import { beyondLimit, type LimitName, limitOf } from "./limits.ts";
import { shownText } from "./shown-text.ts";

const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_ARRAY = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** A byte-order mark, which programs of Windows write before JSON. */
const MARK = "\uFEFF";

/** The limits of bytes and of values that hold. */
export interface JsonLimits {
  readonly bytes: LimitName;
  readonly values: LimitName;
}

const FILE_LIMITS: JsonLimits = { bytes: "json-bytes", values: "json-values" };

/**
 * Parses JSON, with or without a byte-order mark before it, from text or from bytes of UTF-8. Where it is none, or beyond
 * one of the limits json-bytes, json-depth and json-values, or those given in place of the first and the last, throws what
 * `refuse` makes of the reason: one short line, such as "not JSON: Unexpected token…" or "201 levels of nesting of a JSON
 * file, at most 200; raise it with … (line 1, column 7)".
 */
export function parseBoundedJson(
  text: string | Uint8Array,
  refuse: (why: string) => InputError,
  limits: JsonLimits = FILE_LIMITS,
): unknown {
  if (text.length > limitOf(limits.bytes)) throw refuse(beyondLimit(limits.bytes, text.length));
  const decoded = typeof text === "string" ? text : new TextDecoder().decode(text);
  const json = decoded.startsWith(MARK) ? decoded.slice(1) : decoded;
  const excess = excessOf(json, limits.values);
  if (excess !== null) throw refuse(excess);
  try {
    return JSON.parse(json);
  } catch (error) {
    throw refuse(`not JSON: ${shownText(error instanceof Error ? error.message : String(error), 120)}`);
  }
}

/** Which limit the text is beyond and where, or null. Linear; a text that is no JSON is left to the parser. */
function excessOf(json: string, valuesLimit: LimitName): string | null {
  const [mostDeep, mostValues] = [limitOf("json-depth"), limitOf(valuesLimit)];
  if (json.length <= Math.min(mostDeep, mostValues)) return null;
  let depth = 0;
  let values = 1;
  for (let at = 0; at < json.length; at++) {
    const code = json.charCodeAt(at);
    if (code === QUOTE) {
      at = stringEnd(json, at);
    } else if (code === COMMA) {
      if (++values > mostValues) return excessAt(valuesLimit, values, json, at);
    } else if (code === OPEN_ARRAY || code === OPEN_OBJECT) {
      if (++depth > mostDeep) return excessAt("json-depth", depth, json, at);
      if (++values > mostValues) return excessAt(valuesLimit, values, json, at);
    } else if (code === CLOSE_ARRAY || code === CLOSE_OBJECT) {
      depth--;
    }
  }
  return null;
}

/** Where the string that begins at `start` ends: its closing quote, or the end of the text. */
function stringEnd(json: string, start: number): number {
  for (let end = json.indexOf('"', start + 1); end >= 0; end = json.indexOf('"', end + 1)) {
    // A quote after an odd number of backslashes belongs to the string.
    let before = end - 1;
    while (json.charCodeAt(before) === BACKSLASH) before--;
    if ((end - before) % 2 === 1) return end;
  }
  return json.length;
}

function excessAt(name: LimitName, found: number, json: string, at: number): string {
  let [line, lineStart] = [1, 0];
  for (let end = json.indexOf("\n"); end >= 0 && end < at; end = json.indexOf("\n", lineStart)) {
    line++;
    lineStart = end + 1;
  }
  return `${beyondLimit(name, found)} (line ${line}, column ${at - lineStart + 1})`;
}
