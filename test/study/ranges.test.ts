// Ranges from good pictures: found again where they are known, and nothing said where nothing can be told.

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CancelledError } from "../../src/core/errors.ts";
import type { RgbImage } from "../../src/core/image.ts";
import { random, shuffled } from "../../src/core/random.ts";
import type { ShiftPoint } from "../../src/core/shift.ts";
import { renderSample } from "../../src/data/synthetic/render.ts";
import type { Engine } from "../../src/graph/session.ts";
import { openNodeEngine } from "../../src/graph/session-node.ts";
import { encodePng } from "../../src/image/codec.ts";
import { type ImageTransformer, imageTransformer } from "../../src/shift/transformer.ts";
import { noiseLevel } from "../../src/study/ranges/noise-level.ts";
import { findRanges, type RangesFound } from "../../src/study/ranges/ranges.ts";
import { aboutTheMiddle, coveringRange } from "../../src/study/ranges/spread.ts";
import { scratchFolder } from "../support/scratch.ts";

const SIZE = 176;
const PICTURES = 28;

/** All at once, evenly spread: ± this, or from 0 to this. */
const KNOWN = {
  theta: 6,
  "translate-x": 0.03,
  "translate-y": 0.02,
  scale: 0.05,
  exposure: 0.3,
  "colour-temperature": 25,
  defocus: 0.8,
  noise: 0.03,
};
const ONE_SIDED = ["defocus", "noise"];
const POSE = ["theta", "translate-x", "translate-y", "scale"];

let engine: Engine;
let transform: ImageTransformer;
beforeAll(async () => {
  engine = await openNodeEngine({ device: "cpu", threads: 1 });
  transform = imageTransformer(engine);
});
afterAll(async () => {
  await transform.close();
  await engine.close();
});

/** One good part of the demo set, the same each time. */
function part(object: string, individual = 0, size = SIZE): RgbImage {
  return renderSample({ object, seedParts: ["ranges", individual], size, poseDegrees: 0 }).image;
}

/** The picture at each point, as files. */
async function pictured(pictures: readonly RgbImage[], points: readonly ShiftPoint[]): Promise<string> {
  const folder = await scratchFolder();
  for (const [index, point] of points.entries()) {
    const picture = pictures[index % pictures.length] as RgbImage;
    const shifted = await transform(picture, point, { seed: index });
    await writeFile(join(folder, `${String(index).padStart(3, "0")}.png`), await encodePng(shifted));
  }
  return folder;
}

/** Points whose amounts are evenly spread, each shift in an order of its own. */
function spreadPoints(spread: Readonly<Record<string, number>>): ShiftPoint[] {
  const columns = Object.entries(spread).map(([name, most]) => {
    const shares = Array.from({ length: PICTURES }, (_, index) => (index + 0.5) / PICTURES);
    const amounts = shares.map((share) => most * (ONE_SIDED.includes(name) ? share : 2 * share - 1));
    return [name, shuffled(amounts, random("ranges", name))] as const;
  });
  return Array.from({ length: PICTURES }, (_, index) =>
    Object.fromEntries(columns.map(([name, amounts]) => [name, amounts[index] ?? 0])),
  );
}

/** The upper ends of what is told, and the reasons for the rest. */
function said({ told }: RangesFound): Record<string, number | string> {
  return Object.fromEntries(
    told.map((each) => [each.facts.name, "range" in each ? each.range[1] : each.why]),
  );
}

describe("ranges of pictures from known spreads", () => {
  it.each([
    ["gear", 0],
    ["nut", 0],
    ["hazelnut", 0],
    ["capsule", 1],
    ["weave", 0],
  ] as const)(
    "are found within a fifth: %s",
    async (object, individual) => {
      const folder = await pictured([part(object, individual)], spreadPoints(KNOWN));
      const found = said(await findRanges({ folder, engine }));
      for (const [name, most] of Object.entries(KNOWN)) {
        if (object === "weave" && POSE.includes(name))
          expect(found[name]).toMatch(/no single part stands out/);
        else
          expect(Math.abs(Number(found[name]) / (0.95 * most) - 1), `${name}: ${found[name]}`).toBeLessThan(
            0.2,
          );
      }
    },
    120_000,
  );
});

