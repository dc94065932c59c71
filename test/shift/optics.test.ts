// Blurs against their golden fixtures and against plain sums; what holds for all shifts of optics and sensor stands in
// stations.test.ts.

import { describe, expect, it } from "vitest";
import type { RgbImage } from "../../src/core/image.ts";
import { defocus } from "../../src/shift/optics/defocus.ts";
import { motionX } from "../../src/shift/optics/motion-x.ts";
import { motionY } from "../../src/shift/optics/motion-y.ts";
import { expectClose } from "../support/closeness.ts";
import { describeFullSize, describeShiftFixture } from "../support/shift-fixture.ts";
import { drawnPicture, shifted, transposed } from "../support/shifted.ts";

const tolerances = { output: 1e-5, amount: { relative: 1e-3, share: 1e-3 }, input: { relative: 1e-3 } };

describeShiftFixture({ name: "defocus", shift: defocus, ...tolerances });
describeFullSize("defocus", defocus, { output: 1e-5, amount: true });
describeShiftFixture({ name: "motion-blur", shift: motionX, ...tolerances });
describeFullSize("motion-blur", motionX, { output: 1e-5, amount: true });

/** Weighted means around each pixel, edges repeated. */
function meansAround(
  { width, height, data }: RgbImage,
  reach: number,
  weight: (x: number, y: number) => number,
): number[] {
  const offsets = Array.from({ length: 2 * reach + 1 }, (_, at) => at - reach);
  const kernel = offsets
    .flatMap((y) => offsets.map((x) => ({ x, y, share: weight(x, y) })))
    .filter(({ share }) => share > 0);
  const total = kernel.reduce((sum, { share }) => sum + share, 0);
  const within = (at: number, extent: number): number => Math.min(extent - 1, Math.max(0, at));
  return Array.from(data, (_, at) => {
    const [plane, row, column] = [
      Math.floor(at / (width * height)),
      Math.floor(at / width) % height,
      at % width,
    ];
    const sum = kernel.reduce((so, { x, y, share }) => {
      const from = (plane * height + within(row + y, height)) * width + within(column + x, width);
      return so + share * (data[from] ?? Number.NaN);
    }, 0);
    return sum / total;
  });
}

const clamped = (value: number): number => Math.min(1, Math.max(0, value));

describe("a blur", () => {
  it("reaches over the whole picture where that is a narrow strip", async () => {
    const strip = drawnPicture(330, 2);
    const amounts = [2, 1.21];
    for (const [index, blurred] of (await shifted(defocus, strip, amounts)).entries()) {
      const radius = 3.3 * (amounts[index] ?? 0);
      const expected = meansAround(strip, 9, (x, y) => clamped(1 + radius - Math.hypot(x, y)));
      expectClose(blurred, expected, { absolute: 2e-6, what: `disc of ${radius} pixels` });
    }
  });

  it("of motion over 5 pixels is the plain mean of 5", async () => {
    const picture = drawnPicture(100, 3);
    const [blurred = picture.data] = await shifted(motionX, picture, [4]);
    const expected = meansAround(picture, 2, (_x, y) => (y === 0 ? 1 : 0));
    expectClose(blurred, expected, { absolute: 2e-6 });
  });

  it("leaves an even area as it is", async () => {
    const grey = { width: 37, height: 50, data: new Float32Array(3 * 37 * 50).fill(0.7) };
    for (const shift of [defocus, motionX, motionY]) {
      const [blurred = grey.data] = await shifted(shift, grey, [shift.range[1]]);
      expectClose(blurred, grey.data, { absolute: 1e-6, what: shift.name });
    }
  });
});

describe("motion up and down", () => {
  it("is that sideways on the transposed picture", async () => {
    const picture = drawnPicture(29, 70);
    const [down = picture.data] = await shifted(motionY, picture, [3.3]);
    const [sideways = picture.data] = await shifted(motionX, transposed(picture), [3.3]);
    expect(transposed({ ...picture, data: down }).data).toEqual(sideways);
  });
});
