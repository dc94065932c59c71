// A synthetic inspection picture: a part on a matte ground under uneven light, with or without one defect, and the
// exact mask of what the defect changed.

import { present } from "../../core/errors.ts";
import type { Mask, RgbImage } from "../../core/image.ts";
import { type Random, random } from "../../core/random.ts";
import { type Colour, dim, mix, smoothNoise, varied } from "./drawing.ts";
import type { Blemish, Defect, DefectModel, ObjectModel, Part } from "./part.ts";
import { SYNTHETIC_DEFECTS, SYNTHETIC_OBJECTS } from "./registry.ts";

export interface RenderSettings {
  readonly object: string;
  /** A defect's name, or null for a normal part. */
  readonly defect: string | null;
  /** Everything random comes from here: the same parts with the same seed are the same individual. */
  readonly seedParts: readonly (string | number)[];
  /** Side in pixels. */
  readonly size: number;
  /** The part is turned by at most this much either way. */
  readonly poseDegrees?: number;
}

export interface RenderedSample {
  /** Values are multiples of 1/255. */
  readonly image: RgbImage;
  readonly mask: Mask;
}

/** A change of any channel above this counts as the defect's. */
const VISIBLE_CHANGE = 10 / 255;
/** Shares of a picture that a defect may cover; it is drawn anew otherwise. */
const COVERED: readonly [number, number] = [0.004, 0.09];

/** Renders one picture. The defect-free twin (same seed, defect null) differs inside the mask alone. */
export function renderSample(settings: RenderSettings): RenderedSample {
  const { object, defect, seedParts, size, poseDegrees = 12 } = settings;
  const model = named(SYNTHETIC_OBJECTS, object, "object");
  const scene = makeScene(model, random(...seedParts, "part"), size, poseDegrees);
  const clean = new Float32Array(3 * size * size);
  paint(clean, scene, size, null);
  if (defect === null) return { image: { width: size, height: size, data: clean }, mask: emptyOf(size) };
  const defectModel = named(SYNTHETIC_DEFECTS, defect, "defect");
  for (let attempt = 0; ; attempt++) {
    const source = random(...seedParts, "defect", attempt);
    const placed = placeDefect(defectModel, scene, source, model.texture);
    const data = new Float32Array(3 * size * size);
    paint(data, scene, size, placed);
    const mask = changedPixels(clean, data, size);
    const share = mask.data.reduce((sum, value) => sum + value, 0) / mask.data.length;
    if ((share >= COVERED[0] && share <= COVERED[1]) || attempt === 50) {
      for (let at = 0; at < data.length; at++) {
        if (mask.data[at % (size * size)] === 0) data[at] = clean[at] as number;
      }
      return { image: { width: size, height: size, data }, mask };
    }
  }
}

interface Scene {
  readonly part: Part;
  readonly background: Colour;
  /** Picture point → part frame. */
  readonly toPart: (x: number, y: number) => readonly [number, number];
  readonly light: (x: number, y: number) => Colour;
  /** Sensor noise per value. */
  readonly noise: Float32Array;
}

function makeScene(model: ObjectModel, source: Random, size: number, poseDegrees: number): Scene {
  const part = model.make(source);
  const background = varied([0.3, 0.31, 0.33], 0.05, source);
  const pose = (source.uniform(-poseDegrees, poseDegrees) * Math.PI) / 180;
  const [cosine, sine] = [Math.cos(pose), Math.sin(pose)];
  const zoom = source.uniform(0.94, 1.08);
  const [shiftX, shiftY] = model.texture
    ? [0, 0]
    : [source.uniform(-0.06, 0.06), source.uniform(-0.06, 0.06)];
  const brightness = source.uniform(0.88, 1.1);
  const warmth = source.uniform(-0.04, 0.04);
  const [slopeX, slopeY] = [source.uniform(-0.04, 0.04), source.uniform(-0.04, 0.04)];
  const uneven = smoothNoise(source, 0.9);
  const grain = source.uniform(0.004, 0.012);
  return {
    part,
    background,
    toPart: (x, y) => {
      const [dx, dy] = [(x - shiftX) / zoom, (y - shiftY) / zoom];
      return [dx * cosine + dy * sine, dy * cosine - dx * sine];
    },
    light: (x, y) => {
      const level = brightness * (1 + slopeX * x + slopeY * y + 0.015 * uneven(x, y));
      return [level * (1 + warmth), level, level * (1 - warmth)];
    },
    noise: Float32Array.from({ length: 3 * size * size }, () => grain * source.normal()),
  };
}

