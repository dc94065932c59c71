// What the decoder refuses, and that it always names the file. Values are checked in preprocess.test.ts.

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { InputError } from "../../src/core/errors.ts";
import { encodeNpy } from "../../src/core/npy.ts";
import { tensor } from "../../src/core/tensor.ts";
import { decodeImage, decodeMap, decodeMask, encodePng, pictureSize } from "../../src/image/codec.ts";
import { putFile } from "../support/put-file.ts";
import { scratchFolder } from "../support/scratch.ts";

const picture = { width: 40, height: 30, data: Float32Array.from({ length: 3600 }, (_, at) => (at % 7) / 7) };

describe.each([
  ["decodeImage", decodeImage],
  ["decodeMask", decodeMask],
  ["decodeMap", decodeMap],
  ["pictureSize", pictureSize],
])("%s", (_, decode) => {
  it("says that a file is missing", async () => {
    const path = join(await scratchFolder(), "none.png");
    await expect(decode(path)).rejects.toThrow(new InputError(`missing file ${path}`));
  });

  it("says that a file is empty", async () => {
    const path = await putFile("empty.png", "");
    await expect(decode(path)).rejects.toThrow(new InputError(`invalid file ${path}: it is empty`));
  });

  it("says that a file is a folder", async () => {
    const path = join(await scratchFolder(), "folder.png");
    await mkdir(path);
    await expect(decode(path)).rejects.toThrow(new InputError(`unreadable file ${path}: it is a folder`));
  });

  it("says that a file is no picture", async () => {
    const path = await putFile("text.png", "these are words");
    await expect(decode(path)).rejects.toThrow(InputError);
    await expect(decode(path)).rejects.toThrow(`invalid image ${path}: it cannot be decoded`);
  });

  it("says what an array is instead", async () => {
    const path = await putFile("line.npy", encodeNpy(tensor([4], [1, 2, 3, 4])));
    await expect(decode(path)).rejects.toThrow(`invalid array ${path}: shape (4)`);
  });
});

describe("damaged pictures", () => {
  it("are refused where their end is cut off", async () => {
    const bytes = await encodePng(picture);
    const path = await putFile("cut.png", bytes.subarray(0, Math.floor(bytes.length / 2)));
    await expect(decodeImage(path)).rejects.toThrow(`invalid image ${path}: it cannot be decoded`);
  });

  it("are refused where a byte was flipped", async () => {
    const bytes = Uint8Array.from(await encodePng(picture));
    const middle = Math.floor(bytes.length / 2);
    bytes[middle] = (bytes[middle] ?? 0) ^ 0xff;
    const path = await putFile("flipped.png", bytes);
    await expect(decodeImage(path)).rejects.toThrow(`invalid image ${path}: it cannot be decoded`);
  });
});

describe("arrays", () => {
  it("must be finite", async () => {
    const path = await putFile("nan.npy", encodeNpy(tensor([1, 2], [0, Number.NaN])));
    await expect(decodeMap(path)).rejects.toThrow(
      `invalid array ${path}: element 1 is NaN; expected finite numbers`,
    );
    await expect(decodeMask(path)).rejects.toThrow(InputError);
  });

  it("are pictures with three channels first, and masks or maps without channels", async () => {
    const [image, plane] = [
      await putFile("image.npy", encodeNpy(tensor([3, 1, 2], [0, 0.5, 1, 0, 0.5, 1]))),
      await putFile("plane.npy", encodeNpy(tensor([1, 2], [0, 0.25]))),
    ];
    expect(await decodeImage(image)).toEqual({
      width: 2,
      height: 1,
      data: Float32Array.of(0, 0.5, 1, 0, 0.5, 1),
    });
    expect(await decodeMask(plane)).toEqual({ width: 2, height: 1, data: Uint8Array.of(0, 1) });
    await expect(decodeImage(plane)).rejects.toThrow(/expected \(3, H, W\)/);
    await expect(decodeMask(image)).rejects.toThrow(/expected \(H, W\)/);
  });

  it("may have a plane of their own for masks and maps", async () => {
    for (const shape of [
      [1, 1, 2],
      [1, 2, 1],
    ]) {
      const path = await putFile("plane.npy", encodeNpy(tensor(shape, [0, 0.25])));
      expect((await decodeMask(path)).data).toEqual(Uint8Array.of(0, 1));
      expect((await decodeMap(path)).scores).toEqual(Float32Array.of(0, 0.25));
    }
    const two = await putFile("two.npy", encodeNpy(tensor([2, 1, 2], [0, 0.25, 0.5, 1])));
    await expect(decodeMap(two)).rejects.toThrow(/shape \(2, 1, 2\); expected \(H, W\)/);
  });
});

it("knows a picture's size, upright, without decoding it", async () => {
  const bytes = await encodePng(picture);
  const cut = await putFile("cut.png", bytes.subarray(0, Math.floor(bytes.length / 2)));
  expect(await pictureSize(cut)).toEqual({ width: 40, height: 30 });
  const photo = new URL("../fixtures/photo.jpg", import.meta.url).pathname;
  const { width, height } = await decodeImage(photo);
  expect(await pictureSize(photo)).toEqual({ width, height });
  const image = await putFile("image.npy", encodeNpy(tensor([3, 1, 2], [0, 0, 0, 0, 0, 0])));
  expect(await pictureSize(image)).toEqual({ width: 2, height: 1 });
});
