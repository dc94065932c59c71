// The whole chain, as a chain: f (eq. 1) → w (eq. 2) → back-rotation (eq. 3) → loss (eq. 4), one differentiable graph.

import type { ClipConfig } from "../clip/config.ts";
import type { WeightSource } from "../clip/transformer.ts";
import { gridSize } from "../clip/vision.ts";
import { PRESETS, type PresetName } from "../core/preset.ts";
import { SHIFT_NAMES, type Shift, type ShiftRanges } from "../core/shift.ts";
import type { Aspect, Framing } from "../detector/framing.ts";
import { cutParts, joinParts, joinScores } from "../detector/parts.ts";
import { upsample } from "../detector/winclip/upsample.ts";
import { winclip } from "../detector/winclip/winclip.ts";
import type { WindowChoice } from "../detector/winclip/windows.ts";
import { gradients } from "../graph/gradient.ts";
import { withInt8Products } from "../graph/int8-pass.ts";
import { type OnnxModel, toOnnx } from "../graph/onnx.ts";
import { type Int8Type, reshape } from "../graph/ops/index.ts";
import { parameter, type Value } from "../graph/value.ts";
import { alignMap } from "../shift/align.ts";
import { clipShifts, type ShiftValues, transformImages } from "../shift/compose.ts";
import { weightedLoss } from "./dice.ts";

/**
 * The weights whose products are nearly all of a tower's work. The first block's projections are not among them: all
 * windows share them, so they cost little, and the gradient is most sensitive there.
 */
const IN_BLOCKS = /\.resblocks\.(?!0\.attn\.in_proj)/;

/** A stage value per choice: what is evaluated, serialisable and part of every key. */
export interface PipelineSpec {
  /** The stage values that are not named below. */
  readonly preset: PresetName;
  /** How a picture that is not square becomes one. */
  readonly aspect: Aspect;
  readonly ranges: ShiftRanges;
}

/** What one graph of the pipeline computes. */
export interface PipelineVariant {
  /** The working picture and its parts. */
  readonly framing: Framing;
  /** Parameter points evaluated at once. */
  readonly points: number;
  /** True where the conversion to HSV is in the graph (hue or saturation searched, non-zero or differentiated). */
  readonly colour: boolean;
  readonly gradient: boolean;
  /** Not "exact": the transformer's products in 8 bits with weights of this type, for points that are only proposed. */
  readonly precision: "exact" | Int8Type;
  /** "sparse": fewer windows than published, for points that are only proposed. */
  readonly windows: WindowChoice;
}

/** The shifts whose derivative a variant gives. */
export function differentiatedShifts({ colour }: Pick<PipelineVariant, "colour">): readonly Shift[] {
  return colour ? SHIFT_NAMES : ["theta"];
}

/**
 * The pipeline as named outputs. Feeds: image [3, H, W], text [2, E], lossWeights [H, W] (of masks that turn:
 * [points, 1, H, W]), and a value [points] per shift. Outputs: map [points, H, W], loss [points], imageScore [points],
 * and with gradient one d_SHIFT [points] each.
 */
export function buildPipeline(
  config: ClipConfig,
  weights: WeightSource,
  { preset, ranges }: PipelineSpec,
  { framing, points, colour, gradient, precision, windows }: PipelineVariant,
): Readonly<Record<string, Value>> {
  const size = config.imageSize;
  const { circle, gradientThrough } = PRESETS[preset];
  const { width, height } = framing;
  const image = reshape(parameter("image", [3, height, width]), [1, 3, height, width]);
  const raw: ShiftValues = {
    theta: parameter("theta", [points]),
    hue: parameter("hue", [points]),
    saturation: parameter("saturation", [points]),
  };
  const shifts = clipShifts(raw, ranges, circle);
  const transformed = transformImages(image, shifts, { colour });
  const parts = cutParts(transformed, framing, size);
  const scores = winclip(parts, parameter("text", [2, config.embedDim]), weights, config, {
    gradient: gradient ? gradientThrough : "none",
    windows,
  });
  const whole = joinParts(upsample(scores.grid, gridSize(config), size), framing, size);
  const turns = masksTurn(preset);
  const map = turns ? whole : alignMap(whole, shifts.theta);
  const perPoint = turns ? [points, 1] : [];
  const loss = weightedLoss(map, parameter("lossWeights", [...perPoint, height, width]));
  const imageScore = joinScores(scores.imageScore, framing);
  const outputs: Record<string, Value> = { map: reshape(map, [points, height, width]), loss, imageScore };
  if (gradient) {
    const named = differentiatedShifts({ colour });
    const derivatives = gradients(
      loss,
      named.map((shift) => raw[shift]),
    );
    for (const [index, derivative] of derivatives.entries()) outputs[`d_${named[index]}`] = derivative;
  }
  if (precision === "exact") return outputs;
  return withInt8Products(outputs, ({ name }) => IN_BLOCKS.test(name), precision);
}

/** True where every point has a mask of its own. */
export function masksTurn(preset: PresetName): boolean {
  return PRESETS[preset].compared === "mask turned forward";
}

/** The pipeline as an ONNX model. */
export function pipelineModel(
  config: ClipConfig,
  weights: WeightSource,
  spec: PipelineSpec,
  variant: PipelineVariant,
): OnnxModel {
  return toOnnx(buildPipeline(config, weights, spec, variant));
}
