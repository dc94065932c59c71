// What a picture of the demo data set must be: repeatable, individual, exactly masked, and turned or not without seams.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RgbImage } from "../../../src/core/image.ts";
import { SYNTHETIC_DEFECTS, SYNTHETIC_OBJECTS } from "../../../src/data/synthetic/registry.ts";
import { CHANGE_THRESHOLD, MASK_SHARE, renderSample } from "../../../src/data/synthetic/render.ts";
import { decodeImage } from "../../../src/image/codec.ts";
import { expectClose } from "../../support/closeness.ts";
import { FIXTURES } from "../../support/fixtures.ts";

const OBJECTS = SYNTHETIC_OBJECTS.map(({ name }) => name);
const DEFECTS = SYNTHETIC_DEFECTS.map(({ name }) => name);
const PAIRS = OBJECTS.flatMap((object) => DEFECTS.map((defect) => [object, defect] as const));
/** method.md, Selection: objects below are rotation-invariant. */
const SELECTION_THRESHOLD = 0.027;

describe("the catalogue", () => {
  it("has five objects, all but the texture on a backdrop that can be turned, and five defects", () => {
    expect(SYNTHETIC_OBJECTS.filter(({ rotationInvariant }) => rotationInvariant)).toHaveLength(4);
    expect(OBJECTS).toEqual(["capsule", "gear", "hazelnut", "nut", "weave"]);
    expect(DEFECTS).toEqual(["chip", "crack", "foreign-body", "scratch", "stain"]);
  });

  it("names the nearest known object and defect", () => {
    expect(() => renderSample({ object: "wave", seedParts: [] })).toThrow(/"wave"; did you mean "weave"/);
    expect(() => renderSample({ object: "nut", defect: "krack", seedParts: [] })).toThrow(/mean "crack"/);
  });
});

describe("one picture", () => {
  it("depends on nothing but its settings", () => {
    for (const [object, defect] of PAIRS) {
      const settings = { object, defect, seedParts: ["again", 7], size: 48 };
      expect(renderSample(settings)).toEqual(renderSample(settings));
    }
  });

  it("looks as it did when the demo model was trained on it: mean colour and size of the defect", () => {
    const golden = [
      ["capsule", "crack", [0.5975, 0.5616, 0.5586], 137],
      ["gear", "chip", [0.4953, 0.4864, 0.4423], 249],
      ["hazelnut", "stain", [0.3069, 0.2558, 0.2358], 421],
      ["nut", "scratch", [0.2984, 0.3134, 0.2973], 234],
      ["weave", "foreign-body", [0.4116, 0.4227, 0.4115], 126],
    ] as const;
    for (const [object, defect, colour, covered] of golden) {
      const { image, mask } = renderSample({ object, defect, seedParts: ["golden"] });
      const pixels = mask.data.length;
      const means = [0, 1, 2].map((channel) => {
        const plane = image.data.subarray(channel * pixels, (channel + 1) * pixels);
        return plane.reduce((sum, value) => sum + value, 0) / pixels;
      });
      expectClose(means, colour, { absolute: 1e-3, what: object });
      expect(
        mask.data.reduce((sum, value) => sum + value, 0),
        object,
      ).toBe(covered);
    }
  });

  it("of every object with every defect is the sheet's, to one of 255 levels", async () => {
    const side = 32;
    const sheet = await decodeImage(`${FIXTURES}synthetic.png`);
    for (const [row, object] of OBJECTS.entries()) {
      for (const [column, defect] of DEFECTS.entries()) {
        const { image } = renderSample({ object, defect, seedParts: ["sheet"], size: side });
        const expected = Float32Array.from(image.data, (_, at) => {
          const [channel, y, x] = [Math.floor(at / side ** 2), Math.floor(at / side) % side, at % side];
          const place = (row * side + y) * sheet.width + column * side + x;
          return sheet.data[channel * sheet.width * sheet.height + place] ?? Number.NaN;
        });
        expectClose(image.data, expected, { absolute: 1.01 / 255, what: `${object} with ${defect}` });
      }
    }
  });

  it("holds 8-bit values, so that a file keeps it exactly", () => {
    for (const object of OBJECTS) {
      const { image } = renderSample({ object, defect: "crack", seedParts: [1] });
      const rounded = image.data.map((value) => Math.round(value * 255) / 255);
      expect(image.data).toEqual(rounded);
      expect(Math.min(...image.data)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...image.data)).toBeLessThanOrEqual(1);
    }
  });

  it("has the asked size, and the same part at any size", () => {
    for (const object of OBJECTS) {
      const small = renderSample({ object, seedParts: [3], size: 64 }).image;
      const large = renderSample({ object, seedParts: [3], size: 128 }).image;
      expect([large.width, large.height, large.data.length]).toEqual([128, 128, 3 * 128 * 128]);
      expect(meanSquare(small, halved(large)), object).toBeLessThan(0.006);
    }
  });

  it("is turned by its pose: poses of 0 degrees agree better than poses of up to 60", () => {
    const spread = (poseDegrees: number): number =>
      meanSquare(
        renderSample({ object: "capsule", seedParts: [1], poseDegrees }).image,
        renderSample({ object: "capsule", seedParts: [2], poseDegrees }).image,
      );
    expect(spread(0)).toBeLessThan(spread(60));
  });
});

