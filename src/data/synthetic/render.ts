// Renders one inspection picture: pose and light, the part on its backdrop, a defect, camera grain, 8-bit values.
// The picture with a defect differs from the one of the same seed without it inside the mask alone.

import type { Mask, RgbImage } from "../../core/image.ts";
import { emptyMask } from "../../core/image.ts";
import { type Random, random } from "../../core/random.ts";
import { blend, expose, type Rgb, setColour } from "./colour.ts";
import { hashUnit, type Noise, noiseSeed, valueNoise } from "./noise.ts";
import { type Blemish, type Part, type Scene, SHADOW_REACH } from "./part.ts";
import { syntheticDefect, syntheticObject } from "./registry.ts";
import { coverage, smoothStep } from "./shapes.ts";
import { dropSpecks } from "./specks.ts";

export interface RenderSettings {
  /** A name of SYNTHETIC_OBJECTS. */
  readonly object: string;
  /** A name of SYNTHETIC_DEFECTS; null or absent for a good part. */
  readonly defect?: string | null;
  /** Everything random follows from them; the same parts and object are the same individual, good or not. */
  readonly seedParts: readonly (string | number)[];
  /** Side in pixels. */
  readonly size?: number;
  /** The part is turned by at most this much either way. */
  readonly poseDegrees?: number;
}

export interface RenderedSample {
  /** [3, size, size]; every value is k/255. */
  readonly image: RgbImage;
  /** 1 where the defect changed a channel by more than CHANGE_THRESHOLD. */
  readonly mask: Mask;
}

export const DEFAULT_SIZE = 96;
export const DEFAULT_POSE_DEGREES = 12;

/** A pixel belongs to the mask when the defect changed one of its channels by more than this. */
export const CHANGE_THRESHOLD: number = 8 / 255;

/** Share of the picture that a defect's mask covers, from and to. */
export const MASK_SHARE: readonly [number, number] = [0.009, 0.08];

const PLACEMENTS = 40;
const SPECK_SHARE = 0.0007;

interface Camera {
  readonly size: number;
  readonly part: Part;
  readonly scene: Scene;
  readonly gain: Rgb;
  readonly grain: number;
  readonly grainSeed: number;
  readonly felt: Noise;
  readonly tilt: { readonly x: number; readonly y: number };
  /** Part coordinates of a pixel: u = uu·x + uv·y + u0 and v = vu·x + vv·y + v0. */
  readonly uu: number;
  readonly uv: number;
  readonly u0: number;
  readonly v0: number;
}

/** Renders a sample; throws InputError for unknown names. The same options give the same bytes everywhere. */
export function renderSample({
  object,
  defect = null,
  seedParts,
  size = DEFAULT_SIZE,
  poseDegrees = DEFAULT_POSE_DEGREES,
}: RenderSettings): RenderedSample {
  const camera = setUp(object, seedParts, size, poseDegrees);
  const data = new Float32Array(3 * size * size);
  const colour: Rgb = [0, 0, 0];
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      paint(camera, undefined, x, y, colour);
      store(camera, x, y, colour, data);
    }
  }
  const clean: RgbImage = { width: size, height: size, data };
  if (defect === null) return { image: clean, mask: emptyMask(size, size) };
  return placeDefect(camera, clean, defect, random(...seedParts, object, "defect", defect));
}

/** The first placement whose mask is of a sensible size; else the one that comes nearest. */
function placeDefect(camera: Camera, clean: RgbImage, defect: string, source: Random): RenderedSample {
  const model = syntheticDefect(defect);
  let best: RenderedSample | undefined;
  let bestMiss = Number.POSITIVE_INFINITY;
  for (let placement = 0; placement < PLACEMENTS && bestMiss > 0; placement++) {
    const sample = withBlemish(camera, clean, model.create(source, camera.part, camera.scene));
    const share = sample.mask.data.reduce((sum, value) => sum + value, 0) / sample.mask.data.length;
    const miss = Math.max(MASK_SHARE[0] - share, share - MASK_SHARE[1], 0);
    if (miss < bestMiss) {
      best = sample;
      bestMiss = miss;
    }
  }
  return best ?? { image: clean, mask: emptyMask(camera.size, camera.size) };
}

