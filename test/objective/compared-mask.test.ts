// Masks turned with the picture (preset released-code), and left alone otherwise.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { IGNORED, type Mask } from "../../src/core/image.ts";
import { comparedMask } from "../../src/objective/compared-mask.ts";
import { theta } from "../../src/shift/pose/theta.ts";
import { turnedMask } from "../../src/shift/pose/turned-mask.ts";
import { SHIFTS } from "../../src/shift/registry.ts";

const rows = (...lines: readonly string[]): Mask => ({
  width: lines[0]?.length ?? 0,
  height: lines.length,
  data: Uint8Array.from(lines.join(""), (pixel) => (pixel === "#" ? 1 : 0)),
});

const text = ({ width, height, data }: Mask): string[] =>
  Array.from({ length: height }, (_, row) =>
    [...data.subarray(row * width, (row + 1) * width)].map((pixel) => (pixel === 1 ? "#" : ".")).join(""),
  );

describe("a mask turned", () => {
  const corner = rows("##..", "#...", "....", "....");

  it("goes clockwise for positive angles", () => {
    expect(text(turnedMask(corner, 90))).toEqual(["..##", "...#", "....", "...."]);
    expect(text(turnedMask(corner, -90))).toEqual(["....", "....", "#...", "##.."]);
  });

  it("has normal pixels where the picture was extrapolated", () => {
    const full = rows("#####", "#####", "#####", "#####", "#####");
    const turned = text(turnedMask(full, 45));
    expect([turned[0]?.[0], turned[2], turned[4]?.[4]]).toEqual([".", "#####", "."]);
  });

  it("comes back inside the disc", () => {
    const size = 41;
    const disc: Mask = {
      width: size,
      height: size,
      data: Uint8Array.from({ length: size ** 2 }, (_, at) =>
        Math.hypot((at % size) - 24, Math.floor(at / size) - 17) < 6 ? 1 : 0,
      ),
    };
    fc.assert(
      fc.property(fc.double({ min: -90, max: 90, noNaN: true }), (theta) => {
        const back = turnedMask(turnedMask(disc, theta), -theta);
        const different = back.data.reduce(
          (sum, pixel, at) => sum + Math.abs(pixel - (disc.data[at] ?? 0)),
          0,
        );
        // Two roundings move an edge by a pixel at most.
        expect(different).toBeLessThan(2 * Math.PI * 6);
      }),
    );
  });
});

describe("the mask that a map is held against", () => {
  const mask = rows("##", "..");

  it("is the mask as it is in the paper, at any angle", () => {
    expect(comparedMask(mask, "paper", { theta: 90 })).toBe(mask);
  });

  it("is turned with the picture in the released code", () => {
    expect(comparedMask(mask, "released-code", {})).toBe(mask);
    expect(comparedMask(mask, "released-code", { theta: 0, hue: 1 })).toBe(mask);
    expect(text(comparedMask(mask, "released-code", { theta: 90 }))).toEqual([".#", ".#"]);
  });

  it("takes what counts nowhere with it", () => {
    const ignored = { ...mask, data: Uint8Array.of(IGNORED, 1, 0, 0) };
    const turned = comparedMask(ignored, "released-code", { theta: 90 });
    expect([...turned.data]).toEqual([0, IGNORED, 0, 1]);
  });

  it("is refused for a pose that moves no masks", () => {
    const { forward: _forward, ...still } = theta;
    const remove = SHIFTS.register({ ...still, name: "still" });
    expect(() => comparedMask(mask, "released-code", { still: 9 })).toThrow(
      /^invalid preset released-code: masks cannot be moved with still/,
    );
    remove();
  });
});
