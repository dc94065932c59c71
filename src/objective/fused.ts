// The chain as one differentiable graph, where the detector is a graph: f (eq. 1) → the detector (eq. 2) → the map back
// (eq. 3) → loss (eq. 4).

import { InputError, present } from "../core/errors.ts";
import type { Mask, PictureSize } from "../core/image.ts";
import type { Evaluation } from "../core/objective.ts";
import { PRESETS, type PresetName } from "../core/preset.ts";
import { LINEAR } from "../core/resampling.ts";
import type { ShiftPoint } from "../core/shift.ts";
import { type Tensor, tensor } from "../core/tensor.ts";
import type { Detector, Scorer } from "../detector/detector.ts";
import { gradients } from "../graph/gradient.ts";
import { type OnnxModel, toOnnx } from "../graph/onnx.ts";
import { openSessions } from "../graph/open-sessions.ts";
import { broadcastTo, reshape } from "../graph/ops/index.ts";
import { resizeTo } from "../graph/resize.ts";
import type { Session, Tensors } from "../graph/session.ts";
import { parameter, type Value } from "../graph/value.ts";
import {
  alignMapsAt,
  poseImages,
  type ShiftValues,
  toWorkingSize,
  transformImages,
} from "../shift/compose.ts";
import { actsOnHost, type ShiftDefinition } from "../shift/define.ts";
import { shiftFeeds } from "../shift/feeds.ts";
import { SHIFTS } from "../shift/registry.ts";
import { imageTransformer } from "../shift/transformer.ts";
import { comparedMask, hasOwnMasks, isOutOfView, masksMove } from "./compared-mask.ts";
import { lossWeights, weightedLoss } from "./dice.ts";
import type { Evaluate, Evaluator, Judged } from "./evaluator.ts";

/** What one graph of the chain computes. */
export interface FusedVariant {
  /** The detector's working size. */
  readonly size: PictureSize;
  /** The size at which shifts act. */
  readonly acting: PictureSize;
  /** The shifts that act, in canonical order. */
  readonly names: readonly string[];
  /** Points evaluated at once. */
  readonly points: number;
  /** True for derivatives by the named shifts. */
  readonly gradient: boolean;
  /** True for points that are only proposed. */
  readonly draft: boolean;
}

/**
 * The chain as named outputs. Feeds: image [3, H, W] at the acting size, at the working size lossWeights [H, W] (where
 * points have masks of their own: [points, 1, H, W]), a value [points] per named shift, what shifts are fed, truth [H, W]
 * (1 = anomalous) where the detector is a control, and what the scorer feeds. Where a shift acts on the host, the finished
 * pictures [points, 3, H, W] at the working size take image's place.
 * Outputs: map [points, H, W], dice (the loss) [points], imageScore [points], and with gradient one d_SHIFT [points] for each.
 */
export function buildFused(
  scorer: Scorer,
  preset: PresetName,
  { size, acting, names, points, gradient, draft }: FusedVariant,
): Readonly<Record<string, Value>> {
  const shifts = names.map((name) => SHIFTS.named(name));
  const amounts: ShiftValues = Object.fromEntries(names.map((name) => [name, parameter(name, [points])]));
  const { width, height } = size;
  const transformed = shifts.some(actsOnHost)
    ? parameter("pictures", [points, 3, height, width])
    : transformedImage(shifts, amounts, { size, acting, points });
  const differentiated = gradient && names.length > 0;
  const judged = present(scorer.graph, "graph")(transformed, {
    gradient: differentiated ? PRESETS[preset].gradientThrough : "none",
    draft,
    truth: () => {
      const truth = reshape(parameter("truth", [height, width]), [1, 1, height, width]);
      return resizeTo(poseImages(resizeTo(truth, acting, LINEAR), shifts, amounts), size, LINEAR);
    },
  });
  const map = masksMove(preset)
    ? judged.map
    : alignMapsAt(judged.map, { shifts, amounts, acting, range: scorer.range });
  const perPoint = hasOwnMasks(preset, names) ? [points, 1] : [];
  const loss = weightedLoss(map, parameter("lossWeights", [...perPoint, height, width]));
  const outputs: Record<string, Value> = {
    map: reshape(map, [points, height, width]),
    dice: loss,
    imageScore: judged.imageScore,
  };
  if (differentiated) {
    const variables = names.map((name) => present(amounts[name], name));
    for (const [index, derivative] of gradients(loss, variables).entries())
      outputs[`d_${names[index]}`] = derivative;
  }
  return judged.pass === undefined ? outputs : judged.pass(outputs);
}

