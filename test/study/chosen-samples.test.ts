// Which samples a study takes, and what is said of them before anything is computed.

import { expect, it } from "vitest";
import type { Dataset } from "../../src/data/dataset.ts";
import { chosenSamples } from "../../src/study/samples.ts";
import { CONFIG, memoryDataset } from "../support/study.ts";

const notesOf = async (count: number, dataset: Dataset = memoryDataset()): Promise<string[]> => {
  const notes: string[] = [];
  await chosenSamples({ ...CONFIG, samplesPerObject: count }, dataset, (line) => notes.push(line));
  return notes;
};

it("takes one sample with a defect and one without of every object from two on, and says what one cannot show", async () => {
  const chosen = await chosenSamples({ ...CONFIG, samplesPerObject: 2 }, memoryDataset());
  expect(chosen.map(({ object, defect }) => [object, defect])).toEqual([
    ["gear", "crack"],
    ["gear", "good"],
    ["nut", "crack"],
    ["nut", "good"],
  ]);
  expect(await notesOf(2)).toEqual([]);
  expect(await notesOf(1)).toEqual([
    "gear, nut: no picture without a defect among 1 of 4 test pictures: image AUROC is undefined",
  ]);
});

it("says which object has no defect at all", async () => {
  const whole = memoryDataset();
  const dataset: Dataset = {
    ...whole,
    testSamples: async (object) =>
      (await whole.testSamples(object)).filter(({ anomalous }) => object === "gear" || !anomalous),
  };
  expect(await notesOf(2, dataset)).toEqual([
    "nut: no picture with a defect among 2 test pictures: pixel metrics and image AUROC are undefined",
  ]);
});
