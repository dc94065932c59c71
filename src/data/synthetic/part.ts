// What an object or a defect is to the renderer.

import type { Random } from "../../core/random.ts";
import type { Colour } from "./drawing.ts";

/** Colour and coverage (0 … 1) of a part at a point of its own frame. */
export interface Surface {
  readonly colour: Colour;
  readonly coverage: number;
}

/** One individual part: every random choice is made. `pixel` is a pixel's width in frame units. */
export type Part = (x: number, y: number, pixel: number) => Surface;

export interface ObjectModel {
  /** Name of the object, and of its class in prompts. */
  readonly name: string;
  /** True for a texture that fills the picture: it has no outline, and a turned corner shows. */
  readonly texture: boolean;
  make(random: Random): Part;
}

/** What a defect does at a point of the picture: replaces the surface by a colour, by the given share. */
export interface Blemish {
  readonly share: number;
  colour(surface: Colour, background: Colour): Colour;
}

/** One individual defect centred at the origin; the renderer places it. */
export type Defect = (x: number, y: number, pixel: number) => Blemish;

export interface DefectModel {
  readonly name: string;
  /** Where it sits: somewhere on the part, or across its outline. */
  readonly place: "surface" | "outline";
  make(random: Random): Defect;
}
