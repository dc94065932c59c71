// Independent draws of shifts, uniform within a box or otherwise, never adapted: what they allow to be said holds whatever
// the detector is. The station's amounts are one draw for all pictures of an object, so that draws are candidates of the
// worst common value too; each picture has its own draw of the part's.

import { type Random, random } from "../core/random.ts";
import { type BoxedShift, effectivePoint, type ShiftBox, type ShiftPoint } from "../core/shift.ts";
import type { PlannedSample } from "./questions/question.ts";

export interface DrawSettings {
  readonly count: number;
  readonly seed: number;
  /** Tells draws apart that must not be the same: "draws", "draws within 0.3". */
  readonly stream: string;
}

/** A shift of a box, and how one amount of it is drawn, within its range. */
export interface DrawnShift extends BoxedShift {
  readonly draw: (source: Random) => number;
}

/** The picture's uniform draws in a box, as `drawnPoints`. */
export function uniformDraws(
  box: ShiftBox,
  sample: Pick<PlannedSample, "object" | "id">,
  settings: DrawSettings,
): ShiftPoint[] {
  const shifts = box.map((boxed) => ({
    ...boxed,
    draw: (source: Random) => source.uniform(...boxed.range),
  }));
  return drawnPoints(shifts, sample, settings);
}

/**
 * The picture's draws as they act; `count` is a prefix of `count` + 1. Every shift draws from a stream of its own name, so
 * that another shift changes none.
 */
export function drawnPoints(
  shifts: readonly DrawnShift[],
  { object, id }: Pick<PlannedSample, "object" | "id">,
  { count, seed, stream }: DrawSettings,
): ShiftPoint[] {
  const sources = shifts.map(({ facts: { name, scope }, draw }) => ({
    ...{ name, draw },
    source: random(stream, seed, object, ...(scope === "station" ? [] : [id]), name),
  }));
  return Array.from({ length: count }, () => {
    const drawn = sources.map(({ name, draw, source }) => [name, draw(source)]);
    return effectivePoint(Object.fromEntries(drawn), shifts);
  });
}
