// Which pictures choose a threshold: never an evaluated one, never one that the detector has seen.

import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { sha256OfFile } from "../../src/core/digest.ts";
import { InputError } from "../../src/core/errors.ts";
import type { ThresholdRule } from "../../src/core/thresholds.ts";
import type { Dataset, Sample } from "../../src/data/dataset.ts";
import { fileSample } from "../../src/data/file-sample.ts";
import { calibrationOf, refuseOverlap, ruleOf, withoutHeldOut } from "../../src/study/calibration.ts";
import { sharedFolder } from "../support/scratch.ts";

const root = await sharedFolder();
const RULE: ThresholdRule = { kind: "false-rejects", rate: 0.02 };

/** A file of some bytes; no test here decodes it. */
async function picture(defect: string, split: string, index: number): Promise<Sample> {
  const imagePath = join(root, "screw", split, defect, `${index}.png`);
  await mkdir(dirname(imagePath), { recursive: true });
  await writeFile(imagePath, `${split} ${defect} ${index}`);
  return fileSample({ root, object: "screw", defect, imagePath, maskPaths: [] });
}

async function pictures(defect: string, split: string, count: number): Promise<Sample[]> {
  return await Promise.all(Array.from({ length: count }, (_, index) => picture(defect, split, index)));
}

let [train, good]: [Sample[], Sample[]] = [[], []];
beforeAll(async () => {
  train = await pictures("good", "train", 8);
  good = await pictures("good", "test", 7);
});

function dataset(changes: Partial<Dataset> = {}): Dataset {
  return {
    ...{ kind: "memory", root, objects: ["screw"], className: () => "screw" },
    testSamples: async () => good,
    testPictures: async () => good,
    trainSamples: async () => train,
    ...changes,
  };
}

const zeroShot = { name: "zero-shot", seen: [] };
const ids = (samples: readonly { readonly id: string }[]): string[] => samples.map(({ id }) => id);

describe("calibration pictures", () => {
  it("are train/good where the detector has seen none of them", async () => {
    const { objects } = await calibrationOf(RULE, { dataset: dataset(), detector: zeroShot, seed: 1 });
    expect(objects[0]).toMatchObject({ from: "train/good", isHeldOut: false });
    expect(ids(objects[0]?.samples ?? [])).toEqual(ids(train));
  });

  it("are 199 of train/good at most, a seeded draw of them", async () => {
    const [first] = train as [Sample];
    const many = Array.from({ length: 400 }, (_, at) => ({ ...first, id: `screw/train/good/${at}.png` }));
    const large = dataset({ trainSamples: async () => many });
    const chosen = async (seed: number): Promise<string[]> => {
      const { objects } = await calibrationOf(RULE, { dataset: large, detector: zeroShot, seed });
      return ids(objects[0]?.samples ?? []);
    };
    expect(new Set(await chosen(1)).size).toBe(199);
    expect(await chosen(1)).toEqual(await chosen(1));
    expect(await chosen(1)).not.toEqual(await chosen(2));
  });

  it("are never a detector's references, which it knows by heart", async () => {
    const references = train.slice(0, 3);
    const seen = await Promise.all(references.map(({ imagePath = "" }) => sha256OfFile(imagePath)));
    const notes: string[] = [];
    const { objects } = await calibrationOf(RULE, {
      ...{ dataset: dataset(), detector: { name: "few-shot", seen }, seed: 1 },
      onNote: (line) => notes.push(line),
    });
    expect(ids(objects[0]?.samples ?? [])).toEqual(ids(train.slice(3)));
    expect(notes).toEqual(["3 pictures that few-shot has seen choose no threshold"]);
    const named = dataset({ calibrationSamples: async () => references });
    const allSeen = calibrationOf(RULE, { dataset: named, detector: { name: "few-shot", seen }, seed: 1 });
    await expect(allSeen).rejects.toThrow(
      "missing calibration pictures of screw: few-shot has seen all 3; name others with --calibration",
    );
  });

  it("are a seeded half of the good test pictures where nobody knows what the detector has seen", async () => {
    const calibrate = (seed: number) =>
      calibrationOf(RULE, { dataset: dataset(), detector: { name: "patchcore.onnx" }, seed });
    const calibration = await calibrate(1);
    const [{ samples, isHeldOut }] = calibration.objects as [(typeof calibration.objects)[0]];
    expect(isHeldOut).toBe(true);
    expect(samples).toHaveLength(3);
    const evaluated = withoutHeldOut(dataset(), calibration);
    for (const left of [await evaluated.testSamples("screw"), await evaluated.testPictures("screw")])
      expect([...ids(left), ...ids(samples)].sort()).toEqual(ids(good));
    expect(await calibrate(1)).toEqual(calibration);
    expect(ids((await calibrate(2)).objects[0]?.samples ?? [])).not.toEqual(ids(samples));
  });

  it("are that half too where there is no folder of training pictures", async () => {
    const untrained = dataset({
      trainSamples: () => Promise.reject(new InputError("missing training pictures of screw")),
    });
    const { objects } = await calibrationOf(RULE, { dataset: untrained, detector: zeroShot, seed: 1 });
    expect(objects[0]).toMatchObject({ isHeldOut: true });
  });

  it("are those of the folder that is named, before all others", async () => {
    const named = await pictures("good", "other", 2);
    const { objects } = await calibrationOf(RULE, {
      dataset: dataset({ calibrationSamples: async () => named }),
      detector: { name: "patchcore.onnx" },
      seed: 1,
    });
    expect(ids(objects[0]?.samples ?? [])).toEqual(ids(named));
  });

  it("are missed in one line where there are none", async () => {
    const one = dataset({ testSamples: async () => good.slice(0, 1) });
    await expect(calibrationOf(RULE, { dataset: one, detector: { name: "m" }, seed: 1 })).rejects.toThrow(
      "missing calibration pictures of screw: it has 1 good test pictures; name a folder of good ones with --calibration",
    );
  });
});

