// Pictures and masks as the eye sees them: upright, without alpha, colours by their profile; or refused.

import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { decodeImage, decodeMask, pictureSize } from "../../src/image/codec.ts";
import { putFile } from "../support/put-file.ts";
import { tiffFile } from "../support/raw-pictures.ts";

const fixture = (name: string): string => new URL(`../fixtures/pictures/${name}`, import.meta.url).pathname;

/** A PNG of interleaved 8-bit samples. */
function png(width: number, height: number, samples: readonly number[]): Promise<Buffer> {
  const channels = (samples.length / (width * height)) as 1 | 2 | 3 | 4;
  return sharp(Uint8Array.from(samples), { raw: { width, height, channels } }).png().toBuffer();
}

describe("EXIF orientation", () => {
  // Stored 3 wide and 2 high as 1 2 3 / 4 5 6; what a viewer shows (EXIF 2.32, tag 274).
  it.each([
    [1, 3, 2, [1, 2, 3, 4, 5, 6]],
    [2, 3, 2, [3, 2, 1, 6, 5, 4]],
    [3, 3, 2, [6, 5, 4, 3, 2, 1]],
    [4, 3, 2, [4, 5, 6, 1, 2, 3]],
    [5, 2, 3, [1, 4, 2, 5, 3, 6]],
    [6, 2, 3, [4, 1, 5, 2, 6, 3]],
    [7, 2, 3, [6, 3, 5, 2, 4, 1]],
    [8, 2, 3, [3, 6, 2, 5, 1, 4]],
  ])("%i turns pictures of any depth, and masks like them", async (orientation, width, height, seen) => {
    const stored = [1, 2, 3, 4, 5, 6];
    const options = { width: 3, height: 2, orientation };
    const files = [
      { path: await putFile("a.tif", tiffFile(Uint8Array.from(stored), options)), white: 255 },
      {
        path: await putFile(
          "b.tif",
          tiffFile(
            Float32Array.from(stored, (v) => v / 8),
            options,
          ),
        ),
        white: 8,
      },
    ];
    for (const { path, white } of files) {
      const picture = await decodeImage(path);
      expect(picture.data.subarray(0, 6)).toEqual(Float32Array.from(seen, (value) => value / white));
      expect(await pictureSize(path)).toEqual({ width, height });
      expect(picture).toMatchObject({ width, height });
    }
    const marked = Uint8Array.of(0, 0, 7, 0, 0, 0);
    const mask = await decodeMask(await putFile("mask.tif", tiffFile(marked, options)));
    expect(mask).toEqual({ width, height, data: Uint8Array.from(seen, (value) => Number(value === 3)) });
  });

  it("6 of a JPEG stands it upright", async () => {
    expect(await decodeImage(fixture("exif6.jpg"))).toMatchObject({ width: 24, height: 32 });
    expect(await pictureSize(fixture("exif6.jpg"))).toEqual({ width: 24, height: 32 });
  });
});

describe("alpha", () => {
  it("that is opaque changes neither pictures nor masks", async () => {
    const colours = [10, 20, 30, 255, 0, 0, 0, 255];
    const picture = await decodeImage(await putFile("rgba.png", await png(2, 1, colours)));
    expect(picture.data).toEqual(Float32Array.from([10, 0, 20, 0, 30, 0], (value) => value / 255));
    const mask = await decodeMask(await putFile("mask.png", await png(2, 1, colours)));
    expect(mask.data).toEqual(Uint8Array.of(1, 0));
    const grey = await decodeMask(await putFile("grey.png", await png(2, 1, [9, 255, 0, 255])));
    expect(grey.data).toEqual(Uint8Array.of(1, 0));
    const floats = tiffFile(Float32Array.of(0, 1, 0.5, 1), {
      ...{ width: 2, height: 1, channels: 2, photometric: 1, extraSamples: [2] },
    });
    expect((await decodeMask(await putFile("float.tif", floats))).data).toEqual(Uint8Array.of(0, 1));
  });

  it("that is not opaque is refused in pictures", async () => {
    for (const samples of [
      [10, 20, 30, 254, 0, 0, 0, 255],
      [10, 20, 30, 255, 0, 0, 0, 0],
    ]) {
      const path = await putFile("rgba.png", await png(2, 1, samples));
      await expect(decodeImage(path)).rejects.toThrow(`invalid image ${path}: it is transparent`);
    }
  });

  it("with a shape is refused in masks, in colour and grey", async () => {
    for (const samples of [
      [255, 255, 255, 255, 255, 255, 255, 0],
      [0, 0, 255, 255],
    ]) {
      const path = await putFile("mask.png", await png(2, 1, samples));
      await expect(decodeMask(path)).rejects.toThrow(
        `invalid mask ${path}: its alpha channel has a shape of its own`,
      );
    }
  });
});

describe("CMYK", () => {
  it("without a profile is refused, with one it is shown by it", async () => {
    const bare = fixture("cmyk.jpg");
    await expect(decodeImage(bare)).rejects.toThrow(
      `invalid image ${bare}: CMYK without a colour profile, so its look is unknown; save it as RGB`,
    );
    const red = { create: { width: 16, height: 16, channels: 3, background: "#b02020" } } as const;
    const profiled = await sharp(red).toColourspace("cmyk").withIccProfile("cmyk").jpeg().toBuffer();
    const { data } = await decodeImage(await putFile("profiled.jpg", profiled));
    for (const [channel, level] of [176, 32, 32].entries())
      expect(Math.abs((data[channel * 256] ?? 0) * 255 - level)).toBeLessThan(12);
  });

  it("is refused in masks", async () => {
    await expect(decodeMask(fixture("cmyk.jpg"))).rejects.toThrow(/its colours are CMYK; save it as grey/);
  });
});

describe("several pictures in one file", () => {
  it("are refused: pages of a TIFF, frames of WebP and PNG", async () => {
    const raw = { width: 4, height: 8, channels: 3, pageHeight: 4 } as const;
    const frames = sharp(
      Uint8Array.from({ length: 4 * 8 * 3 }, (_, at) => at),
      { raw },
    );
    const still = await png(1, 1, [9]);
    // IHDR ends at byte 33: the chunk that announces an animation of two frames follows it.
    const announced = Buffer.from([
      0,
      0,
      0,
      8,
      ...Buffer.from("acTL"),
      0,
      0,
      0,
      2,
      0,
      0,
      0,
      0,
      0xf3,
      0x8d,
      0x93,
      0x70,
    ]);
    const animated = Buffer.concat([still.subarray(0, 33), announced, still.subarray(33)]);
    const files = [
      fixture("twopage.tif"),
      await putFile("frames.webp", await frames.clone().webp().toBuffer()),
      await putFile("frames.png", animated),
    ];
    for (const path of files) {
      await expect(decodeImage(path), path).rejects.toThrow(/2 pages or frames; expected one picture/);
      await expect(pictureSize(path), path).rejects.toThrow(/2 pages or frames/);
    }
  });
});
