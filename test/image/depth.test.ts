// Every depth keeps its values, in pictures, masks and maps, whatever the file; what a file does not say is asked for.

import { deflateSync } from "node:zlib";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import type { NumericArray } from "../../src/core/numeric-array.ts";
import { decodeImage, decodeMap, decodeMask, pictureSize } from "../../src/image/codec.ts";
import { putFile } from "../support/put-file.ts";
import { npyFile, tiffFile } from "../support/raw-pictures.ts";

const fixture = (name: string): string => new URL(`../fixtures/pictures/${name}`, import.meta.url).pathname;

/** Two rows of three samples, zero among them, that no fewer bits hold. */
const DEPTHS: readonly (readonly [name: string, NumericArray])[] = [
  ["uint8", Uint8Array.of(0, 1, 2, 3, 254, 255)],
  ["int8", Int8Array.of(-128, -1, 0, 1, 2, 127)],
  ["uint16", Uint16Array.of(0, 1, 255, 256, 300, 65_535)],
  ["int16", Int16Array.of(-32_768, -1, 0, 1, 300, 32_767)],
  ["uint32", Uint32Array.of(0, 1, 65_536, 65_537, 2 ** 31, 2 ** 32 - 1)],
  ["int32", Int32Array.of(-(2 ** 31), -65_537, 0, 1, 65_536, 2 ** 31 - 1)],
  ["uint64", BigUint64Array.of(0n, 1n, 2n ** 53n, 2n ** 53n + 1n, 2n ** 63n, 2n ** 64n - 1n)],
  ["int64", BigInt64Array.of(-(2n ** 63n), -1n, 0n, 1n, 2n ** 53n + 1n, 2n ** 63n - 1n)],
  ["float32", Float32Array.of(-1.5, 0, 1e-30, 0.5, 255.5, 3e38)],
  ["float64", Float64Array.of(-1.5, 0, 1e-300, 1, 1 + 1e-9, 1e300)],
];

const notZero = (data: NumericArray): number[] => [...data].map((value) => Number(Number(value) !== 0));

describe.each(DEPTHS)("TIFF of %s", (_, data) => {
  it.each([false, true])(
    "is a map of its own values and a mask of what is not zero (big-endian: %s)",
    async (bigEndian) => {
      const path = await putFile("a.tif", tiffFile(data, { width: 3, height: 2, bigEndian }));
      expect(await decodeMap(path)).toEqual({ width: 3, height: 2, scores: data });
      expect([...(await decodeMask(path)).data]).toEqual(notZero(data));
      expect(await pictureSize(path)).toEqual({ width: 3, height: 2 });
    },
  );

  it("has a second page refused", async () => {
    const path = await putFile("a.tif", tiffFile(data, { width: 3, height: 2, pages: 2 }));
    for (const decode of [decodeImage, decodeMask, decodeMap, pictureSize])
      await expect(decode(path)).rejects.toThrow(
        `invalid image ${path}: 2 pages or frames; expected one picture`,
      );
  });
});

describe("masks", () => {
  it("keep region numbers 1 and 300 of 16 bits, 0.5 of floats, and 1 of booleans", async () => {
    const pairs: [string, Uint8Array][] = [
      ["ids.tif", tiffFile(Uint16Array.of(0, 1, 300, 0), { width: 4, height: 1 })],
      ["ids.npy", npyFile("<i4", [1, 4], Int32Array.of(0, 1, 300, 0))],
      ["half.tif", tiffFile(Float32Array.of(0, 0.5, 1, 0), { width: 4, height: 1 })],
      ["half.npy", npyFile("<f2", [1, 4], Uint16Array.of(0, 0x3800, 0x3c00, 0))],
      ["boolean.npy", npyFile("|b1", [1, 4], Uint8Array.of(0, 1, 1, 0))],
    ];
    for (const [name, bytes] of pairs)
      expect((await decodeMask(await putFile(name, bytes))).data, name).toEqual(Uint8Array.of(0, 1, 1, 0));
  });
});

