// Reads the golden fixtures: NAME.safetensors with NAME.json beside it. An independent reader on purpose: the
// project's own must not judge itself.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const FIXTURES: string = fileURLToPath(new URL("../fixtures/", import.meta.url));

export interface FixtureTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array | Uint8Array;
}

/** The JSON that describes a fixture. */
export function fixtureJson<T>(name: string): T {
  return JSON.parse(readFileSync(`${FIXTURES}${name}.json`, "utf8")) as T;
}

/** Every tensor of a fixture by name. */
export function fixtureTensors(name: string): Map<string, FixtureTensor> {
  const bytes = readFileSync(`${FIXTURES}${name}.safetensors`);
  const headerLength = Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.toString("utf8", 8, 8 + headerLength)) as Record<
    string,
    { dtype: string; shape: number[]; data_offsets: [number, number] }
  >;
  const tensors = new Map<string, FixtureTensor>();
  for (const [key, entry] of Object.entries(header)) {
    if (key === "__metadata__") continue;
    const [begin, end] = entry.data_offsets;
    const copy = new Uint8Array(bytes.subarray(8 + headerLength + begin, 8 + headerLength + end));
    tensors.set(key, { shape: entry.shape, data: arrayOf(entry.dtype, copy.buffer) });
  }
  return tensors;
}

/** One float32 tensor of a fixture. */
export function fixtureFloats(tensors: Map<string, FixtureTensor>, key: string): Float32Array {
  const entry = tensors.get(key);
  if (!(entry?.data instanceof Float32Array)) throw new Error(`the fixture has no float32 tensor "${key}"`);
  return entry.data;
}

/** One uint8 tensor of a fixture. */
export function fixtureBytes(tensors: Map<string, FixtureTensor>, key: string): Uint8Array {
  const entry = tensors.get(key);
  if (!(entry?.data instanceof Uint8Array)) throw new Error(`the fixture has no uint8 tensor "${key}"`);
  return entry.data;
}

function arrayOf(dtype: string, buffer: ArrayBuffer): Float32Array | Int32Array | Uint8Array {
  if (dtype === "F32") return new Float32Array(buffer);
  if (dtype === "I32") return new Int32Array(buffer);
  if (dtype === "U8") return new Uint8Array(buffer);
  throw new Error(`a fixture of dtype ${dtype} is not expected`);
}
