// A detector ready to be asked: a checkpoint, an engine, and the pipeline's graphs opened as they are needed.

import type { Checkpoint } from "../clip/checkpoint.ts";
import { checkFiniteOutput } from "../clip/finite-output.ts";
import { checkpointWeights } from "../clip/weights.ts";
import { InputError, present } from "../core/errors.ts";
import type { Mask, PictureSize, RgbImage } from "../core/image.ts";
import type { DraftPrecision, Evaluation, Objective, Wanted } from "../core/objective.ts";
import { PRESETS } from "../core/preset.ts";
import { effectivePoint, IDENTITY, movedShifts, type ShiftPoint } from "../core/shift.ts";
import { type Tensor, tensor } from "../core/tensor.ts";
import { type Aspect, type Framing, framingOf } from "../detector/framing.ts";
import { openSessions } from "../graph/open-sessions.ts";
import type { Engine, Session, Tensors } from "../graph/session.ts";
import { needsHsv } from "../shift/compose.ts";
import { comparedMask } from "./compared-mask.ts";
import { lossWeights } from "./dice.ts";
import {
  differentiatedShifts,
  masksTurn,
  type PipelineSpec,
  type PipelineVariant,
  pipelineModel,
} from "./fused.ts";
import { guardedObjective } from "./guard.ts";

export interface DetectorSettings {
  readonly checkpoint: Checkpoint;
  readonly engine: Engine;
  readonly spec: PipelineSpec;
  /** Pixel AUROC of one map, null where undefined. */
  readonly pixelAuroc: (map: Float32Array, mask: Uint8Array) => number | null;
  /** The two text vectors [2, E] of a class. */
  readonly textVectors: (className: string) => Promise<Tensor>;
  /** Points per run; by default what fits a small memory. */
  readonly batch?: number;
}

export interface DetectorSample {
  /** [3, H, W] at the detector's working size. */
  readonly image: RgbImage;
  /** [H, W] */
  readonly mask: Mask;
  readonly className: string;
}

export interface Detector {
  /** Side of the square that the backbone sees, in pixels. */
  readonly size: number;
  /** The working size of a picture: what samples must be resized to. */
  workingSize(picture: PictureSize): PictureSize;
  readonly batch: number;
  /** 8 bits where the engine multiplies them much faster than float32. */
  readonly draftPrecision: DraftPrecision;
  /**
   * The objective of one sample. `colour` puts the conversion to HSV into the graph: ask for it wherever hue or
   * saturation is searched, non-zero or differentiated. Drafts are taken under guard: see guardedObjective.
   */
  objective(sample: DetectorSample, options: { readonly colour: boolean }): Promise<Objective>;
  close(): Promise<void>;
}

/** Tokens × width × layers of a batch that is taken without asking: keeps a gradient step below about 1.5 GB. */
const COMFORTABLE_BATCH = 60_000_000;

/** Share of a batch from which on a run of it is cheaper than its points one by one. */
const FULL_ENOUGH = 0.8;

/** Opens a detector; graphs are built on first use, one per (colour, gradient, batch, fidelity). */
export function openDetector(settings: DetectorSettings): Detector {
  const { checkpoint, spec } = settings;
  const size = checkpoint.config.imageSize;
  const batch = settings.batch ?? comfortableBatch(checkpoint);
  const { int8 } = settings.engine;
  const sessions = openSessions(settings.engine);
  const sessionFor = (variant: PipelineVariant): Promise<Session> => {
    const { width, height } = variant.framing;
    const key = `${width}x${height} ${variant.points} ${variant.colour} ${variant.gradient} ${variant.precision} ${variant.windows}`;
    return sessions.get(key, () =>
      pipelineModel(checkpoint.config, checkpointWeights(checkpoint), spec, variant),
    );
  };
  return {
    size,
    batch,
    draftPrecision: int8?.fast === true ? "8 bits" : "float32",
    workingSize: (picture) => framingOf(spec.aspect, picture, size),
    objective: async (sample, { colour }) => {
      const framing = checkedFraming(sample, spec.aspect, size);
      const feeds: Tensors = {
        image: tensor([3, framing.height, framing.width], sample.image.data),
        text: await settings.textVectors(sample.className),
      };
      const maskAt = maskOfPoint(sample.mask, spec);
      const upright = tensor([framing.height, framing.width], lossWeights(sample.mask.data));
      const evaluateAt =
        ({ precision, windows }: Fidelity): Objective =>
        async (points, wanted = {}) => {
          const evaluations: Evaluation[] = [];
          for (const chunk of runsOf(points, batch)) {
            const variant = {
              framing,
              points: chunk.length === 1 ? 1 : batch,
              colour,
              gradient: wanted.gradient === true,
              precision,
              // A gradient of fewer windows would be another function's.
              windows: wanted.gradient === true ? "all" : windows,
            };
            const masks = chunk.map(maskAt);
            const weights = masksTurn(spec.preset) ? turnedWeights(masks, variant) : upright;
            const run = { ...feeds, lossWeights: weights, ...shiftFeeds(chunk, variant) };
            const results = await (await sessionFor(variant)).run(run);
            checkFiniteOutput(present(results["map"], "map").data, "the anomaly map", checkpoint.folder);
            for (const [index, point] of chunk.entries()) {
              const mask = masks[index] ?? sample.mask;
              evaluations.push(
                evaluationAt(index, point, results, mask, variant, wanted, settings.pixelAuroc),
              );
            }
          }
          return evaluations;
        };
      const draft: Fidelity = { precision: int8?.fast === true ? int8.weights : "exact", windows: "sparse" };
      return guardedObjective(evaluateAt({ precision: "exact", windows: "all" }), evaluateAt(draft));
    },
    close: () => sessions.close(),
  };
}

