// A shift against its golden fixture: outputs, gradients in the amount and in the picture, the map's way back, the exact
// identity at 0, and the same at 240 pixels.

import { describe, expect, it } from "vitest";
import { present } from "../../src/core/errors.ts";
import type { Tensor } from "../../src/core/tensor.ts";
import { gradients } from "../../src/graph/gradient.ts";
import { add, multiply, reshape, scale, sum } from "../../src/graph/ops/index.ts";
import type { Tensors } from "../../src/graph/session.ts";
import { constant, parameter, type Value } from "../../src/graph/value.ts";
import { graphAct, type ShiftDefinition } from "../../src/shift/define.ts";
import { expectClose } from "./closeness.ts";
import { type FixtureTensor, fixtureFloats, fixtureJson, fixtureTensors } from "./fixtures.ts";
import { evaluate, floats } from "./graph.ts";

interface Case {
  readonly shape: readonly number[];
  readonly amounts: readonly number[];
  readonly grad_input_for?: readonly number[];
}

export interface ShiftFixture {
  /** File in test/fixtures/shifts, without its suffix. */
  readonly name: string;
  readonly shift: ShiftDefinition;
  /** Absolute, of outputs. */
  readonly output: number;
  /** Gradients in the amount: share of max(|grad|, share · Σ|w|); left out where there is none. */
  readonly amount?: { readonly relative: number; readonly share: number };
  /** Gradients in the picture: relative to the largest; `differing` is the share of entries that may differ. */
  readonly input: { readonly relative: number; readonly differing?: number };
  /** What parameters of its own take in a case. */
  readonly feeds?: (tensors: Map<string, FixtureTensor>, name: string) => Tensors;
}

/** A graph of one shift on pictures [P, C, H, W], its amounts given. */
function shiftedBy(shift: ShiftDefinition, pictures: Value, amount: Value): Value {
  const act = graphAct(shift);
  return act.space.leave(act.apply(act.space.enter(pictures), amount));
}

interface Weighed {
  readonly output: Tensor;
  readonly byAmount: readonly number[];
  readonly byInput: Tensor;
}

/** The outputs of `graph` for every amount, and the derivatives of the sum that `weights` make of each. */
async function weighed(
  graph: (input: Value, amount: Value) => Value,
  {
    shape,
    input,
    weights,
    amounts,
    feeds = {},
  }: {
    readonly shape: readonly number[];
    readonly input: Float32Array;
    readonly weights: Float32Array;
    readonly amounts: readonly number[];
    readonly feeds?: Tensors;
  },
): Promise<Weighed> {
  const pictures = parameter("pictures", [amounts.length, ...shape]);
  const amount = parameter("amount", [amounts.length]);
  const output = graph(pictures, amount);
  const product = multiply(output, constant(floats([1, ...shape], weights)));
  const weighted = sum(reshape(product, [output.shape.reduce((all, side) => all * side, 1)]), [0]);
  // The second term gives a shift without a derivative by its amount one of 0.
  const total = add(weighted, sum(scale(amount, 0), [0]));
  const [byAmount, byInput] = gradients(total, [amount, pictures]);
  const repeated = new Float32Array(amounts.length * input.length);
  for (let index = 0; index < amounts.length; index++) repeated.set(input, index * input.length);
  const results = await evaluate(
    { output, byAmount: present(byAmount, "gradient"), byInput: present(byInput, "gradient") },
    {
      pictures: floats([amounts.length, ...shape], repeated),
      amount: floats([amounts.length], amounts),
      ...feeds,
    },
  );
  return {
    output: present(results["output"], "output"),
    byAmount: [...present(results["byAmount"], "gradient").data],
    byInput: present(results["byInput"], "gradient"),
  };
}

/** Tests of one shift's fixture, all its cases. */
export function describeShiftFixture(fixture: ShiftFixture): void {
  const { name, shift } = fixture;
  const { cases } = fixtureJson<{ cases: Record<string, Case> }>(`shifts/${name}`);
  const tensors = fixtureTensors(`shifts/${name}`);
  describe(`${shift.name} equals its fixture`, () => {
    it.each(Object.entries(cases))("case %s", async (which, { shape, amounts, grad_input_for = [] }) => {
      const input = fixtureFloats(tensors, `${which}.input`);
      const weights = fixtureFloats(tensors, `${which}.w`);
      const feeds = fixture.feeds?.(tensors, which) ?? {};
      const graph = (pictures: Value, amount: Value): Value => shiftedBy(shift, pictures, amount);
      const found = await weighed(graph, { shape, input, weights, amounts, feeds });
      const { output } = fixture;
      expectClose(found.output.data, fixtureFloats(tensors, `${which}.output`), { absolute: output });
      expectStill(found.output, input, amounts);
      expectGradients(found, { fixture, tensors, which, weights, amounts, grad_input_for, prefix: "" });
    });
    const { back } = shift;
    if (back === undefined) return;
    it.each(Object.entries(cases))("map back, case %s", async (which, { shape, amounts, grad_input_for }) => {
      const input = fixtureFloats(tensors, `${which}.map_input`);
      const weights = fixtureFloats(tensors, `${which}.map_w`);
      const plane = [1, ...shape.slice(1)];
      const range = { low: 0, high: 1 };
      const graph = (maps: Value, amount: Value): Value => back(maps, amount, range);
      const found = await weighed(graph, { shape: plane, input, weights, amounts });
      expectClose(found.output.data, fixtureFloats(tensors, `${which}.map_output`), {
        absolute: fixture.output,
      });
      expectStill(found.output, input, amounts);
      const grad_input = grad_input_for === undefined ? [] : grad_input_for;
      expectGradients(found, {
        ...{ fixture, tensors, which, weights, amounts, grad_input_for: grad_input, prefix: "map_" },
      });
    });
  });
}