interface PlacedDefect {
  readonly defect: Defect;
  readonly x: number;
  readonly y: number;
  readonly texture: boolean;
}

function paint(data: Float32Array, scene: Scene, size: number, placed: PlacedDefect | null): void {
  const pixel = 2 / size;
  for (let row = 0; row < size; row++) {
    const y = (row + 0.5) * pixel - 1;
    for (let column = 0; column < size; column++) {
      const x = (column + 0.5) * pixel - 1;
      const [u, v] = scene.toPart(x, y);
      const surface = scene.part(u, v, pixel);
      let colour = surface.colour;
      if (placed !== null) colour = blemished(placed, x, y, pixel, colour, scene.background);
      const lit = scene.light(x, y);
      const shown = mix(scene.background, colour, surface.coverage);
      for (let channel = 0; channel < 3; channel++) {
        const at = channel * size * size + row * size + column;
        const value = (shown[channel] as number) * (lit[channel] as number) + (scene.noise[at] as number);
        data[at] = Math.round(255 * Math.min(1, Math.max(0, value))) / 255;
      }
    }
  }
}

function blemished(
  { defect, x: centreX, y: centreY, texture }: PlacedDefect,
  x: number,
  y: number,
  pixel: number,
  surface: Colour,
  background: Colour,
): Colour {
  const blemish: Blemish = defect(x - centreX, y - centreY, pixel);
  if (blemish.share <= 0) return surface;
  const behind = texture ? dim(background, 0.35) : background;
  return mix(surface, blemish.colour(surface, behind), blemish.share);
}

/** Tries points until the part covers one (surface) or the part ends near one (outline). */
function placeDefect(model: DefectModel, scene: Scene, source: Random, texture: boolean): PlacedDefect {
  const defect = model.make(source);
  const covered = (x: number, y: number): boolean => scene.part(...scene.toPart(x, y), 0.02).coverage > 0.5;
  for (let attempt = 0; ; attempt++) {
    const [x, y] = [source.uniform(-0.75, 0.75), source.uniform(-0.75, 0.75)];
    const ring = Array.from({ length: 8 }, (_, index) => (index * Math.PI) / 4);
    const around = (radius: number): number =>
      ring.filter((angle) => covered(x + radius * Math.cos(angle), y + radius * Math.sin(angle))).length;
    const onSurface = covered(x, y) && around(0.1) >= 7;
    const onOutline = around(0.07) >= 3 && around(0.07) <= 6;
    const fits = texture || model.place === "surface" ? onSurface : onOutline;
    if (fits || attempt === 500) return { defect, x, y, texture };
  }
}

function changedPixels(clean: Float32Array, changed: Float32Array, size: number): Mask {
  const pixels = size * size;
  const data = new Uint8Array(pixels);
  for (let at = 0; at < 3 * pixels; at++) {
    if (Math.abs((changed[at] as number) - (clean[at] as number)) > VISIBLE_CHANGE) data[at % pixels] = 1;
  }
  return { width: size, height: size, data };
}

function emptyOf(size: number): Mask {
  return { width: size, height: size, data: new Uint8Array(size * size) };
}

function named<Model extends { readonly name: string }>(
  models: readonly Model[],
  name: string,
  what: string,
): Model {
  return present(
    models.find((model) => model.name === name),
    `${what} "${name}"`,
  );
}
