// VisA as published (a table of splits) and re-arranged (MVTec AD's layout).

import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { InputError, present } from "../../src/core/errors.ts";
import { writeSynthetic } from "../../src/data/synthetic/write.ts";
import { openVisa } from "../../src/data/visa.ts";
import { scratchFolder } from "../support/scratch.ts";
import { mask, picture, plant } from "../support/tree.ts";

const TABLE = `object,split,label,image,mask
pcb1,train,normal,pcb1/Data/Images/Normal/0000.JPG,
pcb1,test,normal,pcb1/Data/Images/Normal/0002.JPG,
pcb1,test,anomaly,pcb1/Data/Images/Anomaly/000.JPG,pcb1/Data/Masks/Anomaly/000.png
candle,test,normal,candle/Data/Images/Normal/0001.JPG,
`;

const published = async (table = TABLE): Promise<string> =>
  plant(await scratchFolder(), {
    "split_csv/1cls.csv": table,
    "pcb1/Data/Images/Anomaly/000.JPG": picture(),
    "pcb1/Data/Masks/Anomaly/000.png": mask([0, 3]),
  });

describe("as published", () => {
  it("has the objects and samples of its table, sorted", async () => {
    const dataset = await openVisa({ root: await published() });
    expect([dataset.kind, dataset.objects]).toEqual(["visa", ["candle", "pcb1"]]);
    const test = await dataset.testSamples("pcb1");
    expect(test.map(({ id, defect, anomalous }) => [id, defect, anomalous])).toEqual([
      ["pcb1/Data/Images/Anomaly/000.JPG", "anomaly", true],
      ["pcb1/Data/Images/Normal/0002.JPG", "good", false],
    ]);
    const train = await dataset.trainSamples("pcb1");
    expect(train.map(({ id }) => id)).toEqual(["pcb1/Data/Images/Normal/0000.JPG"]);
  });

  it("marks any non-zero mask value, as its masks count defects from 1", async () => {
    const [anomaly] = await (await openVisa({ root: await published() })).testSamples("pcb1");
    expect([...(await present(anomaly, "anomaly").loadMask()).data.subarray(0, 3)]).toEqual([0, 1, 0]);
  });

  it("names a picture of the table that is not there, once it is loaded", async () => {
    const root = await published();
    const [, normal] = await (await openVisa({ root })).testSamples("pcb1");
    const path = join(root, "pcb1/Data/Images/Normal/0002.JPG");
    await expect(present(normal, "normal").loadImage()).rejects.toThrow(
      new InputError(`missing file ${path}`),
    );
    await expect(present(normal, "normal").loadMask()).rejects.toThrow(path);
  });

  it("reads tables with Windows line ends, a byte-order mark, and columns in another order", async () => {
    const table =
      "\uFEFFsplit,object,mask,image,label\r\ntest,pcb1,,pcb1/Data/Images/Anomaly/000.JPG,normal\r\n";
    const dataset = await openVisa({ root: await published(table) });
    expect((await dataset.testSamples("pcb1")).map(({ defect }) => defect)).toEqual(["good"]);
  });

  it("refuses tables without a column, an image or a mask, naming the table", async () => {
    const opened = async (table: string): Promise<unknown> => openVisa({ root: await published(table) });
    await expect(opened("object,split,label,image\n")).rejects.toThrow(
      /1cls\.csv: no column "mask" \(found object, split, label, image\)/,
    );
    await expect(opened(`${TABLE}pcb1,test,normal,,\n`)).rejects.toThrow(/1cls\.csv: line 6 names no image/);
    const unmasked = await openVisa({ root: await published(`${TABLE}pcb1,test,anomaly,pcb1/a.JPG,\n`) });
    await expect(unmasked.testSamples("pcb1")).rejects.toThrow(/missing mask of pcb1\/a\.JPG in .*1cls\.csv/);
  });

  it("equals what `synth` wrote", async () => {
    const directory = await scratchFolder();
    await writeSynthetic({ layout: "visa", directory, samples: 6, seed: 1, objects: ["gear"], size: 32 });
    const dataset = await openVisa({ root: directory });
    const samples = await dataset.testSamples("gear");
    expect(samples.filter(({ anomalous }) => anomalous)).toHaveLength(5);
    expect(await dataset.trainSamples("gear")).toHaveLength(6);
    for (const sample of samples)
      expect((await sample.loadMask()).data.includes(1), sample.id).toBe(sample.anomalous);
  });
});

describe("re-arranged", () => {
  it("is read like MVTec AD, and is VisA all the same", async () => {
    const root = await plant(await scratchFolder(), {
      "pcb1/train/good/0.JPG": picture(),
      "pcb1/test/good/1.JPG": picture(),
      "pcb1/test/bad/2.JPG": picture(),
      "pcb1/ground_truth/bad/2.png": mask([1]),
    });
    const dataset = await openVisa({ root });
    expect([dataset.kind, dataset.objects]).toEqual(["visa", ["pcb1"]]);
    const [bad, good] = await dataset.testSamples("pcb1");
    expect([bad?.id, bad?.anomalous, good?.defect]).toEqual(["pcb1/test/bad/2.JPG", true, "good"]);
    expect((await present(bad, "bad").loadMask()).data[0]).toBe(1);
  });

  it("names the nearest object for an unknown one", async () => {
    const root = await plant(await scratchFolder(), { "pcb1/test/good/1.JPG": picture() });
    await expect(openVisa({ root, objects: ["pcb7"] })).rejects.toThrow(
      /unknown object "pcb7"; did you mean "pcb1"/,
    );
    await expect(openVisa({ root: await published(), objects: ["candel"] })).rejects.toThrow(
      /did you mean "candle"\? \(known: candle, pcb1\)/,
    );
  });
});

it("says of another layout that it looked for both of its own", async () => {
  const root = await plant(await scratchFolder(), { "normal/0.png": picture() });
  await expect(openVisa({ root })).rejects.toThrow(
    new InputError(
      `invalid --root ${root}: looked for ${join(root, "split_csv/1cls.csv")} (VisA as published) and for OBJECT/test/DEFECT/*.png (re-arranged), found normal`,
    ),
  );
  await expect(openVisa({ root: join(root, "none") })).rejects.toThrow(/there is no such folder/);
});
