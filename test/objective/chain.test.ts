// The chain over named shifts: values of the same shifts stay what they were, and what is not named is not there.

import { describe, expect, it, onTestFinished } from "vitest";
import { IGNORED } from "../../src/core/image.ts";
import type { Evaluation } from "../../src/core/objective.ts";
import { PRESET_NAMES, type PresetName } from "../../src/core/preset.ts";
import { effectivePoint, fullBox, type ShiftPoint, UNSHIFTED } from "../../src/core/shift.ts";
import { complement, multiply, reshape } from "../../src/graph/ops/index.ts";
import { openNodeEngine } from "../../src/graph/session-node.ts";
import { lossOf } from "../../src/metrics/loss-of.ts";
import { pixelAuroc } from "../../src/metrics/pixel-auroc.ts";
import { type Chain, openChain } from "../../src/objective/chain.ts";
import { defineShift, onPictures } from "../../src/shift/define.ts";
import { saturation } from "../../src/shift/light/saturation.ts";
import { boxOf, SHIFTS } from "../../src/shift/registry.ts";
import { expectClose } from "../support/closeness.ts";
import { openTiny, tinyDetector, tinySample } from "../support/tiny.ts";

const tiny = await openTiny("tiny-gelu");

/** A chain on the tiny checkpoint, and how many sessions it has opened. */
async function opened(preset: PresetName = "paper"): Promise<{ chain: Chain; sessions: () => number }> {
  const engine = await openNodeEngine({ device: "cpu", threads: 1, weightsFolder: tiny.checkpoint.folder });
  onTestFinished(() => engine.close());
  let count = 0;
  const counting = {
    ...engine,
    open: async (...given: Parameters<typeof engine.open>) => {
      count++;
      return await engine.open(...given);
    },
  };
  const detector = tinyDetector(tiny, counting);
  return { chain: openChain({ detector, preset, pixelAuroc, batch: 1 }), sessions: () => count };
}

async function evaluated(
  points: readonly ShiftPoint[],
  preset: PresetName = "paper",
): Promise<readonly Evaluation[]> {
  const { chain } = await opened(preset);
  const objective = await chain.objective(tinySample(tiny));
  return await objective(points, { gradient: true });
}

/** The tolerance of values that are to stay what they were. */
const SAME = { absolute: 1e-6 };

describe("at points that name the same shifts, values are those of the one graph for three", () => {
  it.each([
    [{ theta: 12.5, hue: 0.7, saturation: -0.2 }, -0.05305106192827225, 0.29744526743888855],
    [{ theta: -40, hue: -2, saturation: 0.3 }, -0.12676401436328888, 0.4465987980365753],
    [{ theta: 0, hue: 0, saturation: 0 }, -0.10415592789649963, 0.41210806369781494],
    [{ theta: 12.5 }, -0.12853354215621948, 0.39511972665786743],
    [{ theta: -77 }, -0.14802058041095734, 0.43494105339050293],
  ])("%o", async (point, loss, imageScore) => {
    const [evaluation] = await evaluated([point]);
    expectClose([evaluation?.loss ?? 0, evaluation?.imageScore ?? 0], [loss, imageScore], SAME);
    expect(Object.keys(evaluation?.gradient ?? {})).toEqual(Object.keys(point));
  });

  it("the released code's too", async () => {
    const [evaluation] = await evaluated([{ theta: 12.5, hue: 0.7, saturation: -0.2 }], "released-code");
    expectClose(
      [evaluation?.loss ?? 0, evaluation?.imageScore ?? 0],
      [-0.020989293232560158, 0.29744526743888855],
      SAME,
    );
    expect(evaluation?.pauroc).toBeCloseTo(0.8953340181084988, 6);
  });

  it("and gradients", async () => {
    const [all, turned] = await evaluated([{ theta: 12.5, hue: 0.7, saturation: -0.2 }, { theta: -77 }]);
    expect(all?.gradient?.theta).toBeCloseTo(-0.0008735463488847017, 6);
    expect(all?.gradient?.hue).toBeCloseTo(0.08822585642337799, 6);
    expect(all?.gradient?.saturation).toBeCloseTo(-0.04705137014389038, 6);
    expect(turned?.gradient?.theta).toBeCloseTo(-0.002388185355812311, 6);
  });

  it("the unshifted picture's to 1e-4, and its gradient names nothing", async () => {
    const [still] = await evaluated([UNSHIFTED]);
    expect(Math.abs((still?.loss ?? 0) + 0.10415598005056381)).toBeLessThan(1e-4);
    expect(still?.gradient).toEqual({});
  });
});

