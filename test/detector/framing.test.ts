// How pictures that are not square meet a square detector.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ASPECTS, type Framing, framingOf, isWhole, squashNote } from "../../src/detector/framing.ts";

const SIDE = 24;
const SIZE = { width: SIDE, height: SIDE };
const pictures = fc.record({
  width: fc.integer({ min: 1, max: 200 }),
  height: fc.integer({ min: 1, max: 200 }),
});

describe("framing", () => {
  it.each(ASPECTS)("%s leaves a square picture whole", (aspect) => {
    expect(framingOf(aspect, { width: 70, height: 70 }, SIZE)).toEqual({
      width: SIDE,
      height: SIDE,
      parts: [{ top: 0, left: 0 }],
    });
  });

  it("pads the shorter side, in the middle", () => {
    expect(framingOf("pad", { width: 48, height: 24 }, SIZE)).toEqual({
      width: 24,
      height: 12,
      parts: [{ top: -6, left: 0 }],
    });
  });

  it("tiles the longer side from end to end", () => {
    expect(framingOf("tile", { width: 30, height: 72 }, SIZE)).toEqual({
      width: 24,
      height: 58,
      parts: [
        { top: 0, left: 0 },
        { top: 17, left: 0 },
        { top: 34, left: 0 },
      ],
    });
  });

  it.each<[string, (typeof ASPECTS)[number], [number, number], Framing]>([
    ["squashes any picture", "squash", [30, 72], { width: 24, height: 24, parts: [{ top: 0, left: 0 }] }],
    ["pads a tall one", "pad", [25, 48], { width: 13, height: 24, parts: [{ top: 0, left: -5 }] }],
    [
      "keeps a line of the thinnest",
      "pad",
      [1, 200],
      { width: 1, height: 24, parts: [{ top: 0, left: -11 }] },
    ],
    [
      "tiles a double square without overlap",
      "tile",
      [48, 24],
      { width: 48, height: 24, parts: [0, 24].map((left) => ({ top: 0, left })) },
    ],
    [
      "needs a second tile for one pixel more",
      "tile",
      [104, 100],
      { width: 25, height: 24, parts: [0, 1].map((left) => ({ top: 0, left })) },
    ],
    ["needs none for less", "tile", [101, 100], { width: 24, height: 24, parts: [{ top: 0, left: 0 }] }],
  ])("%s", (_what, aspect, [width, height], expected) => {
    expect(framingOf(aspect, { width, height }, SIZE)).toEqual(expected);
  });

  it.each([
    [0, 5],
    [5, 0],
    [Number.NaN, 5],
  ])("refuses a picture of %d×%d", (width, height) => {
    expect(() => framingOf("pad", { width, height }, SIZE)).toThrow(/invalid picture/);
  });

  it("is whole where the detector sees the working picture as it is", () => {
    const part = { top: 0, left: 0 };
    const framing = (width: number, height: number, ...parts: Framing["parts"]): Framing => ({
      ...{ width, height, parts },
    });
    expect(isWhole(framing(24, 24, part), SIZE)).toBe(true);
    for (const other of [
      framing(24, 12, part),
      framing(24, 24, part, part),
      framing(24, 24, { top: -6, left: 0 }),
      framing(24, 24, { top: 0, left: -6 }),
      framing(24, 24),
    ])
      expect(isWhole(other, SIZE)).toBe(false);
  });

  it("covers every pixel of the working picture, and is its own framing", () => {
    fc.assert(
      fc.property(fc.constantFrom(...ASPECTS), pictures, (aspect, picture) => {
        const { width, height, parts } = framingOf(aspect, picture, SIZE);
        for (const [length, begins] of [
          [height, parts.map(({ top }) => top)],
          [width, parts.map(({ left }) => left)],
        ] as const) {
          for (let line = 0; line < length; line++)
            expect(begins.some((begin) => line >= begin && line < begin + SIDE)).toBe(true);
        }
        expect(framingOf(aspect, { width, height }, SIZE)).toEqual({ width, height, parts });
      }),
    );
  });
});

describe("the note on squashing", () => {
  it("names a picture far from square, its size and what keeps its shape", () => {
    expect(squashNote("squash", { width: 640, height: 480 }, "a.png")).toMatch(
      /^a\.png: 640×480 .*--aspect pad/,
    );
    expect(squashNote("squash", { width: 480, height: 640 }, "a.png")).toMatch(/480×640/);
  });

  it("is not made of a picture that is nearly square, or kept in shape", () => {
    expect(squashNote("squash", { width: 105, height: 100 }, "a.png")).toBeNull();
    for (const aspect of ["pad", "tile"] as const)
      expect(squashNote(aspect, { width: 640, height: 480 }, "a.png")).toBeNull();
  });
});