/** The picture under shifts that are all graphs, at the working size. */
function transformedImage(
  shifts: readonly ShiftDefinition[],
  amounts: ShiftValues,
  { size, acting, points }: Pick<FusedVariant, "size" | "acting" | "points">,
): Value {
  const plane = [acting.height, acting.width];
  const image = reshape(parameter("image", [3, ...plane]), [1, 3, ...plane]);
  const shifted = toWorkingSize(transformImages(image, shifts, amounts), size);
  return broadcastTo(shifted, [points, 3, size.height, size.width]);
}

/** What a function of names gives, computed once for each list of them. */
function memoised<Result>(of: (names: readonly string[]) => Result): (names: readonly string[]) => Result {
  const known = new Map<string, Result>();
  return (names) => {
    const key = names.join("+");
    const result = known.get(key) ?? of(names);
    known.set(key, result);
    return result;
  };
}

/** The chain as an ONNX model. */
export function fusedModel(scorer: Scorer, preset: PresetName, variant: FusedVariant): OnnxModel {
  return toOnnx(buildFused(scorer, preset, variant));
}

interface OpenedGraph {
  readonly session: Session;
  readonly inputs: ReadonlySet<string>;
}

/** Evaluates by graphs that are opened as they are needed, one per (scorer, size, names, points, gradient, draft). */
export function fusedEvaluator(detector: Detector, preset: PresetName): Evaluator {
  const sessions = openSessions(detector.engine);
  const transform = imageTransformer(detector.engine);
  /** Of sessions that are open: kept by key, they would outlive what they describe. */
  const inputsOf = new WeakMap<Session, ReadonlySet<string>>();
  const opened = async (scorer: Scorer, variant: FusedVariant): Promise<OpenedGraph> => {
    const { size, acting, names, points, gradient, draft } = variant;
    const sizes = `${acting.width}x${acting.height} ${size.width}x${size.height}`;
    const key = `${scorer.digest} ${sizes} ${names.join("+")} ${points} ${gradient} ${draft}`;
    let inputs: ReadonlySet<string> | undefined;
    const session = await sessions.get(key, () => {
      const model = fusedModel(scorer, preset, variant);
      inputs = new Set(model.inputs.map(({ name }) => name));
      return model;
    });
    // Whoever asks for the same session meanwhile gets it after this.
    if (inputs !== undefined) inputsOf.set(session, inputs);
    return { session, inputs: present(inputsOf.get(session), "inputs") };
  };
  const evaluatorOf = async ({ scorer, sample, batch, pixelAuroc }: Judged): Promise<Evaluate> => {
    const { image, mask, seed = 0 } = sample;
    const size = { width: mask.width, height: mask.height };
    const acting = { width: image.width, height: image.height };
    const plane = [size.height, size.width];
    const feeds: Tensors = {
      image: tensor([3, acting.height, acting.width], image.data),
      truth: tensor(
        plane,
        Float32Array.from(mask.data, (value) => (value === 1 ? 1 : 0)),
      ),
      lossWeights: tensor(plane, lossWeights(mask.data)),
      ...(await scorer.feeds?.()),
    };
    /** A chunk's finished pictures, the last repeated where the batch is not full. */
    const picturesOf = async (chunk: readonly ShiftPoint[], variant: FusedVariant): Promise<Tensor> => {
      const length = 3 * size.height * size.width;
      const pictures = new Float32Array(variant.points * length);
      for (const [index, point] of chunk.entries())
        pictures.set((await transform(image, point, { seed, size })).data, index * length);
      for (let index = chunk.length; index < variant.points; index++)
        pictures.copyWithin(index * length, (chunk.length - 1) * length, chunk.length * length);
      return tensor([variant.points, 3, size.height, size.width], pictures);
    };
    const fed = memoised((names: readonly string[]) => shiftFeeds(names, image, seed));
    return async (points, names, { gradient = false, map: keepsMap = false, draft }) => {
      if (gradient && !scorer.can.gradient)
        throw new InputError(
          `${detector.name} gives no gradients; expected a strategy that needs values alone`,
        );
      const onHost = names.find((name) => actsOnHost(SHIFTS.named(name)));
      if (gradient && onHost !== undefined)
        throw new InputError(`${onHost} gives no gradients; expected a strategy that needs values alone`);
      const evaluations: Evaluation[] = [];
      for (const chunk of runsOf(points, names.length === 0 ? 1 : batch)) {
        const variant = { size, acting, names, points: chunk.length === 1 ? 1 : batch, gradient, draft };
        const masks = chunk.map((point) => comparedMask(mask, preset, point));
        const weights = hasOwnMasks(preset, names) ? { lossWeights: ownWeights(masks, variant) } : {};
        const { session, inputs } = await opened(scorer, variant);
        const finished = onHost === undefined ? {} : { pictures: await picturesOf(chunk, variant) };
        const given = { ...amountsOf(chunk, variant), ...feeds, ...fed(names), ...weights, ...finished };
        const results = await session.run(
          Object.fromEntries(Object.entries(given).filter(([name]) => inputs.has(name))),
        );
        scorer.checkMaps?.(present(results["map"], "map").data);
        for (const [index, point] of chunk.entries()) {
          const { map, ...values } = valuesAt(index, results, variant);
          const compared = present(masks[index], "mask");
          evaluations.push({
            point,
            ...values,
            pauroc: pixelAuroc(map, compared.data),
            ...(isOutOfView(mask, compared) ? { outOfView: true } : {}),
            ...(keepsMap ? { map } : {}),
          });
        }
      }
      return evaluations;
    };
  };
  return {
    evaluatorOf,
    close: async () => {
      await sessions.close();
      await transform.close();
    },
  };
}