describe("masks in colour", () => {
  it("are anomalous where any channel is not zero, of either sign", async () => {
    const samples = Int16Array.of(0, 0, 0, -5, 0, 0, 0, 300, -300, 0, 0, -1);
    const path = await putFile("mask.tif", tiffFile(samples, { width: 4, height: 1, channels: 3 }));
    expect((await decodeMask(path)).data).toEqual(Uint8Array.of(0, 1, 1, 1));
  });
});

describe("maps", () => {
  it("of half precision are read", async () => {
    const path = await putFile("a.npy", npyFile(">f2", [1, 3], Uint16Array.of(0, 0x3c00, 0xc000)));
    expect((await decodeMap(path)).scores).toEqual(Float32Array.of(0, 1, -2));
  });

  it("must be one plane: colours, alpha and palettes are refused", async () => {
    const colours = { create: { width: 2, height: 1, channels: 3, background: "red" } } as const;
    const files: Uint8Array[] = [
      await sharp(colours).tiff().toBuffer(),
      tiffFile(Float32Array.of(0, 0, 0, 1, 1, 1), { width: 2, height: 1, channels: 3 }),
      tiffFile(Uint16Array.of(1, 9, 2, 9), {
        width: 2,
        height: 1,
        channels: 2,
        photometric: 1,
        extraSamples: [2],
      }),
      tiffFile(Float32Array.of(1, 1, 2, 1), {
        width: 2,
        height: 1,
        channels: 2,
        photometric: 1,
        extraSamples: [2],
      }),
    ];
    for (const bytes of files) {
      const path = await putFile("map.tif", bytes);
      await expect(decodeMap(path)).rejects.toThrow(`invalid map ${path}: its pixels have several channels`);
    }
  });

  it("are decompressed, and their predictions undone", async () => {
    const values = Int32Array.of(70_000, 70_001, 69_999, -5, -4, 2 ** 30);
    const differences = Int32Array.of(70_000, 1, -2, -5, 1, 2 ** 30 + 4);
    const bytesOf = (array: Int32Array): Uint8Array => new Uint8Array(array.buffer);
    const size = { width: 3, height: 2 };
    const deflated = { compression: 8, strip: deflateSync(bytesOf(values)) };
    const predicted = { compression: 8, predictor: 2, strip: deflateSync(bytesOf(differences)) };
    for (const options of [deflated, predicted]) {
      const path = await putFile("map.tif", tiffFile(values, { ...size, ...options }));
      expect((await decodeMap(path)).scores).toEqual(values);
    }
  });

  it.each(["waves-lzw-tiles.tif", "waves-deflate-big.tif", "waves-packbits.tif"])(
    "as other programs compress them hold the array's values: %s",
    async (name) => {
      const { width, height, scores } = await decodeMap(fixture("waves.npy"));
      const read = await decodeMap(fixture(name));
      expect([read.width, read.height]).toEqual([width, height]);
      expect(Float32Array.from(read.scores, Number)).toEqual(scores);
    },
  );

  it("compressed in another way are refused by its name, damaged ones as damaged", async () => {
    const values = Float32Array.of(1, 2);
    const size = { width: 2, height: 1 };
    const zstandard = await putFile("z.tif", tiffFile(values, { ...size, compression: 50_000 }));
    await expect(decodeMap(zstandard)).rejects.toThrow(
      /f4 samples compressed by Zstandard, which are not read/,
    );
    const short = { compression: 8, strip: deflateSync(Uint8Array.of(1, 2, 3)) };
    const cut = await putFile("cut.tif", tiffFile(values, { ...size, ...short }));
    await expect(decodeMap(cut)).rejects.toThrow(/cannot be decoded \(a block is cut off\)/);
    const wide = await putFile("wide.tif", tiffFile(values, { width: 2, height: 100_000 }));
    await expect(decodeMap(wide)).rejects.toThrow(/18000000|cut off|damaged/);
    const huge = await putFile("huge.tif", tiffFile(values, { width: 20_000, height: 20_000 }));
    await expect(decodeMap(huge)).rejects.toThrow(
      /20000×20000 are 400000000 pixels of a picture, at most 64000000; raise it/,
    );
  });
});

