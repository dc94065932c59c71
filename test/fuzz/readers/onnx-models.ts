// ONNX files out of a stream of numbers: whole messages of the format with odd contents, as a changed byte seldom gives.

import type { Random } from "../../../src/core/random.ts";
import { bytesField, floatField, joined, varintField } from "../../../src/graph/protobuf.ts";
import { pick, shortLength } from "../draw.ts";

/** Also what every object of JavaScript has. */
export const OPERATORS: readonly string[] = [
  ...["Identity", "Clip", "Min", "Max", "Where", "Concat", "Constant", "ConstantOfShape", "Resize", "Shape"],
  ...["Reshape", "Cast", "And", "Or", "Not", "Equal", "Greater", "Less", "If", "Loop", "Scan"],
  ...["toString", "constructor", "__proto__", "valueOf", ""],
];

/** Few, so that they meet. */
const NAMES = [
  "x",
  "y",
  "a",
  "b",
  "c",
  "anomaly_map",
  "pred_score",
  "pred_label",
  "__proto__",
  "toString",
  "",
];
const LOCATIONS = ["w.bin", "../w.bin", "/etc/passwd", "my.onnx", "a/b", ".", "w.bin/", "\u0000", "c:w"];
const INTEGERS: readonly (number | bigint)[] = [
  ...[0, 1, 2, 3, 7, 64, 224, 65_536, 2 ** 31, 2 ** 32, 2 ** 53, -1, -2],
  ...[2n ** 62n, 2n ** 63n - 1n, -(2n ** 63n)],
];
const FLOATS = [0, 1, 0.5, -1, Number.NaN, Number.POSITIVE_INFINITY, 1e38];

export function madeModel(random: Random): Uint8Array {
  const model = joined([
    varintField(1, 8),
    ...some(random, 1, () => bytesField(2, name(random))),
    bytesField(7, graph(random, 0)),
    ...some(random, 2, () => bytesField(8, joined([bytesField(1, ""), varintField(2, integer(random))]))),
    ...some(random, 1, () => bytesField(25, functionOf(random))),
    ...some(random, 1, () => bytesField(7, graph(random, 2))),
  ]);
  // Sometimes the file ends early.
  return random.integer(12) === 0 ? model.subarray(0, random.integer(model.length)) : model;
}

function graph(random: Random, depth: number): Uint8Array {
  const part = (field: number, make: () => Uint8Array): Uint8Array => bytesField(field, make());
  return joined([
    ...some(random, 8, () => part(1, () => node(random, depth))),
    ...some(random, 4, () => part(5, () => tensorOf(random))),
    ...some(random, 2, () => part(11, () => valueInfo(random))),
    part(11, () => valueInfo(random)),
    part(12, () => valueInfo(random)),
    ...some(random, 2, () => part(12, () => valueInfo(random))),
    ...some(random, 1, () => part(15, () => joined([part(1, () => tensorOf(random))]))),
  ]);
}

function node(random: Random, depth: number): Uint8Array {
  const many = random.integer(40) === 0 ? 2000 : 4;
  return joined([
    ...some(random, many, () => bytesField(1, name(random))),
    ...some(random, 2, () => bytesField(2, name(random))),
    bytesField(4, pick(OPERATORS, random)),
    ...some(random, 1, () =>
      bytesField(7, pick(["", "ai.onnx", "com.microsoft", "lab\n\u001b[31m"], random)),
    ),
    ...some(random, 3, () => bytesField(5, attribute(random, depth))),
  ]);
}

function functionOf(random: Random): Uint8Array {
  return joined([
    bytesField(1, pick(OPERATORS, random)),
    ...some(random, 3, () => bytesField(7, node(random, 2))),
    bytesField(10, pick(["", "lab"], random)),
  ]);
}

function attribute(random: Random, depth: number): Uint8Array {
  const kinds: readonly (() => Uint8Array)[] = [
    () => floatField(2, pick(FLOATS, random)),
    () => varintField(3, integer(random)),
    () => bytesField(4, name(random)),
    () => bytesField(5, tensorOf(random)),
    () => (depth < 3 ? bytesField(6, graph(random, depth + 1)) : bytesField(6, new Uint8Array())),
    () => bytesField(7, new Uint8Array(shortLength(4000, random))),
    () => bytesField(8, packed(random)),
    () => bytesField(9, name(random)),
    () => bytesField(22, bytesField(1, tensorOf(random))),
  ];
  return joined([
    bytesField(1, pick(["value", "min", "max", "to", "body", "value_ints", ...NAMES], random)),
    ...some(random, 3, () => pick(kinds, random)()),
    varintField(20, random.integer(16)),
  ]);
}

function tensorOf(random: Random): Uint8Array {
  return joined([
    ...some(random, 4, () => varintField(1, integer(random))),
    ...some(random, 1, () => bytesField(1, packed(random).subarray(0, 1 + random.integer(8)))),
    varintField(2, random.integer(20)),
    bytesField(8, name(random)),
    ...some(random, 2, () => bytesField(pick([4, 5, 7, 9, 10], random), packed(random))),
    ...(random.integer(12) === 0 ? [elsewhere(random)] : []),
  ]);
}

function elsewhere(random: Random): Uint8Array {
  const entry = joined([bytesField(1, "location"), bytesField(2, pick(LOCATIONS, random))]);
  return joined([bytesField(13, entry), varintField(14, random.integer(2))]);
}

function valueInfo(random: Random): Uint8Array {
  const extent = (): Uint8Array =>
    random.integer(4) === 0 ? bytesField(2, name(random)) : varintField(1, integer(random));
  const shape = Array.from({ length: random.integer(6) }, () => bytesField(1, extent()));
  const type = joined([varintField(1, pick([1, 1, 1, 9, 10, 7, 20], random)), bytesField(2, joined(shape))]);
  return joined([bytesField(1, name(random)), bytesField(2, bytesField(1, type))]);
}

/** Whole numbers one after the other; seldom one with more bytes than there may be. */
function packed(random: Random): Uint8Array {
  const bytes = new Uint8Array(shortLength(6000, random)).map(() => random.integer(128));
  if (random.integer(40) === 0) bytes.fill(255, random.integer(bytes.length));
  return bytes;
}

function name(random: Random): string {
  return random.integer(500) === 0 ? "n\u0007".repeat(shortLength(5000, random)) : pick(NAMES, random);
}

function integer(random: Random): number | bigint {
  return pick(INTEGERS, random);
}

function some(random: Random, most: number, make: () => Uint8Array): Uint8Array[] {
  return Array.from({ length: random.integer(most + 1) }, make);
}
