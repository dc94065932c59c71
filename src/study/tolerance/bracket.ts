// Between which two amounts something flips, going outwards from 0 on one side, and the amounts between that tell more.

import { type BoxedShift, listedAmounts } from "../../core/shift.ts";
import type { SideName } from "./scan-ask.ts";

/** Whether it was seen to be wrong at an amount. */
export interface KnownAmount {
  readonly amount: number;
  readonly wrong: boolean;
}

/** Distances from 0. */
export interface Bracket {
  /** The largest below all that are wrong; 0 at least, without end where none is. */
  readonly held: number;
  /** The smallest that is wrong; null where none is. */
  readonly broken: number | null;
}

/** Rounds of amounts between, and how many parts each makes of a bracket. */
export const BISECTIONS = 2;
const PARTS = 4;

/** The bracket of what is known on one side; other sides' amounts are passed over. */
export function bracketOf(known: readonly KnownAmount[], side: SideName): Bracket {
  const own = known
    .filter(({ amount }) => (side === "low" ? amount < 0 : amount > 0))
    .map(({ amount, wrong }) => ({ distance: Math.abs(amount), wrong }));
  const broken = own.reduce(
    (least, { distance, wrong }) => (wrong ? Math.min(least, distance) : least),
    Number.POSITIVE_INFINITY,
  );
  if (broken === Number.POSITIVE_INFINITY) return { held: broken, broken: null };
  const held = own.reduce((most, { distance }) => (distance < broken ? Math.max(most, distance) : most), 0);
  return { held, broken };
}

/** The amounts that part a bracket evenly; none where it is open, or where the shift takes listed amounts alone. */
export function innerAmounts(
  { held, broken }: Bracket,
  shift: BoxedShift,
  side: SideName,
): readonly number[] {
  if (broken === null || listedAmounts(shift) !== null) return [];
  const sign = side === "low" ? -1 : 1;
  return Array.from(
    { length: PARTS - 1 },
    (_, inner) => sign * (held + ((broken - held) * (inner + 1)) / PARTS),
  );
}
