// A typical shift: one seeded draw a picture, uniform in a combination's box.

import { random } from "../../core/random.ts";
import { effectivePoint, type ShiftBox, type ShiftPoint } from "../../core/shift.ts";
import type { PlannedSample } from "../questions/question.ts";

/**
 * The picture's draw: every shift of the box from a stream of its own name, so that another shift changes none; as the
 * amounts act, listed ones where a shift takes no others.
 */
export function typicalPoint(box: ShiftBox, { object, id }: PlannedSample, seed: number): ShiftPoint {
  const drawn = box.map(({ facts: { name }, range: [low, high] }) => [
    name,
    random("typical", seed, object, id, name).uniform(low, high),
  ]);
  return effectivePoint(Object.fromEntries(drawn), box);
}
