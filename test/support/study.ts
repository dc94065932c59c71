// A study without a model: pictures in memory, and a detector that is plain arithmetic.

import type { Mask, RgbImage } from "../../src/core/image.ts";
import { effectivePoint, PAPER_RANGES, type ShiftPoint } from "../../src/core/shift.ts";
import type { Dataset, Sample } from "../../src/data/dataset.ts";
import type { Detector } from "../../src/objective/chain.ts";
import { lossOf } from "../../src/metrics/loss-of.ts";
import { pixelAuroc } from "../../src/metrics/pixel-auroc.ts";
import { type Journal, openJournal } from "../../src/results/journal.ts";
import type { ItemRecord } from "../../src/results/record.ts";
import type { StudyConfig } from "../../src/study/config.ts";
import { type InProcessSettings, inProcessRunner } from "../../src/study/in-process.ts";
import { type PlanContext, planStudy, type WorkItem } from "../../src/study/plan.ts";
import { type RunSettings, runItems } from "../../src/study/run.ts";

/** Side of the pictures, which is the detector's too: nothing is resized. */
export const SIDE = 4;

/** A picture whose defect is one bright row, at a row that its number decides; a good one has none. */
export function memorySample(object: string, defect: string, number: number): Sample {
  const anomalous = defect !== "good";
  const row = number % SIDE;
  const pixels = SIDE * SIDE;
  const data = Float32Array.from({ length: 3 * pixels }, (_, at) => {
    const inDefect = anomalous && Math.floor((at % pixels) / SIDE) === row;
    return (inDefect ? 0.9 : 0.3) + ((at * 7 + number * 3) % 11) / 110;
  });
  const image: RgbImage = { width: SIDE, height: SIDE, data };
  const mask: Mask = {
    width: SIDE,
    height: SIDE,
    data: Uint8Array.from({ length: pixels }, (_, at) =>
      anomalous && Math.floor(at / SIDE) === row ? 1 : 0,
    ),
  };
  return {
    id: `${object}/test/${defect}/${String(number).padStart(3, "0")}.png`,
    object,
    defect,
    anomalous,
    digest: async () => `${object} ${defect} ${number}`,
    loadImage: async () => image,
    loadMask: async () => mask,
  };
}

/** Two objects with two good and two defective pictures each. */
export function memoryDataset(): Dataset {
  const samplesOf = (object: string): Sample[] => [
    memorySample(object, "crack", 0),
    memorySample(object, "crack", 1),
    memorySample(object, "good", 2),
    memorySample(object, "good", 3),
  ];
  return {
    kind: "memory",
    root: "",
    objects: ["gear", "nut"],
    className: (object) => object,
    testSamples: async (object) => samplesOf(object),
    testPictures: async (object) => samplesOf(object),
    trainSamples: async () => [],
  };
}

/** The map is the picture's red, blurred away by rotation and weakened by colour: shifts make detection worse. */
export function arithmeticMap(image: RgbImage, point: ShiftPoint): Float32Array {
  const { theta, hue, saturation } = effectivePoint(point, PAPER_RANGES);
  const keep = Math.cos((theta * Math.PI) / 180) * (1 - Math.abs(hue) / 8) * (1 - Math.abs(saturation));
  const pixels = image.width * image.height;
  return Float32Array.from(
    { length: pixels },
    (_, at) => keep * (image.data[at] ?? 0) + (1 - keep) * (((at * 5) % 16) / 16),
  );
}

/** A detector of arithmetic; `onEvaluate` hears of every call before it is answered. */
export function arithmeticDetector(onEvaluate: () => void = () => {}): Detector {
  return {
    size: SIDE,
    workingSize: () => ({ width: SIDE, height: SIDE }),
    batch: 2,
    draftPrecision: "float32",
    objective: async ({ image, mask }) => {
      return async (points, wanted = {}) => {
        onEvaluate();
        return points.map((point) => {
          const map = arithmeticMap(image, point);
          const [loss, pauroc] = [lossOf(map, mask.data), pixelAuroc(map, mask.data)];
          return { point, loss, pauroc, imageScore: Math.max(...map), ...(wanted.map ? { map } : {}) };
        });
      };
    },
    close: async () => {},
  };
}

export const CONFIG: StudyConfig = {
  combinations: [["theta"], ["theta", "hue", "saturation"]],
  sweeps: [{ shift: "hue", values: [-1, 0, 1] }],
  strategy: "worst-of-k",
  budget: 3,
  seed: 5,
  samplesPerObject: null,
  ranges: PAPER_RANGES,
  preset: "paper",
  aspect: "squash",
};

export const CONTEXT: PlanContext = {
  datasetKind: "memory",
  modelDigest: "0123",
  spec: { preset: "paper", aspect: "squash", ranges: PAPER_RANGES },
  className: (object) => object,
  sampleDigest: ({ id }) => `content of ${id}`,
};

/** The plan of a study of every sample. */
export async function planOf(
  dataset: Dataset,
  config: StudyConfig = CONFIG,
  context: PlanContext = CONTEXT,
): Promise<WorkItem[]> {
  const samples: Sample[] = [];
  for (const object of dataset.objects) samples.push(...(await dataset.testSamples(object)));
  return planStudy(config, samples, context);
}

type Changes = Partial<RunSettings & InProcessSettings>;

/** Settings of a run in this process with the arithmetic detector, whose clock stands still. */
export function runSettings(runFolder: string, journal: Journal, changes: Changes = {}): RunSettings {
  const clock = (): number => 0;
  const here = {
    datasetKind: CONTEXT.datasetKind,
    openDetector: async () => arithmeticDetector(),
    workers: 1,
    clock,
    ...changes,
  } as const;
  return { runFolder, journal, runner: inProcessRunner(here), clock, ...changes };
}

/** Runs a plan in a folder, with a journal of its own; the journal's records afterwards, however it ended. */
export async function runWhole(
  plan: readonly WorkItem[],
  runFolder: string,
  changes: Changes = {},
): Promise<ReadonlyMap<string, ItemRecord>> {
  const journal = await openJournal(runFolder);
  try {
    await runItems(plan, runSettings(runFolder, journal, changes));
    return journal.records;
  } finally {
    await journal.close();
  }
}
