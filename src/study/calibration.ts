// Which good pictures thresholds are chosen from: never one that is evaluated, never one that the detector has seen. A
// detector that knows its references by heart gives them scores near 0, and a threshold there would reject every part.

import { decidesItself } from "../core/detector-facts.ts";
import { InputError } from "../core/errors.ts";
import { listed } from "../core/listed.ts";
import { random, shuffled } from "../core/random.ts";
import type { ThresholdRule } from "../core/thresholds.ts";
import type { Dataset, OnNote, Sample } from "../data/dataset.ts";
import { byId } from "../data/file-sample.ts";
import { overlapOf, pictureDigests } from "../data/overlap.ts";
import type { Detector } from "../detector/detector.ts";
import type { ParsedAsk } from "./questions/question.ts";

/** The good pictures that an object's thresholds are chosen from. */
export interface ObjectCalibration {
  readonly object: string;
  readonly samples: readonly Sample[];
  /** In words: "train/good". */
  readonly from: string;
  /** True where they are taken from the test set, and so are not evaluated. */
  readonly isHeldOut: boolean;
}

/** Of a study whose questions need thresholds. */
export interface Calibration {
  readonly rule: ThresholdRule;
  /** Of every object; without pictures where the rule needs none and none were named. */
  readonly objects: readonly ObjectCalibration[];
}

export interface CalibrationRequest {
  readonly dataset: Dataset;
  readonly detector: Pick<Detector, "name" | "facts" | "seen">;
  readonly seed: number;
  readonly onNote?: OnNote;
}

/** The false-reject rate of a threshold that nobody says anything of. */
export const DEFAULT_RATE = 0.02;

/** Training pictures that are taken at most; 1% needs 99. */
const MOST_TRAINING = 199;

/** The rule of a study's questions; null where none needs thresholds. InputError for two rules, or a detector that decides nothing. */
export function ruleOf(
  asks: readonly ParsedAsk[],
  detector: Pick<Detector, "name" | "facts">,
): ThresholdRule | null {
  const rules = asks.flatMap(({ question, settings }) =>
    question.calibrates === undefined ? [] : [question.calibrates(settings) ?? usualRule(detector)],
  );
  const [rule = null, ...others] = rules;
  if (others.some((other) => JSON.stringify(other) !== JSON.stringify(rule)))
    throw new InputError("invalid study: two questions ask for different operating points; expected one");
  if (rule?.kind === "detector" && !decidesItself(detector))
    throw new InputError(
      `invalid --operating-point detector: ${detector.name} gives no decision of its own; expected false-rejects=2% or score=VALUE`,
    );
  return rule;
}

function usualRule(detector: Pick<Detector, "facts">): ThresholdRule {
  return decidesItself(detector) ? { kind: "detector" } : { kind: "false-rejects", rate: DEFAULT_RATE };
}

/**
 * The calibration pictures of every object by method: those of the folder that was named; else of train/good, where it is
 * known what the detector has seen and without that; else a seeded half of the good test pictures.
 */
export async function calibrationOf(rule: ThresholdRule, request: CalibrationRequest): Promise<Calibration> {
  const objects: ObjectCalibration[] = [];
  for (const object of request.dataset.objects) objects.push(await ofObject(object, rule, request));
  return { rule, objects };
}

async function ofObject(
  object: string,
  { kind }: ThresholdRule,
  { dataset, detector, seed, onNote = () => {} }: CalibrationRequest,
): Promise<ObjectCalibration> {
  const isNeeded = kind === "false-rejects";
  const named = (await dataset.calibrationSamples?.(object)) ?? null;
  if (named !== null) {
    const samples = await unseen(named, detector, onNote);
    if (isNeeded && samples.length === 0)
      throw new InputError(
        `missing calibration pictures of ${object}: ${detector.name} has seen all ${named.length}; name others with --calibration`,
      );
    return { object, samples, from: "calibration", isHeldOut: false };
  }
  if (!isNeeded) return { object, samples: [], from: "none", isHeldOut: false };
  const training = detector.seen === undefined ? [] : await trainingOf(dataset, object);
  const free = await unseen(shuffled(training, random("calibration", seed, object)), detector, onNote);
  if (free.length === 0) return await heldOut(dataset, object, seed, onNote);
  return { object, samples: byId(free.slice(0, MOST_TRAINING)), from: "train/good", isHeldOut: false };
}

