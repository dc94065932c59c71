// The header of a safetensors file: JSON that says which tensor lies where. It comes from strangers, so every rule is
// checked, those that JSON.parse hides too. https://huggingface.co/docs/safetensors

import type { InputError } from "../core/errors.ts";
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
const MAXIMAL_RANK = 16;

/**
 * The tensors of a header by name, in the header's order. They must fill the file from `dataStart` to `fileSize`
 * (bytes) without overlap, hole or tail. Throws what `fail` makes for the first broken rule.
 */
export function parseSafetensorsHeader(
  header: Uint8Array,
  dataStart: number,
  fileSize: number,
  fail: Fail,
): ReadonlyMap<string, StoredTensor> {
  const entries = Object.entries(parseJson(header, fail));
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
  let text: string;
  let json: unknown;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(header);
    json = JSON.parse(text);
  } catch {
    throw fail("its header is not JSON in UTF-8");
  }
  const duplicate = duplicateKey(text);
  if (duplicate !== undefined) throw fail(`the key ${duplicate} stands twice in its header`);
  return json as object;
}

function parseEntry(name: string, entry: unknown, dataStart: number, fail: Fail): StoredTensor {
  const wrong = (why: string): InputError => fail(`the tensor ${JSON.stringify(name)} ${why}`);
  if (entry === null || typeof entry !== "object" || Array.isArray(entry)) throw wrong("is no object");
  const { dtype, shape, data_offsets: offsets } = entry as Record<string, unknown>;
  if (typeof dtype !== "string" || !Object.hasOwn(BYTES_PER_ELEMENT, dtype)) {
    throw wrong(`has dtype ${JSON.stringify(dtype)}`);
  }
  if (!isCounts(shape) || shape.length > MAXIMAL_RANK) throw wrong("has no proper shape");
  if (!isCounts(offsets) || offsets.length !== 2) throw wrong("has no proper data_offsets");
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
    if (byteOffset !== end) throw fail(`the tensor ${JSON.stringify(name)} ${what}`);
    end = byteOffset + byteLength;
  }
  if (end !== fileSize) throw fail(`its tensors end at byte ${end}, the file at ${fileSize}`);
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((each) => Number.isSafeInteger(each) && (each as number) >= 0);
}

function isTextMap(value: unknown): boolean {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return false;
  return Object.values(value).every((each) => typeof each === "string");
}

/** The first key, as JSON, that stands twice in one object of a valid JSON text; JSON.parse keeps the last silently. */
function duplicateKey(text: string): string | undefined {
  const open: Set<string>[] = [];
  let position = 0;
  while (position < text.length) {
    const character = text[position];
    if (character === '"') {
      const end = closingQuote(text, position);
      const key = isColonNext(text, end + 1) ? text.slice(position, end + 1) : undefined;
      if (key !== undefined) {
        const name = JSON.parse(key) as string;
        if (open.at(-1)?.has(name)) return key;
        open.at(-1)?.add(name);
      }
      position = end;
    } else if (character === "{" || character === "[") open.push(new Set());
    else if (character === "}" || character === "]") open.pop();
    position++;
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
  while (/\s/.test(text[position] ?? "")) position++;
  return text[position] === ":";
}
