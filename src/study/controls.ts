// What the shifts themselves cost, whatever the detector: one that draws the mask and one that draws the same everywhere
// go through the same pose and back, and are pooled by the same metrics.

import { present } from "../core/errors.ts";
import { emptyMask, isEmptyMask, type Mask, type RgbImage } from "../core/image.ts";
import type { MetricSet } from "../core/metric-set.ts";
import type { PresetName } from "../core/preset.ts";
import type { ShiftPoint } from "../core/shift.ts";
import { constant } from "../detector/controls/constant.ts";
import { type Control, type ControlSurroundings, controlOf } from "../detector/controls/control.ts";
import { ideal } from "../detector/controls/ideal.ts";
import type { MapSample } from "../metrics/types.ts";
import { type Chain, openChain } from "../objective/chain.ts";
import type { Controls } from "../results/schema.ts";
import { movesPart } from "../shift/compose.ts";
import { inCanonicalOrder, SHIFTS } from "../shift/registry.ts";
import { maskAt, metricsOf } from "./aggregate.ts";

/** Steps from 0 to 1 that a control's map is told in: far coarser than rounding, far finer than resampling. */
const FINEST = 2 ** 16;

/** Maps of the constant detector that are kept: a sweep needs one at a time. */
const KEPT = 4;

/** A sample as controls see it, and where it stands. */
export interface ControlledSample {
  readonly mask: Mask;
  readonly anomalous: boolean;
  readonly point: ShiftPoint;
}

type Judgement = Pick<MapSample, "map"> & { readonly imageScore: number };

export interface ControlMeter {
  /** The metrics of both controls over samples, each at its own point; the maps of one control are held at a time. */
  measure(samples: readonly ControlledSample[]): Promise<Controls>;
  /** Closes its sessions; the engine stays open. */
  close(): Promise<void>;
}

/** Opens the controls on a detector's engine. */
export function openControls(surroundings: ControlSurroundings, preset: PresetName): ControlMeter {
  // Nobody asks for the pAUROC of a single map.
  const chainOf = (control: Control): Chain =>
    openChain({ detector: controlOf(control, surroundings), preset, pixelAuroc: () => null });
  const [drawsMask, drawsNothing] = [chainOf(ideal), chainOf(constant)];
  /** Of the constant detector by size and pose: the same for every picture. */
  const constants = new Map<string, Judgement>();
  const ofConstant = async ({ mask }: ControlledSample, pose: ShiftPoint): Promise<Judgement> => {
    const { width, height } = mask;
    const key = JSON.stringify([width, height, pose]);
    const known = constants.get(key) ?? (await judged(drawsNothing, emptyMask(width, height), pose));
    if (constants.size >= KEPT) constants.clear();
    constants.set(key, known);
    return known;
  };
  const ofIdeal = async ({ mask }: ControlledSample, pose: ShiftPoint): Promise<Judgement> =>
    isEmptyMask(mask)
      ? { map: new Float32Array(mask.data.length), imageScore: 0 }
      : await judged(drawsMask, mask, pose);
  return {
    measure: async (samples) => ({
      ideal: await pooled(samples, ofIdeal, preset),
      constant: await pooled(samples, ofConstant, preset),
    }),
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

/** The shifts of a point that move the part, with its amounts. */
function poseOf(point: ShiftPoint): ShiftPoint {
  const posed = inCanonicalOrder(Object.keys(point)).filter((name) => movesPart([SHIFTS.named(name)]));
  return Object.fromEntries(posed.map((name) => [name, present(point[name], name)]));
}

async function judged(chain: Chain, mask: Mask, pose: ShiftPoint): Promise<Judgement> {
  const { width, height } = mask;
  const sample = { image: blank(width, height), mask, anomalous: false, object: "", className: "" };
  const [evaluation] = await (await chain.objective(sample))([pose], { map: true });
  const { map, imageScore } = present(evaluation, "evaluation");
  return { map: withoutRounding(present(map, "map")), imageScore };
}

async function pooled(
  samples: readonly ControlledSample[],
  judge: (sample: ControlledSample, pose: ShiftPoint) => Promise<Judgement>,
  preset: PresetName,
): Promise<MetricSet> {
  const maps: MapSample[] = [];
  for (const sample of samples) {
    const { mask, anomalous } = sample;
    const { width, height } = mask;
    const pose = poseOf(sample.point);
    const compared = maskAt(mask, preset, pose);
    maps.push({ ...(await judge(sample, pose)), mask: compared.data, width, height, anomalous });
  }
  return metricsOf(maps);
}

/** Where maps are 1 but for rounding they tie: a rank statistic would take the noise for an answer. */
function withoutRounding(map: Float32Array): Float32Array {
  return map.map((value) => Math.round(value * FINEST) / FINEST);
}

/** Controls look at no picture. */
function blank(width: number, height: number): RgbImage {
  return { width, height, data: new Float32Array(3 * width * height) };
}
