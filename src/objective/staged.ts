// The chain stage by stage, where the detector is no graph: the picture is shifted on the engine, judged by the detector,
// and its map is brought back and scored here. Values alone; no derivatives.

import { InputError, present } from "../core/errors.ts";
import type { Mask } from "../core/image.ts";
import type { Evaluation } from "../core/objective.ts";
import type { PresetName } from "../core/preset.ts";
import type { ShiftPoint } from "../core/shift.ts";
import { type Tensor, tensor } from "../core/tensor.ts";
import type { Detector, ScoredPicture } from "../detector/detector.ts";
import { mapAligner } from "../shift/map-aligner.ts";
import { imageTransformer } from "../shift/transformer.ts";
import { comparedMask, isOutOfView, masksMove } from "./compared-mask.ts";
import { lossOfMap } from "./dice.ts";
import type { Evaluate, Evaluator, Judged } from "./evaluator.ts";
import { inStages } from "./in-stages.ts";
import { takingTurns } from "./turns.ts";

/**
 * Evaluates with the scorer's `maps`; graphs of shifts and of the way back are opened as they are needed. Samples may be
 * evaluated side by side: the engine and the detector each take one call at a time, and neither waits for the other.
 */
export function stagedEvaluator(detector: Detector, preset: PresetName): Evaluator {
  const transform = imageTransformer(detector.engine);
  const aligner = mapAligner(detector.engine);
  const onEngine = takingTurns();
  const onDetector = takingTurns();
  const evaluatorOf = async ({ scorer, sample, batch, pixelAuroc, needsMap }: Judged): Promise<Evaluate> => {
    const maps = present(scorer.maps, "maps");
    const { image, mask, seed = 0 } = sample;
    const { resampling = "cubic" } = detector;
    const { width, height } = mask.workingSize ?? mask;
    const size = { width, height };
    /** One by one: a run of several is no faster, and takes as many times the memory. */
    const shifted = async (chunk: readonly ShiftPoint[]): Promise<Tensor> => {
      const pictures: Float32Array[] = [];
      for (const point of chunk) {
        const picture = await onEngine(() => transform(image, point, { seed, size, resampling }));
        pictures.push(picture.data);
      }
      return tensor([chunk.length, 3, height, width], joined(pictures));
    };
    const judged = async (pictures: Tensor, chunk: readonly ShiftPoint[]): Promise<JudgedPoint[]> => {
      const scoring = onDetector(() => maps(pictures));
      // While the detector is busy.
      const compared = chunk.map((point) => comparedMask(mask, preset, point));
      const outOfView = compared.map((one) => isOutOfView(mask, one));
      const scored = await scoring;
      return chunk.map((point, index) => ({
        point,
        compared: present(compared[index], "mask"),
        outOfView: outOfView[index] === true,
        ...present(scored[index], "scored picture"),
      }));
    };
    const evaluated = async (
      { point, map, imageScore, label, compared, outOfView }: JudgedPoint,
      keepsMap: boolean,
    ): Promise<Evaluation> => {
      if (needsMap && map === null) throw withoutMaps(detector);
      const values = {
        ...{ point, imageScore },
        ...(label === undefined ? {} : { label }),
        ...(outOfView ? { outOfView: true as const } : {}),
      };
      if (map === null) return { ...values, loss: null, pauroc: null };
      const aligned = masksMove(preset)
        ? map
        : await onEngine(() => aligner.align(map, mask, point, scorer.range));
      return {
        ...values,
        loss: lossOfMap(aligned, compared.data),
        pauroc: pixelAuroc(aligned, compared.data),
        ...(keepsMap ? { map: aligned } : {}),
      };
    };
    return async (points, _names, { gradient, map: keepsMap = false }) => {
      if (gradient === true)
        throw new InputError(
          `${detector.name} gives no gradients; expected a strategy that needs values alone`,
        );
      const chunks = await inStages(chunksOf(points, batch), {
        prepare: shifted,
        judge: judged,
        finish: async (judgedPoints) => {
          const evaluations: Evaluation[] = [];
          for (const one of judgedPoints) evaluations.push(await evaluated(one, keepsMap));
          return evaluations;
        },
      });
      return chunks.flat();
    };
  };
  return {
    evaluatorOf,
    close: async () => {
      await transform.close();
      await aligner.close();
    },
  };
}

/** What a detector said of a point's picture, with the mask that its map is held against. */
interface JudgedPoint extends ScoredPicture {
  readonly point: ShiftPoint;
  readonly compared: Mask;
  readonly outOfView: boolean;
}

function withoutMaps({ name }: Detector): InputError {
  return new InputError(
    `${name} gives image scores alone, no maps; expected a question and a criterion of image scores`,
  );
}

function chunksOf(points: readonly ShiftPoint[], size: number): (readonly ShiftPoint[])[] {
  const count = Math.ceil(points.length / size);
  return Array.from({ length: count }, (_, chunk) => points.slice(chunk * size, (chunk + 1) * size));
}

/** Arrays of one length, one behind the other; one alone as it is. */
function joined(arrays: readonly Float32Array[]): Float32Array {
  const [first = new Float32Array(0)] = arrays;
  if (arrays.length === 1) return first;
  const all = new Float32Array(arrays.length * first.length);
  for (const [index, array] of arrays.entries()) all.set(array, index * first.length);
  return all;
}
