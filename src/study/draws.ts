// Independent uniform draws within a box, never adapted: what they allow to be said holds whatever the detector is. The
// station's amounts are one draw for all pictures of an object, so that draws are candidates of the worst common value too;
// each picture has its own draw of the part's.

import { random } from "../core/random.ts";
import { effectivePoint, type ShiftBox, type ShiftPoint } from "../core/shift.ts";
import type { PlannedSample } from "./questions/question.ts";

export interface DrawSettings {
  readonly count: number;
  readonly seed: number;
  /** Tells draws apart that must not be the same: "draws", "draws within 0.3". */
  readonly stream: string;
}

/**
 * The picture's draws as they act; `count` is a prefix of `count` + 1. Every shift draws from a stream of its own name, so
 * that another shift changes none.
 */
export function uniformDraws(
  box: ShiftBox,
  { object, id }: Pick<PlannedSample, "object" | "id">,
  { count, seed, stream }: DrawSettings,
): ShiftPoint[] {
  const sources = box.map(({ facts: { name, scope }, range }) => ({
    name,
    range,
    source: random(stream, seed, object, ...(scope === "station" ? [] : [id]), name),
  }));
  return Array.from({ length: count }, () => {
    const drawn = sources.map(({ name, range: [low, high], source }) => [name, source.uniform(low, high)]);
    return effectivePoint(Object.fromEntries(drawn), box);
  });
}
