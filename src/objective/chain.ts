// A detector under shifts: for each sample the objective that a search, a sweep or a single map asks.

import { type ActingSize, type SizesOf, sameSize, sizesFor } from "../core/acting-size.ts";
import { InputError } from "../core/errors.ts";
import type { PictureSize } from "../core/image.ts";
import type { DraftPrecision, Evaluation, Objective } from "../core/objective.ts";
import type { PresetName } from "../core/preset.ts";
import { keepRecent } from "../core/recent.ts";
import type { ShiftPoint } from "../core/shift.ts";
import type { Detector, Scorer } from "../detector/detector.ts";
import { inCanonicalOrder } from "../shift/registry.ts";
import { comparedMask, masksMove } from "./compared-mask.ts";
import type { Criterion } from "./criteria/criterion.ts";
import {
  CRITERIA,
  DEFAULT_CRITERION,
  mapsNeeded,
  masksNeeded,
  refuseWithoutMaps,
} from "./criteria/registry.ts";
import type { ChainSample, Evaluate, PixelAuroc } from "./evaluator.ts";
import { fusedEvaluator } from "./fused.ts";
import { guardedObjective } from "./guard.ts";
import { comparingMaps, unshiftedMap } from "./map-change.ts";
import { stagedEvaluator } from "./staged.ts";

export type { ChainSample } from "./evaluator.ts";

export interface ChainSettings {
  readonly detector: Detector;
  readonly preset: PresetName;
  readonly pixelAuroc: PixelAuroc;
  /** Where shifts act; at the working size unless given. */
  readonly acting?: ActingSize;
  /** Points per run; by default what the detector takes. */
  readonly batch?: number;
}

export interface Chain {
  readonly detector: Detector;
  /** Points per run: as it was set, else as the scorer asked last takes them (1 before any). */
  readonly batch: number;
  /** 8 bits where the engine multiplies them much faster than float32. */
  readonly draftPrecision: DraftPrecision;
  /** The sizes that a picture's sample must be prepared at. */
  readonly sizes: SizesOf;
  /**
   * Samples that are best evaluated side by side: several where the detector is no graph, so that the engine shifts the
   * picture of one while the detector looks at another's.
   */
  samplesAtOnce(object: string, className: string): Promise<number>;
  /** Digest of the detector for an object. */
  digestOf(object: string, className: string): Promise<string>;
  /**
   * The objective of one sample, prepared at its sizes. With a criterion it has that one's order, and `mapChange` where it
   * compares maps. Drafts are taken under guard: see guardedObjective. InputError for a sample of another size, a class
   * name the detector cannot take, maps that a detector of scores alone is asked for.
   */
  objective(sample: ChainSample, criterion?: string): Promise<Objective>;
  /** Closes its sessions; the detector stays open. */
  close(): Promise<void>;
}

/** Scorers that are kept: more than data sets have classes, and no end of the names that own pictures are given. */
const SCORERS = 1024;

/** Opens a chain; graphs are built on first use, one per set of named shifts, whatever their ranges. */
export function openChain(settings: ChainSettings): Chain {
  const { detector, preset, pixelAuroc } = settings;
  const fused = fusedEvaluator(detector, preset);
  const staged = stagedEvaluator(detector, preset);
  const scorers = keepRecent<Promise<Scorer>>(SCORERS);
  const scorerOf = (object: string, className: string): Promise<Scorer> => {
    const key = JSON.stringify([object, className]);
    const scorer = scorers.get(key) ?? detector.prepare({ object, className });
    scorers.set(key, scorer);
    return scorer;
  };
  let scorersBatch = 1;
  return {
    detector,
    get batch() {
      return settings.batch ?? scorersBatch;
    },
    draftPrecision: detector.engine.int8?.fast === true ? "8 bits" : "float32",
    sizes: sizesFor(detector, settings.acting ?? "working"),
    samplesAtOnce: async (object, className) =>
      (await scorerOf(object, className)).graph === undefined ? STAGED_SAMPLES : 1,
    digestOf: async (object, className) => (await scorerOf(object, className)).digest,
    objective: async (sample, criterionName) => {
      checkSize(sample, detector);
      const criterion = criterionName === undefined ? undefined : CRITERIA.named(criterionName);
      if (criterion !== undefined) {
        checkCriterion(criterion, preset);
        refuseWithoutMaps(detector, mapsNeeded(criterion));
        refuseWithoutMask(sample.mask, criterion);
      }
      const scorer = await scorerOf(sample.object, sample.className);
      scorersBatch = scorer.can.batch;
      const evaluate = await (scorer.graph === undefined ? staged : fused).evaluatorOf({
        ...{ scorer, sample, pixelAuroc },
        batch: settings.batch ?? pointsAtOnce(scorer.can.batch, sample.image),
        needsMap: criterion?.reads === "map",
      });
      const truthful = sample.mask.unmasked === undefined ? evaluate : withoutTruth(evaluate);
      return objectiveOf(truthful, scorer, sample, { criterion, preset });
    },
    close: async () => {
      await fused.close();
      await staged.close();
    },
  };
}

