// The chain stage by stage, where the detector is no graph: the picture is shifted on the engine, judged by the detector,
// and its map is brought back and scored here. Values alone; no derivatives.

import { InputError, present } from "../core/errors.ts";
import type { Evaluation } from "../core/objective.ts";
import type { PresetName } from "../core/preset.ts";
import { type Tensor, tensor } from "../core/tensor.ts";
import type { Detector } from "../detector/detector.ts";
import { mapAligner } from "../shift/map-aligner.ts";
import { imageTransformer } from "../shift/transformer.ts";
import { comparedMask, isOutOfView, masksMove } from "./compared-mask.ts";
import { lossOfMap } from "./dice.ts";
import type { Evaluate, Evaluator, Judged } from "./evaluator.ts";

/** Evaluates with the scorer's `maps`; graphs of shifts and of the way back are opened as they are needed. */
export function stagedEvaluator(detector: Detector, preset: PresetName): Evaluator {
  const transform = imageTransformer(detector.engine);
  const aligner = mapAligner(detector.engine);
  const evaluatorOf = async ({ scorer, sample, batch, pixelAuroc, needsMap }: Judged): Promise<Evaluate> => {
    const maps = present(scorer.maps, "maps");
    const { image, mask, seed = 0 } = sample;
    const { resampling = "cubic" } = detector;
    const { width, height } = mask.workingSize ?? mask;
    const size = { width, height };
    const shape = [3, height, width];
    return async (points, _names, { gradient, map: keepsMap = false }) => {
      if (gradient === true)
        throw new InputError(
          `${detector.name} gives no gradients; expected a strategy that needs values alone`,
        );
      const evaluations: Evaluation[] = [];
      for (let first = 0; first < points.length; first += batch) {
        const chunk = points.slice(first, first + batch);
        const shifted: Float32Array[] = [];
        for (const point of chunk)
          shifted.push((await transform(image, point, { seed, size, resampling })).data);
        const scored = await maps(stacked(shape, shifted));
        for (const [index, point] of chunk.entries()) {
          const { map, imageScore, label } = present(scored[index], "scored picture");
          if (needsMap && map === null) throw withoutMaps(detector);
          const compared = comparedMask(mask, preset, point);
          const judged = {
            ...{ point, imageScore },
            ...(label === undefined ? {} : { label }),
            ...(isOutOfView(mask, compared) ? { outOfView: true as const } : {}),
          };
          if (map === null) {
            evaluations.push({ ...judged, loss: null, pauroc: null });
            continue;
          }
          const aligned = masksMove(preset) ? map : await aligner.align(map, mask, point, scorer.range);
          evaluations.push({
            ...judged,
            loss: lossOfMap(aligned, compared.data),
            pauroc: pixelAuroc(aligned, compared.data),
            ...(keepsMap ? { map: aligned } : {}),
          });
        }
      }
      return evaluations;
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

function withoutMaps({ name }: Detector): InputError {
  return new InputError(
    `${name} gives image scores alone, no maps; expected a question and a criterion of image scores`,
  );
}

function stacked(shape: readonly number[], pictures: readonly Float32Array[]): Tensor {
  const length = shape.reduce((all, side) => all * side, 1);
  const data = new Float32Array(pictures.length * length);
  for (const [index, picture] of pictures.entries()) data.set(picture, index * length);
  return tensor([pictures.length, ...shape], data);
}
