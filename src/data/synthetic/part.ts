// What an object and a defect are to the renderer. Part coordinates: origin in the part's middle, u right, v down,
// one unit about half the picture's side; the pose (turn, size, place) is the renderer's affair.

import type { Random } from "../../core/random.ts";
import type { Rgb } from "./colour.ts";
import type { Point } from "./shapes.ts";

/** A distant lamp as the part sees it. */
export interface Light {
  /** Unit vector towards the lamp; z towards the camera. */
  readonly x: number;
  readonly y: number;
  readonly z: number;
  /** Share of the light that comes from everywhere, in [0, 1]. */
  readonly ambient: number;
}

/** A part's shadow is smooth over this distance to either side of its shifted outline, in part units. */
export const SHADOW_REACH = 0.11;

export interface Scene {
  readonly light: Light;
  /** Side of one pixel in part units. */
  readonly pixel: number;
}

export interface Part {
  /** Signed distance to the outline in part units, negative inside; true to scale near the outline. */
  distance(u: number, v: number): number;
  /** Writes the lit surface colour at a point of the part. */
  shade(u: number, v: number, colour: Rgb): void;
  readonly backdrop: Rgb;
  /** Darkness of the shadow on the backdrop, in [0, 1]. */
  readonly shadow: number;
}

export interface ObjectModel {
  /** Name of the object, and of its class in prompts. */
  readonly name: string;
  /** True when it lies on a matte backdrop that goes on seamlessly as the picture is turned. */
  readonly rotationInvariant: boolean;
  create(source: Random, scene: Scene): Part;
}

/** What a defect does to a part: it removes material, changes the surface, or both. */
export interface Blemish {
  /** A circle that holds everything the defect changes. */
  readonly centre: Point;
  readonly radius: number;
  /** Signed distance of the material that is gone, negative where it is missing. */
  carve?(u: number, v: number): number;
  /** Changes the surface colour at a point that still stands. */
  tint?(u: number, v: number, colour: Rgb): void;
}

export interface DefectModel {
  readonly name: string;
  create(source: Random, part: Part, scene: Scene): Blemish;
}

/** Diffuse brightness of a surface with the given normal (need not be of unit length). */
export function diffuse(light: Light, x: number, y: number, z: number): number {
  const towards = (x * light.x + y * light.y + z * light.z) / Math.sqrt(x * x + y * y + z * z);
  return light.ambient + (1 - light.ambient) * Math.max(0, towards);
}

/** Strength of the lamp's mirror image (Blinn), the viewer straight above; in [0, 1]. */
export function gloss(light: Light, x: number, y: number, z: number, sharpness: number): number {
  const halfLength = Math.sqrt(2 + 2 * light.z);
  const along = x * light.x + y * light.y + z * (light.z + 1);
  return (Math.max(0, along) / (halfLength * Math.sqrt(x * x + y * y + z * z))) ** sharpness;
}
