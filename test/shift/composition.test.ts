// Six shifts of all four stages at once against their golden fixture: pictures, the map's way back, and the gradients in
// every amount and in the picture.

import { describe, expect, it } from "vitest";
import { present } from "../../src/core/errors.ts";
import type { Tensor } from "../../src/core/tensor.ts";
import { gradients } from "../../src/graph/gradient.ts";
import { multiply, reshape, sum } from "../../src/graph/ops/index.ts";
import type { Tensors } from "../../src/graph/session.ts";
import { constant, parameter, type Value } from "../../src/graph/value.ts";
import { alignMaps, type ShiftValues, transformImages } from "../../src/shift/compose.ts";
import { SHIFTS } from "../../src/shift/registry.ts";
import { expectClose } from "../support/closeness.ts";
import { fixtureFloats, fixtureJson, fixtureTensors } from "../support/fixtures.ts";
import { evaluate, floats } from "../support/graph.ts";

interface Composition {
  readonly parameters: { readonly order: readonly string[]; readonly points: readonly (readonly number[])[] };
  readonly cases: Readonly<Record<string, { readonly shape: readonly number[] }>>;
}

const { parameters, cases } = fixtureJson<Composition>("shifts/composition");
const { order, points } = parameters;
const TENSORS = fixtureTensors("shifts/composition");
const COUNT = points.length;
const SHIFTED = SHIFTS.all().filter(({ name }) => order.includes(name));
const STILL = points.findIndex((amounts) => amounts.every((amount) => amount === 0));

interface Found {
  readonly output: Float32Array;
  /** [points][shifts] of the sum that the weights make of a point's output. */
  readonly byAmount: readonly (readonly number[])[];
  readonly byInput: Float32Array;
}

interface Given {
  /** Of one picture or map. */
  readonly shape: readonly number[];
  readonly input: Float32Array;
  readonly weights: Float32Array;
  /** The shifts that the output depends on. */
  readonly names: readonly string[];
  /** 1: all points share the picture; else each has its own copy. */
  readonly copies: number;
  readonly feeds?: Tensors;
}

async function composed(
  graph: (input: Value, amounts: ShiftValues) => Value,
  { shape, input, weights, names, copies, feeds = {} }: Given,
): Promise<Found> {
  const pictures = parameter("pictures", [copies, ...shape]);
  const amounts = Object.fromEntries(names.map((name) => [name, parameter(`at ${name}`, [COUNT])]));
  const output = graph(pictures, amounts);
  const product = multiply(output, constant(floats([1, ...shape], weights)));
  const total = sum(reshape(product, [COUNT * weights.length]), [0]);
  const [byInput, ...byAmount] = gradients(total, [pictures, ...Object.values(amounts)]);
  const repeated = new Float32Array(copies * input.length);
  for (let copy = 0; copy < copies; copy++) repeated.set(input, copy * input.length);
  const given = names.map((name) => {
    const at = order.indexOf(name);
    return [
      `at ${name}`,
      floats(
        [COUNT],
        points.map((point) => point[at] ?? Number.NaN),
      ),
    ] as const;
  });
  const asked = names.map((name, at) => [`by ${name}`, present(byAmount[at], "gradient")] as const);
  const results = await evaluate(
    { output, byInput: present(byInput, "gradient"), ...Object.fromEntries(asked) },
    { pictures: floats(pictures.shape, repeated), ...Object.fromEntries(given), ...feeds },
  );
  const columns = order.map((name) => (names.includes(name) ? dataOf(results[`by ${name}`]) : NONE));
  return {
    output: dataOf(results["output"]),
    byAmount: points.map((_, point) => columns.map((column) => column[point] ?? Number.NaN)),
    byInput: dataOf(results["byInput"]),
  };
}

/** The derivative in an amount that nothing depends on. */
const NONE = new Float32Array(COUNT);

function dataOf(found: Tensor | undefined): Float32Array {
  return Float32Array.from(present(found, "result").data);
}

/** Each within 1e-3 of the point's largest derivative, or of 1e-3 Σ|w| where that is more. */
function expectByAmount(found: Found["byAmount"], expected: Float32Array, weights: Float32Array): void {
  const floor = 1e-3 * weights.reduce((total, weight) => total + Math.abs(weight), 0);
  for (const [index, point] of found.entries()) {
    const wanted = expected.subarray(index * order.length, (index + 1) * order.length);
    const largest = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), floor);
    expectClose(point, wanted, { absolute: 1e-3 * largest, what: `d amounts of point ${index}` });
  }
}

/** The part of a result that is a point's. */
function partOf(values: Float32Array, point: number): Float32Array {
  const size = values.length / COUNT;
  return values.subarray(point * size, (point + 1) * size);
}

describe.each(Object.entries(cases))("all at once, case %s", (which, { shape }) => {
  const named = (name: string): Float32Array => fixtureFloats(TENSORS, `${which}.${name}`);
  const feeds = { "noise.field": floats(shape, named("field")) };
  const picture = { shape, input: named("input"), weights: named("w"), names: order, feeds };
  const transform = (pictures: Value, amounts: ShiftValues): Value =>
    transformImages(pictures, SHIFTED, amounts);

  it("makes the fixture's pictures with its gradients", async () => {
    const { output, byAmount, byInput } = await composed(transform, { ...picture, copies: COUNT });
    expectClose(output, named("output"), { absolute: 5e-5 });
    expect(partOf(output, STILL)).toEqual(picture.input);
    expectByAmount(byAmount, named("grad_amounts"), picture.weights);
    const wanted = named("grad_input");
    const largest = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const off = wanted.filter(
      (value, at) => !(Math.abs(value - (byInput[at] ?? Number.NaN)) <= 1e-3 * largest),
    );
    expect(off.length / wanted.length, "share of d input that differs").toBeLessThanOrEqual(0.005);
  });

  it("makes them of one picture that all points share", async () => {
    const { output, byAmount } = await composed(transform, { ...picture, copies: 1 });
    expectClose(output, named("output"), { absolute: 5e-5 });
    expect(partOf(output, STILL)).toEqual(picture.input);
    expectByAmount(byAmount, named("grad_amounts"), picture.weights);
  });

  it("brings the map back through both poses, the last first", async () => {
    const weights = named("map_w");
    const names = SHIFTED.filter(({ back }) => back !== undefined).map(({ name }) => name);
    const { output, byAmount } = await composed(
      (maps, amounts) => alignMaps(maps, SHIFTED, amounts, { low: 0, high: 1 }),
      { shape: [1, ...shape.slice(1)], input: named("map_input"), weights, names, copies: COUNT },
    );
    expectClose(output, named("map_output"), { absolute: 3e-5 });
    expect(partOf(output, STILL)).toEqual(named("map_input"));
    expectByAmount(byAmount, named("map_grad_amounts"), weights);
  });
});
