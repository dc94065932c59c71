// Eq. (6) on pictures whose corners are known, and the decisions made of it.

import { describe, expect, it } from "vitest";
import type { RgbImage } from "../../src/core/image.ts";
import { openNodeEngine } from "../../src/graph/session-node.ts";
import { parameter } from "../../src/graph/value.ts";
import { contactSheet, thumbnail } from "../../src/report/contact-sheet.ts";
import { selectObjects } from "../../src/study/selection.ts";
import { cornerErrorMeter } from "../../src/transform/corner-error.ts";
import { rotate } from "../../src/transform/rotate.ts";
import { faultline } from "../support/cli.ts";
import { evaluate, floats } from "../support/graph.ts";

const SIZE = 48;

const picture = (brightness: (x: number, y: number) => number): RgbImage => ({
  width: SIZE,
  height: SIZE,
  data: Float32Array.from({ length: 3 * SIZE * SIZE }, (_, index) => {
    const pixel = index % (SIZE * SIZE);
    return brightness(pixel % SIZE, Math.floor(pixel / SIZE));
  }),
});

async function cornerMse(image: RgbImage): Promise<number> {
  const engine = await openNodeEngine({ device: "cpu", threads: 1 });
  try {
    return (await (await cornerErrorMeter(engine, SIZE))(image)).mse;
  } finally {
    await engine.close();
  }
}

describe("the corner error", () => {
  it("is nothing on a plain picture, and small for a part in the middle of a plain ground", async () => {
    expect(await cornerMse(picture(() => 0.4))).toBeLessThan(1e-9);
    const part = picture((x, y) => (Math.hypot(x - 24, y - 24) < 10 ? 0.9 : 0.2));
    // Not zero: the rotated ones ripple by a few thousandths inside too, and eq. (6) counts those pixels.
    expect(await cornerMse(part)).toBeLessThan(0.005);
  });

  it("is large where the picture goes on to its border", async () => {
    expect(await cornerMse(picture((x) => (x % 8 < 4 ? 0 : 1)))).toBeGreaterThan(0.1);
  });

  it("is eq. (6), written out", async () => {
    const image = picture((x, y) => 0.5 + 0.4 * Math.sin(0.3 * x) * Math.cos(0.2 * y));
    const theta = parameter("theta", [1]);
    const turned = rotate(parameter("x", [1, 3, SIZE, SIZE]), theta, {
      direction: "clockwise",
      padding: "replicate",
    });
    const covered = rotate(parameter("ones", [1, 1, SIZE, SIZE]), theta, {
      direction: "clockwise",
      padding: "zero",
    });
    const results = await evaluate(
      { turned, covered },
      {
        x: floats([1, 3, SIZE, SIZE], image.data),
        ones: floats([1, 1, SIZE, SIZE], new Float32Array(SIZE * SIZE).fill(1)),
        theta: floats([1], [45]),
      },
    );
    let [sum, count] = [0, 0];
    for (const [pixel, share] of (results["covered"]?.data ?? []).entries()) {
      if (share >= 0.999) continue;
      for (const channel of [0, 1, 2]) {
        const index = channel * SIZE * SIZE + pixel;
        sum += ((image.data[index] ?? 0) - (results["turned"]?.data[index] ?? 0)) ** 2;
        count++;
      }
    }
    expect(count).toBeGreaterThan(0);
    expect(await cornerMse(image)).toBeCloseTo(sum / count, 9);
  });
});

describe("the decision", () => {
  const measured = [
    { object: "leather", cornerMse: 0.01 },
    { object: "pill", cornerMse: 0.2 },
    { object: "washer", cornerMse: 0.02 },
  ];
  const used = (rules: Parameters<typeof selectObjects>[2], kind = "mvtec"): string[] =>
    selectObjects(kind, measured, rules)
      .filter((entry) => entry.used)
      .map(({ object }) => object);

  it("is the published list's for its objects, the threshold's for others", () => {
    expect(used({})).toEqual(["washer", "pill"]);
  });

  it("is the user's threshold where one is given, and the user's word above all", () => {
    expect(used({ threshold: 0.015 })).toEqual(["leather"]);
    expect(used({ threshold: 0.015, include: ["pill"], exclude: ["leather"] })).toEqual(["pill"]);
    expect(() => used({ include: ["pil"] })).toThrow(/pil.*pill/);
  });
});

describe("faultline select", () => {
  it("tells the demo's texture from its parts", async () => {
    const { stdout, code, stderr } = await faultline([
      "select",
      "--dataset",
      "demo",
      "--samples",
      "4",
      "--json",
    ]);
    expect(code, stderr).toBe(0);
    const { objects } = JSON.parse(stdout) as { objects: { object: string; used: boolean }[] };
    expect(objects.filter(({ used }) => !used).map(({ object }) => object)).toEqual(["weave"]);
    expect(objects.at(-1)?.object).toBe("weave");
  });
});

describe("a contact sheet", () => {
  it("holds every thumbnail in rows", () => {
    const small = thumbnail(
      picture((x) => (x < 24 ? 0 : 1)),
      12,
    );
    expect([small.data[0], small.data[11]]).toEqual([0, 1]);
    const { width, height } = contactSheet([small, small, small], 2);
    expect([width, height]).toEqual([26, 26]);
  });
});
