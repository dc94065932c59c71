// BMP: what is read, and what is refused before anything is allocated.

import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { InputError } from "../../src/core/errors.ts";
import { decodeImage, decodeImageBytes, decodeMask, pictureSize } from "../../src/image/codec.ts";
import { putFile } from "../support/put-file.ts";
import { type BmpOptions, bmpFile } from "../support/raw-pictures.ts";

const fixture = (name: string): string => new URL(`../fixtures/pictures/${name}`, import.meta.url).pathname;

/** Red, green, blue / white, grey, black. */
const SEEN = {
  width: 3,
  height: 2,
  data: Float32Array.from(
    [255, 0, 0, 255, 102, 0, 0, 255, 0, 255, 102, 0, 0, 0, 255, 255, 102, 0],
    (value) => value / 255,
  ),
};

const RED = [0, 0, 255];
const GREEN = [0, 255, 0];
const BLUE = [255, 0, 0];
const WHITE = [255, 255, 255];
const GREY = [102, 102, 102];
const BLACK = [0, 0, 0];
const PALETTE = [RED, GREEN, BLUE, WHITE, GREY, BLACK].flatMap((colour) => [...colour, 0]);
const TOP = [...RED, ...GREEN, ...BLUE, 0, 0, 0];
const BOTTOM = [...WHITE, ...GREY, ...BLACK, 0, 0, 0];
const words = (rows: readonly number[][]): number[] => rows.flatMap((colour) => [...colour, 77]);

describe("BMP", () => {
  it.each<[string, Omit<BmpOptions, "width">]>([
    ["24 bits, bottom-up", { height: 2, bits: 24, rows: [BOTTOM, TOP] }],
    ["24 bits, top-down", { height: -2, bits: 24, rows: [TOP, BOTTOM] }],
    [
      "32 bits, whose fourth byte means nothing",
      { height: -2, bits: 32, rows: [words([RED, GREEN, BLUE]), words([WHITE, GREY, BLACK])] },
    ],
    [
      "8 bits with a palette",
      {
        height: 2,
        bits: 8,
        palette: PALETTE,
        rows: [
          [3, 4, 5, 0],
          [0, 1, 2, 0],
        ],
      },
    ],
    [
      "4 bits with a palette",
      {
        height: 2,
        bits: 4,
        palette: PALETTE,
        rows: [
          [0x34, 0x50, 0, 0],
          [0x01, 0x20, 0, 0],
        ],
      },
    ],
    [
      "32 bits with fields in another order, and opaque alpha",
      {
        ...{ height: -1 * 2, bits: 32, compression: 3, masks: [0xff, 0xff00, 0xff0000, 0xff000000] },
        rows: [
          [255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255],
          [...WHITE, 255, ...GREY, 255, ...BLACK, 255],
        ],
      },
    ],
  ])("of %s is read", async (_, options) => {
    const path = await putFile("a.bmp", bmpFile({ width: 3, ...options }));
    expect(await decodeImage(path)).toEqual(SEEN);
    expect(await pictureSize(path)).toEqual({ width: 3, height: 2 });
  });

  it("of 16 bits has 5 of each colour, or as its fields say", async () => {
    const five = bmpFile({ width: 2, height: 1, bits: 16, rows: [[0x1f, 0x7c, 0xe0, 0x03]] });
    expect((await decodeImageBytes(five, "five")).data).toEqual(Float32Array.of(1, 0, 0, 1, 1, 0));
    const six = bmpFile({
      ...{ width: 2, height: 1, bits: 16, compression: 3, masks: [0xf800, 0x7e0, 0x1f] },
      rows: [[0x1f, 0xf8, 0xe0, 0x07]],
    });
    expect((await decodeImageBytes(six, "six")).data).toEqual(Float32Array.of(1, 0, 0, 1, 1, 0));
  });

  it("of 1 bit is a mask", async () => {
    const palette = [0, 0, 0, 0, 255, 255, 255, 0];
    const rows = [[0b10100000, 0b01000000, 0, 0]];
    const path = await putFile("mask.bmp", bmpFile({ width: 10, height: 1, bits: 1, palette, rows }));
    expect((await decodeMask(path)).data).toEqual(Uint8Array.of(1, 0, 1, 0, 0, 0, 0, 0, 0, 1));
  });

  it("as other programs write it equals the same PNG", async () => {
    expect(await decodeImage(fixture("part.bmp"))).toEqual(await decodeImage(fixture("part.png")));
    const palette = await decodeImage(fixture("palette.bmp"));
    expect(palette).toMatchObject({ width: 32, height: 24 });
    expect(Array.from({ length: 4 }, (_, x) => Math.round((palette.data[x] ?? 0) * 255))).toEqual([
      0, 8, 16, 25,
    ]);
  });

  it.each<[string, Uint8Array, RegExp]>([
    [
      "RLE8",
      bmpFile({ width: 2, height: 1, bits: 8, compression: 1, palette: PALETTE, rows: [[0, 0, 0, 0]] }),
      /BMP compressed by RLE8, which is not read/,
    ],
    [
      "RLE4",
      bmpFile({ width: 2, height: 1, bits: 4, compression: 2, palette: PALETTE, rows: [[0, 0, 0, 0]] }),
      /compressed by RLE4/,
    ],
    [
      "PNG inside",
      bmpFile({ width: 2, height: 1, bits: 24, compression: 5, rows: [[0, 0, 0, 0]] }),
      /compressed by PNG/,
    ],
    [
      "too few rows",
      bmpFile({ width: 3, height: 3, bits: 24, rows: [TOP, BOTTOM] }),
      /3×3 pixels of 24 bits, but it is cut off/,
    ],
    [
      "a colour beyond the palette",
      bmpFile({ width: 1, height: 1, bits: 8, palette: PALETTE, rows: [[6, 0, 0, 0]] }),
      /colour 6 of a palette of 6/,
    ],
    ["2 bits", bmpFile({ width: 1, height: 1, bits: 2, rows: [[0, 0, 0, 0]] }), /2 bits a pixel/],
    ["no pixels", bmpFile({ width: 0, height: 1, bits: 24, rows: [[0, 0, 0, 0]] }), /0×1 pixels/],
    ["a width below zero", bmpFile({ width: -3, height: 1, bits: 24, rows: [TOP] }), /-3×1 pixels/],
    [
      "more pixels than fit",
      bmpFile({ width: 2_000_000_000, height: 2_000_000_000, bits: 24, rows: [TOP] }),
      /at most 64000000; raise it with --raise-limit pixels=/,
    ],
    [
      "a header cut off",
      bmpFile({ width: 1, height: 1, bits: 24, rows: [TOP] }).subarray(0, 40),
      /header of 40 bytes, which is unknown or cut off/,
    ],
  ])("with %s is refused by name", async (_, bytes, why) => {
    const path = await putFile("a.bmp", bytes);
    await expect(decodeImage(path)).rejects.toThrow(InputError);
    await expect(decodeImage(path)).rejects.toThrow(why);
    await expect(decodeImage(path)).rejects.toThrow(`invalid image ${path}: `);
  });

  it("cut off anywhere is an InputError", async () => {
    const whole = await readFile(fixture("palette.bmp"));
    for (let length = 1; length < whole.length; length += 97)
      await expect(decodeImageBytes(whole.subarray(0, length), "cut.bmp")).rejects.toThrow(InputError);
  });
});
