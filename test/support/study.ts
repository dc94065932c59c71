// A study without a model: pictures in memory, and a detector that is plain arithmetic.

import { sizesFor } from "../../src/core/acting-size.ts";
import { InvariantError } from "../../src/core/errors.ts";
import type { Mask, PictureSize, RgbImage } from "../../src/core/image.ts";
import { effectivePoint, rangesOf, type ShiftPoint } from "../../src/core/shift.ts";
import type { Dataset, Sample } from "../../src/data/dataset.ts";
import { lossOf } from "../../src/metrics/loss-of.ts";
import { pixelAuroc } from "../../src/metrics/pixel-auroc.ts";
import type { Chain } from "../../src/objective/chain.ts";
import { CRITERIA, DEFAULT_CRITERION } from "../../src/objective/criteria/registry.ts";
import { type Journal, openJournal } from "../../src/results/journal.ts";
import type { ItemRecord } from "../../src/results/record.ts";
import { paperBox } from "../../src/shift/registry.ts";
import type { StudyConfig } from "../../src/study/config.ts";
import type { ControlMeter } from "../../src/study/controls.ts";
import { type InProcessSettings, inProcessRunner } from "../../src/study/in-process.ts";
import { type PlanContext, planRound, type WorkItem } from "../../src/study/plan.ts";
import { type RobustnessAsk, robustnessAsks } from "../../src/study/questions/asks.ts";
import { parseAsk } from "../../src/study/questions/registry.ts";
import { type RunOutcome, type RunSettings, runPlan } from "../../src/study/run.ts";

/** Side of the pictures, which is the detector's too: nothing is resized. */
export const SIDE = 4;

/** The arithmetic detector's digest. */
export const DETECTOR = "0123";

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
  const acting = effectivePoint(point, paperBox());
  const { theta = 0, hue = 0, saturation = 0, ...others } = acting;
  const weaker = Object.values(others).reduce((share, amount) => share * (1 - Math.abs(amount) / 4), 1);
  const keep =
    Math.cos((theta * Math.PI) / 180) * (1 - Math.abs(hue) / 8) * (1 - Math.abs(saturation)) * weaker;
  const pixels = image.width * image.height;
  return Float32Array.from(
    { length: pixels },
    (_, at) => keep * (image.data[at] ?? 0) + (1 - keep) * (((at * 5) % 16) / 16),
  );
}

/** The working size of the arithmetic detector. */
export function workingSize(): PictureSize {
  return { width: SIDE, height: SIDE };
}

/** A detector of arithmetic; `onEvaluate` hears of every call before it is answered. */
export function arithmeticChain(onEvaluate: (points: readonly ShiftPoint[]) => void = () => {}): Chain {
  const never = (): never => {
    throw new InvariantError("arithmetic has no engine");
  };
  return {
    detector: {
      ...{ name: "arithmetic", digest: DETECTOR, workingSize, prepare: never, close: async () => {} },
      get engine() {
        return never();
      },
    },
    sizes: sizesFor({ workingSize }, "working"),
    batch: 2,
    draftPrecision: "float32",
    samplesAtOnce: async () => 1,
    digestOf: async () => DETECTOR,
    objective: async ({ image, mask, anomalous }, criterion = DEFAULT_CRITERION) =>
      Object.assign(
        async (points: readonly ShiftPoint[], wanted: { readonly map?: boolean } = {}) => {
          onEvaluate(points);
          return points.map((point) => {
            const map = arithmeticMap(image, point);
            const [loss, pauroc] = [lossOf(map, mask.data), pixelAuroc(map, mask.data)];
            return { point, loss, pauroc, imageScore: Math.max(...map), ...(wanted.map ? { map } : {}) };
          });
        },
        { order: CRITERIA.named(criterion).order(anomalous) },
      ),
    close: async () => {},
  };
}

/** What is asked where nothing else is: worst of k, which does not nest, so that all is planned at once. */
export const ASK: RobustnessAsk = {
  combinations: [["theta"], ["theta", "hue", "saturation"]],
  sweeps: [{ shift: "hue", values: [-1, 0, 1] }],
  strategy: "worst-of-k",
  criterion: "pauroc",
  budget: 3,
  common: 0,
  ranges: rangesOf(paperBox()),
};

export const CONFIG: StudyConfig = {
  asks: robustnessAsks(ASK),
  seed: 5,
  samplesPerObject: null,
  preset: "paper",
};

/** The study with something else asked. */
export function configOf(ask: Partial<RobustnessAsk> = {}, changes: Partial<StudyConfig> = {}): StudyConfig {
  return { ...CONFIG, asks: robustnessAsks({ ...ASK, ...ask }), ...changes };
}

/** What plans of some samples depend on. */
export function planContext(samples: readonly Sample[], config: StudyConfig = CONFIG): PlanContext {
  return {
    asks: config.asks.map(parseAsk),
    ...{ seed: config.seed, preset: config.preset, datasetKind: "memory" },
    samples: samples.map((sample) => ({
      ...{ sample, className: sample.object, content: `content of ${sample.id}`, region: null },
      detector: DETECTOR,
    })),
  };
}

/** What the plan of a study of every sample depends on. */
export async function contextOf(dataset: Dataset, config: StudyConfig = CONFIG): Promise<PlanContext> {
  const samples: Sample[] = [];
  for (const object of dataset.objects) samples.push(...(await dataset.testSamples(object)));
  return planContext(samples, config);
}

/** What is planned before anything is finished: all of a study whose searches do not start from each other. */
export function planOf(context: PlanContext): readonly WorkItem[] {
  return planRound(context, new Map());
}

type Changes = Partial<RunSettings & InProcessSettings>;

/** Settings of a run in this process with the arithmetic detector, whose clock stands still. */
export function runSettings(runFolder: string, journal: Journal, changes: Changes = {}): RunSettings {
  const clock = (): number => 0;
  const here = {
    datasetKind: "memory",
    openChain: async () => arithmeticChain(),
    workers: 1,
    clock,
    ...changes,
  } as const;
  return { runFolder, journal, runner: inProcessRunner(here), clock, ...changes };
}

/** Runs a plan in a folder, with a journal of its own; its outcome and the journal's records. */
export async function runWhole(
  context: PlanContext,
  runFolder: string,
  changes: Changes = {},
): Promise<RunOutcome & { readonly records: ReadonlyMap<string, ItemRecord> }> {
  const journal = await openJournal(runFolder);
  try {
    const outcome = await runPlan(context, runSettings(runFolder, journal, changes));
    return { ...outcome, records: journal.records };
  } finally {
    await journal.close();
  }
}

/** Controls that measure nothing. */
export const NO_CONTROLS: Pick<ControlMeter, "measure"> = {
  measure: async (samples) =>
    (samples[0]?.points ?? []).map(() => ({ ideal: { values: {} }, constant: { values: {} } })),
};
