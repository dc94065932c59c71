// A message of many fields with one of them made strange.

import type { Random } from "../../src/core/random.ts";
import { pick } from "./draw.ts";

export interface FieldChange {
  /** Chance to go on into a field that holds others. */
  readonly deeper: number;
  /** What comes into a field's place. */
  readonly strange: () => unknown;
}

/** Takes a field at any depth away, or puts something strange into its place. */
export function changeField(
  message: Record<string, unknown>,
  random: Random,
  { deeper, strange }: FieldChange,
): void {
  let place = message;
  for (;;) {
    const name = pick(Object.keys(place), random);
    const inner = place[name];
    const goesOn = typeof inner === "object" && inner !== null && Object.keys(inner).length > 0;
    if (goesOn && random.next() < deeper) {
      place = inner as Record<string, unknown>;
      continue;
    }
    if (random.next() < 0.2) delete place[name];
    else place[name] = strange();
    return;
  }
}
