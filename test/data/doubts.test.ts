// What is noted about masks and pictures that are probably something else, and that sound ones are left alone.

import { join } from "node:path";
import sharp, { type Sharp } from "sharp";
import { describe, expect, it } from "vitest";
import { CancelledError } from "../../src/core/errors.ts";
import { type FilePair, openDoubts } from "../../src/data/doubts.ts";
import { type MaskDoubt, readMask } from "../../src/image/codec.ts";
import type { ReadingRules } from "../../src/image/rules.ts";
import { putFile } from "../support/put-file.ts";
import { npyFile, tiffFile } from "../support/raw-pictures.ts";
import { scratchFolder } from "../support/scratch.ts";
import { mask, picture, plant } from "../support/tree.ts";

const SIDE = 24;
const SQUARE = { width: SIDE, height: SIDE };

/** A square mask with a value for each pixel. */
function grid(value: (x: number, y: number) => number): Uint8Array {
  return Uint8Array.from({ length: SIDE ** 2 }, (_, at) => value(at % SIDE, Math.floor(at / SIDE)));
}

const inDisc = (x: number, y: number): boolean => (x - 12) ** 2 + (y - 11) ** 2 < 30;
const disc = grid((x, y) => (inDisc(x, y) ? 255 : 0));

async function doubtsOf(bytes: Uint8Array, rules: ReadingRules = {}): Promise<readonly MaskDoubt[]> {
  return (await readMask(await putFile("mask", bytes), rules)).doubts;
}

const raw = (data: Uint8Array): Sharp => sharp(data, { raw: { ...SQUARE, channels: 1 } });

describe("a mask", () => {
  it.each<[string, () => Promise<Uint8Array> | Uint8Array]>([
    ["black and white", () => raw(disc).png().toBuffer()],
    [
      "0 and 1",
      () =>
        tiffFile(
          disc.map((value) => value / 255),
          SQUARE,
        ),
    ],
    [
      "one bit, a pixel wide",
      () =>
        raw(grid((x, y) => (x === y ? 255 : 0)))
          .png()
          .toBuffer(),
    ],
    [
      "forty region numbers apart",
      () =>
        tiffFile(
          grid((x, y) => (x % 4 < 2 && y % 3 < 2 ? 1 + (x >> 2) * 8 + Math.floor(y / 3) : 0)),
          SQUARE,
        ),
    ],
    [
      "three regions that touch",
      () =>
        tiffFile(
          grid((x, y) => (inDisc(x, y) ? (x < 11 ? 1 : y < 11 ? 2 : 300 & 255) : 0)),
          SQUARE,
        ),
    ],
    [
      "region numbers of 32 bits",
      () =>
        tiffFile(
          Int32Array.from(disc, (value) => value * 1_000_003),
          SQUARE,
        ),
    ],
    [
      "nothing anomalous",
      () =>
        raw(grid(() => 0))
          .png()
          .toBuffer(),
    ],
  ])("of %s is not doubted", async (_, bytes) => {
    expect(await doubtsOf(await bytes())).toEqual([]);
  });

  it.each<[string, () => Promise<Uint8Array>]>([
    ["a JPEG", () => raw(disc).jpeg({ quality: 90 }).toBuffer()],
    ["a lossy WebP", () => raw(disc).webp({ quality: 60 }).toBuffer()],
    ["enlarged by interpolation", () => raw(disc).resize(60, 60, { kernel: "linear" }).png().toBuffer()],
    ["reduced by averaging", () => raw(disc).resize(17, 17).png().toBuffer()],
    ["blurred", () => raw(disc).blur(1).png().toBuffer()],
    [
      "of probabilities",
      async () =>
        tiffFile(
          Float32Array.from(disc, (_, at) => (disc[at] === 0 ? 0 : 0.5 + (at % 37) / 100)),
          SQUARE,
        ),
    ],
  ])("that is %s has many levels, which a threshold settles", async (_, bytes) => {
    const content = await bytes();
    expect(await doubtsOf(content)).toContain("many levels");
    expect(await doubtsOf(content, { maskThreshold: 0.5 })).toEqual([]);
  });

  it("of the normal pixels is doubted until it is turned round", async () => {
    const inverted = await raw(disc.map((value) => 255 - value))
      .png()
      .toBuffer();
    expect(await doubtsOf(inverted)).toEqual(["mostly anomalous"]);
    const path = await putFile("mask.png", inverted);
    const { mask: turned, doubts } = await readMask(path, { invertMasks: true });
    expect(doubts).toEqual([]);
    expect(turned.data).toEqual(disc.map((value) => value / 255));
  });

  it("is anomalous above a fraction of its type's full scale", async () => {
    const files: [string, Uint8Array][] = [
      ["bytes.tif", tiffFile(Uint8Array.of(0, 127, 128, 255), { width: 4, height: 1 })],
      ["words.tif", tiffFile(Uint16Array.of(0, 32_767, 32_768, 65_535), { width: 4, height: 1 })],
      ["floats.tif", tiffFile(Float32Array.of(0, 0.5, 0.51, 1), { width: 4, height: 1 })],
      ["floats.npy", npyFile("<f8", [1, 4], Float64Array.of(0, 0.5, 0.500001, 1))],
    ];
    for (const [name, bytes] of files) {
      const path = await putFile(name, bytes);
      expect((await readMask(path, { maskThreshold: 0.5 })).mask.data, name).toEqual(
        Uint8Array.of(0, 0, 1, 1),
      );
      const both = await readMask(path, { maskThreshold: 0.5, invertMasks: true });
      expect(both.mask.data, name).toEqual(Uint8Array.of(1, 1, 0, 0));
    }
  });

  it("cannot be cut at a fraction of a scale that is not stated, or above all it holds", async () => {
    const labels = await putFile("labels.npy", npyFile("<i4", [1, 2], Int32Array.of(0, 3)));
    await expect(readMask(labels, { maskThreshold: 0.5 })).rejects.toThrow(/does not state their full scale/);
    const beyond = await putFile("beyond.npy", npyFile("<f4", [1, 2], Float32Array.of(0, 255)));
    await expect(readMask(beyond, { maskThreshold: 0.5 })).rejects.toThrow(/does not state their full scale/);
    const ones = await putFile("ones.tif", tiffFile(Uint8Array.of(0, 1), { width: 2, height: 1 }));
    await expect(readMask(ones, { maskThreshold: 0.5 })).rejects.toThrow(
      `invalid --mask-threshold 0.5 of ${ones}: its highest value is 1, and full scale is 255`,
    );
  });
});

