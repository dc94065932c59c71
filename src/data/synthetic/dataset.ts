// The demo data set: inspection pictures drawn on demand, in memory, under the paths MVTec AD would give them.
// The split's name is part of every seed, so no training picture is ever a test picture.

import { InputError } from "../../core/errors.ts";
import { emptyMask } from "../../core/image.ts";
import type { Dataset, Sample } from "../dataset.ts";
import { SYNTHETIC_DEFECTS, SYNTHETIC_OBJECTS, syntheticObject } from "./registry.ts";
import { DEFAULT_SIZE, type RenderedSample, renderSample } from "./render.ts";

/** Raised when the same place draws another picture. */
const GENERATOR = 1;

/** Pictures of a kind: beyond, a mistyped count would fill the memory with names. */
const MOST_PICTURES = 10_000;

/** Name of the normal pictures' folder and label. */
export const GOOD = "good";

export interface DemoOptions {
  /** Names of SYNTHETIC_OBJECTS; all of them when absent. */
  readonly objects?: readonly string[];
  readonly seed?: number;
  /** Side of the pictures in pixels. */
  readonly size?: number;
  /** Normal training pictures per object. */
  readonly trainGood?: number;
  /** Normal test pictures per object. */
  readonly testGood?: number;
  /** Test pictures per object and kind of defect. */
  readonly testPerDefect?: number;
  /** Good pictures per object that thresholds are chosen from: no model was trained on them. */
  readonly calibrationGood?: number;
}

/** Opens the demo data set; nothing is drawn before it is asked for. Throws InputError for unknown objects and bad counts. */
export function openDemoDataset({
  objects = SYNTHETIC_OBJECTS.map(({ name }) => name),
  seed = 0,
  size = DEFAULT_SIZE,
  trainGood = 16,
  testGood = 5,
  testPerDefect = 5,
  calibrationGood = 60,
}: DemoOptions = {}): Dataset {
  const names = [...new Set(objects.map((name) => syntheticObject(name).name))].sort();
  for (const [what, count] of Object.entries({ trainGood, testGood, testPerDefect, calibrationGood })) {
    if (Number.isInteger(count) && count >= 0 && count <= MOST_PICTURES) continue;
    throw new InputError(
      `invalid ${what} ${count} of the demo data set; expected a whole number from 0 to ${MOST_PICTURES}`,
    );
  }
  if (!Number.isInteger(size) || size < 32) {
    throw new InputError(
      `invalid picture size ${size} of the demo data set; expected a whole number from 32`,
    );
  }
  const sample = (object: string, split: Place["split"], defect: string, index: number): Sample =>
    demoSample({ object, split, defect, index, seed, size });
  const kinds = [...SYNTHETIC_DEFECTS.map(({ name }) => name), GOOD].sort();
  const testSamples = async (object: string): Promise<readonly Sample[]> => {
    const { name } = syntheticObject(object);
    return kinds.flatMap((kind) =>
      counted(kind === GOOD ? testGood : testPerDefect, (index) => sample(name, "test", kind, index)),
    );
  };
  return {
    kind: "demo",
    root: "",
    objects: names,
    className: (object) => syntheticObject(object).name,
    testSamples,
    testPictures: testSamples,
    trainSamples: async (object) => {
      const { name } = syntheticObject(object);
      return counted(trainGood, (index) => sample(name, "train", GOOD, index));
    },
    calibrationSamples: async (object) => {
      const { name } = syntheticObject(object);
      return counted(calibrationGood, (index) => sample(name, "calibration", GOOD, index));
    },
  };
}

interface Place {
  readonly object: string;
  readonly split: "train" | "test" | "calibration";
  readonly defect: string;
  readonly index: number;
  readonly seed: number;
  readonly size: number;
}

function demoSample(place: Place): Sample {
  const { object, split, defect, index, seed, size } = place;
  const anomalous = defect !== GOOD;
  const draw = (): RenderedSample =>
    renderSample({
      object,
      defect: anomalous ? defect : null,
      seedParts: ["demo", seed, split, defect, index],
      size,
    });
  return {
    id: `${object}/${split}/${defect}/${numbered(index)}.png`,
    object,
    defect,
    anomalous,
    // Loaded when asked for: browsers draw these pictures too, and have no such module.
    digest: async () => {
      const { canonicalJson, sha256 } = await import("../../core/digest.ts");
      return sha256(canonicalJson({ generator: GENERATOR, ...place }));
    },
    loadImage: async () => draw().image,
    loadMask: async () => (anomalous ? draw().mask : emptyMask(size, size)),
  };
}

/** Three digits, or as many as it takes: MVTec AD's file names. */
export function numbered(index: number): string {
  return String(index).padStart(3, "0");
}

function counted<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}
