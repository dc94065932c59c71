// The derivative by every shift's amount against central differences of what the shift does, on a smooth picture whose
// values stay clear of black, white and grey.

import { describe, expect, it } from "vitest";
import { present } from "../../src/core/errors.ts";
import { random } from "../../src/core/random.ts";
import { gradients } from "../../src/graph/gradient.ts";
import { multiply, sum } from "../../src/graph/ops/index.ts";
import { constant, parameter } from "../../src/graph/value.ts";
import { transformImages } from "../../src/shift/compose.ts";
import { shiftFeeds } from "../../src/shift/feeds.ts";
import { SHIFTS } from "../../src/shift/registry.ts";
import { evaluate, floats } from "../support/graph.ts";

const [WIDTH, HEIGHT] = [34, 27];
const PIXELS = 3 * WIDTH * HEIGHT;
const SHAPE = [1, 3, HEIGHT, WIDTH];

/** Waves that the phase moves, around a level of each channel: all pixels have clear colours of one sextant. */
function waves(levels: readonly number[], phase: number): Float32Array {
  return Float32Array.from({ length: PIXELS }, (_, index) => {
    const channel = Math.floor(index / (WIDTH * HEIGHT));
    const [row, column] = [Math.floor(index / WIDTH) % HEIGHT, index % WIDTH];
    const wave = Math.sin(0.8 * column + channel + phase) * Math.cos(0.7 * row - channel + phase);
    return (levels[channel] ?? 0) + 0.08 * wave;
  });
}

const picture = { width: WIDTH, height: HEIGHT, data: waves([0.72, 0.5, 0.28], 0) };
/** Some like the picture and some beside it, so that neither blurs nor moves cancel out in the sum. */
const weights = waves([0.01, 0.02, 0.03], 0.6);

describe("the derivative by an amount", () => {
  it.each(
    SHIFTS.all()
      .filter(({ derivative }) => derivative !== "none")
      .map((shift) => [shift.name, shift] as const),
  )("of %s is that of finite differences", async (name, shift) => {
    const [low, high] = shift.severities.moderate;
    const step = 0.03 * (high - low);
    const source = random("finite differences", name);
    const centres = Array.from({ length: 4 }, () => source.uniform(low + 2 * step, high - 2 * step));
    const amounts = centres.flatMap((centre) => [centre - step, centre, centre + step]);
    const amount = parameter("amount", [amounts.length]);
    const image = parameter("image", SHAPE);
    const output = transformImages(image, [shift], { [name]: amount });
    const total = sum(multiply(output, constant(floats(SHAPE, weights))), [0, 1, 2, 3]);
    const [slope] = gradients(total, [amount]);
    const found = await evaluate(
      { output, slope: present(slope, "gradient") },
      {
        image: floats(SHAPE, picture.data),
        amount: floats([amounts.length], amounts),
        ...shiftFeeds([name], picture, 0),
      },
    );
    const { output: pictures, slope: slopes } = found;
    const sumAt = (point: number): number =>
      weights.reduce((all, weight, index) => all + weight * (pictures?.data[point * PIXELS + index] ?? 0), 0);
    const largest = Math.max(...(slopes?.data ?? []).map(Math.abs));
    for (const [index, centre] of centres.entries()) {
      // float32 amounts are not exactly a step apart.
      const apart = Math.fround(centre + step) - Math.fround(centre - step);
      const difference = (sumAt(3 * index + 2) - sumAt(3 * index)) / apart;
      const error = Math.abs((slopes?.data[3 * index + 1] ?? Number.NaN) - difference);
      expect(error / largest, `at ${centre}`).toBeLessThan(0.02);
    }
  });
});
