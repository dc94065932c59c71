// Which mask is whose, by names alone.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pairMasks } from "../../src/data/pairing.ts";

const pairsOf = (pictures: readonly string[], masks: readonly string[]): unknown => ({
  ...Object.fromEntries(pairMasks(pictures, masks).masksOf),
});

const clashesOf = (pictures: readonly string[], masks: readonly string[]): unknown =>
  pairMasks(pictures, masks).clashes.map(({ of, files }) => [of, ...files]);

describe("a mask", () => {
  it.each([
    ["its own name", "a0.png", "a0.png"],
    ["its name and _mask", "a0.png", "a0_mask.png"],
    ["another ending", "a0.jpg", "a0.tiff"],
    ["another case", "A0.JPG", "a0_MASK.png"],
    ["dots within", "a.0.png", "a.0_mask.png"],
    ["another Unicode form", "ä.png".normalize("NFC"), "ä.png".normalize("NFD")],
    ["a name that ends in _mask, exactly", "gas_mask.png", "gas_mask.png"],
    ["a name that ends in _mask, with another", "gas_mask.png", "gas_mask_mask.png"],
    ["a name in a folder", "cam1/a0.png", "cam1/a0_mask.png"],
    ["a folder of its name", "000.png", "000/000.png"],
  ])("is found by %s", (_, picture, mask) => {
    expect(pairsOf([picture], [mask])).toEqual({ [picture]: [mask] });
    expect(pairMasks([picture], [mask]).ownerless).toEqual([]);
  });

  it("goes to the picture of its exact name before the one without _mask", () => {
    expect(pairsOf(["gas.png", "gas_mask.png"], ["gas.png", "gas_mask.png"])).toEqual({
      "gas.png": ["gas.png"],
      "gas_mask.png": ["gas_mask.png"],
    });
    expect(pairsOf(["gas.npy", "gas_mask.npy"], ["gas_mask.png"])).toEqual({
      "gas_mask.npy": ["gas_mask.png"],
    });
  });

  it("goes to the name without _mask where all masks end so", () => {
    expect(pairsOf(["gas.png", "gas_mask.png"], ["gas_mask.png", "gas_mask_mask.png"])).toEqual({
      "gas.png": ["gas_mask.png"],
      "gas_mask.png": ["gas_mask_mask.png"],
    });
  });

  it("in parts is in a folder of the picture's name", () => {
    expect(pairsOf(["000.png", "001.png"], ["000/000.png", "000/001.png", "001/000.png"])).toEqual({
      "000.png": ["000/000.png", "000/001.png"],
      "001.png": ["001/000.png"],
    });
  });

  it("of no picture is named", () => {
    const { masksOf, ownerless } = pairMasks(["a.png"], ["b.png", "cam1/a.png"]);
    expect([masksOf.size, ownerless]).toEqual([0, ["b.png", "cam1/a.png"]]);
  });
});

describe("several files of one name", () => {
  it.each([
    ["pictures", ["a0.png", "a0.jpg"], ["a0.png"], ["a0.png", "a0.jpg"]],
    ["pictures", ["a0.png", "A0.png"], [], ["a0.png", "A0.png"]],
    ["masks", ["a0.png"], ["a0.png", "a0_mask.png"], ["a0.png", "a0_mask.png"]],
    ["masks", ["a0.png"], ["a0.png", "a0.tif"], ["a0.png", "a0.tif"]],
    ["masks", ["a0.png"], ["a0.png", "A0.PNG"], ["a0.png", "A0.PNG"]],
    ["masks", ["a0.png"], ["a0.png", "a0/000.png"], ["a0.png", "a0/000.png"]],
    ["masks", ["a0.png"], ["a0/000.png", "a0/000.jpg"], ["a0/000.png", "a0/000.jpg"]],
    ["masks", ["gas_mask.png"], ["gas_mask.png", "gas_mask_mask.png"], ["gas_mask.png", "gas_mask_mask.png"]],
  ])("are a clash of %s: %j, masks %j", (of, pictures, masks, files) => {
    expect(clashesOf(pictures, masks)).toEqual([[of, ...files]]);
  });
});

it("pairs whatever names, each mask at most once, with masks named as the pictures or with _mask", () => {
  const names = fc.uniqueArray(fc.stringMatching(/^[a-c]{1,3}(_mask)?$/), { maxLength: 12 });
  fc.assert(
    fc.property(names, fc.boolean(), (stems, suffixed) => {
      const pictures = stems.map((stem) => `${stem}.jpg`);
      const masks = stems.map((stem) => (suffixed ? `${stem}_mask.png` : `${stem}.png`));
      const { masksOf, ownerless, clashes } = pairMasks(pictures, masks);
      expect([ownerless, clashes]).toEqual([[], []]);
      expect(Object.fromEntries(masksOf)).toEqual(
        Object.fromEntries(pictures.map((picture, index) => [picture, [masks[index]]])),
      );
    }),
  );
});