/** Writes masks and pictures of 16 bits, and pairs them. */
async function pairs(count: number, highest: number): Promise<FilePair[]> {
  const root = await scratchFolder();
  const all: FilePair[] = [];
  for (let index = 0; index < count; index++) {
    await plant(root, {
      [`${index}.tif`]: tiffFile(Uint16Array.of(0, 100, highest - index, 50), { width: 2, height: 2 }),
      [`${index}.png`]: mask([9, 9, 9, 9], 2, 3),
    });
    all.push({ image: join(root, `${index}.tif`), masks: [join(root, `${index}.png`)] });
  }
  return all;
}

async function notesOn(files: readonly FilePair[], rules: ReadingRules = {}): Promise<string[]> {
  const doubts = openDoubts(rules);
  await doubts.inspect(files);
  return doubts.notes();
}

describe("notes", () => {
  it("name the first file and how many more, once for each kind, however often they are found", async () => {
    const files = await pairs(3, 65_535);
    const doubts = openDoubts({});
    await doubts.inspect(files);
    await doubts.inspect(files);
    expect(doubts.notes()).toEqual([
      `mask ${files[0]?.masks[0]} and 2 more: most pixels are anomalous; if it marks the normal pixels, use --invert-masks`,
    ]);
  });

  it("name the white level of a camera of 10 or 12 bits", async () => {
    const files = (await pairs(3, 4095)).map(({ image }) => ({ image, masks: [] }));
    expect(await notesOn(files)).toEqual([
      `16-bit pictures reach 4095 of 65535 at most (${files[0]?.image}), so they are read as nearly black; if the camera has 12 bits: --white-level 4095`,
    ]);
    expect(await notesOn(files, { whiteLevel: 4095 })).toEqual([]);
    const ten = (await pairs(1, 1023)).map(({ image }) => ({ image, masks: [] }));
    expect((await notesOn(ten))[0]).toMatch(/if the camera has 10 bits: --white-level 1023$/);
    const bright = (await pairs(1, 4096)).map(({ image }) => ({ image, masks: [] }));
    expect(await notesOn([...files, ...bright])).toEqual([]);
  });

  it("say nothing of 8-bit pictures, of sound masks, and of files that others refuse", async () => {
    const root = await plant(await scratchFolder(), {
      "a.png": picture(0.1),
      "a_mask.png": mask([1]),
      "broken.png": "no picture",
    });
    const [image, broken] = [join(root, "a.png"), join(root, "broken.png")];
    expect(
      await notesOn([
        { image, masks: [join(root, "a_mask.png")] },
        { image: broken, masks: [broken] },
        { image, masks: [join(root, "none.png")] },
      ]),
    ).toEqual([]);
  });

  it("are not waited for once interrupted", async () => {
    const files = await pairs(1, 4095);
    await expect(openDoubts({}).inspect(files, AbortSignal.abort())).rejects.toThrow(CancelledError);
  });
});
