// The box that is searched: how many shifts it may have, and points drawn from it.

import { InputError, present } from "../core/errors.ts";
import { random } from "../core/random.ts";
import type { ShiftBox, ShiftPoint } from "../core/shift.ts";

/** More axes than these no budget fills. */
const MOST_SHIFTS = 6;

/** Numbers in the paper's common stream: all are drawn, whatever is searched. */
const DRAWN_TOGETHER = 3;

/** The box itself; InputError naming its shifts where they are more than a search takes. */
export function searchable(box: ShiftBox): ShiftBox {
  if (box.length <= MOST_SHIFTS) return box;
  const names = box.map(({ facts }) => facts.name).join(", ");
  throw new InputError(`a search takes at most six shifts: ${names} are ${box.length}; name fewer`);
}

/**
 * A point drawn uniformly in the box. What a shift draws does not depend on which others are searched: the paper's
 * three share one stream, every other has its own.
 */
export function drawPoint(box: ShiftBox, seedParts: readonly (string | number)[]): ShiftPoint {
  const common = random(...seedParts);
  const together = Array.from({ length: DRAWN_TOGETHER }, () => common.next());
  return Object.fromEntries(
    box.map(({ facts: { name, search }, range: [low, high] }) => {
      const share =
        search.drawnTogether === undefined
          ? random(...seedParts, name).next()
          : present(together[search.drawnTogether], "number of the common stream");
      return [name, low + (high - low) * share];
    }),
  );
}
