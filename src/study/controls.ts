// What the shifts themselves cost, whatever the detector: one that draws the mask and one that draws the same everywhere
// go through the same pose and back, and are pooled by the same metrics.

import { present } from "../core/errors.ts";
import type { Mask, RgbImage } from "../core/image.ts";
import type { MetricSet } from "../core/metric-set.ts";
import type { PresetName } from "../core/preset.ts";
import type { ShiftPoint } from "../core/shift.ts";
import { constant } from "../detector/controls/constant.ts";
import { type Control, type ControlSurroundings, controlOf } from "../detector/controls/control.ts";
import { ideal } from "../detector/controls/ideal.ts";
import { pixelAuroc } from "../metrics/pixel-auroc.ts";
import type { MapSample } from "../metrics/types.ts";
import { type Chain, openChain } from "../objective/chain.ts";
import type { Controls } from "../results/schema.ts";
import { movesPart } from "../shift/compose.ts";
import { inCanonicalOrder, SHIFTS } from "../shift/registry.ts";
import { maskAt, metricsOf } from "./aggregate.ts";

/** Steps from 0 to 1 that a control's map is told in: far coarser than rounding, far finer than resampling. */
const FINEST = 2 ** 16;

/** A sample as controls see it, and where it stands. */
export interface ControlledSample {
  readonly mask: Mask;
  readonly anomalous: boolean;
  readonly point: ShiftPoint;
}

export interface ControlMeter {
  /** The metrics of both controls over samples, each at its own point; the maps of one control are held at a time. */
  measure(samples: readonly ControlledSample[]): Promise<Controls>;
  /** Closes its sessions; the engine stays open. */
  close(): Promise<void>;
}

/** Opens the controls on a detector's engine. */
export function openControls(surroundings: ControlSurroundings, preset: PresetName): ControlMeter {
  const chainOf = (control: Control): Chain =>
    openChain({ detector: controlOf(control, surroundings), preset, pixelAuroc });
  const chains = [chainOf(ideal), chainOf(constant)] as const;
  return {
    measure: async (samples) => {
      const drawsMask = await metricsThrough(chains[0], samples, preset);
      return { ideal: drawsMask, constant: await metricsThrough(chains[1], samples, preset) };
    },
    close: async () => {
      for (const chain of chains) await chain.close();
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

async function metricsThrough(
  chain: Chain,
  samples: readonly ControlledSample[],
  preset: PresetName,
): Promise<MetricSet> {
  const maps: MapSample[] = [];
  for (const { mask, anomalous, point } of samples) {
    const { width, height } = mask;
    const pose = poseOf(point);
    const sample = { image: blank(width, height), mask, anomalous, object: "", className: "" };
    const [evaluation] = await (await chain.objective(sample))([pose], { map: true });
    const { map, imageScore } = present(evaluation, "evaluation");
    const compared = maskAt(mask, preset, pose);
    maps.push({
      map: withoutRounding(present(map, "map")),
      mask: compared.data,
      width,
      height,
      anomalous,
      imageScore,
    });
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
