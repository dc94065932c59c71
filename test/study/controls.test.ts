// Detectors whose answer is known: what a shift does to them is the shift's own doing.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { present } from "../../src/core/errors.ts";
import type { Mask } from "../../src/core/image.ts";
import type { Engine } from "../../src/graph/session.ts";
import { openNodeEngine } from "../../src/graph/session-node.ts";
import { type ControlMeter, needsControls, openControls } from "../../src/study/controls.ts";

const SIDE = 32;

/** A disc in the middle of a picture, or one in its corner; a good picture has none. */
function maskOf(centre: number | null): Mask {
  const data = Uint8Array.from({ length: SIDE * SIDE }, (_, at) => {
    const [row, column] = [Math.floor(at / SIDE), at % SIDE];
    return centre !== null && Math.hypot(row - centre, column - centre) < 5 ? 1 : 0;
  });
  return { width: SIDE, height: SIDE, data };
}

describe("controls", () => {
  let engine: Engine;
  let meter: ControlMeter;
  beforeAll(async () => {
    engine = await openNodeEngine({ device: "cpu", threads: 1 });
    meter = openControls(engine, "paper");
  });
  afterAll(async () => {
    await meter.close();
    await engine.close();
  });

  const at = async (centre: number, theta: number | null) => {
    const point = theta === null ? { hue: 1 } : { theta, hue: 1 };
    const [controls] = await meter.measure([
      { mask: maskOf(centre), anomalous: true, points: [point] },
      { mask: maskOf(null), anomalous: false, points: [point] },
    ]);
    return present(controls, "controls");
  };

  it("lose nothing where nothing moves, whatever the light", async () => {
    for (const theta of [0, null]) {
      const { ideal, constant } = await at(SIDE / 2, theta);
      expect(ideal.values).toMatchObject({ pauroc: 1, ap: 1, imageAuroc: 1 });
      expect(constant.values).toMatchObject({ pauroc: 0.5, imageAuroc: 0.5 });
    }
  });

  it("show what resampling costs a part that is turned, and what corners cost one that leaves the frame", async () => {
    const [centre, corner] = [await at(SIDE / 2, 45), await at(4, 45)];
    expect(centre.ideal.values["pauroc"]).toBeGreaterThan(0.99);
    expect(centre.ideal.values["loss"]).toBeGreaterThan((await at(SIDE / 2, 0)).ideal.values["loss"] ?? 0);
    expect(corner.ideal.values["pauroc"]).toBeLessThan(0.9);
    // What left the frame comes back as nothing: corners are below the middle in the map of a detector that knows nothing.
    expect(centre.constant.values["pauroc"]).toBeGreaterThan(0.5);
    expect(corner.constant.values["pauroc"]).toBeLessThan(0.5);
  });

  it("are asked for by what moves the part alone", () => {
    expect([["theta"], ["hue", "theta"], ["hue", "saturation"], []].map(needsControls)).toEqual([
      ...[true, true, false, false],
    ]);
  });

  it("count no pixel of an excluded region", async () => {
    const mask = maskOf(4);
    const data = mask.data.map((value, pixel) => (value === 1 || pixel % SIDE < 10 ? 2 : value));
    const points = [{ theta: 45 }];
    const [controls] = await meter.measure([
      { mask: { ...mask, data }, anomalous: true, points },
      { mask: maskOf(SIDE / 2), anomalous: true, points },
    ]);
    expect(controls?.ideal.values["pauroc"]).toBeGreaterThan(0.99);
  });

  it("measure several points at once as they do one by one", async () => {
    const points = [{ theta: 20 }, { theta: -70, hue: 1 }, { hue: 1 }];
    const samples = [maskOf(7), maskOf(null), maskOf(SIDE / 2)].map((mask, index) => ({
      ...{ mask, anomalous: index !== 1, points },
    }));
    const together = await meter.measure(samples);
    for (const [index, point] of points.entries()) {
      const alone = await meter.measure(samples.map((sample) => ({ ...sample, points: [point] })));
      expect(alone).toEqual([together[index]]);
    }
  });
});
