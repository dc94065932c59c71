// The demo data set in memory and on disk: ids, splits, and both layouts read back value for value.

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { isEmptyMask } from "../../../src/core/image.ts";
import { openDemoDataset } from "../../../src/data/synthetic/dataset.ts";
import { writeSynthetic } from "../../../src/data/synthetic/write.ts";
import { decodeImage, decodeMask } from "../../../src/image/codec.ts";

const scratch = mkdtempSync(join(tmpdir(), "synthetic-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe("in memory", () => {
  it("lists objects and samples sorted, with the counts asked for", async () => {
    const dataset = openDemoDataset({
      objects: ["nut", "gear"],
      testGood: 3,
      testPerDefect: 2,
      trainGood: 4,
    });
    expect([dataset.kind, dataset.root, dataset.objects]).toEqual(["demo", "", ["gear", "nut"]]);
    const test = await dataset.testSamples("gear");
    const ids = test.map(({ id }) => id);
    expect(ids).toHaveLength(3 + 5 * 2);
    expect(ids).toContain("gear/test/crack/001.png");
    expect(ids).toEqual([...ids].sort());
    expect(test.filter(({ anomalous }) => !anomalous).map(({ defect }) => defect)).toEqual([
      "good",
      "good",
      "good",
    ]);
    expect((await dataset.trainSamples("nut")).map(({ id }) => id)).toContain("nut/train/good/003.png");
    expect(dataset.className("gear")).toBe("gear");
  });

  it("masks anomalous samples alone", async () => {
    for (const sample of await openDemoDataset({ testGood: 1, testPerDefect: 1 }).testSamples("hazelnut")) {
      expect(isEmptyMask(await sample.loadMask()), sample.id).toBe(!sample.anomalous);
    }
  });

  it("shows no training picture, nor any other test picture, among the test pictures", async () => {
    const dataset = openDemoDataset({ trainGood: 6, testGood: 6, testPerDefect: 2 });
    const samples = [...(await dataset.trainSamples("weave")), ...(await dataset.testSamples("weave"))];
    const pictures = await Promise.all(samples.map(async (sample) => (await sample.loadImage()).data.join()));
    expect(new Set(pictures).size).toBe(samples.length);
  });

  it("changes every picture with the seed, and none without", async () => {
    const first = async (seed: number): Promise<Float32Array> => {
      const [sample] = await openDemoDataset({ seed }).testSamples("nut");
      return (await sample?.loadImage())?.data ?? new Float32Array();
    };
    expect(await first(0)).toEqual(await first(0));
    expect(await first(0)).not.toEqual(await first(1));
  });

  it("keeps the first pictures when more are asked for", async () => {
    const few = await openDemoDataset({ testPerDefect: 1 }).testSamples("gear");
    const many = await openDemoDataset({ testPerDefect: 3 }).testSamples("gear");
    const same = many.find(({ id }) => id === few[0]?.id);
    expect((await same?.loadImage())?.data).toEqual((await few[0]?.loadImage())?.data);
  });

  it("refuses unknown objects and impossible counts", async () => {
    expect(() => openDemoDataset({ objects: ["nuts"] })).toThrow(/did you mean "nut"/);
    expect(() => openDemoDataset({ testGood: -1 })).toThrow(/testGood -1/);
    expect(() => openDemoDataset({ size: 8 })).toThrow(/size 8/);
    await expect(openDemoDataset().testSamples("bottle")).rejects.toThrow(/"bottle"/);
  });
});

