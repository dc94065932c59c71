// A transpose of a transpose is one transpose, or nothing at all.

import fc from "fast-check";
import { expect, it } from "vitest";
import { transpose } from "../../src/graph/ops/index.ts";
import { parameter } from "../../src/graph/value.ts";
import { evaluate, floats } from "../support/graph.ts";

const SHAPE = [2, 3, 4, 5];
const orders = fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 });

it("two transposes are one that arranges the same way", async () => {
  await fc.assert(
    fc.asyncProperty(orders, orders, async (first, second) => {
      const input = parameter("input", SHAPE);
      const step = parameter(
        "step",
        first.map((axis) => SHAPE[axis] ?? 0),
      );
      const values = floats(
        SHAPE,
        Float32Array.from({ length: 120 }, (_, index) => index),
      );
      const joint = transpose(transpose(input, first), second);
      expect(joint.inputs.length === 0 || joint.inputs[0] === input).toBe(true);
      const feeds = { input: values };
      const { once } = await evaluate({ once: transpose(input, first) }, feeds);
      const { twice } = await evaluate({ twice: transpose(step, second) }, { step: once ?? values });
      const { at } = await evaluate({ at: joint }, feeds);
      expect(at).toEqual(twice);
    }),
    { numRuns: 30 },
  );
});

it("a transpose and its inverse are the value itself", () => {
  const input = parameter("input", SHAPE);
  expect(transpose(transpose(input, [2, 0, 3, 1]), [1, 3, 0, 2])).toBe(input);
});
