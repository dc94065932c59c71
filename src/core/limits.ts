// How large and how deep what comes from outside may be: every limit of a reader, once. They are this machine's, set
// where the program begins, and change no result: only whether an input is refused.

import { UsageError, unknownName } from "./errors.ts";

/** A limit: what it is of, and as how much it starts. */
export interface Limit {
  readonly value: number;
  /** "pixels of a picture". */
  readonly of: string;
  /** Counted while it is read: what is found is no more than where the counting ended. */
  readonly counted?: true;
}

export type LimitName =
  | "pixels"
  | "side"
  | "picture-bytes"
  | "decode-bytes"
  | "array-bytes"
  | "table-bytes"
  | "header-bytes"
  | "tensors"
  | "pickle-bytes"
  | "pickle-items"
  | "json-bytes"
  | "json-depth"
  | "json-values"
  | "line-bytes"
  | "result-bytes"
  | "query-bytes"
  | "model-bytes"
  | "weights-bytes"
  | "graph-parts"
  | "model-pixels"
  | "answer-bytes"
  | "answer-values";

const LIMITS: Readonly<Record<LimitName, Limit>> = {
  pixels: { value: 64_000_000, of: "pixels of a picture" },
  // The decoder library keeps a few hundred lines of some formats, whatever the height.
  side: { value: 131_072, of: "pixels of a picture's side" },
  "picture-bytes": { value: 256_000_000, of: "bytes of a picture's file" },
  "decode-bytes": { value: 300_000_000, of: "bytes of the pictures that are decoded at once", counted: true },
  "array-bytes": { value: 200_000_000, of: "bytes of a .npy file" },
  "table-bytes": { value: 16_000_000, of: "bytes of a table" },
  "header-bytes": { value: 8_000_000, of: "bytes of a checkpoint's header or directory" },
  tensors: { value: 100_000, of: "tensors of a checkpoint", counted: true },
  "pickle-bytes": { value: 32_000_000, of: "bytes of a checkpoint's pickle" },
  "pickle-items": { value: 1_000_000, of: "values of a checkpoint's pickle", counted: true },
  "json-bytes": { value: 64_000_000, of: "bytes of a JSON file" },
  "json-depth": { value: 200, of: "levels of nesting of a JSON file", counted: true },
  "json-values": { value: 1_500_000, of: "values of a JSON file", counted: true },
  "line-bytes": { value: 16_000_000, of: "bytes of a journal's line" },
  "result-bytes": { value: 256_000_000, of: "bytes of a result from the queue" },
  "model-bytes": { value: 1_000_000_000, of: "bytes of an ONNX file" },
  "weights-bytes": { value: 4_000_000_000, of: "bytes of a weights file beside an ONNX file" },
  "graph-parts": { value: 1_000_000, of: "parts and names of an ONNX file", counted: true },
  "model-pixels": { value: 8_400_000, of: "pixels in a run of a model" },
  "answer-bytes": { value: 100_000_000, of: "bytes of a service's answer", counted: true },
  "answer-values": { value: 3_000_000, of: "values of a service's answer in JSON", counted: true },
  "query-bytes": { value: 256_000_000, of: "bytes of memory of a query", counted: true },
};

/** What the program was begun with; empty where every limit is as stated. */
const raised = new Map<LimitName, number>();

/** Every limit with its stated value, in the order of the table. */
export function allLimits(): readonly (Limit & { readonly name: LimitName })[] {
  return limitNames().map((name) => ({ name, ...LIMITS[name] }));
}

/** The value that holds. */
export function limitOf(name: LimitName): number {
  return raised.get(name) ?? LIMITS[name].value;
}

/**
 * Sets limits for this process from the flag's text, "pixels=200000000,tensors=1e6". UsageError where a name is none or a
 * number is no positive one. Returns what puts the earlier ones back.
 */
export function raiseLimits(text: string): () => void {
  const pairs = text.split(",").map(pairOf);
  const before = new Map(raised);
  for (const [name, value] of pairs) raised.set(name, value);
  return () => {
    raised.clear();
    for (const [name, value] of before) raised.set(name, value);
  };
}

/** The limits that hold here, as raiseLimits reads them: for a process that this one starts. */
export function limitsText(): string {
  return limitNames()
    .map((name) => `${name}=${limitOf(name)}`)
    .join(",");
}

/**
 * "70000000 pixels of a picture, at most 64000000; raise it with --raise-limit pixels=70000000". Where the limit is one that
 * is counted while reading, the value to raise it to is at least twice as much: nobody knows how much is still to come.
 */
export function beyondLimit(name: LimitName, found: number): string {
  return `${found} ${LIMITS[name].of}, at most ${limitOf(name)}; ${howToRaise(name, found)}`;
}

/** "raise it with --raise-limit pixels=70000000": the end of the message of beyondLimit. */
export function howToRaise(name: LimitName, found: number): string {
  const value = LIMITS[name].counted === true ? Math.max(found, 2 * limitOf(name)) : found;
  return `raise it with --raise-limit ${name}=${value}`;
}

function pairOf(pair: string): readonly [LimitName, number] {
  const [name = "", digits = ""] = pair.split("=").map((part) => part.trim());
  if (!isLimit(name)) throw new UsageError(unknownName("limit", name, limitNames()));
  const value = digits === "" ? Number.NaN : Number(digits);
  if (!(value > 0)) throw new UsageError(`invalid --raise-limit ${pair}; expected ${name}=NUMBER`);
  return [name, value];
}

function isLimit(name: string): name is LimitName {
  return Object.hasOwn(LIMITS, name);
}

function limitNames(): LimitName[] {
  return Object.keys(LIMITS).filter(isLimit);
}