function objectiveOf(
  evaluate: Evaluate,
  scorer: Scorer,
  { mask, anomalous }: ChainSample,
  { criterion, preset }: { readonly criterion: Criterion | undefined; readonly preset: PresetName },
): Objective {
  const plain = (draft: boolean): Objective => grouped(evaluate, draft);
  const unshifted = unshiftedMap(plain(false));
  const compared = (draft: boolean): Objective =>
    criterion?.comparesMaps === true
      ? comparingMaps(plain(draft), (point) => comparedMask(mask, preset, point), unshifted)
      : plain(draft);
  const order = (criterion ?? CRITERIA.named(DEFAULT_CRITERION)).order(anomalous);
  const objective =
    scorer.can.draft === null ? compared(false) : guardedObjective(compared(false), compared(true), order);
  const givesGradients =
    scorer.can.gradient &&
    scorer.graph !== undefined &&
    criterion?.gives !== "values" &&
    mask.unmasked === undefined;
  // A function of its own, for facts to be put on.
  const evaluated: Objective = (points, wanted) => objective(points, wanted);
  return Object.assign(
    evaluated,
    givesGradients ? {} : { gives: "values" as const },
    criterion === undefined ? {} : { order },
  );
}

/** Evaluations of a defective picture that has no mask: what compares its map with one is undefined. */
function withoutTruth(evaluate: Evaluate): Evaluate {
  return async (...asked) =>
    (await evaluate(...asked)).map((evaluation) => ({ ...evaluation, loss: null, pauroc: null }));
}

/** Points of each set of names together, evaluations in the points' order. */
function grouped(evaluate: Evaluate, draft: boolean): Objective {
  return async (points, { gradient = false, map = false } = {}) => {
    const groups = new Map<string, { readonly names: readonly string[]; readonly at: number[] }>();
    for (const [index, point] of points.entries()) {
      const names = inCanonicalOrder(Object.keys(point));
      const key = names.join("+");
      const group = groups.get(key) ?? { names, at: [] };
      group.at.push(index);
      groups.set(key, group);
    }
    const evaluations = new Array<Evaluation>(points.length);
    for (const { names, at } of groups.values()) {
      const chosen = at.map((index) => points[index] as ShiftPoint);
      const found = await evaluate(chosen, names, { gradient, map, draft });
      for (const [place, index] of at.entries()) evaluations[index] = found[place] as Evaluation;
    }
    return evaluations;
  };
}

function checkCriterion({ name, comparesMaps }: Criterion, preset: PresetName): void {
  if (comparesMaps && masksMove(preset))
    throw new InputError(
      `invalid criterion ${name}: it compares maps that are turned back, which preset ${preset} leaves turned`,
    );
}

function refuseWithoutMask({ unmasked }: ChainSample["mask"], criterion: Criterion): void {
  const needed = masksNeeded(criterion);
  if (unmasked === true && needed !== null) throw new InputError(`missing mask: ${needed}`);
}

/** One in the detector's hands, one on the engine, and one that waits so that neither does. */
const STAGED_SAMPLES = 3;

/** Pixels of shifted pictures in one run: a rotation alone takes near a gigabyte for so many. */
const MOST_PIXELS = 2 ** 20;

/** Large pictures are shifted fewer at a time, however many a detector takes. */
function pointsAtOnce(batch: number, { width, height }: PictureSize): number {
  return Math.max(1, Math.min(batch, Math.floor(MOST_PIXELS / (width * height))));
}

/** A mask of the size of maps says at which size shifts act, and what the detector takes, where those are others. */
function checkSize({ image, mask }: ChainSample, { workingSize, mapSize }: Detector): void {
  const working = mask.workingSize ?? mask;
  checkSame(working, workingSize(working), "the detector takes");
  if (mapSize !== undefined) checkSame(mask, mapSize(working), "maps have");
  checkSame(image, mask.actingSize ?? mask, "shifts act at");
}

function checkSame({ width, height }: PictureSize, expected: PictureSize, whose: string): void {
  if (sameSize({ width, height }, expected)) return;
  throw new InputError(
    `invalid sample: ${width}×${height} pixels; ${whose} ${expected.width}×${expected.height}`,
  );
}
