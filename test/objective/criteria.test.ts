// What a search makes worse, with its sign per label.

import { afterAll, describe, expect, it } from "vitest";
import { IGNORED } from "../../src/core/image.ts";
import type { Level } from "../../src/core/objective.ts";
import { UNSHIFTED } from "../../src/core/shift.ts";
import { openNodeEngine } from "../../src/graph/session-node.ts";
import { pixelAuroc } from "../../src/metrics/pixel-auroc.ts";
import { openChain } from "../../src/objective/chain.ts";
import { CRITERIA, DEFAULT_CRITERION } from "../../src/objective/criteria/registry.ts";
import { toyDetector, toySample } from "../support/toy-detector.ts";

const LEVEL = { loss: 0.1, pauroc: 0.9, imageScore: 0.5, mapChange: 0.2 };
const NAMES = CRITERIA.names();

describe("criteria", () => {
  it("are four, the published one first and by default", () => {
    expect(NAMES).toEqual(["pauroc", "loss", "image-score", "map-change"]);
    expect(DEFAULT_CRITERION).toBe("pauroc");
    for (const { formula } of CRITERIA.all()) expect(formula).toMatch(/defective.*good/);
  });

  it.each<[string, boolean, Partial<Level>]>([
    ["pauroc", true, { pauroc: 0.8 }],
    ["pauroc", true, { loss: 0.2 }],
    ["loss", true, { loss: 0.2 }],
    ["loss", false, { loss: 0.2 }],
    ["image-score", true, { imageScore: 0.4 }],
    ["image-score", false, { imageScore: 0.6 }],
    ["map-change", true, { mapChange: 0.3 }],
    ["map-change", false, { mapChange: 0.3 }],
  ])("%s, defective: %s: %o is worse", (name, anomalous, change) => {
    const order = CRITERIA.named(name).order(anomalous);
    const worse = { ...LEVEL, ...change };
    expect(order.criterion).toBe(name);
    expect([order.isWorse(worse, LEVEL), order.isWorse(LEVEL, worse), order.isWorse(LEVEL, LEVEL)]).toEqual([
      true,
      false,
      false,
    ]);
    expect(order.height(worse)).toBeLessThan(order.height(LEVEL));
    expect(order.isClearlyWorse(LEVEL, worse)).toBe(false);
  });

  it("of a good picture, pauroc takes the loss", () => {
    const order = CRITERIA.named("pauroc").order(false);
    const good = { ...LEVEL, pauroc: null };
    expect(order.isWorse({ ...good, loss: 0.2 }, good)).toBe(true);
    expect(CRITERIA.named("pauroc").value(good)).toBeNull();
  });

  it("have one value each, and a trifle is not clearly worse", () => {
    expect(CRITERIA.all().map((criterion) => criterion.value(LEVEL))).toEqual([0.9, 0.1, 0.5, 0.2]);
    const order = CRITERIA.named("image-score").order(true);
    expect(order.isClearlyWorse({ ...LEVEL, imageScore: 0.495 }, LEVEL)).toBe(false);
    expect(order.isClearlyWorse({ ...LEVEL, imageScore: 0.4 }, LEVEL)).toBe(true);
  });

  it("of one number never prefer what is not there", () => {
    const order = CRITERIA.named("map-change").order(true);
    const without = { loss: 0.1, pauroc: 0.9 };
    expect([order.isWorse(without, LEVEL), order.isWorse(LEVEL, without)]).toEqual([false, true]);
  });
});

describe("an objective of a criterion", async () => {
  const engine = await openNodeEngine({ device: "cpu", threads: 1 });
  afterAll(() => engine.close());
  const chain = openChain({ detector: toyDetector(engine, { as: "graph" }), preset: "paper", pixelAuroc });

  it("has its order by the sample's label, and gives gradients where eq. (4) leads to it", async () => {
    for (const anomalous of [true, false]) {
      for (const criterion of CRITERIA.all()) {
        const objective = await chain.objective(toySample(undefined, anomalous), criterion.name);
        expect(objective.order?.criterion).toBe(criterion.name);
        expect(objective.gives).toBe(criterion.gives === "values" ? "values" : undefined);
        const worse = { ...LEVEL, imageScore: anomalous ? 0.1 : 0.9, loss: 0.2, pauroc: 0.8, mapChange: 0.3 };
        expect(objective.order?.isWorse(worse, LEVEL)).toBe(true);
      }
    }
    expect((await chain.objective(toySample())).order).toBeUndefined();
    await expect(chain.objective(toySample(), "pauro")).rejects.toThrow(/unknown criterion "pauro"/);
  });

  it("carries the mean change of the pixels that count, where it compares maps", async () => {
    const sample = toySample();
    const objective = await chain.objective(sample, "map-change");
    const [still, turned] = await objective([UNSHIFTED, { theta: 30, hue: 0.4 }]);
    expect(still?.mapChange).toBe(0);
    expect(still).not.toHaveProperty("map");
    const plain = await chain.objective(sample);
    const [before, after] = await plain([UNSHIFTED, { theta: 30, hue: 0.4 }], { map: true });
    const counted = [...sample.mask.data.keys()].filter((at) => sample.mask.data[at] !== IGNORED);
    const sum = counted.reduce(
      (all, at) => all + Math.abs((after?.map?.[at] ?? 0) - (before?.map?.[at] ?? 0)),
      0,
    );
    expect(turned?.mapChange).toBeCloseTo(sum / counted.length, 9);
    expect(turned?.mapChange).toBeGreaterThan(0.01);
    expect(after).not.toHaveProperty("mapChange");
  });

  it("refuses to compare maps that stay turned", async () => {
    const detector = toyDetector(engine, { as: "graph" });
    const released = openChain({ detector, preset: "released-code", pixelAuroc });
    await expect(released.objective(toySample(), "map-change")).rejects.toThrow(
      /^invalid criterion map-change: .*released-code/,
    );
  });
});