describe("on disk", () => {
  const settings = { samples: 7, seed: 5, objects: ["capsule", "weave"], size: 64 } as const;
  const dataset = openDemoDataset({ ...settings, trainGood: 7, testGood: 2, testPerDefect: 2 });

  it("has MVTec AD's folders, and files that equal the pictures in memory", async () => {
    const directory = join(scratch, "mvtec");
    const written = await writeSynthetic({ ...settings, layout: "mvtec", directory });
    expect(written).toEqual({ objects: ["capsule", "weave"], pictures: 2 * (7 + 7) });
    expect(readdirSync(directory).sort()).toEqual(["capsule", "weave"]);
    const object = join(directory, "capsule");
    expect(readdirSync(object).sort()).toEqual(["ground_truth", "test", "train"]);
    expect(readdirSync(join(object, "train/good"))).toHaveLength(7);
    expect(readdirSync(join(object, "test/good"))).toHaveLength(2);
    expect(readdirSync(join(object, "test")).sort()).toEqual([
      "chip",
      "crack",
      "foreign-body",
      "good",
      "scratch",
      "stain",
    ]);
    const samples = [...(await dataset.trainSamples("capsule")), ...(await dataset.testSamples("capsule"))];
    const present = samples.filter(({ id }) => existsSync(join(directory, id)));
    expect(present).toHaveLength(14);
    for (const sample of present) {
      expect((await decodeImage(join(directory, sample.id))).data).toEqual((await sample.loadImage()).data);
      if (!sample.anomalous) continue;
      const mask = join(object, "ground_truth", sample.defect, "000_mask.png");
      expect((await decodeMask(mask)).data).toEqual((await sample.loadMask()).data);
    }
  });

  it("has VisA's table and folders, and files that equal the pictures in memory", async () => {
    const directory = join(scratch, "visa");
    await writeSynthetic({ ...settings, layout: "visa", directory });
    const [header, ...rows] = readFileSync(join(directory, "split_csv/1cls.csv"), "utf8").trim().split("\n");
    expect(header).toBe("object,split,label,image,mask");
    expect(rows).toHaveLength(2 * (7 + 7));
    const anomalies = rows.map((row) => row.split(",")).filter(([, , label]) => label === "anomaly");
    expect(anomalies).toHaveLength(2 * 5);
    expect(anomalies[0]).toEqual([
      "capsule",
      "test",
      "anomaly",
      "capsule/Data/Images/Anomaly/000.png",
      "capsule/Data/Masks/Anomaly/000.png",
    ]);
    for (const [, , , image, mask] of rows.map((row) => row.split(","))) {
      expect(existsSync(join(directory, image ?? ""))).toBe(true);
      expect(existsSync(join(directory, mask ?? ""))).toBe(true);
    }
    const kinds = readFileSync(join(directory, "capsule/image_anno.csv"), "utf8");
    expect(kinds).toContain("capsule/Data/Images/Anomaly/001.png,crack,capsule/Data/Masks/Anomaly/001.png");
    const crack = (await dataset.testSamples("capsule")).find(({ defect }) => defect === "crack");
    const stored = await decodeImage(join(directory, "capsule/Data/Images/Anomaly/001.png"));
    expect(stored.data).toEqual((await crack?.loadImage())?.data);
  });

  it("writes fewer samples as a prefix of more", async () => {
    const directory = join(scratch, "prefix");
    await writeSynthetic({ ...settings, samples: 3, layout: "mvtec", directory, objects: ["weave"] });
    expect(readdirSync(join(directory, "weave/test")).sort()).toEqual(["chip", "crack", "good"]);
  });

  it("refuses a folder that is not empty, a file, and no samples", async () => {
    const full = mkdtempSync(join(scratch, "full-"));
    writeFileSync(join(full, "mine.txt"), "keep");
    const write = (directory: string, samples = 1): Promise<unknown> =>
      writeSynthetic({ layout: "mvtec", directory, samples, seed: 0 });
    await expect(write(full)).rejects.toThrow(/not empty/);
    expect(readdirSync(full)).toEqual(["mine.txt"]);
    await expect(write(join(full, "mine.txt"))).rejects.toThrow(/it is a file/);
    await expect(write(join(full, "mine.txt", "below"))).rejects.toThrow(/mine.txt/);
    await expect(write(join(scratch, "none"), 0)).rejects.toThrow(/samples 0/);
  });
});
