// VisA as published (a table of splits) and re-arranged (MVTec AD's layout).

import { mkdir, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { InputError, present } from "../../src/core/errors.ts";
import { openDataset } from "../../src/data/registry.ts";
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

  it("reads quoted cells, blank lines, splits and labels in any case, and Windows paths", async () => {
    const table = [
      "Object,Split,Label,Image,Mask",
      '"pcb, 1",TEST,Normal,"pcb, 1/Data/0,0.JPG",',
      "",
      '"pcb, 1" , Test , "a ""deep"" scratch" ,pcb1\\Data\\Images\\Anomaly\\000.JPG, ./pcb1/Data/Masks/Anomaly/000.png',
      '"pcb, 1",Train,NORMAL,pcb1/x/../1.JPG,',
      ",,,,",
    ].join("\r\n");
    const dataset = await openVisa({ root: await published(table) });
    expect(dataset.objects).toEqual(["pcb, 1"]);
    const test = await dataset.testSamples("pcb, 1");
    expect(test.map(({ id, defect }) => [id, defect])).toEqual([
      ["pcb, 1/Data/0,0.JPG", "good"],
      ["pcb1/Data/Images/Anomaly/000.JPG", 'a "deep" scratch'],
    ]);
    expect((await present(test[1], "scratch").loadMask()).data[1]).toBe(1);
    expect((await dataset.trainSamples("pcb, 1")).map(({ id }) => id)).toEqual(["pcb1/1.JPG"]);
  });

  it("takes a row that is listed twice once, and notes it, with masks of normal pictures", async () => {
    const notes: string[] = [];
    const normal = "pcb1/Data/Images/Normal/0002.JPG";
    const root = await published(`${TABLE}pcb1,test,normal,${normal},\npcb1,test,normal,0.JPG,0.png\n`);
    const dataset = await openDataset("visa", { root }, (line) => notes.push(line));
    expect(await dataset.testSamples("pcb1")).toHaveLength(3);
    const table = join(root, "split_csv/1cls.csv");
    expect(notes).toEqual([
      `${table}: ${normal} listed twice, read once`,
      `${table}: 0.png not read; masks of normal pictures`,
    ]);
  });

  it("follows links out of the root, as the table names files within", async () => {
    const [root, elsewhere] = [await published(), await published()];
    await rm(join(root, "pcb1"), { recursive: true });
    await symlink(join(elsewhere, "pcb1"), join(root, "pcb1"));
    const [anomaly] = await (await openVisa({ root })).testSamples("pcb1");
    expect((await present(anomaly, "anomaly").loadImage()).width).toBe(6);
  });

  it.each([
    ["pcb1,test,normal,../secret.JPG,", "line 6 names ../secret.JPG, which lies outside"],
    ["pcb1,test,normal,pcb1/../../secret.JPG,", "line 6 names pcb1/../../secret.JPG, which lies outside"],
    ["pcb1,test,normal,/etc/secret.JPG,", "line 6 names /etc/secret.JPG, which lies outside"],
    ["pcb1,test,normal,C:\\secret.JPG,", "line 6 names C:\\secret.JPG, which lies outside"],
    ["pcb1,test,anomaly,0.JPG,../0.png", "line 6 names ../0.png, which lies outside"],
    ["pcb1,val,normal,0.JPG,", 'line 6 has an unknown split "val"; (known: train, test)'],
    ["pcb1,test,good,0.JPG,", 'line 6 has the label "good"; normal pictures have "normal"'],
    ["pcb1,test,,0.JPG,", "line 6 has no label"],
    [",test,normal,0.JPG,", "line 6 names no object"],
    ["pcb1,test,normal,0,0.JPG,", "line 6 has 6 cells of 5; quote names with a comma"],
    ["pcb1,train,normal,pcb1/Data/Images/Normal/0002.JPG,", "line 6 and line 3 differ on pcb1/Data/Images"],
    ['pcb1,test,normal,"0.JPG,', "Quote Not Closed"],
  ])("refuses the row %s", async (row, message) => {
    const opening = openVisa({ root: await published(`${TABLE}${row}\n`) });
    await expect(opening).rejects.toThrow(InputError);
    await expect(opening).rejects.toThrow(message);
    await expect(opening).rejects.toThrow(/^invalid table .*1cls\.csv: /);
  });

  it("refuses a table of no rows, and one that is a folder", async () => {
    await expect(openVisa({ root: await published("object,split,label,image,mask\n") })).rejects.toThrow(
      /1cls\.csv: it lists no picture/,
    );
    const root = await scratchFolder();
    await mkdir(join(root, "split_csv/1cls.csv"), { recursive: true });
    await expect(openVisa({ root })).rejects.toThrow(/1cls\.csv: it is a folder/);
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
