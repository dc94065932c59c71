// Decoding and resizing against torch, torchvision and PIL.

import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { decodeImage, decodeMask } from "../../src/image/codec.ts";
import { resizeBicubic, resizeMaskNearest } from "../../src/image/resize.ts";
import { expectClose } from "../support/closeness.ts";
import { FIXTURES, fixtureBytes, fixtureFloats, fixtureTensors } from "../support/fixtures.ts";

const tensors = fixtureTensors("preprocess");
const keys = [...tensors.keys()];

describe("pictures equal the reference after decoding and resizing", () => {
  it.each(keys.filter((key) => /^(wide|odd|small)\.png\.\d+$/.test(key)))("%s", async (key) => {
    const [, file = "", size = 0] = /^(.*)\.(\d+)$/.exec(key) ?? [];
    const image = resizeBicubic(await decodeImage(`${FIXTURES}${file}`), Number(size), Number(size));
    expectClose(image.data, fixtureFloats(tensors, key), { absolute: 1e-5, what: key });
  });

  it.each(keys.filter((key) => key.includes("mask")))("%s", async (key) => {
    const [, file = "", size = 0] = /^(.*\.png)\.(\d+)$/.exec(key) ?? [];
    const mask = resizeMaskNearest(await decodeMask(`${FIXTURES}${file}`), Number(size), Number(size));
    expectClose(mask.data, fixtureBytes(tensors, key), { what: key });
  });

  it("photo.jpg within what JPEG decoders differ by", async () => {
    const photo = await decodeImage(`${FIXTURES}photo.jpg`);
    const image = resizeBicubic(photo, 64, 64);
    expectClose(image.data, fixtureFloats(tensors, "photo.jpg.64"), { absolute: 2e-2 });
    const expected = fixtureBytes(tensors, "photo.jpg.decoded");
    const pixels = photo.width * photo.height;
    const off = [...expected].filter((value, at) => {
      const ours = 255 * (photo.data[(at % 3) * pixels + Math.floor(at / 3)] ?? 0);
      return Math.abs(ours - value) > 3;
    });
    expect(off.length / expected.length).toBeLessThan(0.01);
  });
});

describe("pictures of other kinds", () => {
  const folder = mkdtemp(join(tmpdir(), "faultline-"));
  const at = async (name: string): Promise<string> => join(await folder, name);
  const raw = { width: 4, height: 2, channels: 3 as const };

  it("applies the EXIF orientation", async () => {
    const pixels = Buffer.alloc(24);
    pixels[0] = 255;
    const path = await at("turned.png");
    await sharp(pixels, { raw }).withMetadata({ orientation: 6 }).png().toFile(path);
    const image = await decodeImage(path);
    expect([image.width, image.height]).toEqual([2, 4]);
    expect(image.data[1]).toBe(1);
  });

  it("keeps 16 bits and makes grey RGB", async () => {
    const path = await at("deep.png");
    const grey = Uint16Array.from([0, 1000, 30000, 65535]);
    await sharp(grey, { raw: { width: 2, height: 2, channels: 1 } })
      .toColourspace("grey16")
      .png()
      .toFile(path);
    const image = await decodeImage(path);
    const plane = [...grey].map((value) => value / 65535);
    expectClose(image.data, [...plane, ...plane, ...plane], { absolute: 1e-6 });
  });

  it("refuses transparency, but not an opaque alpha channel", async () => {
    const pixels = Buffer.alloc(32, 255);
    const path = await at("opaque.png");
    await sharp(pixels, { raw: { ...raw, channels: 4 } })
      .png()
      .toFile(path);
    expect((await decodeImage(path)).data.every((value) => value === 1)).toBe(true);
    pixels[3] = 7;
    const seeThrough = await at("transparent.png");
    await sharp(pixels, { raw: { ...raw, channels: 4 } })
      .png()
      .toFile(seeThrough);
    await expect(decodeImage(seeThrough)).rejects.toThrow(/transparent\.png: it is transparent/);
  });

  it("counts any non-zero value of a mask as anomalous", async () => {
    const path = await at("mask.png");
    await sharp(Buffer.from([0, 1, 2, 255]), { raw: { width: 2, height: 2, channels: 1 } })
      .png()
      .toFile(path);
    expect([...(await decodeMask(path)).data]).toEqual([0, 1, 1, 1]);
  });

  it("names a file that is missing, empty, cut off, or no picture", async () => {
    const empty = await at("empty.png");
    await writeFile(empty, "");
    const text = await at("text.png");
    await writeFile(text, "not a picture");
    const whole = await sharp(Buffer.alloc(30000, 90), { raw: { width: 100, height: 100, channels: 3 } })
      .jpeg()
      .toBuffer();
    const cut = await at("cut.jpg");
    await writeFile(cut, whole.subarray(0, whole.length / 2));
    await expect(decodeImage(await at("none.png"))).rejects.toThrow(/missing file .*none\.png/);
    await expect(decodeImage(empty)).rejects.toThrow(/empty\.png: it is empty/);
    await expect(decodeImage(text)).rejects.toThrow(/text\.png: it cannot be decoded/);
    await expect(decodeImage(cut)).rejects.toThrow(/cut\.jpg: it cannot be decoded/);
    const pointer = await at("pointer.png");
    await writeFile(pointer, "version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 9\n");
    for (const decode of [decodeImage, decodeMask])
      await expect(decode(pointer)).rejects.toThrow(/pointer\.png: it is a Git LFS pointer/);
  });
});
