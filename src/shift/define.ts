// What a shift is: its facts, and how it acts on pictures and maps as part of the graph.

import { invariant } from "../core/errors.ts";
import type { Mask, PictureSize, RgbImage } from "../core/image.ts";
import type { ShiftFacts } from "../core/shift.ts";
import type { Tensor } from "../core/tensor.ts";
import { and, greaterOrEqual, lessOrEqual, reshape, select, withDerivativeOf } from "../graph/ops/index.ts";
import type { Tensors } from "../graph/session.ts";
import { scalar, type Value } from "../graph/value.ts";

/**
 * A form of pictures in which neighbouring shifts may act without going back and forth, such as hue, saturation and
 * value. Pictures are [P, 3, H, W] in [0, 1].
 */
export interface Space<Form> {
  enter(pictures: Value): Form;
  leave(form: Form): Value;
}

/** How a shift acts: on pictures themselves, or in a space of its own. An amount of 0 changes nothing, bit for bit. */
export interface Act<Form> {
  readonly space: Space<Form>;
  /** `amount` is [P], clipped already; a form of one picture may become one of P. */
  apply(form: Form, amount: Value): Form;
}

/** How a shift acts that is no graph: on finished pictures, after all that are. */
export interface HostAct {
  /**
   * Pictures [P, 3, H, W] in [0, 1] at amounts of which none is 0, clipped already → pictures of the same shape in [0, 1].
   * InputError where it cannot.
   */
  readonly host: (pictures: Tensor, amounts: readonly number[]) => Promise<Tensor>;
}

/** The values a detector's map can have; null where there is no bound (or none is known). */
export interface MapRange {
  readonly low: number | null;
  readonly high: number | null;
}

/** A place in a picture, in pixels: pixel (column, row) has its centre at (x, y). */
export interface Place {
  readonly x: number;
  readonly y: number;
}

export interface ShiftDefinition extends ShiftFacts {
  /** Adds the shift to the graph: pictures [1 or P, C, H, W] or a form of them, amounts [P]; or acts behind the graph. */
  readonly act: Act<unknown> | HostAct;
  /** Pose alone: maps [P, 1, H, W] brought back to the unshifted frame; what lay outside is the range's lower end. */
  readonly back?: (maps: Value, amount: Value, range: MapRange) => Value;
  /** Pose alone: a mask moved with the picture, every pixel the nearest one's value, beyond the frame normal. */
  readonly forward?: (mask: Mask, amount: number) => Mask;
  /** Pose alone: where a place of a picture of this size is after the shift. */
  readonly place?: (from: Place, amount: number, size: PictureSize) => Place;
  /** True where what it takes out of the frame counts as missed, as published; else it counts nowhere. */
  readonly keepsCorners?: true;
  /**
   * What parameters that it adds to the graph take, by name ("noise.field"): a function of the picture, at the size at
   * which shifts act, and of the study's seed.
   */
  readonly feeds?: (image: RgbImage, seed: number) => Tensors;
}

const PICTURES: Space<Value> = { enter: (pictures) => pictures, leave: (pictures) => pictures };

/** A way to act on pictures themselves. */
export function onPictures(apply: (pictures: Value, amount: Value) => Value): Act<unknown> {
  return inSpace(PICTURES, apply);
}

/** A way to act in a space; neighbours in the same space share its conversions. */
export function inSpace<Form>(space: Space<Form>, apply: (form: Form, amount: Value) => Form): Act<unknown> {
  // A form only ever comes from the space it goes to: composition compares spaces before it hands a form on.
  return { space, apply } as Act<unknown>;
}

/** A shift as the registry takes it. */
export function defineShift(definition: ShiftDefinition): ShiftDefinition {
  return definition;
}

/** True where a shift is no graph: it gives no derivatives, and a chain with it goes stage by stage. */
export function actsOnHost({ act }: Pick<ShiftDefinition, "act">): boolean {
  return "host" in act;
}

/** How a shift acts as part of a graph; InvariantError for one that acts behind it. */
export function graphAct({ name, act }: Pick<ShiftDefinition, "name" | "act">): Act<unknown> {
  invariant(!("host" in act), `${name} is no graph`);
  return act;
}

/** A range that reaches as far either way. */
export function symmetric(amount: number): readonly [number, number] {
  return [-amount, amount];
}

/**
 * What a shift makes of pictures, exact at 0: where a point's amount is 0 its picture is the unshifted one bit for bit;
 * derivatives are those of `shifted` everywhere. `pictures` [1 or P, …], `amount` [P], `shifted` [P, …].
 */
export function exactAtZero(pictures: Value, amount: Value, shifted: Value): Value {
  const still = reshape(amount, [amount.shape[0] ?? 1, ...shifted.shape.slice(1).map(() => 1)]);
  const isStill = and(lessOrEqual(still, scalar(0)), greaterOrEqual(still, scalar(0)));
  return withDerivativeOf(select(isStill, pictures, shifted), shifted);
}

/** The facts alone, as run folders and pages hold them. */
export function factsOf({
  act: _act,
  back: _back,
  forward: _forward,
  place: _place,
  keepsCorners: _keepsCorners,
  feeds: _feeds,
  ...facts
}: ShiftDefinition): ShiftFacts {
  return facts;
}
