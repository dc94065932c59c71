// Noise and resolution against their golden fixtures; a picture's noise; sizes that round.

import { describe, expect, it } from "vitest";
import { present } from "../../src/core/errors.ts";
import { parameter } from "../../src/graph/value.ts";
import { noise } from "../../src/shift/sensor/noise.ts";
import { noiseField } from "../../src/shift/sensor/noise-field.ts";
import { coarseLength } from "../../src/shift/sensor/resampled-line.ts";
import { resolution } from "../../src/shift/sensor/resolution.ts";
import { expectClose } from "../support/closeness.ts";
import { fixtureFloats } from "../support/fixtures.ts";
import { evaluate, floats } from "../support/graph.ts";
import { describeFullSize, describeShiftFixture } from "../support/shift-fixture.ts";
import { drawnPicture, shifted } from "../support/shifted.ts";

describeShiftFixture({
  name: "noise",
  shift: noise,
  output: 1e-6,
  amount: { relative: 1e-3, share: 1e-3 },
  input: { relative: 1e-3 },
  feeds: (tensors, which) => {
    const field = fixtureFloats(tensors, `${which}.field`);
    const side = Math.sqrt(field.length / 3);
    return { "noise.field": floats([3, side, side], field) };
  },
});
describeShiftFixture({ name: "resolution", shift: resolution, output: 1e-5, input: { relative: 1e-5 } });
describeFullSize("resolution", resolution, { output: 1e-5, amount: false });

describe("a picture's noise", () => {
  it("is normal, of mean 0 and standard deviation 1, neighbours and channels independent", () => {
    const field = noiseField(drawnPicture(161, 203), 1).data;
    const pixels = 161 * 203;
    const mean = (of: (value: number, at: number) => number): number =>
      field.reduce((total, value, at) => total + of(value, at), 0) / field.length;
    const expectNear = (value: number, expected: number, deviation: number): void => {
      expect(Math.abs(value - expected)).toBeLessThan((4 * deviation) / Math.sqrt(field.length));
    };
    expectNear(
      mean((value) => value),
      0,
      1,
    );
    expectNear(
      mean((value) => value ** 2),
      1,
      Math.SQRT2,
    );
    expectNear(
      mean((value) => value ** 4),
      3,
      Math.sqrt(96),
    );
    for (const lag of [1, 161, pixels]) {
      expectNear(
        mean((value, at) => value * (field[(at + lag) % field.length] ?? Number.NaN)),
        0,
        1,
      );
    }
  });

  const picture = drawnPicture(41, 23);
  const field = noiseField(picture, 1).data;

  it("follows from its values and the seed alone", () => {
    const copy = { ...picture, data: Float32Array.from(picture.data) };
    expect(noiseField(copy, 1).data).toEqual(field);
    copy.data[copy.data.length - 1] = 0.123;
    for (const other of [noiseField(copy, 1), noiseField(picture, 2)]) {
      const same = other.data.filter((value, at) => value === field[at]).length;
      expect(same / field.length).toBeLessThan(1e-2);
    }
  });

  it("is grey on a grey picture", () => {
    const plane = picture.data.subarray(0, 41 * 23);
    const grey = noiseField({ ...picture, data: Float32Array.from([...plane, ...plane, ...plane]) }, 1);
    const channels = [0, 1, 2].map((at) => grey.data.subarray(at * plane.length, (at + 1) * plane.length));
    expect(channels[1]).toEqual(channels[0]);
    expect(channels[2]).toEqual(channels[0]);
  });
});

describe("a coarser resolution", () => {
  it("has ⌊n/2^a + ½⌋ pixels, exact halves rounded up", async () => {
    const lengths = Array.from({ length: 160 }, (_, at) => 1 + 11 * at);
    const amounts = [0, 0.5, 1, 1.37, 2];
    const amount = parameter("amount", [amounts.length]);
    const graph = Object.fromEntries(
      lengths.map((length) => [`n${length}`, coarseLength(amount, length)] as const),
    );
    const found = await evaluate(graph, { amount: floats([amounts.length], amounts) });
    for (const length of lengths) {
      const expected = amounts.map((each) => Math.max(1, Math.floor(length / 2 ** each + 0.5)));
      expect([...present(found[`n${length}`], "length").data], `${length} pixels`).toEqual(expected);
    }
  });

  it("is the picture itself, bit for bit, where no side loses a pixel, and gentle steps elsewhere", async () => {
    const picture = drawnPicture(37, 20);
    const [same, lost = picture.data] = await shifted(resolution, picture, [0.015, 0.02]);
    expect(same).toEqual(picture.data);
    expect(lost).not.toEqual(picture.data);
  });

  it("keeps an even area", async () => {
    const grey = { width: 437, height: 50, data: new Float32Array(3 * 437 * 50).fill(0.7) };
    for (const each of await shifted(resolution, grey, [0.4, 1.1, 2]))
      expectClose(each, grey.data, { absolute: 1e-6 });
  });
});
