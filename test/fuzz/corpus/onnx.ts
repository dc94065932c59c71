// ONNX files that once took seconds, hundreds of megabytes or the stack; and one with an operator that every object has.

import { bytesField, joined, varintField } from "../../../src/graph/protobuf.ts";
import type { LargeInput } from "../corpus.ts";

const OUTPUT = bytesField(12, joined([bytesField(1, "y"), bytesField(2, bytesField(1, varintField(1, 1)))]));
const CLIP = node(
  "Clip",
  ["x", "d", "d"].map((name) => bytesField(1, name)),
  "y",
);

function node(type: string, inputs: readonly Uint8Array[], output: string): Uint8Array {
  return bytesField(1, joined([...inputs, bytesField(2, output), bytesField(4, type)]));
}

/** A file of one graph with one output. */
function file(...parts: readonly Uint8Array[]): Uint8Array {
  return joined([varintField(1, 8), bytesField(7, joined([...parts, OUTPUT]))]);
}

function repeated(part: Uint8Array, count: number): Uint8Array {
  const all = new Uint8Array(part.length * count);
  for (let at = 0; at < count; at++) all.set(part, at * part.length);
  return all;
}

/** A constant "c" of one value. */
const ONE = bytesField(
  5,
  joined([varintField(1, 1), varintField(2, 1), bytesField(8, "c"), bytesField(9, new Uint8Array(4))]),
);
const wide = (type: string): Uint8Array =>
  file(ONE, node(type, [repeated(bytesField(1, "c"), 900_000)], "d"), CLIP);
const attribute = (field: number, bytes: number): Uint8Array =>
  file(bytesField(1, bytesField(5, joined([bytesField(1, "a"), bytesField(field, new Uint8Array(bytes))]))));

export const large: readonly LargeInput[] = [
  {
    name: "300,000 extents of one tensor",
    make: () => file(bytesField(5, joined([bytesField(1, new Uint8Array(300_000)), bytesField(8, "w")]))),
  },
  { name: "300,000 whole numbers of an attribute", make: () => attribute(8, 300_000) },
  { name: "300,000 floats of an attribute", make: () => attribute(7, 1_200_000) },
  { name: "900,000 inputs of a Concat of constants", make: () => wide("Concat") },
  { name: "900,000 inputs of an And of constants", make: () => wide("And") },
  {
    name: "an operator named toString",
    make: () => file(ONE, node("toString", [bytesField(1, "c")], "d"), CLIP),
  },
  { name: "a million empty nodes", make: () => file(repeated(bytesField(1, ""), 1_040_000)) },
  { name: "150,000 outputs", make: () => file(CLIP, repeated(OUTPUT, 150_000)) },
  { name: "a walk in a circle", make: () => file(node("Identity", [bytesField(1, "y")], "y")) },
];
