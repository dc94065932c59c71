// How pictures that are not square meet a square detector.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ASPECTS, framingOf } from "../../src/core/framing.ts";

const SIZE = 24;
const pictures = fc.record({
  width: fc.integer({ min: 1, max: 200 }),
  height: fc.integer({ min: 1, max: 200 }),
});

describe("framing", () => {
  it.each(ASPECTS)("%s leaves a square picture whole", (aspect) => {
    expect(framingOf(aspect, { width: 70, height: 70 }, SIZE)).toEqual({
      width: SIZE,
      height: SIZE,
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

  it("covers every pixel of the working picture, and is its own framing", () => {
    fc.assert(
      fc.property(fc.constantFrom(...ASPECTS), pictures, (aspect, picture) => {
        const { width, height, parts } = framingOf(aspect, picture, SIZE);
        for (const [length, begins] of [
          [height, parts.map(({ top }) => top)],
          [width, parts.map(({ left }) => left)],
        ] as const) {
          for (let line = 0; line < length; line++)
            expect(begins.some((begin) => line >= begin && line < begin + SIZE)).toBe(true);
        }
        expect(framingOf(aspect, { width, height }, SIZE)).toEqual({ width, height, parts });
      }),
    );
  });
});
