// Eq. (6) on pictures whose corners are known, and the decisions made of it.

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { RgbImage } from "../../src/core/image.ts";
import { openNodeEngine } from "../../src/graph/session-node.ts";
import { contactSheet, thumbnail } from "../../src/report/contact-sheet.ts";
import { cornerErrorMeter } from "../../src/shift/corner-error.ts";
import { selectObjects } from "../../src/study/selection.ts";
import { faultline, writeNpy } from "../support/cli.ts";
import { scratchFolder } from "../support/scratch.ts";

const SIZE = 48;

/** A different wave in each channel. */
const waves = (size: number): RgbImage => ({
  width: size,
  height: size,
  data: Float32Array.from({ length: 3 * size * size }, (_, index) => {
    const [channel, pixel] = [Math.floor(index / size ** 2), index % size ** 2];
    const [x, y] = [pixel % size, Math.floor(pixel / size)];
    return 0.5 + 0.45 * Math.sin(0.11 * x + 0.07 * y + channel) * Math.cos(0.05 * y);
  }),
});

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
  it("is nothing on a plain picture, and near it for a part in the middle of a plain ground", async () => {
    expect(await cornerMse(picture(() => 0.4))).toBeLessThan(1e-9);
    const part = picture((x, y) => (Math.hypot(x - 24, y - 24) < 10 ? 0.9 : 0.2));
    expect(await cornerMse(part)).toBeLessThan(1e-4);
  });

  it("is large where the picture goes on to its border", async () => {
    expect(await cornerMse(picture((x) => (x % 8 < 4 ? 0 : 1)))).toBeGreaterThan(1);
  });

  // NumPy 2.4, float64: three passes by FFT as test/fixtures' rotation has them, coverage below 0.5, channels summed;
  // turned the other way the value is 0.439364.
  it("equals an independent computation", async () => {
    expect(await cornerMse(waves(SIZE))).toBeCloseTo(0.419142061, 6);
  });

  it("takes pictures of its size alone", async () => {
    const engine = await openNodeEngine({ device: "cpu", threads: 1 });
    onTestFinished(() => engine.close());
    const measure = await cornerErrorMeter(engine, 24);
    await expect(measure(picture(() => 0))).rejects.toThrow(/48×48 pixels; expected 24×24/);
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
  const selected = async (
    args: readonly string[],
  ): Promise<{ object: string; cornerMse: number; used: boolean }[]> => {
    const { stdout, code, stderr } = await faultline(["select", ...args, "--json"]);
    expect(code, stderr).toBe(0);
    return (JSON.parse(stdout) as { objects: { object: string; cornerMse: number; used: boolean }[] })
      .objects;
  };

  it("tells the demo's texture from its parts", async () => {
    const objects = await selected(["--dataset", "demo", "--samples", "4"]);
    expect(objects.filter(({ used }) => !used).map(({ object }) => object)).toEqual(["weave"]);
    expect(objects.at(-1)?.object).toBe("weave");
  });

  it("needs no masks, and its values can be computed by hand", async () => {
    const root = await scratchFolder();
    const size = 240;
    // A bell of width 4 in a corner is turned out of the picture, so that what is left is its own square: π·4²·0.8² per
    // channel, over the 9,874 invented pixels.
    const bell = Float32Array.from({ length: 3 * size * size }, (_, index) => {
      const [x, y] = [index % size, Math.floor(index / size) % size];
      return 0.8 * Math.exp(-((x - 21) ** 2 + (y - 21) ** 2) / 32);
    });
    const plain = bell.map(() => 0.3);
    for (const [folder, data] of [
      ["bell/test/good", bell],
      ["bell/test/crack", plain],
      ["waves/test/crack", waves(size).data],
    ] as const) {
      await mkdir(join(root, folder), { recursive: true });
      await writeNpy(join(root, folder, "000.npy"), [3, size, size], data);
    }
    const objects = await selected(["--dataset", "mvtec", "--root", root]);
    expect(objects.map(({ object, used }) => [object, used])).toEqual([
      ["bell", true],
      ["waves", false],
    ]);
    expect(objects[0]?.cornerMse).toBeCloseTo((3 * Math.PI * 16 * 0.64) / 9874 / 2, 6);
    // By the independent computation above.
    expect(objects[1]?.cornerMse).toBeCloseTo(0.395630658, 6);
  });

  it("says where an object has no test picture", async () => {
    const root = await scratchFolder();
    await mkdir(join(root, "nut/test/good"), { recursive: true });
    const { code, stderr } = await faultline(["select", "--dataset", "mvtec", "--root", root]);
    expect(code).toBe(1);
    expect(stderr).toContain(`missing test pictures of nut in ${root}`);
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
