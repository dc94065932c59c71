// A shift that acts on the host gives the values of the same shift as a graph, whatever the detector is, and no gradient.

import { afterAll, describe, expect, it, onTestFinished } from "vitest";
import { type ShiftPoint, UNSHIFTED } from "../../src/core/shift.ts";
import { tensor } from "../../src/core/tensor.ts";
import { complement, multiply, reshape } from "../../src/graph/ops/index.ts";
import { openNodeEngine } from "../../src/graph/session-node.ts";
import { pixelAuroc } from "../../src/metrics/pixel-auroc.ts";
import { type Chain, openChain } from "../../src/objective/chain.ts";
import { defineShift, onPictures, type ShiftDefinition } from "../../src/shift/define.ts";
import { foreignFacts } from "../../src/shift/foreign.ts";
import { SHIFTS } from "../../src/shift/registry.ts";
import { imageTransformer } from "../../src/shift/transformer.ts";
import { expectClose } from "../support/closeness.ts";
import { type ToyOptions, toyDetector, toySample } from "../support/toy-detector.ts";

const engine = await openNodeEngine({ device: "cpu", threads: 1 });
afterAll(() => engine.close());

const facts = foreignFacts("dim", [0, 1], { file: "dim.onnx", digest: "made up" });
const asGraph = defineShift({
  ...facts,
  act: onPictures((pictures, amount) =>
    multiply(pictures, complement(reshape(amount, [amount.shape[0] ?? 1, 1, 1, 1]))),
  ),
});
let asked: number[] = [];
const onHost = defineShift({
  ...facts,
  act: {
    host: async ({ shape, data }, amounts) => {
      asked.push(...amounts);
      return tensor(
        shape,
        data.map((value) => value * (1 - (amounts[0] ?? 0))),
      );
    },
  },
});

function registered(shift: ShiftDefinition): void {
  asked = [];
  onTestFinished(SHIFTS.register(shift));
}

const POINTS: readonly ShiftPoint[] = [
  UNSHIFTED,
  { dim: 0.25 },
  { dim: 0.5 },
  { dim: 0.75 },
  { theta: 20, dim: 0.5 },
  { theta: -20, dim: 0 },
];

function chainOf(options: ToyOptions, preset: "paper" | "released-code" = "paper"): Chain {
  const chain = openChain({ detector: toyDetector(engine, options), preset, pixelAuroc });
  onTestFinished(() => chain.close());
  return chain;
}

describe.each(["graph", "maps"] as const)("with a detector that is %s", (as) => {
  it.each(["paper", "released-code"] as const)("has the values of the graph, preset %s", async (preset) => {
    const compute = async (shift: ShiftDefinition) => {
      const unregister = SHIFTS.register(shift);
      const objective = await chainOf({ as }, preset).objective(toySample());
      const evaluations = await objective(POINTS, { map: true });
      unregister();
      return evaluations;
    };
    const expected = await compute(asGraph);
    for (const [index, found] of (await compute(onHost)).entries()) {
      const { map = [], loss, imageScore } = expected[index] ?? found;
      expectClose(found.map ?? [], map, { absolute: 1e-5, what: `map ${index}` });
      expectClose([found.loss ?? Number.NaN, found.imageScore], [loss ?? 0, imageScore], {
        absolute: 1e-5,
        what: `values ${index}`,
      });
    }
  });

  it("refuses a gradient by the shift's or the detector's name", async () => {
    registered(onHost);
    const objective = await chainOf({ as }).objective(toySample());
    const refused = objective([{ theta: 1, dim: 0.5 }], { gradient: true });
    await expect(refused).rejects.toThrow(
      as === "graph" ? /^dim gives no gradients/ : /^toy gives no gradients/,
    );
  });
});

describe("pictures under a shift on the host", () => {
  it("are drawn by the graphs first, then given to it, then resized", async () => {
    registered(onHost);
    const transform = imageTransformer(engine);
    onTestFinished(() => transform.close());
    const { image } = toySample();
    const turned = await transform(image, { theta: 20 });
    const dimmed = await transform(image, { theta: 20, dim: 0.5 });
    expect(dimmed.data).toEqual(turned.data.map((value) => value * 0.5));
    const small = { width: 10, height: 8 };
    const resized = await transform(image, { theta: 20, dim: 0.5 }, { size: small });
    expect(resized).toMatchObject(small);
    expect(resized.data).toEqual((await transform(dimmed, UNSHIFTED, { size: small })).data);
    expect(asked).toEqual([0.5, 0.5]);
  });

  it("stay bit for bit at 0: it is not asked", async () => {
    registered(onHost);
    const transform = imageTransformer(engine);
    onTestFinished(() => transform.close());
    const { image } = toySample();
    expect((await transform(image, { dim: 0 })).data).toEqual(image.data);
    expect(asked).toEqual([]);
  });
});