describe("a picture in two roles", () => {
  it("is refused where an evaluated one chooses thresholds, under whatever name", async () => {
    const leak = await picture("good", "calibration", 0);
    await writeFile(leak.imagePath ?? "", "test good 4");
    const samples = [await picture("good", "calibration", 1), leak];
    const calibration = {
      rule: RULE,
      objects: [{ object: "screw", samples, from: "calibration", isHeldOut: false }],
    };
    await expect(refuseOverlap(good, calibration, zeroShot)).rejects.toThrow(
      `invalid calibration: ${leak.id} is the evaluated picture screw/test/good/4.png; a threshold must be chosen from other pictures`,
    );
    await refuseOverlap([...good.slice(0, 4), ...good.slice(5)], calibration, zeroShot);
  });

  it("is refused where the detector has seen an evaluated one", async () => {
    const seen = [await sha256OfFile(good[2]?.imagePath ?? "")];
    await expect(
      refuseOverlap(good, { rule: RULE, objects: [] }, { name: "few-shot", seen }),
    ).rejects.toThrow("invalid references: few-shot has seen the evaluated screw/test/good/2.png");
  });
});

describe("the rule of a study", () => {
  const asking = (rule: ThresholdRule | null): Parameters<typeof ruleOf>[0][0] => ({
    settings: {},
    question: {
      ...{ name: "any", summary: "any", ranges: () => ({}), plan: () => [], words: () => [] },
      ...{ answer: async () => [], calibrates: () => rule },
    } as unknown as Parameters<typeof ruleOf>[0][0]["question"],
  });
  const decides = { name: "export.onnx", facts: { notes: [], givesMaps: true, decides: true as const } };

  it("is the detector's own where it decides by itself, else two per cent of false rejects", () => {
    expect(ruleOf([asking(null)], decides)).toEqual({ kind: "detector" });
    expect(ruleOf([asking(null)], zeroShot)).toEqual(RULE);
    expect(ruleOf([], zeroShot)).toBeNull();
  });

  it("is one, and one that the detector can follow", () => {
    expect(() => ruleOf([asking(RULE), asking(null)], decides)).toThrow("two questions ask for different");
    expect(() => ruleOf([asking({ kind: "detector" })], zeroShot)).toThrow(
      "invalid --operating-point detector: zero-shot gives no decision of its own",
    );
  });
});
