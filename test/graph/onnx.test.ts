// What a model's file holds once, however often the graph has it.

import { describe, expect, it } from "vitest";
import { toOnnx } from "../../src/graph/onnx.ts";
import { add, multiply } from "../../src/graph/ops/index.ts";
import { constant, parameter, type Value } from "../../src/graph/value.ts";
import { floats } from "../support/graph.ts";

const COUNT = 10_000;
const numbers = (last: number): number[] =>
  Array.from({ length: COUNT }, (_, index) => (index < COUNT - 1 ? index : last));
const bytesOf = (...constants: Value[]): number => {
  const input = parameter("input", [COUNT]);
  return toOnnx({ sum: constants.map((each) => multiply(input, each)).reduce(add) }).bytes.length;
};
const list = (last: number): Value => constant(floats([COUNT], numbers(last)));

describe("a model's constants", () => {
  it("are written once where shape and numbers are equal", () => {
    expect(bytesOf(list(1), list(1))).toBeLessThan(1.1 * bytesOf(list(1)));
  });

  it("are all written where one number differs, be it by its sign alone, or the shape", () => {
    for (const other of [list(2), list(-1), constant(floats([1, COUNT], numbers(1)))]) {
      expect(bytesOf(list(1), other)).toBeGreaterThan(1.9 * bytesOf(list(1)));
    }
    expect(bytesOf(list(0), list(-0))).toBeGreaterThan(1.9 * bytesOf(list(0)));
  });
});
