// Shifts at a picture's own size, before the detector's resize: the same resize as on the host, in the graph and stage by
// stage, maps aligned where the shifts acted, and what a pose hides counted nowhere.

import { afterAll, describe, expect, it } from "vitest";
import { sizesFor } from "../../src/core/acting-size.ts";
import { IGNORED, type Mask, type RgbImage } from "../../src/core/image.ts";
import { CUBIC } from "../../src/core/resampling.ts";
import { type ShiftPoint, UNSHIFTED } from "../../src/core/shift.ts";
import { controlOf } from "../../src/detector/controls/control.ts";
import { ideal } from "../../src/detector/controls/ideal.ts";
import { resizeTo } from "../../src/graph/resize.ts";
import { openNodeEngine } from "../../src/graph/session-node.ts";
import { parameter } from "../../src/graph/value.ts";
import { type PreparedSample, prepareSample } from "../../src/image/prepare.ts";
import { resizeBicubic } from "../../src/image/resize.ts";
import { pixelAuroc } from "../../src/metrics/pixel-auroc.ts";
import { openChain } from "../../src/objective/chain.ts";
import { comparedMask, isOutOfView } from "../../src/objective/compared-mask.ts";
import { expectClose } from "../support/closeness.ts";
import { evaluate, floats } from "../support/graph.ts";
import { TOY_SIZE, toyDetector } from "../support/toy-detector.ts";

const engine = await openNodeEngine({ device: "cpu", threads: 1 });
afterAll(() => engine.close());

const OWN = { width: 70, height: 45 };

/** A smooth picture of its own size with a red disc at its defect, lower left. */
const picture: RgbImage = {
  ...OWN,
  data: Float32Array.from({ length: 3 * OWN.width * OWN.height }, (_, index) => {
    const [channel, pixel] = [Math.floor(index / 3150), index % 3150];
    const [row, column] = [Math.floor(pixel / OWN.width), pixel % OWN.width];
    const disc = Math.exp(-((column - 20) ** 2 + (row - 30) ** 2) / 60);
    return channel === 0 ? 0.2 + 0.7 * disc : 0.4 + 0.2 * Math.sin(0.2 * column + channel);
  }),
};
const mask: Mask = {
  ...OWN,
  data: Uint8Array.from({ length: OWN.width * OWN.height }, (_, pixel) =>
    Math.hypot((pixel % OWN.width) - 20, Math.floor(pixel / OWN.width) - 30) < 6 ? 1 : 0,
  ),
};

const workingSize = () => ({ width: TOY_SIZE, height: TOY_SIZE });

function prepared(acting: "working" | number): Promise<PreparedSample> {
  const sample = { anomalous: true, loadImage: async () => picture, loadMask: async () => mask };
  return prepareSample(sample, sizesFor({ workingSize }, acting));
}

async function evaluated(as: "graph" | "maps", acting: "working" | number, points: readonly ShiftPoint[]) {
  const chain = openChain({ detector: toyDetector(engine, { as }), preset: "paper", pixelAuroc, acting });
  const sample = { ...(await prepared(acting)), object: "nut", className: "nut", anomalous: true };
  try {
    return await (await chain.objective(sample))(points, { map: true });
  } finally {
    await chain.close();
  }
}

describe("a resize in the graph", () => {
  it.each([
    { width: 24, height: 24 },
    { width: 97, height: 45 },
    { width: 70, height: 13 },
  ])("is that of the host at $width×$height", async (size) => {
    const resized = resizeTo(parameter("image", [3, OWN.height, OWN.width]), size, CUBIC);
    const { out } = await evaluate(
      { out: resized },
      { image: floats([3, OWN.height, OWN.width], picture.data) },
    );
    expectClose(out?.data ?? [], resizeBicubic(picture, size.width, size.height).data, { absolute: 1e-6 });
  });
});

describe("shifts at the picture's own size", () => {
  const POINTS: readonly ShiftPoint[] = [
    UNSHIFTED,
    { theta: 20 },
    { theta: 0, exposure: 0.4 },
    { defocus: 1.5 },
  ];

  it("leave the unshifted picture what the detector sees of it anyway", async () => {
    const [own] = await evaluated("graph", 1024, [UNSHIFTED]);
    const [working] = await evaluated("graph", "working", [UNSHIFTED]);
    expectClose(own?.map ?? [], working?.map ?? [Number.NaN], { absolute: 1e-6 });
  });

  it("give the same in one graph and stage by stage", async () => {
    const one = await evaluated("graph", 1024, POINTS);
    const other = await evaluated("maps", 1024, POINTS);
    for (const [index, { map, loss }] of one.entries()) {
      expectClose(other[index]?.map ?? [], map ?? [Number.NaN], { absolute: 1e-5, what: `map ${index}` });
      expect(other[index]?.loss).toBeCloseTo(loss ?? Number.NaN, 4);
    }
  });

  it("bring a map back to where its defect is, though the picture was no square", async () => {
    const [turned] = await evaluated("graph", 1024, [{ theta: 25 }]);
    const [squashed] = await evaluated("graph", "working", [{ theta: 25 }]);
    expect(turned?.pauroc).toBeGreaterThan(0.99);
    expect(turned?.map).not.toEqual(squashed?.map);
  });

  it("bring the longer side to what is allowed", async () => {
    const { image, mask: at } = await prepared(35);
    expect([image.width, image.height, at.width, at.height]).toEqual([35, 23, TOY_SIZE, TOY_SIZE]);
    expect(at.actingSize).toEqual({ width: 35, height: 23 });
  });

  it("cost the ideal detector nothing but resampling", async () => {
    const detector = controlOf(ideal, { engine, workingSize });
    const chain = openChain({ detector, preset: "paper", pixelAuroc, acting: 1024 });
    const sample = { ...(await prepared(1024)), object: "", className: "", anomalous: true };
    const [posed] = await (await chain.objective(sample))([{ theta: 12, scale: 0.1 }]);
    await chain.close();
    expect(posed?.pauroc).toBeGreaterThan(0.99);
  });
});

describe("what a pose pushes out of the frame", () => {
  it("counts nowhere, and a defect that is mostly gone makes no candidate", async () => {
    const { mask: whole } = await prepared(1024);
    const moved = comparedMask(whole, "paper", { "translate-x": -0.15 });
    const columns = Math.floor(0.15 * TOY_SIZE);
    expect([...moved.data.subarray(0, columns)]).toEqual(new Array(columns).fill(IGNORED));
    expect(moved.data[TOY_SIZE - 1]).toBe(0);
    expect(isOutOfView(whole, moved)).toBe(false);
    const gone = comparedMask(whole, "paper", { "translate-x": -0.2, "translate-y": 0.2, scale: 0.2 });
    expect(isOutOfView(whole, gone)).toBe(true);
    const [seen, hidden] = await evaluated("graph", 1024, [
      { "translate-x": 0, "translate-y": 0.05, scale: 0 },
      { "translate-x": -0.2, "translate-y": 0.2, scale: 0.2 },
    ]);
    expect([seen?.outOfView, hidden?.outOfView]).toEqual([undefined, true]);
  });

  it("is what it was before where the part is only turned", async () => {
    const { mask: whole } = await prepared(1024);
    expect(comparedMask(whole, "paper", { theta: 45, exposure: 1 })).toBe(whole);
  });
});