describe("pictures", () => {
  it("of floats in [0, 1] equal the same ones of 8 bits", async () => {
    expect(await decodeImage(fixture("grey.tif"))).toEqual(await decodeImage(fixture("grey.png")));
  });

  it("of floats keep more than 8 bits, in grey, colour and half precision", async () => {
    const grey = await putFile("grey.tif", tiffFile(Float32Array.of(0, 0.0001, 1), { width: 3, height: 1 }));
    expect((await decodeImage(grey)).data.subarray(0, 3)).toEqual(Float32Array.of(0, 0.0001, 1));
    const samples = Float32Array.of(0.1, 0.2, 0.3, 0.4, 0.5, 0.6);
    const colours = await putFile("rgb.tif", tiffFile(samples, { width: 2, height: 1, channels: 3 }));
    expect((await decodeImage(colours)).data).toEqual(Float32Array.of(0.1, 0.4, 0.2, 0.5, 0.3, 0.6));
  });

  it.each([
    ["floats to 255", Float32Array.of(0, 128, 255), "from 0 to 255"],
    ["floats below zero", Float32Array.of(-1, 0, 1), "from -1 to 1"],
    ["int16", Int16Array.of(0, 1000, 4095), "from 0 to 4095"],
    ["int32", Int32Array.of(0, 100, 200), "from 0 to 200"],
    ["uint32", Uint32Array.of(0, 100, 200), "from 0 to 200"],
    ["float64 to 1000", Float64Array.of(0, 1, 1000), "from 0 to 1000"],
  ])("whose scale is not stated are refused with the remedy: %s", async (_, data, range) => {
    const path = await putFile("a.tif", tiffFile(data, { width: 3, height: 1 }));
    const why = `invalid image ${path}: its values reach ${range}, and its type does not say which is white; name that with --white-level`;
    await expect(decodeImage(path)).rejects.toThrow(why);
    const array = await putFile("a.npy", npyFile("<f4", [3, 1, 1], Float32Array.from(data)));
    await expect(decodeImage(array)).rejects.toThrow(/name that with --white-level/);
  });

  it("are divided by the white level that is named", async () => {
    const white = { whiteLevel: 4095 };
    for (const data of [
      Int16Array.of(0, 819, 4095),
      Uint16Array.of(0, 819, 4095),
      Float64Array.of(0, 819, 4095),
    ]) {
      const path = await putFile("a.tif", tiffFile(data, { width: 3, height: 1 }));
      expect((await decodeImage(path, white)).data.subarray(0, 3)).toEqual(Float32Array.of(0, 0.2, 1));
    }
    const array = await putFile("a.npy", npyFile("<u2", [3, 1, 1], Uint16Array.of(0, 819, 4095)));
    expect((await decodeImage(array, white)).data).toEqual(Float32Array.of(0, 0.2, 1));
  });

  it("brighter than the white level are refused", async () => {
    const path = await putFile("a.tif", tiffFile(Uint16Array.of(0, 819, 4095), { width: 3, height: 1 }));
    await expect(decodeImage(path, { whiteLevel: 1023 })).rejects.toThrow(
      `invalid --white-level 1023 of ${path}: its values reach from 0 to 4095`,
    );
  });

  it("of 8 and 16 bits as arrays are divided by their type's white", async () => {
    const bytes = await putFile("a.npy", npyFile("|u1", [3, 1, 1], Uint8Array.of(0, 51, 255)));
    const words = await putFile("b.npy", npyFile("<u2", [3, 1, 1], Uint16Array.of(0, 13_107, 65_535)));
    for (const path of [bytes, words])
      expect((await decodeImage(path)).data).toEqual(Float32Array.of(0, 0.2, 1));
  });
});