describe("many pictures", () => {
  it.each(OBJECTS)("no two of 12 %s pictures are alike", (object) => {
    const images = Array.from(
      { length: 12 },
      (_, index) => renderSample({ object, seedParts: [index] }).image,
    );
    for (const [index, image] of images.entries()) {
      for (const other of images.slice(0, index)) expect(meanSquare(image, other)).toBeGreaterThan(3e-4);
    }
  });

  it("a texture's errors at turned corners are above the selection threshold, the others' well below", () => {
    for (const { name, rotationInvariant } of SYNTHETIC_OBJECTS) {
      const errors = Array.from({ length: 8 }, (_, index) =>
        cornerError(
          renderSample({ object: name, defect: index % 2 === 0 ? null : "chip", seedParts: [index] }).image,
        ),
      );
      const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
      if (rotationInvariant) expect(Math.max(...errors), name).toBeLessThan(SELECTION_THRESHOLD / 5);
      else expect(mean, name).toBeGreaterThan(1.3 * SELECTION_THRESHOLD);
    }
  });
});

describe("a defect", () => {
  it("changes the good twin inside its mask, and nowhere else", () => {
    fc.assert(
      fc.property(fc.constantFrom(...PAIRS), fc.integer(), ([object, defect], seed) => {
        const settings = { object, seedParts: ["twin", seed] };
        const good = renderSample(settings);
        const bad = renderSample({ ...settings, defect });
        const pixels = bad.mask.data.length;
        const changed = Uint8Array.from({ length: pixels }, (_, at) => {
          const change = [0, 1, 2].map((channel) =>
            Math.abs(
              (bad.image.data[channel * pixels + at] ?? 0) - (good.image.data[channel * pixels + at] ?? 0),
            ),
          );
          return Math.max(...change) > CHANGE_THRESHOLD ? 1 : 0;
        });
        expect(good.mask.data.includes(1)).toBe(false);
        expect(changed).toEqual(bad.mask.data);
      }),
      { numRuns: 60, seed: 1 },
    );
  });

  it.each(PAIRS)("on a %s: a %s covers a sensible share and stands out", (object, defect) => {
    for (let index = 0; index < 6; index++) {
      const settings = { object, seedParts: ["share", index] };
      const good = renderSample(settings).image;
      const { image, mask } = renderSample({ ...settings, defect });
      const covered = mask.data.reduce((sum, value) => sum + value, 0);
      expect(covered / mask.data.length).toBeGreaterThanOrEqual(MASK_SHARE[0]);
      expect(covered / mask.data.length).toBeLessThanOrEqual(MASK_SHARE[1]);
      expect((meanSquare(image, good) * mask.data.length) / covered).toBeGreaterThan(0.008);
    }
  });

  it("lies on the part: the border of the picture stays as it was", () => {
    for (const [object, defect] of PAIRS.filter(([name]) => name !== "weave")) {
      const { mask } = renderSample({ object, defect, seedParts: ["border"] });
      for (let at = 0; at < mask.width; at++) {
        expect(mask.data[at]).toBe(0);
        expect(mask.data[(mask.height - 1) * mask.width + at]).toBe(0);
        expect(mask.data[at * mask.width]).toBe(0);
      }
    }
  });
});

function meanSquare(left: RgbImage, right: RgbImage): number {
  expect(left.data.length).toBe(right.data.length);
  return (
    left.data.reduce((sum, value, at) => sum + (value - (right.data[at] ?? 0)) ** 2, 0) / left.data.length
  );
}

/** Every second pixel's neighbourhood averaged. */
function halved({ width, height, data }: RgbImage): RgbImage {
  const half = { width: width / 2, height: height / 2 };
  const at = (channel: number, y: number, x: number): number => data[(channel * height + y) * width + x] ?? 0;
  const means = Array.from({ length: 3 * half.width * half.height }, (_, index) => {
    const x = 2 * (index % half.width);
    const y = 2 * (Math.floor(index / half.width) % half.height);
    const channel = Math.floor(index / (half.width * half.height));
    return (
      (at(channel, y, x) + at(channel, y, x + 1) + at(channel, y + 1, x) + at(channel, y + 1, x + 1)) / 4
    );
  });
  return { ...half, data: Float32Array.from(means) };
}

/** Mean squared change of the pixels that a turn by 45 degrees with replicated edges makes up (nearest neighbour). */
function cornerError({ width, height, data }: RgbImage): number {
  const middle = (width - 1) / 2;
  let sum = 0;
  let count = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const sourceX = Math.round(middle + (x - middle + y - middle) * Math.SQRT1_2);
      const sourceY = Math.round(middle + (y - middle - (x - middle)) * Math.SQRT1_2);
      const insideX = Math.min(width - 1, Math.max(0, sourceX));
      const insideY = Math.min(height - 1, Math.max(0, sourceY));
      if (insideX === sourceX && insideY === sourceY) continue;
      for (let channel = 0; channel < 3; channel++) {
        const plane = channel * width * height;
        sum += ((data[plane + y * width + x] ?? 0) - (data[plane + insideY * width + insideX] ?? 0)) ** 2;
        count++;
      }
    }
  }
  return sum / count;
}