/** At an amount of 0 every value is what it was, bit for bit. */
function expectStill({ data }: Tensor, input: Float32Array, amounts: readonly number[]): void {
  const at = amounts.indexOf(0);
  if (at < 0) return;
  expect(data.subarray(at * input.length, (at + 1) * input.length)).toEqual(input);
}

interface GradientCase {
  readonly fixture: ShiftFixture;
  readonly tensors: Map<string, FixtureTensor>;
  readonly which: string;
  readonly weights: Float32Array;
  readonly amounts: readonly number[];
  readonly grad_input_for: readonly number[];
  readonly prefix: "" | "map_";
}

function expectGradients({ byAmount, byInput }: Weighed, given: GradientCase): void {
  const { fixture, tensors, which, weights, amounts, grad_input_for, prefix } = given;
  if (fixture.amount !== undefined) {
    const { relative, share } = fixture.amount;
    const floor = share * weights.reduce((total, weight) => total + Math.abs(weight), 0);
    const expected = fixtureFloats(tensors, `${which}.${prefix}grad_amount`);
    for (const [index, gradient] of byAmount.entries()) {
      const wanted = expected[index] ?? Number.NaN;
      const allowed = relative * Math.max(Math.abs(wanted), floor);
      const error = Math.abs(gradient - wanted);
      expect(error, `d amount at ${amounts[index]}: ${gradient}, expected ${wanted}`).toBeLessThan(allowed);
    }
  }
  const key = `${which}.${prefix}grad_input`;
  if (!tensors.has(key)) return;
  const expected = fixtureFloats(tensors, key);
  const size = weights.length;
  for (const [index, amount] of grad_input_for.entries()) {
    const at = amounts.indexOf(amount);
    const found = byInput.data.subarray(at * size, (at + 1) * size);
    const wanted = expected.subarray(index * size, (index + 1) * size);
    expectMostlyClose(found, wanted, fixture.input);
  }
}

function expectMostlyClose(
  found: ArrayLike<number>,
  wanted: Float32Array,
  { relative, differing = 0 }: ShiftFixture["input"],
): void {
  if (differing === 0) {
    expectClose(found, wanted, { relative, what: "d input" });
    return;
  }
  const largest = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const off = wanted.filter((value, index) => {
    return !(Math.abs(value - (found[index] ?? Number.NaN)) <= relative * largest);
  }).length;
  expect(off / wanted.length, "share of d input that differs").toBeLessThanOrEqual(differing);
}

interface FullSizeCase {
  readonly amounts: readonly number[];
}

/** The fixture at 240 × 240: chosen pixels, one weighted sum and its derivative per amount. */
export function describeFullSize(
  name: string,
  shift: ShiftDefinition,
  { output, amount }: { readonly output: number; readonly amount: boolean },
): void {
  it(`${shift.name} at 240 pixels`, async () => {
    const { cases, parameters } = fixtureJson<{
      cases: Record<string, FullSizeCase & Record<string, readonly number[]>>;
      parameters: { sum_abs_w: number };
    }>("shifts/full-size");
    const tensors = fixtureTensors("shifts/full-size");
    const own = present(cases[name], name);
    const bytes = present(tensors.get("input"), "input").data;
    const input = Float32Array.from(bytes, (byte) => byte / 255);
    const weights = Float32Array.from(fullSizeWeights(input.length));
    const graph = (pictures: Value, given: Value): Value => shiftedBy(shift, pictures, given);
    const found = await weighed(graph, { shape: [3, 240, 240], input, weights, amounts: own.amounts });
    const at = present(tensors.get("at"), "at").data;
    const expected = fixtureFloats(tensors, `${name}.output`);
    for (const index of own.amounts.keys()) {
      const values = Array.from(at, (pixel) => found.output.data[index * input.length + pixel] ?? Number.NaN);
      const wanted = expected.subarray(index * at.length, (index + 1) * at.length);
      expectClose(values, wanted, { absolute: output, what: `pixels at ${own.amounts[index]}` });
    }
    if (!amount) return;
    for (const [index, wanted] of (own["grad_amount"] ?? []).entries()) {
      const gradient = found.byAmount[index] ?? Number.NaN;
      const allowed = 2e-3 * Math.max(Math.abs(wanted), 1e-3 * parameters.sum_abs_w);
      expect(Math.abs(gradient - wanted), `${gradient}, expected ${wanted}`).toBeLessThan(allowed);
    }
  });
}

/** w[c, y, x] = sin(0.05 x + 0.11 y + 2 c) */
function fullSizeWeights(length: number): number[] {
  return Array.from({ length }, (_, index) => {
    const [channel, row, column] = [Math.floor(index / 57600), Math.floor(index / 240) % 240, index % 240];
    return Math.sin(0.05 * column + 0.11 * row + 2 * channel);
  });
}
