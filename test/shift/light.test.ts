// The shifts of the light: each against its fixture, and what holds of all of them.

import { describe, expect, it } from "vitest";
import { present } from "../../src/core/errors.ts";
import { SEVERITIES, type ShiftPoint } from "../../src/core/shift.ts";
import { parameter } from "../../src/graph/value.ts";
import { transformImages } from "../../src/shift/compose.ts";
import { colourTemperature } from "../../src/shift/light/colour-temperature.ts";
import { contrast } from "../../src/shift/light/contrast.ts";
import { exposure } from "../../src/shift/light/exposure.ts";
import { gamma } from "../../src/shift/light/gamma.ts";
import { lightGradientX } from "../../src/shift/light/light-gradient-x.ts";
import { lightGradientY } from "../../src/shift/light/light-gradient-y.ts";
import { gainsOfLamp } from "../../src/shift/light/planck.ts";
import { vignette } from "../../src/shift/light/vignette.ts";
import { shiftsAt } from "../../src/shift/registry.ts";
import { expectClose } from "../support/closeness.ts";
import { fixtureJson } from "../support/fixtures.ts";
import { evaluate, floats } from "../support/graph.ts";
import { describeFullSize, describeShiftFixture } from "../support/shift-fixture.ts";

const OWN = [exposure, colourTemperature, vignette, lightGradientX, lightGradientY, contrast, gamma];
const FIXTURES = [
  ...[exposure, colourTemperature, vignette, contrast, gamma].map((shift) => [shift.name, shift] as const),
  ["light-gradient", lightGradientX] as const,
];

for (const [name, shift] of FIXTURES) {
  describeShiftFixture({
    ...{ name, shift, output: 1e-5 },
    amount: { relative: 1e-3, share: 1e-3 },
    input: { relative: 1e-3 },
  });
  describeFullSize(name, shift, { output: 1e-5, amount: true });
}

/** An odd, non-square picture of smooth colours with black, white and grey places. */
const [HEIGHT, WIDTH] = [13, 9];
const PICTURE = Float32Array.from({ length: 3 * HEIGHT * WIDTH }, (_, at) => {
  const [channel, row, column] = [
    Math.floor(at / (HEIGHT * WIDTH)),
    Math.floor(at / WIDTH) % HEIGHT,
    at % WIDTH,
  ];
  return Math.min(1, Math.max(0, 0.45 + 0.6 * Math.sin(0.9 * row + 0.7 * column + channel)));
});

/** The one picture under each of the points, which name the same shifts. */
async function shifted(
  points: readonly [ShiftPoint, ...ShiftPoint[]],
  picture: Float32Array = PICTURE,
  [height, width] = [HEIGHT, WIDTH],
): Promise<Float32Array[]> {
  const names = Object.keys(points[0]);
  const amounts = Object.fromEntries(names.map((name) => [name, parameter(name, [points.length])]));
  const output = transformImages(parameter("picture", [1, 3, height, width]), shiftsAt(points[0]), amounts);
  const given = names.map((name) => {
    return [
      name,
      floats(
        [points.length],
        points.map((point) => point[name] ?? 0),
      ),
    ] as const;
  });
  const results = await evaluate(
    { output },
    { picture: floats([1, 3, height, width], picture), ...Object.fromEntries(given) },
  );
  const { data } = present(results["output"], "output");
  return points.map((_, index) => data.slice(index * picture.length, (index + 1) * picture.length));
}

function distance(left: Float32Array, right: Float32Array): number {
  const squares = left.reduce((total, value, at) => total + (value - (right[at] ?? Number.NaN)) ** 2, 0);
  return Math.sqrt(squares / left.length);
}

describe.each(OWN)("$name", ({ name, severities }) => {
  it("moves a picture the further the more severe it is, either way", async () => {
    const ends = [0, 1] as const;
    const points = SEVERITIES.flatMap((severity) =>
      ends.map((end) => ({ [name]: severities[severity][end] })),
    );
    const pictures = await shifted([{ [name]: 0 }, ...points]);
    const [still = PICTURE, ...moved] = pictures;
    expect(still).toEqual(PICTURE);
    for (const end of ends) {
      const distances = SEVERITIES.map((_, index) => distance(moved[2 * index + end] ?? PICTURE, PICTURE));
      if (severities.mild[end] === 0) expect(distances).toEqual([0, 0, 0]);
      else expect(distances.every((each, at) => each > (distances[at - 1] ?? 0))).toBe(true);
    }
  });
});

describe("the shifts of the light together", () => {
  const zeros = Object.fromEntries(OWN.map(({ name }) => [name, 0]));

  it("leave the picture of a point where all are 0 as it is, bit for bit, beside points where some act", async () => {
    const acting = { ...zeros, [exposure.name]: 0.3 };
    const [still, brighter] = await shifted([zeros, acting]);
    expect(still).toEqual(PICTURE);
    const [alone = PICTURE] = await shifted([{ [exposure.name]: 0.3 }]);
    expectClose(brighter ?? [], alone, { absolute: 1e-6 });
  });

  it("multiply in linear light one after the other: stops of both signs cancel", async () => {
    const dim = PICTURE.map((value) => value * 0.5);
    const [darker = dim] = await shifted([{ [exposure.name]: -0.7 }], dim);
    const [again = dim] = await shifted([{ [exposure.name]: 0.7 }], darker);
    expectClose(again, dim, { absolute: 2e-6 });
  });
});

describe("the light gradient along y", () => {
  const transposed = (data: Float32Array, height: number, width: number): Float32Array =>
    data.map((_, at) => {
      const [channel, column, row] = [
        Math.floor(at / (height * width)),
        Math.floor(at / height) % width,
        at % height,
      ];
      return data[(channel * height + row) * width + column] ?? Number.NaN;
    });

  it("is that along x on the transposed picture", async () => {
    const [down = PICTURE] = await shifted([{ [lightGradientY.name]: 0.4 }]);
    const turned = transposed(PICTURE, HEIGHT, WIDTH);
    const [right = PICTURE] = await shifted([{ [lightGradientX.name]: 0.4 }], turned, [WIDTH, HEIGHT]);
    expect(transposed(down, HEIGHT, WIDTH)).toEqual(right);
  });
});

describe("a lamp's gains", () => {
  it("are Krystek's at the fixture's temperatures", async () => {
    const { parameters } = fixtureJson<{ parameters: { gain_amounts: number[]; gains: number[][] } }>(
      "shifts/colour-temperature",
    );
    const { gain_amounts, gains } = parameters;
    const amount = parameter("amount", [gain_amounts.length, 1, 1, 1]);
    const given = floats(amount.shape, gain_amounts);
    const { gained } = await evaluate({ gained: gainsOfLamp(amount) }, { amount: given });
    expectClose(present(gained, "gains").data, gains.flat(), { absolute: 3e-6 });
  });
});
