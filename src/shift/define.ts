// What a shift is: its facts, and how it acts on pictures and maps as part of the graph.

import type { Mask } from "../core/image.ts";
import type { ShiftFacts } from "../core/shift.ts";
import type { Value } from "../graph/value.ts";

/**
 * A form of pictures in which neighbouring shifts may act without going back and forth, such as hue, saturation and
 * value. Pictures are [P, 3, H, W] in [0, 1].
 */
export interface Space<Form> {
  enter(pictures: Value): Form;
  leave(form: Form): Value;
}

/** How a shift acts: on pictures themselves, or in a space of its own. An amount of 0 changes nothing. */
export interface Act<Form> {
  readonly space: Space<Form>;
  /** `amount` is [P], clipped already; a form of one picture may become one of P. */
  apply(form: Form, amount: Value): Form;
}

/** The values a detector's map can have; null where there is no bound (or none is known). */
export interface MapRange {
  readonly low: number | null;
  readonly high: number | null;
}

export interface ShiftDefinition extends ShiftFacts {
  /** Adds the shift to the graph: pictures [1 or P, C, H, W] or a form of them, amounts [P]. */
  readonly act: Act<unknown>;
  /** Pose alone: maps [P, 1, H, W] brought back to the unshifted frame; what lay outside is the range's lower end. */
  readonly back?: (maps: Value, amount: Value, range: MapRange) => Value;
  /** Pose alone: a mask moved with the picture, every pixel the nearest one's value, beyond the frame normal. */
  readonly forward?: (mask: Mask, amount: number) => Mask;
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

/** A range that reaches as far either way. */
export function symmetric(amount: number): readonly [number, number] {
  return [-amount, amount];
}

/** The facts alone, as run folders and pages hold them. */
export function factsOf({
  act: _act,
  back: _back,
  forward: _forward,
  ...facts
}: ShiftDefinition): ShiftFacts {
  return facts;
}
