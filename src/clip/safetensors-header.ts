// The header of a safetensors file: JSON that says which tensor lies where. It comes from strangers, so every rule is
// checked, those that JSON.parse hides too. https://huggingface.co/docs/safetensors

import { parseBoundedJson } from "../core/bounded-json.ts";
import type { InputError } from "../core/errors.ts";
import { beyondLimit, limitOf } from "../core/limits.ts";
import { quotedText } from "../core/shown-text.ts";
import { elementCount, type Shape } from "../core/tensor.ts";
import type { Fail } from "./read-file.ts";

export type StoredType = "F64" | "F32" | "F16" | "BF16" | "I64" | "I32" | "I16" | "I8" | "U8" | "BOOL";

/** Bytes of one element. */
export const BYTES_PER_ELEMENT: Readonly<Record<StoredType, number>> = {
  F64: 8,
  F32: 4,
  F16: 2,
  BF16: 2,
  I64: 8,
  I32: 4,
  I16: 2,
  I8: 1,
  U8: 1,
  BOOL: 1,
};

export interface StoredTensor {
  readonly name: string;
  readonly dtype: StoredType;
  readonly shape: Shape;
  /** From the file's beginning. */
  readonly byteOffset: number;
  readonly byteLength: number;
}

/** Most dimensions of a tensor; keeps the product of a hostile shape finite. */
export const MAXIMAL_RANK = 16;

/** Characters of a value that is no dtype, in a message. */
const SHOWN_DTYPE = 40;

/**
 * The tensors of a header by name, in the header's order. They must fill the file from `dataStart` to `fileSize`
 * (bytes) without overlap, hole or tail. Throws what `fail` makes for the first broken rule or limit. Time and memory are
 * linear in the header.
 */
export function parseSafetensorsHeader(
  header: Uint8Array,
  dataStart: number,
  fileSize: number,
  fail: Fail,
): ReadonlyMap<string, StoredTensor> {
  const entries = Object.entries(parseJson(header, fail));
  if (entries.length > limitOf("tensors")) throw fail(beyondLimit("tensors", entries.length));
  const tensors = entries
    .filter(([name]) => name !== "__metadata__")
    .map(([name, entry]) => parseEntry(name, entry, dataStart, fail));
  const metadata = entries.find(([name]) => name === "__metadata__")?.[1];
  if (metadata !== undefined && !isTextMap(metadata)) throw fail("its __metadata__ is not a map of texts");
  checkLayout(tensors, dataStart, fileSize, fail);
  return new Map(tensors.map((entry) => [entry.name, entry]));
}

function parseJson(header: Uint8Array, fail: Fail): object {
  if (header[0] !== "{".charCodeAt(0)) throw fail("its header does not begin with {");
  if (header.length > limitOf("header-bytes")) throw fail(beyondLimit("header-bytes", header.length));
  const text = utf8Of(header);
  if (text === null) throw fail("its header is not JSON in UTF-8");
  const json = parseBoundedJson(text, (why) => fail(`its header: ${why}`));
  const duplicate = duplicateKey(text);
  if (duplicate !== undefined) throw fail(`the key ${quotedText(duplicate)} stands twice in its header`);
  return json as object;
}

function utf8Of(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

function parseEntry(name: string, entry: unknown, dataStart: number, fail: Fail): StoredTensor {
  const wrong = (why: string): InputError => fail(`the tensor ${quotedText(name)} ${why}`);
  if (entry === null || typeof entry !== "object" || Array.isArray(entry)) throw wrong("is no object");
  const { dtype, shape, data_offsets: offsets } = entry as Record<string, unknown>;
  if (typeof dtype !== "string" || !Object.hasOwn(BYTES_PER_ELEMENT, dtype)) {
    throw wrong(
      `has dtype ${typeof dtype === "string" ? quotedText(dtype, SHOWN_DTYPE) : "that is no text"}`,
    );
  }
  if (!isCounts(shape, MAXIMAL_RANK)) throw wrong("has no proper shape");
  if (!isCounts(offsets, 2) || offsets.length !== 2) throw wrong("has no proper data_offsets");
  const [begin = 0, end = 0] = offsets;
  const stored = dtype as StoredType;
  if (end - begin !== elementCount(shape) * BYTES_PER_ELEMENT[stored]) {
    throw wrong(`has ${end - begin} bytes for shape [${shape.join(", ")}] of ${dtype}`);
  }
  return { name, dtype: stored, shape, byteOffset: dataStart + begin, byteLength: end - begin };
}

function checkLayout(
  tensors: readonly StoredTensor[],
  dataStart: number,
  fileSize: number,
  fail: Fail,
): void {
  // Empty tensors share their offset with the next one: they come first.
  const inFile = [...tensors].sort(
    (left, right) => left.byteOffset - right.byteOffset || left.byteLength - right.byteLength,
  );
  let end = dataStart;
  for (const { name, byteOffset, byteLength } of inFile) {
    const what = byteOffset < end ? "overlaps another" : "leaves a hole before it";
    if (byteOffset !== end) throw fail(`the tensor ${quotedText(name)} ${what}`);
    end = byteOffset + byteLength;
  }
  if (end !== fileSize) throw fail(`its tensors end at byte ${end}, the file at ${fileSize}`);
}

function isCounts(value: unknown, most: number): value is number[] {
  if (!Array.isArray(value) || value.length > most) return false;
  return value.every((each) => Number.isSafeInteger(each) && (each as number) >= 0);
}

function isTextMap(value: unknown): boolean {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return false;
  return Object.values(value).every((each) => typeof each === "string");
}

/** The first key that stands twice in one object of a valid JSON text; JSON.parse keeps the last silently. */
function duplicateKey(text: string): string | undefined {
  // The keys of every object that is open, from its first one on; for an array there are never any.
  const open: (Set<string> | undefined)[] = [];
  for (let position = 0; position < text.length; position++) {
    const character = text[position];
    if (character === "{" || character === "[") open.push(undefined);
    else if (character === "}" || character === "]") open.pop();
    else if (character === '"') {
      const end = closingQuote(text, position);
      if (isColonNext(text, end + 1)) {
        const key = keyOf(text.slice(position, end + 1));
        const keys = open.at(-1) ?? new Set();
        if (keys.has(key)) return key;
        open[open.length - 1] = keys.add(key);
      }
      position = end;
    }
  }
  return undefined;
}

function closingQuote(text: string, opening: number): number {
  let position = opening + 1;
  while (text[position] !== '"') position += text[position] === "\\" ? 2 : 1;
  return position;
}

function isColonNext(text: string, from: number): boolean {
  let position = from;
  while (" \t\r\n".includes(text[position] ?? ":")) position++;
  return text[position] === ":";
}

/** The key of its JSON; most have no escapes, which alone need the parser. */
function keyOf(json: string): string {
  return json.includes("\\") ? (JSON.parse(json) as string) : json.slice(1, -1);
}