/** Share of a batch from which on a run of it is cheaper than its points one by one. */
const FULL_ENOUGH = 0.8;

/** Whole batches, and what is left over: a run of a batch costs the same however few points fill it. */
function* runsOf(points: readonly ShiftPoint[], batch: number): Generator<readonly ShiftPoint[]> {
  for (let first = 0; first < points.length; first += batch) {
    const chunk = points.slice(first, first + batch);
    if (chunk.length >= FULL_ENOUGH * batch) yield chunk;
    else yield* chunk.map((point) => [point]);
  }
}

/** Loss weights of a chunk's masks, the last repeated where the batch is not full. */
function ownWeights(masks: readonly Mask[], { points, size }: FusedVariant): Tensor {
  const pixels = size.width * size.height;
  const weights = new Float32Array(points * pixels);
  for (let point = 0; point < points; point++) {
    const mask = present(masks[point] ?? masks.at(-1), "mask");
    weights.set(lossWeights(mask.data), point * pixels);
  }
  return tensor([points, 1, size.height, size.width], weights);
}

/** A chunk's amounts, the last point repeated where the batch is not full. */
function amountsOf(chunk: readonly ShiftPoint[], { names, points }: FusedVariant): Tensors {
  const entries = names.map((name) => {
    const values = Array.from({ length: points }, (_, index) => (chunk[index] ?? chunk.at(-1))?.[name] ?? 0);
    return [name, tensor([points], values)];
  });
  return Object.fromEntries(entries);
}

interface PointValues {
  readonly loss: number;
  readonly imageScore: number;
  readonly gradient?: ShiftPoint;
  readonly map: Float32Array;
}

function valuesAt(index: number, results: Tensors, { size, names, gradient }: FusedVariant): PointValues {
  const read = (name: string): number => present(present(results[name], name).data[index], name);
  const pixels = size.width * size.height;
  return {
    loss: read("dice"),
    imageScore: read("imageScore"),
    ...(gradient ? { gradient: Object.fromEntries(names.map((name) => [name, read(`d_${name}`)])) } : {}),
    map: present(results["map"], "map").data.slice(index * pixels, (index + 1) * pixels),
  };
}