describe("what cannot be told", () => {
  it("is said: grey pictures, other parts, round and pale ones, too few and several sizes", async () => {
    const still = (length: number): ShiftPoint[] => Array.from({ length }, () => ({}));
    const grey = part("nut");
    const plane = SIZE * SIZE;
    grey.data.copyWithin(plane, 0, plane);
    grey.data.copyWithin(2 * plane, 0, plane);
    const ofGrey = await findRanges({ folder: await pictured([grey], still(8)), engine });
    expect(said(ofGrey)).toMatchObject({
      "colour-temperature": "the pictures are grey",
      exposure: expect.stringMatching(/differ by less than 0.02 stops/),
      theta: expect.stringMatching(/differ by less than 0.5 degrees/),
    });
    const nuts = Array.from({ length: 12 }, (_, individual) => part("hazelnut", individual));
    const ofNuts = said(await findRanges({ folder: await pictured(nuts, still(12)), engine }));
    expect(ofNuts["defocus"]).toMatch(/edges and fine contrast do not agree/);
    expect(ofNuts["theta"]).toMatch(/too different from one another/);
    const ofDiscs = await findRanges({ folder: await pictured([disc()], still(8)), engine });
    expect(said(ofDiscs)["theta"]).toMatch(/round/);
    const ofPale = await findRanges({ folder: await pictured([part("capsule", 0)], still(8)), engine });
    expect(said(ofPale)["translate-x"]).toMatch(/its outline is not clear/);
    const few = await findRanges({ folder: await pictured([disc()], still(7)), engine });
    expect(few.told.map((each) => "why" in each && each.why)).toEqual(
      Array(8).fill("7 pictures show no spread; at least 8 are needed"),
    );
    const sizes = await pictured([part("nut"), part("nut", 0, SIZE - 20)], still(8));
    const ofSizes = await findRanges({ folder: sizes, engine });
    expect(ofSizes.size).toBeNull();
    expect(said(ofSizes)).toMatchObject({ noise: "the pictures have different sizes, 176×176, 156×156" });
  }, 120_000);

  it("is nothing at all when it is cancelled between two pictures", async () => {
    const folder = await pictured(
      [disc()],
      Array.from({ length: 8 }, () => ({})),
    );
    const cancel = new AbortController();
    const progress = (line: string): void => (line.startsWith("3 of 8") ? cancel.abort() : undefined);
    const running = findRanges({ folder, engine, signal: cancel.signal, progress });
    await expect(running).rejects.toThrow(CancelledError);
  });

  it("is a turn of a part that looks alike all around, where it may lie anyhow", async () => {
    const turns = Array.from({ length: PICTURES }, (_, index) => ({ theta: (index * 90) / PICTURES - 45 }));
    const folder = await pictured(
      [drawn((x, y) => (Math.max(Math.abs(x), Math.abs(y)) < 45 ? 0.8 : 0.3))],
      turns,
    );
    expect(said(await findRanges({ folder, engine }))["theta"]).toBe(
      "the part looks alike every 90° and lies at any turn between",
    );
  }, 60_000);
});

/** A grey picture by its values at places from its middle. */
function drawn(value: (x: number, y: number) => number): RgbImage {
  const data = Float32Array.from({ length: 3 * SIZE * SIZE }, (_, at) =>
    value((at % SIZE) - SIZE / 2 + 0.5, (Math.floor(at / SIZE) % SIZE) - SIZE / 2 + 0.5),
  );
  return { width: SIZE, height: SIZE, data };
}

/** A bright disc under a lamp from the left, with a shadow. */
function disc(): RgbImage {
  return drawn((x, y) => (Math.hypot(x, y) < 50 ? 0.75 - x / 500 : Math.hypot(x - 8, y) < 50 ? 0.2 : 0.3));
}

describe("the parts of a range", () => {
  it("cover 95 of 100 pictures whatever the others are", () => {
    const deviations = Array.from({ length: 101 }, (_, index) => (index === 50 ? 1000 : index - 50));
    const [low, high] = coveringRange(deviations, [-90, 90]);
    expect([low, high]).toEqual([-48, 48]);
    expect(coveringRange(deviations.map(Math.abs), [0, 90])).toEqual([0, 48]);
    expect(aboutTheMiddle([170, 175, -175, -170], 360)).toEqual(
      [-10, -5, 5, 10].map((each) => expect.closeTo(each)),
    );
  });

  it("measure white noise as what it is, on a slope", () => {
    const source = random("white");
    const plane = Float32Array.from(
      { length: 200 * 200 },
      (_, at) => 0.3 + 0.002 * (at % 200) + 0.02 * source.normal(),
    );
    expect(noiseLevel(plane, 200, 200)).toBeCloseTo(0.02, 3);
  });
});
