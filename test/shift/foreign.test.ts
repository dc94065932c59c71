// A file as a shift: what it must take and give, what becomes of wrong answers, and what is known of it.

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { sha256 } from "../../src/core/digest.ts";
import { InputError } from "../../src/core/errors.ts";
import { type Tensor, tensor } from "../../src/core/tensor.ts";
import { factsOf } from "../../src/shift/define.ts";
import { type ForeignShift, openForeignShift } from "../../src/shift/foreign.ts";
import { actOnHost } from "../../src/shift/host.ts";
import {
  BUILT_CHILD,
  brightening,
  darkening,
  notFinite,
  wholeAmount,
  withExternalData,
} from "../support/foreign-models.ts";
import { scratchFolder } from "../support/scratch.ts";

async function opened(bytes: Uint8Array): Promise<ForeignShift> {
  const path = join(await scratchFolder(), "dust.onnx");
  await writeFile(path, bytes);
  const shift = await openForeignShift({
    ...{ name: "fine-dust", path, file: "dust.onnx", range: [-0.5, 1], threads: 1, program: BUILT_CHILD },
    limits: { memoryMegabytes: 512, seconds: 20 },
  });
  onTestFinished(() => shift.close());
  return shift;
}

/** The pictures under a shift, at these amounts. */
async function acted(
  { definition: { act } }: ForeignShift,
  pictures: Tensor,
  amounts: number[],
): Promise<Tensor> {
  if (!("host" in act)) throw new Error("it acts on the host");
  return await act.host(pictures, amounts);
}

const values = Float32Array.from({ length: 12 }, (_, index) => index / 12);
const pictures = tensor([2, 3, 1, 2], Float32Array.of(...values.subarray(0, 6), ...values.subarray(0, 6)));

describe("a file as a shift", () => {
  it.each([
    ["of any size, its amount a list", darkening()],
    ["its amount a number", darkening({ amount: [] })],
    ["its amounts as many as pictures", darkening({ amount: ["N"] })],
    ["of one picture of one size", darkening({ picture: [1, 3, 1, 2] })],
  ])("acts on each picture by its own amount: %s", async (_, bytes) => {
    const shift = await opened(bytes);
    const { shape, data } = await acted(shift, pictures, [0.25, 1]);
    expect(shape).toEqual(pictures.shape);
    expect(data).toEqual(pictures.data.map((value, index) => (index < 6 ? value * 0.75 : 0)));
  });

  it("is clamped, and is not asked at 0", async () => {
    const shift = await opened(brightening());
    expect((await acted(shift, pictures, [0.75, -0.25])).data).toEqual(
      pictures.data.map((value, index) =>
        index < 6 ? Math.min(1, value + 0.75) : Math.max(0, value - 0.25),
      ),
    );
    const image = { width: 2, height: 2, data: values };
    await shift.close();
    expect(await actOnHost(image, [shift.definition], { "fine-dust": 0 })).toBe(image);
    await expect(actOnHost(image, [shift.definition], { "fine-dust": 0.5 })).rejects.toThrow("closed");
  });

  it("is known by its digest, without a derivative", async () => {
    const bytes = darkening();
    const facts = factsOf((await opened(bytes)).definition);
    expect(facts).toMatchObject({
      ...{ name: "fine-dust", title: "fine dust", range: [-0.5, 1], decimals: 2 },
      ...{ file: "dust.onnx", digest: sha256(bytes), derivative: "none", scope: "station", stage: "sensor" },
    });
    expect(facts.severities["mild"][1]).toBeCloseTo(1 / 3);
    expect(JSON.parse(JSON.stringify(facts))).toEqual(facts);
  });

  it("is told where it gives no picture, by file and amount", async () => {
    const shift = await opened(notFinite());
    await expect(acted(shift, pictures, [0.5, 0.5])).rejects.toThrow(
      "invalid dust.onnx as fine-dust at 0.5: its output is NaN at value 0; expected finite values in [0, 1]",
    );
    const sized = await opened(darkening({ picture: [1, 3, 1, 2] }));
    await expect(acted(sized, tensor([1, 3, 2, 2], values), [0.5])).rejects.toThrow(
      "invalid dust.onnx as fine-dust at 0.5: it takes pictures of 2×1 pixels; this one has 2×2",
    );
  });

  it.each([
    [
      "whole numbers as amount",
      wholeAmount(),
      /takes x float32\[N, 3, H, W\], a int64\[1\] and gives y float32/,
    ],
    [
      "grey pictures",
      darkening({ picture: [1, 1, "H", "W"] }),
      /x float32\[1, 1, H, W\].*expected two float32/,
    ],
    ["four pictures at once", darkening({ picture: [4, 3, "H", "W"] }), /x float32\[4, 3, H, W\]/],
    ["three amounts", darkening({ amount: [3] }), /a float32\[3\]/],
    ["weights elsewhere", withExternalData("weights.bin"), /in another file/],
    ["a damaged file", darkening().subarray(0, 100), /it is no ONNX file, or damaged/],
  ])("is refused with what was found: %s", async (_, bytes, message) => {
    const refused = opened(bytes);
    await expect(refused).rejects.toThrow(message);
    await expect(refused).rejects.toThrow(/^invalid dust\.onnx: /);
    await expect(refused).rejects.toBeInstanceOf(InputError);
  });
});
