// The chain stage by stage, where the detector is no graph: the picture is shifted on the engine, judged by the detector,
// and its map is brought back and scored here. Values alone; no derivatives.

import { InputError, present } from "../core/errors.ts";
import type { PictureSize } from "../core/image.ts";
import type { Evaluation } from "../core/objective.ts";
import type { PresetName } from "../core/preset.ts";
import type { ShiftPoint } from "../core/shift.ts";
import { type Tensor, tensor } from "../core/tensor.ts";
import type { Detector } from "../detector/detector.ts";
import { toOnnx } from "../graph/onnx.ts";
import { openSessions } from "../graph/open-sessions.ts";
import { reshape } from "../graph/ops/index.ts";
import { parameter } from "../graph/value.ts";
import { alignMaps } from "../shift/compose.ts";
import type { MapRange, ShiftDefinition } from "../shift/define.ts";
import { SHIFTS } from "../shift/registry.ts";
import { imageTransformer } from "../shift/transformer.ts";
import { comparedMask, masksMove } from "./compared-mask.ts";
import { lossOfMap } from "./dice.ts";
import type { Evaluate, Evaluator, Judged } from "./evaluator.ts";

/** Evaluates with the scorer's `maps`; graphs of shifts and of the way back are opened as they are needed. */
export function stagedEvaluator(detector: Detector, preset: PresetName): Evaluator {
  const transform = imageTransformer(detector.engine);
  const back = openWayBack(detector);
  const evaluatorOf = async ({ scorer, sample, batch, pixelAuroc, needsMap }: Judged): Promise<Evaluate> => {
    const maps = present(scorer.maps, "maps");
    const { image, mask } = sample;
    const shape = [3, image.height, image.width];
    return async (points, names, { gradient, map: keepsMap = false }) => {
      if (gradient === true)
        throw new InputError(
          `${detector.name} gives no gradients; expected a strategy that needs values alone`,
        );
      const shifts = names.map((name) => SHIFTS.named(name));
      const evaluations: Evaluation[] = [];
      for (let first = 0; first < points.length; first += batch) {
        const chunk = points.slice(first, first + batch);
        const shifted: Float32Array[] = [];
        for (const point of chunk) shifted.push((await transform(image, point)).data);
        const scored = await maps(stacked(shape, shifted));
        for (const [index, point] of chunk.entries()) {
          const { map, imageScore, label } = present(scored[index], "scored picture");
          const decided = label === undefined ? {} : { label };
          if (map === null) {
            if (needsMap || keepsMap) throw withoutMaps(detector);
            evaluations.push({ point, loss: Number.NaN, pauroc: null, imageScore, ...decided });
            continue;
          }
          const aligned = masksMove(preset) ? map : await back.bring(map, point, shifts, scorer.range, image);
          const compared = comparedMask(mask, preset, shifts, point);
          evaluations.push({
            ...{ point, imageScore, ...decided },
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
      await back.close();
    },
  };
}

function withoutMaps({ name }: Detector): InputError {
  return new InputError(
    `${name} gives image scores alone, no maps; expected a question and a criterion of image scores`,
  );
}

interface WayBack {
  /** A map [H, W] brought back by the shifts that move the part; as it is without any. */
  bring(
    map: Float32Array,
    point: ShiftPoint,
    shifts: readonly ShiftDefinition[],
    range: MapRange,
    size: PictureSize,
  ): Promise<Float32Array>;
  close(): Promise<void>;
}

function openWayBack({ engine }: Detector): WayBack {
  const sessions = openSessions(engine);
  return {
    bring: async (map, point, shifts, range, { width, height }) => {
      const posed = shifts.filter((shift) => shift.back !== undefined);
      if (posed.length === 0) return map;
      const names = posed.map(({ name }) => name);
      const key = `${width}x${height} ${names.join("+")} ${range.low} ${range.high}`;
      const session = await sessions.get(key, () => {
        const amounts = Object.fromEntries(names.map((name) => [name, parameter(name, [1])]));
        const maps = reshape(parameter("map", [height, width]), [1, 1, height, width]);
        return toOnnx({ aligned: reshape(alignMaps(maps, posed, amounts, range), [height, width]) });
      });
      const amounts = Object.fromEntries(names.map((name) => [name, tensor([1], [point[name] ?? 0])]));
      const results = await session.run({ map: tensor([height, width], map), ...amounts });
      return present(results["aligned"], "aligned map").data;
    },
    close: () => sessions.close(),
  };
}

function stacked(shape: readonly number[], pictures: readonly Float32Array[]): Tensor {
  const length = shape.reduce((all, side) => all * side, 1);
  const data = new Float32Array(pictures.length * length);
  for (const [index, picture] of pictures.entries()) data.set(picture, index * length);
  return tensor([pictures.length, ...shape], data);
}
