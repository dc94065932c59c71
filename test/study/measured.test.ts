// Which pictures of an object eq. 6 is measured on, and the mean of what they say.

import { describe, expect, it } from "vitest";
import type { RgbImage } from "../../src/core/image.ts";
import { takeSamples } from "../../src/data/subset.ts";
import { measureObject, SELECTION_SIZE, selectObjects } from "../../src/study/selection.ts";
import { memoryDataset } from "../support/study.ts";

describe("an object's corner error", () => {
  const pictures = ["a", "b", "c", "d", "e"].map((name, number) => ({
    ...{ id: `nut/test/good/${name}.png`, object: "nut", defect: "good", anomalous: false },
    digest: async () => name,
    loadImage: async (): Promise<RgbImage> => ({
      width: 3,
      height: 3,
      data: new Float32Array(27).fill(number),
    }),
  }));
  const dataset = { ...memoryDataset(), testPictures: async () => pictures };
  /** Measures a picture as its brightness. */
  const measured = async (samples: number | null): Promise<unknown> => {
    const seen: number[] = [];
    const shown: RgbImage[] = [];
    const measure = async (image: RgbImage) => {
      expect([image.width, image.height]).toEqual([SELECTION_SIZE, SELECTION_SIZE]);
      seen.push(Math.round(image.data[0] ?? Number.NaN));
      return { mse: image.data[0] ?? Number.NaN, rotated: image };
    };
    const onPicture = (rotated: RgbImage): void => {
      shown.push(rotated);
    };
    const { object, cornerMse } = await measureObject(dataset, "nut", measure, {
      samples,
      seed: 3,
      onPicture,
    });
    expect([object, shown.length]).toEqual(["nut", seen.length]);
    return [seen, Number(cornerMse.toFixed(6))];
  };

  it("is the mean over all its pictures, in order", async () => {
    expect(await measured(null)).toEqual([[0, 1, 2, 3, 4], 2]);
  });

  it("of some of them is that of the pictures that a study of as many takes", async () => {
    const taken = takeSamples(pictures, 2, 3).map((picture) => pictures.indexOf(picture));
    expect(await measured(2)).toEqual([taken, taken.reduce((sum, number) => sum + number, 0) / 2]);
  });

  it("is not measured without pictures", async () => {
    const empty = { ...dataset, root: "/pictures", testPictures: async () => [] };
    const measure = (): never => {
      throw new Error("there was nothing to measure");
    };
    await expect(measureObject(empty, "nut", measure, { samples: null, seed: 0 })).rejects.toThrow(
      "missing test pictures of nut in /pictures",
    );
  });
});

it("a published object stands beside the paper's value, any other beside none", () => {
  const objects = ["nut", "screw"].map((object, index) => ({ object, cornerMse: index / 100 }));
  const selected = selectObjects("mvtec", objects, {});
  expect(selected.map(({ object, published, because }) => [object, published, because])).toEqual([
    ["nut", null, "threshold"],
    ["screw", 0.005964, "published list"],
  ]);
});