type Fidelity = Pick<PipelineVariant, "precision" | "windows">;

/** The mask that a point's map is held against. */
function maskOfPoint(mask: Mask, { preset, ranges }: PipelineSpec): (point: ShiftPoint) => Mask {
  const values = PRESETS[preset];
  return (point) => comparedMask(mask, values, effectivePoint(point, ranges, values.circle).theta);
}

/** Loss weights of a chunk's masks, the last repeated where the batch is not full. */
function turnedWeights(masks: readonly Mask[], { points, framing }: PipelineVariant): Tensor {
  const pixels = framing.width * framing.height;
  const weights = new Float32Array(points * pixels);
  for (let point = 0; point < points; point++) {
    const mask = present(masks[point] ?? masks.at(-1), "mask");
    weights.set(lossWeights(mask.data), point * pixels);
  }
  return tensor([points, 1, framing.height, framing.width], weights);
}

/** Whole batches, and what is left over: a run of a batch costs the same however few points fill it. */
function* runsOf(points: readonly ShiftPoint[], batch: number): Generator<readonly ShiftPoint[]> {
  for (let first = 0; first < points.length; first += batch) {
    const chunk = points.slice(first, first + batch);
    if (chunk.length >= FULL_ENOUGH * batch) yield chunk;
    else yield* chunk.map((point) => [point]);
  }
}

/** A chunk's parameters, the last point repeated where the batch is not full. */
function shiftFeeds(
  chunk: readonly ShiftPoint[],
  { points, colour }: PipelineVariant,
): Record<string, Tensor> {
  const feeds: Record<string, Tensor> = {};
  for (const shift of differentiatedShifts({ colour })) {
    const values = Array.from(
      { length: points },
      (_, index) => (chunk[index] ?? chunk.at(-1) ?? IDENTITY)[shift],
    );
    feeds[shift] = tensor([points], values);
  }
  return feeds;
}

function evaluationAt(
  index: number,
  point: ShiftPoint,
  results: Tensors,
  mask: Mask,
  variant: PipelineVariant,
  wanted: Wanted,
  pixelAuroc: DetectorSettings["pixelAuroc"],
): Evaluation {
  const read = (name: string): number => present(present(results[name], name).data[index], name);
  const pixels = mask.data.length;
  const map = present(results["map"], "map").data.slice(index * pixels, (index + 1) * pixels);
  const gradient = { ...IDENTITY };
  if (variant.gradient) {
    for (const shift of differentiatedShifts(variant)) gradient[shift] = read(`d_${shift}`);
  }
  return {
    point,
    loss: read("loss"),
    pauroc: pixelAuroc(map, mask.data),
    imageScore: read("imageScore"),
    ...(variant.gradient ? { gradient } : {}),
    ...(wanted.map ? { map } : {}),
  };
}

function comfortableBatch({ config }: Checkpoint): number {
  const { width, layers } = config.vision;
  const patches = (config.imageSize / config.patchSize) ** 2;
  const perPoint = patches * 15 * width * layers;
  return Math.max(1, Math.min(5, Math.floor(COMFORTABLE_BATCH / perPoint)));
}

function checkedFraming({ image, mask }: DetectorSample, aspect: Aspect, size: number): Framing {
  const framing = framingOf(aspect, image, size);
  for (const { width, height } of [image, mask]) {
    if (width !== framing.width || height !== framing.height) {
      throw new InputError(
        `invalid sample: ${width}×${height} pixels; the detector takes ${framing.width}×${framing.height}`,
      );
    }
  }
  return framing;
}

/** Shifts that an evaluation at these points must convert to HSV for. */
export function touchesColour(points: readonly ShiftPoint[]): boolean {
  return points.some((point) => needsHsv(movedShifts(point)));
}