describe("a chain", () => {
  it("opens no session for another range, and one for other names", async () => {
    const { chain, sessions } = await opened();
    const objective = await chain.objective(tinySample(tiny));
    const point = { theta: 40, hue: 3 };
    for (const range of [
      [-90, 90],
      [-10, 10],
      [-2, 3],
    ] as const) {
      await objective([effectivePoint(point, boxOf({ theta: range, hue: [-1, range[1] / 90] }))]);
      expect(sessions()).toBe(1);
    }
    await objective([{ theta: 40 }]);
    expect(sessions()).toBe(2);
    // Another picture, class and sample open nothing either.
    const other = await chain.objective({ ...tinySample(tiny, 1), className: "nut" });
    await other([{ theta: 1 }, { hue: 1, theta: 5 }]);
    expect(sessions()).toBe(2);
  });

  it("evaluates points of several sets of shifts in one call, in their order", async () => {
    const points = [{ theta: 5 }, UNSHIFTED, { hue: 1 }, { theta: 0 }, { hue: 1, theta: 5 }];
    const { chain } = await opened();
    const objective = await chain.objective(tinySample(tiny));
    const together = await objective(points);
    expect(together.map(({ point }) => point)).toEqual(points);
    for (const [index, point] of points.entries())
      expect(await objective([point])).toEqual([together[index]]);
  });

  it("refuses a sample of another size, and a shift that is not known", async () => {
    const { chain } = await opened();
    const sample = tinySample(tiny);
    const small = { ...sample, mask: { width: 8, height: 64, data: new Uint8Array(8 * 64) } };
    await expect(chain.objective(small)).rejects.toThrow(
      "invalid sample: 8×64 pixels; the detector takes 64×64",
    );
    const objective = await chain.objective(sample);
    await expect(objective([{ tetha: 1 }])).rejects.toThrow(/unknown shift "tetha"/);
  });

  it("compares the map of a defective picture with no mask where it has none: scores and changes stay", async () => {
    const { chain } = await opened();
    const sample = { ...tinySample(tiny), anomalous: true };
    const mask = { ...sample.mask, data: new Uint8Array(sample.mask.data.length) };
    const points = [UNSHIFTED, { theta: 12.5 }];
    const ask = async (unmasked: boolean, criterion: string): Promise<readonly Evaluation[]> => {
      const own = unmasked ? { ...mask, unmasked: true as const } : mask;
      const objective = await chain.objective({ ...sample, mask: own }, criterion);
      expect(objective.gives).toBe("values");
      return objective(points, { map: true });
    };
    for (const criterion of ["image-score", "map-change"])
      expect(await ask(true, criterion)).toEqual(
        (await ask(false, criterion)).map((evaluation) => ({ ...evaluation, loss: null, pauroc: null })),
      );
    await expect(ask(true, "loss")).rejects.toThrow(
      "missing mask: criterion loss compares maps with masks; expected --criterion image-score or map-change",
    );
    // The default's gradient is that of the loss, which is not defined.
    expect((await chain.objective({ ...sample, mask: { ...mask, unmasked: true } })).gives).toBe("values");
  });

  it("counts ignored pixels nowhere, under either preset", async () => {
    const sample = tinySample(tiny);
    const data = sample.mask.data.map((value, at) => (at % 64 < 20 ? IGNORED : value));
    for (const preset of PRESET_NAMES) {
      const { chain } = await opened(preset);
      const objective = await chain.objective({ ...sample, mask: { ...sample.mask, data } });
      const [evaluation] = await objective([{ hue: 0.5 }], { map: true });
      const kept = [...data.keys()].filter((at) => data[at] !== IGNORED);
      const map = Float32Array.from(kept, (at) => evaluation?.map?.[at] ?? Number.NaN);
      const mask = Uint8Array.from(kept, (at) => data[at] ?? 0);
      expect(evaluation?.loss).toBeCloseTo(lossOf(map, mask), 5);
      expect(evaluation?.pauroc).toBe(pixelAuroc(map, mask));
    }
  });
});

describe("a shift that is registered in a test", () => {
  const fade = defineShift({
    ...saturation,
    name: "fade",
    symbol: "f",
    act: onPictures((pictures, amount) => {
      const kept = reshape(complement(amount), [amount.shape[0] ?? 1, 1, 1, 1]);
      return multiply(pictures, kept);
    }),
  });

  it("acts in a chain, is differentiated, and changes nothing of others", async () => {
    const [before] = await evaluated([{ theta: 5, hue: 0.2 }]);
    onTestFinished(SHIFTS.register(fade));
    expect(fullBox(SHIFTS.all()).at(-1)?.facts.name).toBe("fade");
    const step = 0.005;
    const [still, faded, less, more, unshifted, after] = await evaluated([
      ...[0, 0.2, 0.2 - step, 0.2 + step].map((amount) => ({ fade: amount })),
      UNSHIFTED,
      { theta: 5, hue: 0.2 },
    ]);
    expect(still?.loss).toBe(unshifted?.loss);
    expect(faded?.loss).not.toBeCloseTo(unshifted?.loss ?? 0, 4);
    const slope = ((more?.loss ?? 0) - (less?.loss ?? 0)) / (2 * step);
    expect(faded?.gradient?.fade).toBeCloseTo(slope, 3);
    expect(after).toEqual(before);
  });
});
