// A decoded picture's rows and its data are the same picture, and a copy with other data is another one.

import { expect, it } from "vitest";
import { decodeImageBytes, encodeGreyPng, encodePng } from "../../src/image/codec.ts";
import { resizeBicubic } from "../../src/image/resize.ts";

const COLOUR = { width: 5, height: 3, data: Float32Array.from({ length: 45 }, (_, at) => (at % 7) / 7) };
const GREY = { width: 5, height: 3, data: Uint8Array.from({ length: 15 }, (_, at) => 17 * at) };

it.each([
  ["colour", () => encodePng(COLOUR)],
  ["grey", () => encodeGreyPng(GREY)],
])("a %s picture is resized from its rows as from its data", async (_, encoded) => {
  const picture = await decodeImageBytes(await encoded(), "picture.png");
  expect(picture.readRow).toBeDefined();
  const { width, height, data } = picture;
  expect(resizeBicubic(picture, 4, 7).data).toEqual(resizeBicubic({ width, height, data }, 4, 7).data);
});

it("a copy with other data is resized from those", async () => {
  const picture = await decodeImageBytes(await encodePng(COLOUR), "picture.png");
  const black = { ...picture, data: new Float32Array(45) };
  expect(resizeBicubic(black, 2, 2).data).toEqual(new Float32Array(12));
});
