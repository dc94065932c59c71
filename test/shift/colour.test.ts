// Hue and saturation shifts against kornia's values and gradients, and their invariants.

import { describe, expect, it } from "vitest";
import { effectivePoint } from "../../src/core/shift.ts";
import { gradients } from "../../src/graph/gradient.ts";
import { concat, multiply, reshape, scale, sum } from "../../src/graph/ops/index.ts";
import { constant, parameter, type Value } from "../../src/graph/value.ts";
import { graphAct } from "../../src/shift/define.ts";
import { hsvToRgb, rgbToHsv } from "../../src/shift/light/hsv.ts";
import { paperBox, SHIFTS } from "../../src/shift/registry.ts";
import { expectClose } from "../support/closeness.ts";
import { fixtureFloats, fixtureJson, fixtureTensors } from "../support/fixtures.ts";
import { evaluate, floats } from "../support/graph.ts";

const points = fixtureJson<{ points_dh_ds: [number, number][] }>("colour").points_dh_ds;
const tensors = fixtureTensors("colour");
const shape = [3, 16, 24];
const pixels = 16 * 24;
const input = floats([1, ...shape], fixtureFloats(tensors, "input"));

/** Equation (1)'s colour stage alone, as the fixture has it. */
function colourStage(images: Value, hue: Value, saturation: Value): Value {
  const amounts: Readonly<Record<string, Value>> = { hue, saturation };
  return Object.entries(amounts).reduce<{ colours: unknown; out: Value }>(
    ({ colours }, [name, amount]) => {
      const { space, apply } = graphAct(SHIFTS.named(name));
      const shifted = apply(colours ?? space.enter(images), amount);
      return { colours: shifted, out: space.leave(shifted) };
    },
    { colours: undefined, out: images },
  ).out;
}

describe("colour equals kornia", () => {
  it("RGB to HSV", async () => {
    const { hue, saturation, value } = rgbToHsv(parameter("images", [1, ...shape]));
    const { hsv } = await evaluate(
      { hsv: concat([scale(hue, 2 * Math.PI), saturation, value], 1) },
      { images: input },
    );
    const expected = fixtureFloats(tensors, "hsv");
    const ours = hsv?.data ?? new Float32Array(0);
    for (let pixel = 0; pixel < pixels; pixel++) {
      const channels = [0, 1, 2].map((channel) => input.data[channel * pixels + pixel] ?? 0);
      const nearGrey = Math.max(...channels) - Math.min(...channels) < 1e-4;
      const difference = Math.abs((ours[pixel] ?? 0) - (expected[pixel] ?? 0));
      const circular = Math.min(difference, 2 * Math.PI - difference);
      if (!nearGrey) expect(circular, `hue of pixel ${pixel}`).toBeLessThan(1e-5 + (nearGrey ? 1e-3 : 0));
    }
    expectClose(ours.subarray(pixels, 2 * pixels), expected.subarray(pixels, 2 * pixels), {
      absolute: 1e-3,
      what: "saturation",
    });
    expectClose(ours.subarray(2 * pixels), expected.subarray(2 * pixels), { absolute: 1e-5, what: "value" });
  });

  it("shifted pictures and gradients", async () => {
    const count = points.length;
    const images = parameter("images", [count, ...shape]);
    const [hue, saturation] = [parameter("hue", [count]), parameter("saturation", [count])];
    const output = colourStage(images, hue, saturation);
    const weights = constant(floats([1, ...shape], fixtureFloats(tensors, "w")));
    const total = sum(reshape(multiply(output, weights), [count * 3 * pixels]), [0]);
    const [byHue, bySaturation, byImages] = gradients(total, [hue, saturation, images]) as [
      Value,
      Value,
      Value,
    ];
    const results = await evaluate(
      { output, byHue, bySaturation, byImages },
      {
        images: floats(
          [count, ...shape],
          points.flatMap(() => [...input.data]),
        ),
        hue: floats(
          [count],
          points.map((point) => point[0]),
        ),
        saturation: floats(
          [count],
          // Some of the fixture's points are beyond the range; the gradient passes that clip unchanged.
          points.map(([, saturation]) => effectivePoint({ saturation }, paperBox()).saturation ?? 0),
        ),
      },
    );
    const check = (name: string, key: string, tolerance: { absolute?: number; relative?: number }): void => {
      const expected = fixtureFloats(tensors, key);
      expectClose((results[name]?.data ?? new Float32Array(0)).subarray(0, expected.length), expected, {
        ...tolerance,
        what: name,
      });
    };
    check("output", "output", { absolute: 1e-5 });
    check("byHue", "grad_hue", { relative: 1e-3 });
    check("bySaturation", "grad_saturation", { relative: 1e-3 });
    check("byImages", "grad_input", { relative: 1e-3 });
  });

  it("HSV to RGB, also outside the ranges", async () => {
    const edge = floats([1, 3, 1, 12], fixtureFloats(tensors, "hsv_edge.input"));
    const channel = (index: number): Value =>
      constant(floats([1, 1, 1, 12], edge.data.subarray(index * 12, (index + 1) * 12)));
    const rgb = hsvToRgb({
      hue: scale(channel(0), 1 / (2 * Math.PI)),
      saturation: channel(1),
      value: channel(2),
    });
    const results = await evaluate({ rgb }, {});
    expectClose(results["rgb"]?.data ?? [], fixtureFloats(tensors, "hsv_edge.rgb"), { absolute: 1e-5 });
  });
});