/** The training pictures; none where the layout's folder of them is not there. */
export async function trainingOf(dataset: Dataset, object: string): Promise<readonly Sample[]> {
  try {
    return await dataset.trainSamples(object);
  } catch (error) {
    if (error instanceof InputError) return [];
    throw error;
  }
}

/** Half of the object's good test pictures, the smaller one of an odd number. */
async function heldOut(
  dataset: Dataset,
  object: string,
  seed: number,
  onNote: OnNote,
): Promise<ObjectCalibration> {
  const good = (await dataset.testSamples(object)).filter(({ anomalous }) => !anomalous);
  const samples = byId(
    shuffled(good, random("calibration", seed, object)).slice(0, Math.floor(good.length / 2)),
  );
  if (samples.length === 0)
    throw new InputError(
      `missing calibration pictures of ${object}: it has ${good.length} good test pictures; name a folder of good ones with --calibration, or a threshold with --operating-point score=VALUE`,
    );
  onNote(
    `${object}: ${samples.length} of its ${good.length} good test pictures choose the threshold and are not evaluated; name others with --calibration`,
  );
  return { object, samples, from: "good test pictures, which are not evaluated", isHeldOut: true };
}

/** Without what the detector has seen. */
async function unseen(
  samples: readonly Sample[],
  detector: Pick<Detector, "name" | "seen">,
  onNote: OnNote,
): Promise<readonly Sample[]> {
  const known = await seenAmong(samples, detector);
  if (known.size > 0) onNote(`${known.size} pictures that ${detector.name} has seen choose no threshold`);
  return samples.filter(({ id }) => !known.has(id));
}

/** The ids of the samples that the detector has seen. */
async function seenAmong(
  samples: readonly Sample[],
  { seen = [] }: Pick<Detector, "seen">,
): Promise<ReadonlySet<string>> {
  if (seen.length === 0) return new Set();
  const known = new Set(seen);
  const digests = await pictureDigests(samples);
  return new Set([...digests].flatMap(([id, digest]) => (known.has(digest) ? [id] : [])));
}

/** The data set without the test pictures that are held out for calibration. */
export function withoutHeldOut(dataset: Dataset, { objects }: Calibration): Dataset {
  const held = new Set(
    objects.flatMap(({ isHeldOut, samples }) => (isHeldOut ? samples.map(({ id }) => id) : [])),
  );
  if (held.size === 0) return dataset;
  return {
    ...dataset,
    testSamples: async (object) => (await dataset.testSamples(object)).filter(({ id }) => !held.has(id)),
    testPictures: async (object) => (await dataset.testPictures(object)).filter(({ id }) => !held.has(id)),
  };
}

/**
 * Refuses pictures in two roles: an evaluated one that also chooses thresholds, or that the detector has seen: InputError
 * naming both.
 */
export async function refuseOverlap(
  evaluated: readonly Sample[],
  { objects }: Calibration,
  detector: Pick<Detector, "name" | "seen">,
): Promise<void> {
  const [leak] = await overlapOf(
    evaluated,
    objects.flatMap(({ samples }) => samples),
  );
  if (leak !== undefined)
    throw new InputError(
      `invalid calibration: ${leak.other.id} is the evaluated picture ${leak.evaluated.id}; a threshold must be chosen from other pictures`,
    );
  const both = await seenAmong(evaluated, detector);
  if (both.size > 0)
    throw new InputError(
      `invalid references: ${detector.name} has seen the evaluated ${listed([...both])}; choose references that are not evaluated`,
    );
}
