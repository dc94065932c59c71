// What the shifts themselves cost, whatever the detector: one that draws the mask and one that draws the same everywhere
// go through the same pose and back, and are pooled by the same metrics.

import { present } from "../core/errors.ts";
import { emptyMask, isEmptyMask, type Mask, type PictureSize, type RgbImage } from "../core/image.ts";
import type { MetricSet } from "../core/metric-set.ts";
import type { PresetName } from "../core/preset.ts";
import type { ShiftPoint } from "../core/shift.ts";
import { constant } from "../detector/controls/constant.ts";
import { type Control, type ControlSurroundings, controlOf } from "../detector/controls/control.ts";
import { ideal } from "../detector/controls/ideal.ts";
import type { Engine } from "../graph/session.ts";
import type { MapSample } from "../metrics/types.ts";
import { type Chain, openChain } from "../objective/chain.ts";
import { comparedMask } from "../objective/compared-mask.ts";
import type { Controls } from "../results/schema.ts";
import { movesPart } from "../shift/compose.ts";
import { poseOf, SHIFTS } from "../shift/registry.ts";
import { metricsOf } from "./aggregate.ts";

/** Steps from 0 to 1 that a control's map is told in: far coarser than rounding, far finer than resampling. */
const FINEST = 2 ** 16;

/** Maps of the constant detector that are kept: a sweep needs one at a time. */
const KEPT = 4;

/** A sample as controls see it, and where it stands: as many points for every sample. */
export interface ControlledSample {
  readonly mask: Mask;
  readonly anomalous: boolean;
  readonly points: readonly ShiftPoint[];
}

type Judgement = Pick<MapSample, "map"> & { readonly imageScore: number };
type Judge = (mask: Mask, poses: readonly ShiftPoint[]) => Promise<readonly Judgement[]>;

export interface ControlMeter {
  /**
   * For each point in turn the metrics of both controls over the samples. All maps of one control are held meanwhile: a
   * few points at a time.
   */
  measure(samples: readonly ControlledSample[]): Promise<readonly Controls[]>;
  /** Closes its sessions; the engine stays open. */
  close(): Promise<void>;
}

/** Opens the controls on a detector's engine. */
export function openControls(engine: Engine, preset: PresetName): ControlMeter {
  // Masks are drawn as they are, whatever a detector's pictures have for a size.
  const surroundings: ControlSurroundings = { engine, workingSize: (size) => size };
  // Nobody asks for the pAUROC of a single map.
  const chainOf = (control: Control): Chain =>
    openChain({ detector: controlOf(control, surroundings), preset, pixelAuroc: () => null });
  const [drawsMask, drawsNothing] = [chainOf(ideal), chainOf(constant)];
  /** Of the constant detector by sizes and poses: the same for every picture. */
  const constants = new Map<string, readonly Judgement[]>();
  const ofConstant: Judge = async ({ data: _drawn, ...size }, poses) => {
    const key = JSON.stringify([size, poses]);
    const empty = { ...size, ...emptyMask(size.width, size.height) };
    const known = constants.get(key) ?? (await judged(drawsNothing, empty, poses));
    if (constants.size >= KEPT) constants.clear();
    constants.set(key, known);
    return known;
  };
  const ofIdeal: Judge = async (mask, poses) =>
    isEmptyMask(mask)
      ? poses.map(() => ({ map: new Float32Array(mask.data.length), imageScore: 0 }))
      : await judged(drawsMask, mask, poses);
  return {
    measure: async (samples) => {
      const all = await metricsThrough(ofIdeal, samples, preset);
      const nothing = await metricsThrough(ofConstant, samples, preset);
      return all.map((metrics, index) => ({ ideal: metrics, constant: present(nothing[index], "control") }));
    },
    close: async () => {
      await drawsMask.close();
      await drawsNothing.close();
    },
  };
}

/** True where one of some shifts moves the part: nothing else does anything to the controls. */
export function needsControls(names: readonly string[]): boolean {
  return movesPart(names.map((name) => SHIFTS.named(name)));
}

async function judged(chain: Chain, mask: Mask, poses: readonly ShiftPoint[]): Promise<readonly Judgement[]> {
  const sample = { image: blank(mask.actingSize ?? mask), mask, anomalous: false, object: "", className: "" };
  const evaluations = await (await chain.objective(sample))(poses, { map: true });
  return evaluations.map(({ map, imageScore }) => ({
    map: withoutRounding(present(map, "map")),
    imageScore,
  }));
}

async function metricsThrough(
  judge: Judge,
  samples: readonly ControlledSample[],
  preset: PresetName,
): Promise<readonly MetricSet[]> {
  const pools: MapSample[][] = (samples[0]?.points ?? []).map(() => []);
  for (const { mask, anomalous, points } of samples) {
    const { width, height } = mask;
    const poses = points.map(poseOf);
    for (const [index, judgement] of (await judge(mask, poses)).entries()) {
      const compared = comparedMask(mask, preset, present(poses[index], "pose"));
      const sample = { ...judgement, mask: compared.data, width, height, anomalous };
      present(pools[index], "pool").push(sample);
    }
  }
  return pools.map((pool) => metricsOf(pool));
}

/** Where maps are 1 but for rounding they tie: a rank statistic would take the noise for an answer. */
function withoutRounding(map: Float32Array): Float32Array {
  return map.map((value) => Math.round(value * FINEST) / FINEST);
}

/** Controls look at no picture. */
function blank({ width, height }: PictureSize): RgbImage {
  return { width, height, data: new Float32Array(3 * width * height) };
}
