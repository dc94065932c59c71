// Detectors whose answer is known: what shifts and the way back do to it.

import { afterAll, describe, expect, it } from "vitest";
import { UNSHIFTED } from "../../src/core/shift.ts";
import { CONTROLS, controlDetector, DETECTORS, openDetector } from "../../src/detector/registry.ts";
import { openNodeEngine } from "../../src/graph/session-node.ts";
import { pixelAuroc } from "../../src/metrics/pixel-auroc.ts";
import { openChain } from "../../src/objective/chain.ts";
import { toySample } from "../support/toy-detector.ts";

const engine = await openNodeEngine({ device: "cpu", threads: 1 });
afterAll(() => engine.close());

const SIZE = { width: 40, height: 30 };
const workingSize = () => SIZE;

async function objectiveOf(name: string, preset: "paper" | "released-code" = "paper") {
  const detector = controlDetector(name, { engine, workingSize });
  return await openChain({ detector, preset, pixelAuroc }).objective(toySample(SIZE));
}

describe("the ideal detector", () => {
  it("is perfect on the unshifted picture, at any working size", async () => {
    const [evaluation] = await (await objectiveOf("ideal"))([UNSHIFTED], { map: true });
    expect(evaluation).toMatchObject({ pauroc: 1, imageScore: 1 });
    expect(evaluation?.loss).toBeCloseTo(-1, 6);
    expect([...(evaluation?.map ?? [])]).toEqual(
      [...toySample(SIZE).mask.data].map((value) => Number(value === 1)),
    );
  });

  it("loses nothing by light, and by a pose what resampling and corners cost", async () => {
    const objective = await objectiveOf("ideal");
    const [lit, turned, far] = await objective([{ hue: 2, saturation: 0.3 }, { theta: 10 }, { theta: 85 }]);
    expect(lit).toMatchObject({ pauroc: 1, imageScore: 1 });
    for (const { loss = 0 } of [turned, far].map((evaluation) => ({ loss: evaluation?.loss }))) {
      expect(loss).toBeGreaterThan(-1);
      expect(loss).toBeLessThan(-0.7);
    }
  });

  it("of a good picture sees nothing", async () => {
    const detector = controlDetector("ideal", { engine, workingSize });
    const chain = openChain({ detector, preset: "paper", pixelAuroc });
    const [evaluation] = await (await chain.objective(toySample(SIZE, false)))([{ theta: 20 }]);
    expect(evaluation).toMatchObject({ loss: 0, pauroc: null, imageScore: 0 });
  });

  it("under the released code is held against the mask that was turned too", async () => {
    const [turned] = await (await objectiveOf("ideal", "released-code"))([{ theta: 25 }]);
    expect(turned?.pauroc).toBeGreaterThan(0.99);
  });
});

describe("the constant detector", () => {
  it("knows nothing, and shows the frame of what was turned", async () => {
    const objective = await objectiveOf("constant");
    const [still, turned] = await objective([UNSHIFTED, { theta: 45 }], { map: true });
    expect(still).toMatchObject({ pauroc: 0.5, imageScore: 1 });
    expect(still?.map?.every((value) => value === 1)).toBe(true);
    expect(turned?.map?.[0]).toBeCloseTo(0, 5);
    expect(turned?.map?.[15 * 40 + 20]).toBeCloseTo(1, 5);
  });
});

describe("controls", () => {
  it("are sources of detectors too, and give values alone", async () => {
    expect(CONTROLS.names()).toEqual(["ideal", "constant"]);
    for (const name of CONTROLS.names()) {
      expect(DETECTORS.named(name).summary).not.toBe("");
      const detector = await openDetector({
        ...{ source: name, options: { size: 24 }, aspect: "pad", device: "cpu", threads: 1 },
        ...{ env: {}, cwd: ".", openEngine: openNodeEngine },
      });
      const chain = openChain({ detector, preset: "paper", pixelAuroc });
      const size = detector.workingSize({ width: 48, height: 32 });
      expect(size).toEqual({ width: 24, height: 16 });
      const objective = await chain.objective(toySample(size));
      expect(objective.gives).toBe("values");
      const [evaluation] = await objective([UNSHIFTED]);
      expect(evaluation?.pauroc).toBe(name === "ideal" ? 1 : 0.5);
      await chain.close();
      await detector.close();
    }
  });
});
