// Map and mask on the picture that they do not belong to. What moves the part moves them with it, so on the shifted
// picture the aligned map and the mask are posed as the part was; a map drawn on the shifted picture comes back.

import { IGNORED, type Mask } from "../core/image.ts";
import type { PresetName } from "../core/preset.ts";
import type { ShiftPoint } from "../core/shift.ts";
import type { Engine } from "../graph/session.ts";
import { resizeBicubic } from "../image/resize.ts";
import { comparedMask, masksMove } from "../objective/compared-mask.ts";
import { mapAligner } from "../shift/map-aligner.ts";
import { poseOf } from "../shift/registry.ts";
import type { ImageTransformer } from "../shift/transformer.ts";
import type { MovedLayers } from "./protocol.ts";

/** The scale that maps are brought to. */
const UNIT = { low: 0, high: 1 } as const;

/**
 * The moved layers of a sample at a point, of a map that the preset compares, or of the mask alone; null where nothing
 * moves the part.
 */
export type LayerMover = (
  mask: Mask,
  map: Float32Array | null,
  point: ShiftPoint,
) => Promise<MovedLayers | null>;

/** Opens a mover; calls must follow one another. */
export function openLayerMover(engine: Engine, transform: ImageTransformer, preset: PresetName): LayerMover {
  const aligner = mapAligner(engine);
  const turnedBack = !masksMove(preset);

  return async (mask, drawn, point) => {
    const pose = poseOf(point);
    if (Object.keys(pose).length === 0) return null;
    const { width, height, data, actingSize: acting = mask } = mask;
    const pixels = width * height;
    const map = drawn ?? new Float32Array(pixels);
    // Pictures are clamped to [0, 1], so a map takes that scale on its way.
    const scale = scaleOf(map);
    const scaled = map.map(scale.to);
    const channels = new Float32Array(3 * pixels);
    channels.set(scaled);
    for (let at = 0; at < pixels; at++) {
      channels[pixels + at] = data[at] === 1 ? 1 : 0;
      channels[2 * pixels + at] = data[at] === IGNORED ? 1 : 0;
    }
    // The part moved at the size at which shifts act.
    const there = resizeBicubic({ width, height, data: channels }, acting.width, acting.height);
    const posed = (await transform(there, pose, { size: { width, height } })).data;
    const moved =
      drawn === null
        ? null
        : turnedBack
          ? posed.subarray(0, pixels)
          : await aligner.align(scaled, mask, pose, UNIT);
    const posedMask = Uint8Array.from({ length: pixels }, (_, at) => {
      if ((posed[2 * pixels + at] ?? 0) >= 0.5) return IGNORED;
      return (posed[pixels + at] ?? 0) >= 0.5 ? 1 : 0;
    });
    const seen = masksMove(preset) ? data : comparedMask(mask, preset, point).data;
    return { map: moved?.map(scale.from) ?? null, mask: posedMask, seen };
  };
}

interface MapScale {
  to(value: number): number;
  from(scaled: number): number;
}

function scaleOf(map: Float32Array): MapScale {
  const low = map.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const high = map.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const span = high > low ? high - low : 1;
  return { to: (value) => (value - low) / span, from: (scaled) => low + scaled * span };
}