describe("the hue circle has no seam", () => {
  const image = (pixels: readonly (readonly [number, number, number])[]): ReturnType<typeof floats> =>
    floats(
      [1, 3, 1, pixels.length],
      [0, 1, 2].flatMap((channel) => pixels.map((pixel) => pixel[channel] ?? 0)),
    );

  it("just below red: a hue that rounds up to a whole turn is none", async () => {
    const colours = image([
      [1, 0, 1e-9],
      [0.5, 0.1, 0.1 + 1e-9],
      [1, 1e-9, 0],
    ]);
    const { hue } = await evaluate(
      { hue: rgbToHsv(parameter("images", colours.shape)).hue },
      { images: colours },
    );
    expect(hue?.data).toHaveLength(3);
    for (const turns of hue?.data ?? []) expect(turns).toBeLessThan(1e-6);
  });

  it("at whole turns and between sextants: neighbours have nearly one colour, whole turns apart too", async () => {
    const tiny = 1e-9;
    const seams = [0, 1, 2, 3, 4, 5].map((sextant) => sextant / 6);
    const hues = seams.flatMap((seam) => [seam, seam - 3e-7, seam + 3e-7, seam - 1, seam + 2]);
    const turns = [...hues, -tiny, tiny];
    const channel = (values: readonly number[]): Value => constant(floats([1, 1, 1, turns.length], values));
    const rgb = hsvToRgb({
      hue: channel(turns),
      saturation: channel(turns.map(() => 0.8)),
      value: channel(turns.map(() => 0.9)),
    });
    const data = (await evaluate({ rgb }, {}))["rgb"]?.data ?? new Float32Array(0);
    const colour = (index: number): number[] =>
      [0, 1, 2].map((at) => data[at * turns.length + index] ?? Number.NaN);
    const expected = [
      ...[
        [0.9, 0.18, 0.18],
        [0.9, 0.9, 0.18],
        [0.18, 0.9, 0.18],
      ],
      ...[
        [0.18, 0.9, 0.9],
        [0.18, 0.18, 0.9],
        [0.9, 0.18, 0.9],
      ],
    ];
    for (const [sextant, seamColour] of expected.entries()) {
      for (let near = 0; near < 5; near++)
        expectClose(colour(5 * sextant + near), seamColour, { absolute: 1e-5, what: `sextant ${sextant}` });
    }
    for (const index of [30, 31]) expectClose(colour(index), [0.9, 0.18, 0.18], { absolute: 1e-5 });
  });
});

describe("colour shifts", () => {
  it("have period 2π in hue and leave the picture alone at zero", async () => {
    const at = async (hue: number): Promise<Float32Array> => {
      const output = colourStage(
        parameter("images", [1, ...shape]),
        parameter("hue", [1]),
        parameter("saturation", [1]),
      );
      const { output: result } = await evaluate(
        { output },
        { images: input, hue: floats([1], [hue]), saturation: floats([1], [0]) },
      );
      return result?.data ?? new Float32Array(0);
    };
    expectClose(await at(0), input.data, { absolute: 1e-5 });
    expectClose(await at(1.3 + 2 * Math.PI), await at(1.3), { absolute: 1e-5 });
  });
});