function withBlemish(camera: Camera, clean: RgbImage, blemish: Blemish): RenderedSample {
  const { size } = camera;
  const data = clean.data.slice();
  const mask = emptyMask(size, size);
  const colour: Rgb = [0, 0, 0];
  const plane = size * size;
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const u = camera.uu * x + camera.uv * y + camera.u0 - blemish.centre.u;
      const v = -camera.uv * x + camera.uu * y + camera.v0 - blemish.centre.v;
      if (u * u + v * v > blemish.radius * blemish.radius) continue;
      paint(camera, blemish, x, y, colour);
      store(camera, x, y, colour, data);
      const at = y * size + x;
      for (let index = at; index < 3 * plane; index += plane) {
        const change = Math.abs((data[index] as number) - (clean.data[index] as number));
        if (change > CHANGE_THRESHOLD) mask.data[at] = 1;
      }
    }
  }
  dropSpecks(mask, Math.ceil(SPECK_SHARE * plane), (at) => {
    for (let index = at; index < 3 * plane; index += plane) data[index] = clean.data[index] as number;
  });
  return { image: { width: size, height: size, data }, mask };
}

function setUp(
  object: string,
  seedParts: readonly (string | number)[],
  size: number,
  poseDegrees: number,
): Camera {
  const model = syntheticObject(object);
  const source = random(...seedParts, object, "part");
  const turn = (source.uniform(-poseDegrees, poseDegrees) * Math.PI) / 180;
  const scale = source.uniform(0.94, 1.06);
  const pixel = 2 / size / scale;
  const uu = Math.cos(turn) * pixel;
  const uv = Math.sin(turn) * pixel;
  const middleX = (size - 1) / 2 + source.uniform(-0.025, 0.025) * size;
  const middleY = (size - 1) / 2 + source.uniform(-0.025, 0.025) * size;
  const azimuth = -0.75 * Math.PI + source.uniform(-0.6, 0.6) - turn;
  const height = source.uniform(0.72, 0.86);
  const level = Math.sqrt(1 - height * height);
  const light = {
    x: level * Math.cos(azimuth),
    y: level * Math.sin(azimuth),
    z: height,
    ambient: source.uniform(0.3, 0.45),
  };
  const exposure = source.uniform(0.93, 1.07);
  const scene: Scene = { light, pixel };
  return {
    size,
    scene,
    gain: [exposure * source.uniform(0.98, 1.02), exposure, exposure * source.uniform(0.97, 1.03)],
    grain: source.uniform(0.006, 0.014),
    grainSeed: noiseSeed(source),
    felt: valueNoise(source),
    tilt: { x: source.uniform(-0.03, 0.03), y: source.uniform(-0.03, 0.03) },
    uu,
    uv,
    u0: -uu * middleX - uv * middleY,
    v0: uv * middleX - uu * middleY,
    part: model.create(source, scene),
  };
}

/** The light that reaches one pixel, before exposure and grain. */
function paint(camera: Camera, blemish: Blemish | undefined, x: number, y: number, colour: Rgb): void {
  const { part, scene, size } = camera;
  const u = camera.uu * x + camera.uv * y + camera.u0;
  const v = -camera.uv * x + camera.uu * y + camera.v0;
  const share = coverage(standing(part, blemish, u, v), scene.pixel);
  if (share > 0) {
    part.shade(u, v, colour);
    blemish?.tint?.(u, v, colour);
  }
  if (share === 1) return;
  const { light } = scene;
  const blocked = standing(part, blemish, u + light.x * 0.12, v + light.y * 0.12);
  const shade = 1 - part.shadow * smoothStep(SHADOW_REACH, -SHADOW_REACH, blocked);
  const slope = (camera.tilt.x * x + camera.tilt.y * y) / size;
  const felt = 0.018 * (camera.felt((x * 70) / size, (y * 70) / size) - 0.5);
  setColour(backdrop, part.backdrop, shade * (1 + slope));
  expose(backdrop, 1, felt);
  if (share === 0) setColour(colour, backdrop);
  else blend(colour, backdrop, 1 - share);
}

const backdrop: Rgb = [0, 0, 0];

/** Signed distance of the part as the defect left it. */
function standing(part: Part, blemish: Blemish | undefined, u: number, v: number): number {
  const intact = part.distance(u, v);
  return blemish?.carve === undefined ? intact : Math.max(intact, -blemish.carve(u, v));
}

/** Exposes a pixel, adds its grain (triangular, sum of two uniforms) and writes it as k/255. */
function store(
  { size, gain, grain, grainSeed }: Camera,
  x: number,
  y: number,
  colour: Rgb,
  data: Float32Array,
): void {
  const plane = size * size;
  const common = hashUnit(x, y, grainSeed) - 0.5;
  for (let channel = 0; channel < 3; channel++) {
    const own = hashUnit(x, y, grainSeed + channel + 1) - 0.5;
    const value = (colour[channel] as number) * (gain[channel] as number) + grain * 2 * (common + own);
    data[channel * plane + y * size + x] = Math.min(255, Math.max(0, Math.round(value * 255))) / 255;
  }
}
